"""Cells and rows written into the text of a tab: what stands there keeps its looks, and all else its bytes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from raw_books import MAIN, book, sheet

from connectors.errors import ConnectorError
from connectors.ports import SheetColumn, SheetRow, SheetSpec, SyncResult
from connectors.sheets.excel import ExcelFolder

pytestmark = pytest.mark.filterwarnings("ignore:Workbook contains no default style")  # openpyxl wants one
TAB = "2026 call"
COLUMNS = (
    SheetColumn("state", "State"),
    SheetColumn("asked", "Asked", "money"),
    SheetColumn("starts", "Starts", "date"),
    SheetColumn("paid", "Paid", "yes_no"),
)
SPEC = SheetSpec("Book", TAB, COLUMNS)
VALUES = {"state": "Fiji", "asked": Decimal("7.50"), "starts": date(2026, 3, 1), "paid": True}
HEAD = "".join(
    f'<c r="{letter}1" t="inlineStr"><is><t>{title}</t></is></c>'
    for letter, title in zip("ABCDEF", ["_id", "State", "Asked", "Starts", "Paid", "Theirs"], strict=True)
)
TOP = f'<row r="1" spans="1:6">{HEAD}</row>'
KEY = '<c r="A2" t="inlineStr"><is><t>1</t></is></c>'
THEIRS = '<c r="F{0}" s="2" t="str" cm="1"><f t="array" ref="F{0}">_xlfn.XLOOKUP(B{0},Z:Z,Y:Y)</f><v>a  b</v></c>'


def row(cells: str, number: int = 2, said: str = "") -> str:
    return f'<row r="{number}"{said}>{KEY.replace("A2", f"A{number}").replace(">1<", f">{number - 1}<")}{cells}</row>'


class Book:
    """A workbook written by hand, and the service at it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.backend = folder, ExcelFolder(folder)

    def of(self, rows: str, tail: str = "", **more: object) -> "Book":
        self.path = book(self.folder / "Book.xlsx", sheet(TOP + rows, tail), **more)  # type: ignore[arg-type]
        return self

    def sync(self, *rows: SheetRow, spec: SheetSpec = SPEC) -> SyncResult:
        result = self.backend.upsert(spec, rows)
        before = self.path.read_bytes()
        self.backend.upsert(spec, rows)
        assert self.path.read_bytes() == before
        return result

    def part(self, name: str = "xl/worksheets/one.xml") -> str:
        with ZipFile(self.path) as archive:
            fromstring(archive.read(name))
            return archive.read(name).decode()

    @property
    def names(self) -> set[str]:
        with ZipFile(self.path) as archive:
            return set(archive.namelist())

    def row(self, number: int) -> str:
        return self.part().partition(f'<row r="{number}"')[2].partition("</row>")[0]


@pytest.fixture
def raw(tmp_path: Path) -> Book:
    return Book(tmp_path)


WRONG: dict[str, str] = {
    "a number for a text": '<c r="B2"><v>5</v></c>',
    "rich text": '<c r="B2" t="inlineStr"><is><r><rPr><b/></rPr><t>Gh</t></r><r><t>ana</t></r></is></c>',
    "a formula": '<c r="B2" t="str"><f>1+1</f><v>2</v></c>',
    "a dynamic array": '<c r="B2" cm="1" vm="2"><f t="array" ref="B2">SEQUENCE(1)</f><v>1</v></c>',
    "a fault": '<c r="B2" t="e"><v>#REF!</v></c>',
    "an empty cell": '<c r="B2"/>',
    "no cell": "",
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_wrong_cell_is_written_anew_and_its_neighbours_are_not(raw: Book, wrong: str) -> None:
    theirs = THEIRS.format(2)
    raw.of(row(wrong + '<c r="C2"><v>7.5</v></c>' + theirs))
    assert raw.sync(SheetRow("1", VALUES)).updated == 1
    text = raw.row(2)
    assert theirs in text
    assert '<c r="C2"><v>7.5</v></c>' in text
    assert [one for one in text.split('<c r="') if one.startswith("B2")] == [
        'B2" s="4" t="inlineStr"><is><t>Fiji</t></is></c>'
    ]
    assert [cell.value for cell in load_workbook(raw.path)[TAB][2]][:5] == ["1", "Fiji", 7.5, date_of(VALUES), True]


def date_of(values: dict[str, object]) -> object:
    from datetime import datetime

    day = values["starts"]
    assert isinstance(day, date)
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - as openpyxl reads it


def test_a_cell_that_staff_formatted_keeps_its_looks(raw: Book) -> None:
    yellow = (
        '<c r="B2" s="2" t="inlineStr"><is><t>x</t></is></c><c r="C2" s="2"><v>1</v></c><c r="D2" s="3"><v>1</v></c>'
    )
    raw.of(row(yellow)).sync(SheetRow("1", VALUES))
    cells = load_workbook(raw.path)[TAB][2]
    assert [cell.fill.fgColor.rgb for cell in cells[1:4]] == ["FFFFEE00", "FFFFEE00", "00000000"]
    assert [cell.number_format for cell in cells[1:4]] == ["@", "#,##0.00", "h:mm:ss"]  # the last one is theirs
    before = raw.part("xl/styles.xml")
    raw.sync(SheetRow("1", {**VALUES, "state": "Togo", "asked": 8}))
    assert raw.part("xl/styles.xml") == before


def test_a_text_in_the_place_of_a_number_and_back(raw: Book) -> None:
    raw.of(row('<c r="C2"><v>1</v></c>'))
    for value, kind, shown in (("-1", "s", "@"), (Decimal(5), "n", "#,##0.00"), (None, "n", "#,##0.00")):
        raw.sync(SheetRow("1", {"asked": value}))
        cell = load_workbook(raw.path)[TAB]["C2"]
        assert (cell.data_type, cell.number_format, cell.quotePrefix) == (kind, shown, kind == "s")


def test_a_formula_that_others_share_is_said_by_one_of_them(raw: Book) -> None:
    shared = '<c r="C{0}"><f t="shared"{1} si="3">{2}</f><v>9</v></c>'
    rows = row(shared.format(2, ' ref="C2:C5"', "F2*2"))
    rows += "".join(row(shared.format(number, "", "").replace("></f>", "/>"), number) for number in range(3, 6))
    raw.of(rows)
    assert raw.sync(SheetRow("1", {"asked": 7}), SheetRow("2", {"asked": 8})).updated == 2
    sheet = load_workbook(raw.path)[TAB]
    assert [sheet[f"C{number}"].value for number in range(2, 6)] == [7, 8, "=F4*2", "=F5*2"]
    assert 'ref="C4:C5"' in raw.row(4)


CHAIN = f'<calcChain xmlns="{MAIN}"><c r="C2" i="7"/><c r="F2"/></calcChain>'


@pytest.mark.parametrize("cell", ['<c r="C2"><f>1+1</f><v>2</v></c>', '<c r="C2" t="b"><f>TRUE()</f><v>1</v></c>'])
def test_the_order_of_working_out_goes_with_a_formula(raw: Book, cell: str) -> None:
    raw.of(row(cell), more={"xl/calcChain.xml": CHAIN})
    raw.sync(SheetRow("1", {"asked": 7}))
    assert "xl/calcChain.xml" not in raw.names
    assert "calcChain" not in raw.part("[Content_Types].xml") + raw.part("xl/_rels/workbook.xml.rels")


def test_it_stays_where_no_formula_goes(raw: Book) -> None:
    raw.of(row(THEIRS.format(2)), more={"xl/calcChain.xml": CHAIN})
    raw.sync(SheetRow("1", VALUES), SheetRow("2", VALUES))
    assert raw.part("xl/calcChain.xml") == CHAIN


def test_links_and_what_else_points_at_cells_stay(raw: Book) -> None:
    behind = '<hyperlinks><hyperlink ref="B2" location="A1" display="x"/></hyperlinks><printOptions gridLines="1"/>'
    raw.of(row('<c r="B2" t="inlineStr"><is><t>x</t></is></c>'), behind).sync(SheetRow("1", VALUES))
    assert raw.part().endswith(f"</sheetData>{behind}</worksheet>")


def test_rows_go_between_those_that_stand_there(raw: Book) -> None:
    box = '<row r="6"><c r="F6" t="b"><v>0</v></c></row><row r="9" s="2" customFormat="1" ht="40"/>'
    raw.of(row("") + box).sync(*(SheetRow(str(number), {"state": f"s{number}"}) for number in range(1, 9)))
    text = raw.part()
    assert [int(one.partition('"')[0]) for one in text.split('<row r="')[1:]] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert '<c r="F6" t="b"><v>0</v></c>' in text
    sheet = load_workbook(raw.path)[TAB]
    assert [sheet[f"B{number}"].value for number in range(2, 10)] == [f"s{number}" for number in range(1, 9)]
    assert (sheet["B9"].fill.fgColor.rgb, sheet.row_dimensions[9].height) == ("FFFFEE00", 40)


def look(path: Path, rows: range, column: str = "F") -> list[str]:
    sheet = load_workbook(path)[TAB]
    return [sheet[f"{column}{number}"].fill.fgColor.rgb for number in rows]


def test_rows_are_added_in_the_looks_of_those_above(raw: Book) -> None:
    theirs = '<c r="B{0}" s="2"/><c r="F{0}" s="2"/>'
    raw.of("".join(row(theirs.format(number), number, ' ht="33" customHeight="1"') for number in range(2, 5)))
    raw.sync(SheetRow("4", VALUES), SheetRow("5", VALUES))
    assert look(raw.path, range(2, 7)) == look(raw.path, range(2, 7), "B") == ["FFFFEE00"] * 5
    sheet = load_workbook(raw.path)[TAB]
    assert [sheet.row_dimensions[number].height for number in (4, 5, 6)] == [33, 33, 33]
    assert sheet["D5"].number_format == "yyyy-mm-dd"
    left = raw.backend.upsert(SPEC, [SheetRow("5", VALUES)]).left
    left = raw.backend.upsert(SPEC, [SheetRow("6", VALUES)]).left
    assert left is not None
    assert raw.backend.append(SPEC, iter([SheetRow("7", VALUES)]), (), left) is not None
    assert look(raw.path, range(7, 9)) == ["FFFFEE00"] * 2


def test_bands_go_on(raw: Book) -> None:
    raw.of("".join(row(f'<c r="F{number}" s="{2 * (number % 2)}"/>', number) for number in range(2, 6)))
    raw.sync(*(SheetRow(str(number), VALUES) for number in range(5, 8)))
    assert look(raw.path, range(2, 9)) == ["00000000", "FFFFEE00"] * 3 + ["00000000"]


def test_the_colour_of_one_row_is_no_habit(raw: Book) -> None:
    raw.of(row("") + row('<c r="F3" s="2"/>', 3, ' ht="50" customHeight="1"')).sync(SheetRow("3", VALUES))
    assert look(raw.path, range(3, 5)) == ["FFFFEE00", "00000000"]
    assert load_workbook(raw.path)[TAB].row_dimensions[4].height is None


def test_a_column_that_staff_dressed_gives_its_looks(raw: Book) -> None:
    text = sheet(TOP + row(""), before='<cols><col min="2" max="16384" width="9" style="2"/></cols>')
    raw.path = book(raw.folder / "Book.xlsx", text)
    wider = replace(SPEC, columns=(*COLUMNS, SheetColumn("city", "City", width=30)))
    raw.sync(SheetRow("1", {**VALUES, "city": "Suva"}), SheetRow("2", {**VALUES, "city": "Nadi"}), spec=wider)
    assert look(raw.path, range(2, 4), "G") == ["FFFFEE00"] * 2
    found = fromstring(raw.part())
    runs = [(one.get("min"), one.get("max"), one.get("width")) for one in found.iter() if one.tag.endswith("}col")]
    assert runs == [("2", "6", "9"), ("7", "7", "30"), ("8", "16384", "9")]


def test_a_tab_that_staff_renamed_is_found_again(raw: Book) -> None:
    raw.of(row("")).sync(SheetRow("1", VALUES))
    renamed = load_workbook(raw.path)
    renamed[TAB].title = "It's the call!"
    for name in renamed.defined_names.values():
        name.attr_text = name.attr_text.replace("'2026 call'", "'It''s the call!'")
    renamed.save(raw.path)
    assert raw.backend.upsert(SPEC, [SheetRow("1", VALUES), SheetRow("2", VALUES)]).appended == 1
    assert load_workbook(raw.path).sheetnames == ["It's the call!"]
    assert raw.backend.upsert(SPEC, [SheetRow("2", VALUES)]).unchanged == 1


def test_a_tab_is_added_to_a_workbook_of_staffs(raw: Book, libreoffice: Callable[[Path], Path]) -> None:
    raw.of(row(""), behind='<definedNames><definedName name="x">1</definedName></definedNames><calcPr calcId="1"/>')
    before, new = raw.part(), replace(SPEC, tab="A & B's")
    raw.sync(SheetRow("1", VALUES), spec=new)
    assert raw.part() == before
    for path in (raw.path, libreoffice(raw.path)):
        found = load_workbook(path)
        assert found.sheetnames == [TAB, "A & B's"]
        assert [cell.value for cell in found["A & B's"][2]][:4] == ["1", "Fiji", 7.5, date_of(VALUES)]
        assert found["A & B's"].auto_filter.ref == "A1:E2"
        assert found["A & B's"].print_title_rows == "$1:$1"
    assert raw.backend.upsert(new, [SheetRow("2", VALUES)]).appended == 1


@pytest.mark.parametrize("title", ["", "a/b", "'quoted", "x" * 32, "😀" * 16, "History", "a\tb"])
def test_a_title_that_no_tab_can_have_is_told(raw: Book, title: str) -> None:
    with pytest.raises(ConnectorError, match="no tab can be called") as caught:
        raw.backend.upsert(replace(SPEC, tab=title), [])
    assert caught.value.permanent
    assert list(raw.folder.glob("*.xlsx")) == []


def test_a_header_of_a_table_stays_where_formulas_name_it(raw: Book) -> None:
    from openpyxl.worksheet.table import Table

    raw.of(row("")).sync(SheetRow("1", VALUES))
    theirs = load_workbook(raw.path)
    theirs[TAB].add_table(Table(displayName="T", ref="A1:F2"))
    theirs.create_sheet("Sums")["A1"] = "=SUM(T[State])"
    theirs.save(raw.path)
    columns = [replace(one, header=one.header.upper()) for one in COLUMNS]
    result = raw.backend.upsert(replace(SPEC, columns=tuple(columns)), [SheetRow("1", VALUES)])
    assert "the header 'State' stays: formulas name it" in result.notes
    found = load_workbook(raw.path)[TAB]
    assert [cell.value for cell in found[1]] == ["_id", "State", "ASKED", "STARTS", "PAID", "Theirs"]
    assert [column.name for column in found.tables["T"].tableColumns] == [cell.value for cell in found[1]]
    again = raw.backend.upsert(replace(SPEC, columns=tuple(columns)), [SheetRow("1", VALUES)])
    assert (again.unchanged, again.notes) == (1, ())


TEXTS = st.sampled_from(["Fiji", "=1", "", None, "<&>", " x "])


@given(st.lists(st.tuples(TEXTS, st.none() | st.integers(0, 9)), min_size=1, max_size=5), st.data())
def test_whatever_stands_there_the_cells_come_to_say_what_they_should(
    tmp_path_factory: pytest.TempPathFactory, wanted: list[tuple[str | None, int | None]], data: st.DataObject
) -> None:
    cells = st.sampled_from(
        [*WRONG.values(), '<c r="C2" s="2"><v>3</v></c>', '<c r="B2" s="2"/><c r="C2" t="b"><v>1</v></c>']
    )
    rows = "".join(
        row(data.draw(cells).replace("B2", f"B{n}").replace("C2", f"C{n}") + THEIRS.format(n), n)
        for n in range(2, len(wanted) + 2)
    )
    raw = Book(tmp_path_factory.mktemp("folder")).of(rows)
    raw.sync(*(SheetRow(str(n), {"state": state, "asked": asked}) for n, (state, asked) in enumerate(wanted, start=1)))
    sheet = load_workbook(raw.path)[TAB]
    assert [(sheet.cell(n, 2).value, sheet.cell(n, 3).value) for n in range(2, len(wanted) + 2)] == [
        (state or None, asked) for state, asked in wanted
    ]
    assert all(THEIRS.format(n) in raw.row(n) for n in range(2, len(wanted) + 2))
