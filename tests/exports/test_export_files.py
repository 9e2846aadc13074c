"""Exports are opened whatever they are, and every fault of a file is told with its place and its remedy."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from connectors.exports.files import cell_text, open_export
from connectors.exports.sheets import Row, with_two_headings
from forms.errors import DefinitionErrors

TEXT = "Nom;Ville;Coût\nZoé;Genève;=1+1\n"


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def rows(path: Path, encoding: str = "") -> list[Row]:
    return list(open_export(path, encoding)[0].rows())


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.replace(";", "\t").encode(),
        TEXT.replace(";", ",").encode(),
        TEXT.replace("\n", "\r\n").encode(),
    ],
)
def test_encodings_and_separators_are_found_out(tmp_path: Path, data: bytes) -> None:
    path = written(tmp_path / "a.csv", data)
    [sheet] = open_export(path)
    assert sheet.headings == ("Nom", "Ville", "Coût")
    assert rows(path) == [Row(2, ("Zoé", "Genève", "=1+1"))]


def test_windows_1252_is_recognised_and_never_guessed(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", TEXT.encode("windows-1252"))
    with pytest.raises(DefinitionErrors) as fault:
        rows(path)
    remedy = "If 'Nom;Ville;Coût' reads right, say --encoding windows-1252; else save the file as UTF-8"
    assert f"{path}:1: file: byte 0xfb is not UTF-8. {remedy}" in str(fault.value)
    assert rows(path, "windows-1252") == [Row(2, ("Zoé", "Genève", "=1+1"))]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "has no headings"),
        (b"\n\n", "has no headings"),
        (b'a,b\n1,"2\n', "2: file: not CSV"),
        (b'a,b\n1,2\n3,"4"x\n', "3: file: not CSV"),
        (b"a,b\n" + b"x" * 200_000 + b",1\n", "2: file: not CSV"),
        (b"a,b\n1,\xff\n", "2: file: byte 0xff"),
        ("a,b\n1,é".encode("utf-16")[:-1], "is not in utf-16"),
    ],
)
def test_a_malformed_text_file_is_told_with_its_line(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(DefinitionErrors) as fault:
        rows(written(tmp_path / "a.csv", data))
    assert said in str(fault.value)


def test_a_row_over_several_lines_is_known_by_its_first(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b'a,b\n"one\ntwo",1\n\nlast,2\n')
    assert rows(path) == [Row(2, ("one\ntwo", "1")), Row(5, ("last", "2"))]


def test_a_workbook_keeps_its_places(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Answers"
    sheet["B3"], sheet["C3"] = "Name", "Cost"
    sheet["B5"], sheet["C5"] = "=1+1", 12.0
    sheet["B5"].data_type = "s"
    book.save(tmp_path / "a.xlsx")
    [found] = open_export(tmp_path / "a.xlsx")
    assert found.headings == ("", "Name", "Cost")
    [row] = found.rows()
    assert row == Row(5, ("", "=1+1", "12"))
    assert found.place(row.number, 2) == "Answers!C5"


@pytest.mark.parametrize("name", ["a.xlsx", "a.zip", "a.xls"])
@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04broken", b"no workbook"])
def test_a_damaged_file_is_told_without_a_traceback(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(DefinitionErrors):
        open_export(written(tmp_path / name, data))


def test_a_workbook_that_unpacks_to_far_too_much_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b'<c r="XFD1048576"/>')
    with pytest.raises(DefinitionErrors, match="1,048,576 rows"):
        open_export(tmp_path / "bomb.xlsx")


def test_an_archive_that_says_it_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.exports.files.MOST_UNPACKED", 10)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("form.csv", "KEY,name\nuuid:1,Ada\n")
    with pytest.raises(DefinitionErrors, match="more than an export would"):
        open_export(tmp_path / "a.zip")


def test_a_part_of_an_archive_that_is_damaged_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("form.csv", "KEY,name\nuuid:1,Ada\n")
    data = (tmp_path / "a.zip").read_bytes().replace(b"Ada", b"Bob")  # its checksum is another now
    with pytest.raises(DefinitionErrors, match="is damaged"):
        rows(written(tmp_path / "b.zip", data))


def test_a_second_row_of_headings_is_joined_to_the_first(tmp_path: Path) -> None:
    text = "Respondent ID,Your name,What do you need?,\n,Open-Ended Response,Advice,Training\n7,Ada,,Training\n"
    sheet = with_two_headings(open_export(written(tmp_path / "a.csv", text.encode()))[0])
    assert sheet.headings == ("Respondent ID", "Your name", "What do you need?: Advice", "What do you need?: Training")
    assert list(sheet.rows()) == [Row(3, ("7", "Ada", "", "Training"))]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.0, "12"),
        (0.1, "0.1"),
        (1e20, "100000000000000000000"),
        (True, "yes"),
        ("  x ", "x"),
        (None, "None"),
        (7, "7"),
    ],
)
def test_cells_are_the_texts_that_a_csv_file_would_hold(value: object, text: str) -> None:
    assert cell_text(value) == text
