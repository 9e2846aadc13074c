"""What programs may write differently and mean alike: read alike, and added to without harm."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from raw_books import MAIN, PACKAGE, STRICT_MAIN, STRICT_RELATIONS, book, sheet

from connectors.errors import ConnectorError
from connectors.ports import SheetColumn, SheetRow, SheetSpec
from connectors.sheets.excel import ExcelFolder
from connectors.sheets.excel.opening import open_tab
from connectors.sheets.excel.reading import read_sheet
from connectors.sheets.excel.rows import Source
from connectors.sheets.excel.shapes import Shape
from connectors.sheets.excel.strings import Strings
from connectors.sheets.excel.values import Values
from connectors.sheets.plan import make_plan
from connectors.sheets.values import formula

pytestmark = [  # what openpyxl misses in such workbooks, and what it leaves out
    pytest.mark.filterwarnings("ignore:Workbook contains no default style"),
    pytest.mark.filterwarnings("ignore:Unknown extension"),
]
TAB = "2026 call"
SPEC = SheetSpec("Book", TAB, (SheetColumn("state", "Country"), SheetColumn("asked", "Sum", "money")))
STRINGS = (
    "<si><t>State</t></si><si><r><t>Gh</t></r><r><rPr><b/></rPr><t xml:space='preserve'>ana </t></r><rPh sb='0' eb='1'>"
    "<t>how it is said</t></rPh></si><si><t>a &amp; b &#233; _x000D_ _x005F_x0041_</t></si><si/><si><t></t></si>"
)
HEAD = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Asked</t></is></c></row>'
EXPECTED = [["State", "Asked"], ["Ghana ", 5], ["a & b é \r _x0041_", 2.5]]
ROWS = (
    HEAD + '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>5</v></c></row>'
    '<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3"><v>2.5</v></c></row>'
)
ORDERLESS = ROWS.replace('<c r="A2" t="s">', '<c t="s"  r = "A2" >').replace('<row r="2">', '<row ht="15" r="2" >')
NAMELESS = ROWS.replace(' r="A1"', "").replace(' r="B2"', "").replace(' r="3"', "").replace(' r="A3"', "")
PREFIXED = sheet(ROWS).replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:").replace("xmlns=", "xmlns:x=")
DECLARED = '<?xml version="1.0" encoding="{}"?>\n'
SPELLINGS: dict[str, str | bytes] = {
    "as Excel": DECLARED.format("UTF-8") + sheet(ROWS),
    "no declaration": sheet(ROWS),
    "a prefix": PREFIXED,
    "single quotes": sheet(ROWS.replace('"', "'")),
    "attributes in another order": sheet(ORDERLESS),
    "no names of cells or rows": sheet(NAMELESS),
    "indented": sheet("\n  " + ROWS.replace("><", ">\n    <").replace("<v>\n", "<v>") + "\n  "),
    "comments": sheet(f"<!-- <row r='9'/> -->{ROWS}<!-- </sheetData> -->").replace(
        "<sheetData>", "<!--a--><sheetData>"
    ),
    "CDATA": sheet(ROWS.replace("<t>Asked</t>", "<t><![CDATA[Asked]]></t>")),
    "an instruction": sheet(ROWS.replace("<v>5</v>", "<?mso what?><v>5</v>")),
    "a mark of order": b"\xef\xbb\xbf" + sheet(ROWS).encode(),
    "UTF-16": (DECLARED.format("UTF-16") + sheet(ROWS)).encode("utf-16"),
    "UTF-16 unmarked": (DECLARED.format("UTF-16") + sheet(ROWS)).encode("utf-16-be"),
    "Latin-1": (DECLARED.format("ISO-8859-1") + sheet(ROWS.replace("Asked", "Asked"))).encode("latin-1"),
    "an end of its own": sheet(ROWS).replace("</sheetData>", "</sheetData >").replace("<sheetData>", "<sheetData >"),
    "more of the newer kind": sheet(
        ROWS.replace("</row>", '<extLst><ext uri="{x}"><y:z xmlns:y="urn:y"/></ext></extLst></row>', 1)
    ),
    "alternatives": sheet(ROWS, '<mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice/></mc:AlternateContent>'),
    "empty cells and rows": sheet(
        ROWS.replace("</row>", '<c r="C1" s="2"/><c r="D1" s="2"></c></row>', 1) + '<row r="4"/><row r="5"></row>'
    ),
}


def grid(path: Path, title: str = TAB) -> list[list[Any]]:
    with ZipFile(path) as archive:
        found = open_tab(archive, SheetSpec("Book", title, ()), is_new=False)
        values = Values(found.sheet.values.strings, found.sheet.values.codes, found.sheet.values.from_1904)
        assert found.tab is not None
        source = Source(archive, found.book.package.entry(found.tab.part))
        return [list(row) for row in read_sheet(source, values).grid]


@pytest.mark.parametrize("text", SPELLINGS.values(), ids=SPELLINGS)
def test_all_spellings_read_alike_and_are_added_to(tmp_path: Path, text: str | bytes) -> None:
    path = book(tmp_path / "Book.xlsx", text, strings=STRINGS)
    assert grid(path) == EXPECTED
    result = ExcelFolder(tmp_path).upsert(SPEC, [SheetRow("1", {"state": "=1+1 é", "asked": 7})])
    assert result.appended == 1
    assert grid(path)[1][:2] == EXPECTED[1]
    assert ExcelFolder(tmp_path).upsert(SPEC, [SheetRow("1", {"state": "=1+1 é", "asked": 7})]).unchanged == 1
    added = ["1", "=1+1 é", 7]
    for found in (CalamineWorkbook.from_path(path).get_sheet_by_name(TAB).to_python()[-1], grid(path)[-1]):
        assert [cell for cell in found if cell not in ("", None)] == added
    assert [cell.value for cell in load_workbook(path)[TAB][load_workbook(path)[TAB].max_row] if cell.value] == added


@pytest.mark.parametrize("packing", [ZIP_STORED, 8])
def test_strict_workbooks_are_workbooks(tmp_path: Path, packing: int) -> None:
    rows = ROWS.replace('<c r="B3"><v>2.5</v>', '<c r="B3" t="d"><v>2026-03-01T00:00:00</v>')
    text = sheet(rows, main=STRICT_MAIN)
    path = book(
        tmp_path / "Book.xlsx", text, strings=STRINGS, main=STRICT_MAIN, relations=STRICT_RELATIONS, packing=packing
    )
    assert grid(path)[2][1] == datetime(2026, 3, 1)  # noqa: DTZ001
    other = SheetSpec("Book", "Another", SPEC.columns)
    for spec in (SPEC, other):
        assert ExcelFolder(tmp_path).upsert(spec, [SheetRow("1", {"state": "Fiji"})]).appended == 1
        assert ExcelFolder(tmp_path).upsert(spec, [SheetRow("1", {"state": "Fiji"})]).unchanged == 1
    with ZipFile(path) as archive:
        assert STRICT_MAIN in archive.read("xl/worksheets/sheet1.xml").decode()
        assert MAIN not in "".join(archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/"))


CELLS: dict[str, tuple[str, Any]] = {
    "a whole number": ('<c r="A1"><v>5</v></c>', 5),
    "one with a point": ('<c r="A1"><v>5.0</v></c>', 5),
    "a large one": ('<c r="A1"><v>1E+20</v></c>', 1e20),
    "a day": ('<c r="A1" s="1"><v>46082</v></c>', date(2026, 3, 1)),
    "a moment": ('<c r="A1" s="1"><v>46082.5</v></c>', datetime(2026, 3, 1, 12)),  # noqa: DTZ001
    "an hour": ('<c r="A1" s="3"><v>0.25</v></c>', time(6)),
    "a day that is none": ('<c r="A1" s="1"><v>99999999</v></c>', 99999999.0),
    "a truth": ('<c r="A1" t="b"><v>1</v></c>', True),
    "no truth": ('<c r="A1" t="b"><v>0</v></c>', False),
    "a fault": ('<c r="A1" t="e"><v>#N/A</v></c>', "#N/A"),
    "a text of a formula's kind": ('<c r="A1" t="str"><v>a &lt; b</v></c>', "a < b"),
    "an inline text": ('<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', "ab"),
    "a formula": ('<c r="A1"><f>1+1</f><v>2</v></c>', formula("=1+1")),
    "a formula without a value": ('<c r="A1"><f>"&amp;"</f></c>', formula('="&"')),
    "a truth as LibreOffice has it": ('<c r="A1" t="b"><f aca="false">TRUE()</f><v>1</v></c>', True),
    "an array": ('<c r="A1" cm="1"><f t="array" ref="A1:A3">SEQUENCE(3)</f><v>1</v></c>', formula("=SEQUENCE(3)")),
    "nothing": ('<c r="A1" s="2"/>', None),
    "an empty text": ('<c r="A1" t="inlineStr"><is><t/></is></c>', None),
    "half a letter": ('<c r="A1" t="inlineStr"><is><t>_xD83D__xDE00_ _xD83D_</t></is></c>', "\U0001f600 \ufffd"),
    "a letter that none is": ('<c r="A1" t="inlineStr"><is><t>_x0000_1</t></is></c>', "\ufffd1"),
}


@pytest.mark.parametrize(("cell", "value"), CELLS.values(), ids=CELLS)
def test_cells_say_what_they_say(tmp_path: Path, cell: str, value: Any) -> None:
    found = grid(book(tmp_path / "Book.xlsx", sheet(f'<row r="1">{cell}<c r="B1"><v>1</v></c></row>')))
    assert found == [[value, 1]]
    assert type(found[0][0]) is type(value)


def test_a_formula_that_cells_share_reads_as_each_has_it(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:B2" si="0">SUM($C1,D$1)&amp;"C1"</f></c>'
        '<c r="B1"><f t="shared" si="0"/></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/></c><c r="B2"><f si="0" t="shared"/></c></row>'
    )
    found = grid(book(tmp_path / "Book.xlsx", sheet(rows)))
    assert [[str(cell)[1:] for cell in row] for row in found] == [
        ['=SUM($C1,D$1)&"C1"', '=SUM($C1,E$1)&"C1"'],
        ['=SUM($C2,D$1)&"C1"', '=SUM($C2,E$1)&"C1"'],
    ]


def test_a_formula_is_shared_with_cells_that_are_spelled_otherwise(tmp_path: Path) -> None:
    plain = [f'<row r="{n}"><c r="A{n}"><f>B{n}</f></c></row>' for n in range(1, 20)]
    styled = [f'<row r="{n}"><c r="A{n}" s="1"><f>B{n}</f></c></row>' for n in range(20, 60)]
    first = '<row r="60"><c r="A60" s="1"><f t="shared" ref="A60:A70" si="0">B60+1</f></c></row>'
    others = [f'<row r="{n}"><c r="A{n}"><f t="shared" si="0"/></c></row>' for n in range(61, 71)]
    found = grid(book(tmp_path / "Book.xlsx", sheet("".join([*plain, *styled, first, *others]))))
    assert [str(row[0])[1:] for row in found[59:]] == [f"=B{n}+1" for n in range(60, 71)]


def test_days_that_count_from_1904(tmp_path: Path) -> None:
    rows = HEAD + '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" s="1"><v>44620</v></c></row>'
    path = book(tmp_path / "Book.xlsx", sheet(rows), strings=STRINGS, before='<workbookPr date1904="1"/>')
    assert grid(path)[1][1] == date(2026, 3, 1)
    spec = SheetSpec("Book", TAB, (SheetColumn("starts", "Starts", "date"),))
    for _ in range(2):
        ExcelFolder(tmp_path).upsert(spec, [SheetRow("1", {"starts": date(2026, 3, 1)})])
    assert load_workbook(path)[TAB]["D3"].value == datetime(2026, 3, 1)  # noqa: DTZ001
    assert grid(path)[2][3] == date(2026, 3, 1)


BROKEN: dict[str, tuple[str | bytes, str]] = {
    "rows out of order": (sheet('<row r="3"/><row r="2"/>'), r"its rows are out of order: 2 stands behind 3"),
    "rows twice": (sheet('<row r="3"/><row r="3"/>'), r"its rows are out of order: 3 stands behind 3"),
    "a cell of another row": (sheet('<row r="3"><c r="A4"><v>1</v></c></row>'), "a cell of row 3 says that it is A4"),
    "a document type": ('<!DOCTYPE x [<!ENTITY a "aa">]>' + sheet(ROWS), "it declares a document type"),
    "no XML": (sheet(ROWS)[:-20], "its XML is broken|its rows have no end"),
    "broken in a row": (sheet(ROWS.replace('<row r="3">', '<row r="3"><c>')), "its XML is broken"),
    "no rows": (f'<worksheet xmlns="{MAIN}"/>', "its tab has no rows"),
    "a text too many": (
        sheet('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'),
        "a cell of row 1 has a text that is not among",
    ),
    "letters of no encoding": ('<?xml version="1.0" encoding="nonsense"?>' + sheet(ROWS), "its letters cannot be read"),
}


@pytest.mark.parametrize(("text", "said"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_read_is_told_and_left(tmp_path: Path, text: str | bytes, said: str) -> None:
    path = book(tmp_path / "Book.xlsx", text, strings=STRINGS)
    before = path.read_bytes()
    with pytest.raises(
        ConnectorError, match=rf"Book\.xlsx cannot be read \((?:{said}).*Put back a good copy"
    ) as caught:
        ExcelFolder(tmp_path).upsert(SPEC, [SheetRow("1", {})])
    assert not caught.value.permanent
    assert path.read_bytes() == before


def test_what_is_no_workbook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "Book.xlsx"
    wrong: dict[str, Callable[[ZipFile], None]] = {
        "it names no workbook|its part": lambda archive: archive.writestr("a.txt", "b"),
        "binary format": lambda archive: archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="1" Type="x/officeDocument" '
            'Target="xl/book.bin"/></Relationships>',
        ),
    }
    for said, make in wrong.items():
        with ZipFile(path, "w") as archive:
            make(archive)
        with pytest.raises(ConnectorError, match=said):
            ExcelFolder(tmp_path).upsert(SPEC, [])


KINDS = st.sampled_from(
    [
        '<c r="{0}"><v>{1}</v></c>',
        '<c r="{0}" s="2"><v>{1}.5</v></c>',
        '<c r="{0}" s="1"><v>{1}</v></c>',
        '<c r="{0}" t="s"><v>0</v></c>',
        '<c r="{0}" t="inlineStr"><is><t>text &amp; {1}</t></is></c>',
        '<c r="{0}" t="inlineStr"><is><r><t>rich {1}</t></r></is></c>',
        '<c r="{0}" t="b"><v>0</v></c>',
        '<c r="{0}"><f>A{1}*2</f><v>{1}</v></c>',
        '<c r="{0}" t="str"><f t="shared" si="0"/><v>x</v></c>',
        '<c r="{0}" s="3" t="str"><f t="shared" ref="A1:C99" si="0">A{1}+1</f><v>x</v></c>',
        '<c r="{0}" s="2"/>',
        "",
    ]
)


@given(st.lists(st.lists(KINDS, min_size=3, max_size=3), min_size=1, max_size=40), st.integers(0, 5))
def test_rows_of_a_shape_are_read_as_those_of_none(rows: list[list[str]], apart: int) -> None:
    numbers = [place + 1 + (apart if place > 3 else 0) for place in range(len(rows))]
    texts = []
    for number, row in zip(numbers, rows, strict=True):
        cells = (cell.format(f"{letter}{number}", number) for letter, cell in zip("ABC", row, strict=True))
        texts.append(f'<row r="{number}">{"".join(cells)}</row>')
    source = Source.of(sheet("".join(texts)).encode())

    def read() -> Any:
        return read_sheet(
            source, Values(Strings(f'<sst xmlns="{MAIN}"><si><t>shared</t></si></sst>'), ["General"] * 4, False)
        )

    shaped, learn = read(), Shape.learn
    Shape.learn = lambda *_: None  # type: ignore[method-assign]
    try:
        thorough = read()
    finally:
        Shape.learn = learn  # type: ignore[method-assign]
    trimmed = [
        [list(row)[: max((n + 1 for n, one in enumerate(row) if one is not None), default=0)] for row in one.grid]
        for one in (shaped, thorough)
    ]
    assert trimmed[0] == trimmed[1]
    assert shaped.last == thorough.last


def test_a_plan_is_the_same_whether_or_not_all_columns_are_read(tmp_path: Path) -> None:
    folder, path = ExcelFolder(tmp_path), tmp_path / "Book.xlsx"
    rows = [SheetRow(str(number), {"state": f"s{number}", "asked": number}) for number in range(1, 60)]
    folder.upsert(SPEC, rows)
    theirs = load_workbook(path)
    for number in range(1, 70):
        for column, value in enumerate(("Theirs", number, False, "=A1", None), start=5 + number % 3):
            theirs[TAB].cell(number, column, value)
    theirs[TAB].cell(64, 7, None)
    theirs[TAB].cell(64, 6, None)
    theirs[TAB].cell(64, 5, False)
    theirs.save(path)
    wanted = [*rows[5:], SheetRow("7", {"state": "Fiji"}), *(SheetRow(f"new {n}", {"state": "Fiji"}) for n in range(9))]
    with ZipFile(path) as archive:
        found = open_tab(archive, SPEC, is_new=False)
        assert found.tab is not None
        source = Source(archive, found.book.package.entry(found.tab.part))
        whole = replace(found, sheet=read_sheet(source, found.sheet.values))
    assert list(found.sheet.grid) != list(whole.sheet.grid)
    narrow, wide = (make_plan(SPEC, wanted, one.seen(SPEC)) for one in (found, whole))
    assert narrow == wide
    assert len(wide.appended) == 9
