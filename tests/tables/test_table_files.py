"""Files of tables as wholes: several tables, marks, titles, very many rows, little memory, faults on the way."""

import errno
import io
import os
import tracemalloc
import zipfile
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from made_tables import FORMATS, READERS, mixed, table_of, write

from connectors.cells import LONGEST_TEXT
from connectors.errors import ConnectorError
from connectors.sheets.excel.areas import LAST_ROW
from connectors.tables import KINDS
from connectors.tables.table import Options
from connectors.tables.titles import tab_title

SHEETS = ("xlsx", "ods", "csv")
SEVERAL = [
    table_of("form", "text", title="Answers"),
    table_of("form-budget", "text", "integer", title="Budget"),
    table_of("form-staff", "text", title="answers"),
]


@pytest.mark.parametrize("reader", [one for one in READERS if one != "jsonl"])
def test_tables_that_are_filled_together_stand_one_after_the_other(reader: str, tmp_path: Path) -> None:
    kind, read = READERS[reader]
    path = tmp_path / f"t{KINDS[kind].suffix_for(SEVERAL)}"
    with path.open("w+b") as target, KINDS[kind].opened(target, SEVERAL, Options()) as file:
        for number in range(3):
            file.write(0, [(f"REF-{number}",)])
            file.write(1, [(f"REF-{number}", row) for row in range(number)])
    names = [
        table.name if kind == "csv" else title
        for table, title in zip(SEVERAL, ("Answers", "Budget", "answers (2)"), strict=True)
    ]
    found = read(path)
    assert list(found) == names
    first, budget, staff = found.values()
    assert [row[0] for row in first] == ["Column 0", "REF-0", "REF-1", "REF-2"]
    assert [[row[0], int(row[1])] for row in budget[1:]] == [["REF-1", 0], ["REF-2", 0], ["REF-2", 1]]
    assert staff == [["Column 0"]]


@pytest.mark.parametrize("kind", KINDS)
def test_texts_of_which_a_cell_holds_only_the_beginning_are_counted(kind: str, tmp_path: Path) -> None:
    rows = [("x" * LONGEST_TEXT,), ("x" * (LONGEST_TEXT + 1),), (None,), ("é" * 100_000,)]
    assert write(tmp_path / "t", kind, [table_of("t", "text")], rows) == (0 if kind == "jsonl" else 2)


@pytest.mark.parametrize("marked", [True, False])
def test_a_csv_file_says_that_it_is_utf_8_where_that_is_wanted(marked: bool, tmp_path: Path) -> None:
    write(tmp_path / "t.csv", "csv", SEVERAL[:1], [("é",)], options=Options(byte_order_mark=marked))
    assert (tmp_path / "t.csv").read_bytes() == (BOM_UTF8 if marked else b"") + "Column 0\r\né\r\n".encode()


def test_an_ods_file_begins_with_its_kind_and_says_what_stays_in_sight(tmp_path: Path) -> None:
    path = tmp_path / "t.ods"
    write(path, "ods", SEVERAL, [("a",)])
    head = path.read_bytes()[:100]
    assert head[26:].startswith(b"\x08\0\0\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet")  # no extra field
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
        listed = ET.fromstring(archive.read("META-INF/manifest.xml"))
        paths = {value for one in listed for name, value in one.items() if name.endswith("full-path")}
        assert paths == {"/", *archive.namelist()} - {"mimetype", "META-INF/manifest.xml"}
        for name in paths - {"/"}:
            ET.fromstring(archive.read(name))
        assert archive.read("settings.xml").count(b'"VerticalSplitPosition" config:type="int">1<') == len(SEVERAL)


@pytest.mark.parametrize(
    ("wanted", "taken", "title"),
    [
        ("Budget", [], "Budget"),
        ("Budget", ["budget"], "Budget (2)"),
        ("Budget", ["Budget", "budget (2)"], "Budget (3)"),
        ("a/b: [c]*?\\", [], "a b   c"),
        ("'quoted'", [], "quoted"),
        ("History", [], "History (2)"),
        ("", [], "Table"),
        ("x" * 40, ["x" * 31], "x" * 27 + " (2)"),
        ("😀" * 20, [], "😀" * 15),
        ("half \ud800", [], "half"),
    ],
)
def test_the_title_of_a_tab_is_made_fit(wanted: str, taken: list[str], title: str) -> None:
    assert tab_title(wanted, taken) == title


@pytest.mark.parametrize("reader", ["xlsx by calamine", "ods by calamine"])
def test_rows_beyond_the_last_go_on_in_a_second_tab(reader: str, tmp_path: Path) -> None:
    kind, read = READERS[reader]
    path = tmp_path / f"t.{kind}"
    tables = [table_of("t", "integer", title="Long"), table_of("u", "integer", title="Long (2)")]
    write(path, kind, tables, ((n,) for n in range(LAST_ROW + 1)), [(7,)])
    found = read(path)
    assert list(found) == ["Long", "Long (3)", "Long (2)"]
    assert (len(found["Long"]), found["Long"][-1]) == (LAST_ROW, [LAST_ROW - 2])
    assert found["Long (3)"] == [["Column 0"], [LAST_ROW - 1], [LAST_ROW]]
    assert found["Long (2)"] == [["Column 0"], [7]]


def test_a_table_that_fills_its_tab_exactly_has_no_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.tables.xlsx_tabs.LAST_ROW", 4)
    path = tmp_path / "t.xlsx"
    write(path, "xlsx", [table_of("t", "integer")], [(1,), (2,), (3,)])
    assert list(READERS["xlsx by openpyxl"][1](path)) == ["t"]
    write(path, "xlsx", [table_of("t", "integer")], [(1,), (2,), (3,), (4,)])
    found = READERS["xlsx by openpyxl"][1](path)
    assert {name: rows[1:] for name, rows in found.items()} == {"t": [[1], [2], [3]], "t (2)": [[4]]}


def test_an_ods_file_that_grows_too_large_is_given_up_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.tables.ods_tables.LARGEST", 100_000)
    with pytest.raises(ConnectorError, match="choose XLSX, CSV or JSON Lines"):
        write(tmp_path / "t.ods", "ods", [table_of("t", *FORMATS)], mixed(10_000))


@pytest.mark.parametrize("kind", KINDS)
def test_memory_does_not_grow_with_the_rows(kind: str, tmp_path: Path) -> None:
    tables = [table_of("t", *FORMATS)] if kind == "jsonl" else [table_of("t", *FORMATS), table_of("u", *FORMATS)]

    def most(count: int) -> int:
        tracemalloc.reset_peak()
        write(tmp_path / "t", kind, tables, *(in_pages(count) for _ in tables))
        return tracemalloc.get_traced_memory()[1]

    write(tmp_path / "t", kind, tables, mixed(10))
    tracemalloc.start()
    try:
        few, many = most(8_000), most(24_000)
    finally:
        tracemalloc.stop()
    assert many < few + 1_500_000  # a spool holds a megabyte


def in_pages(count: int) -> Iterator[tuple[object, ...]]:
    for start in range(0, count, 500):
        yield from mixed(500, start)


class FullDisk(io.BytesIO):
    """Takes no more than so many bytes."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def write(self, data: bytes) -> int:  # type: ignore[override]  # of any bytes-like
        if self.tell() + len(data) > self.most:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(data)


@pytest.mark.parametrize("most", [0, 3_000, 30_000])
@pytest.mark.parametrize("kind", KINDS)
def test_a_full_disk_is_told_and_leaves_nothing_open(kind: str, most: int) -> None:
    tables = SEVERAL[:1] if kind == "jsonl" else SEVERAL

    def fill() -> None:
        with KINDS[kind].opened(FullDisk(most), tables, Options()) as file:
            file.write(0, ((os.urandom(50).hex(),) for _ in range(100_000)))

    with pytest.raises(OSError, match="No space left"):
        fill()
