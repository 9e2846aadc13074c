"""`chancery export`, as typed in a terminal."""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from app.config import read_settings
from app.context import Context, serving_context
from app.store import audit
from jobs.cli import chancery
from tests.exporting.grants import ANSWERS, FORM, send


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    path = tmp_path / "forms" / "grants" / "form.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(FORM, encoding="utf-8")
    for name, value in (("CHANCERY_DATA", tmp_path / "var"), ("CHANCERY_FORMS", tmp_path / "forms")):
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("BASE_URL", "https://e.org")
    monkeypatch.chdir(tmp_path)
    made = serving_context(
        read_settings({"CHANCERY_DATA": str(tmp_path / "var"), "CHANCERY_FORMS": str(tmp_path / "forms")})
    )
    send(made, 1)
    send(made, 2, {**ANSWERS, "state": "BEN", "about": "x" * 33_000})
    yield made
    made.ledger.engine.dispose()


def called(*words: str) -> Result:
    return CliRunner().invoke(chancery, ["export", "grants", *words])


def test_without_more_words_the_sheets_columns_are_a_workbook(context: Context, tmp_path: Path) -> None:
    answer = called()
    assert (answer.exit_code, answer.output) == (0, "grants.xlsx: 2 submissions\n")
    book = openpyxl.load_workbook(tmp_path / "grants.xlsx")
    assert [[cell.value for cell in row][:3:2] for row in book["Grants 2026"]] == [
        ["Reference", "Requesting State"],
        ["G-2026-0001", "Ghana"],
        ["G-2026-0002", "Benin"],
    ]
    book.close()


@pytest.mark.parametrize(
    ("words", "name", "begins"),
    [
        (["--as", "ods"], "grants.ods", b"PK"),
        (["--as", "csv"], "grants.csv", b"\xef\xbb\xbfReference,Received,"),
        (["--as", "csv", "--no-bom"], "grants.csv", b"Reference,Received,"),
        (["-o", "Out.CSV"], "Out.CSV", b"\xef\xbb\xbfReference,"),
        (["-o", "out.jsonl"], "out.jsonl", b'{"reference": "G-2026-0001", '),
        (["-o", "out.ods", "--as", "jsonl"], "out.ods", b'{"reference": '),
        (["-o", "out"], "out", b"PK"),
        (["--as", "csv", "--all", "--table", "budget"], "grants.csv", b"\xef\xbb\xbfReference,Row,Item,Cost\r\n"),
    ],
)
def test_the_kind_of_file_is_said_or_seen_by_its_name(
    context: Context, tmp_path: Path, words: list[str], name: str, begins: bytes
) -> None:
    answer = called(*words)
    assert (answer.exit_code, answer.output.partition(":")[0]) == (0, name)
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_csv_files_of_all_questions_are_an_archive(context: Context, tmp_path: Path) -> None:
    assert called("--all", "--as", "csv", "--language", "ar", "--where", 'state == "GHA"').exit_code == 0
    with zipfile.ZipFile(tmp_path / "grants.zip") as archive:
        assert archive.namelist() == ["grants.csv", "grants-budget.csv"]
        text = archive.read("grants.csv").decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text, newline=""))
    assert row[head.index("عن")] == "'=1+1"
    assert row[head.index("المبلغ")] == "75000.50"
    assert row[head.index("موافق")] == "FALSE"


def test_what_is_cut_is_told(context: Context) -> None:
    assert called("--all").output == (
        "grants.xlsx: 2 submissions; Submissions: 2 rows; Budget: 4 rows; 1 text of more than the 32,767 characters of "
        "a cell cut, with a mark; JSON Lines have them whole\n"
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--since", "soon"], "Error: --since: 'soon' is no day. Write a day like 2026-01-31"),
        (["--reference", "G-9"], "--reference: no submission of grants has the reference 'G-9'."),
        (["--answered-in", "xx", "--where", "1 +"], "--where: character "),
        (["--all", "-o", "x.csv"], "call it x.zip, or choose one with --table"),
        (["--as", "jsonl", "--table", "budget"], "--table: 'budget' is none that there is. There are: submissions."),
        (["-o", "forms/grants/form.yaml/x.csv"], "Error: the export failed: "),
    ],
)
def test_what_is_wrong_is_told_by_its_option(context: Context, words: list[str], told: str) -> None:
    answer = called(*words)
    assert answer.exit_code != 0
    assert told in answer.output
    assert answer.exception is None or isinstance(answer.exception, SystemExit)


def test_a_form_that_there_is_not_is_told(context: Context) -> None:
    answer = CliRunner().invoke(chancery, ["export", "grant"])
    assert answer.output == "Error: there is no form called 'grant'. Did you mean 'grants'?\n"


def test_that_it_was_done_is_written_down(context: Context) -> None:
    called("--source", "page")
    with context.ledger.reading() as c:
        assert [(one.who, one.details["source"]) for one in audit.recent(c, act="export")] == [("command line", "page")]


def test_a_form_that_was_withdrawn_is_exported_as_it_was_last(context: Context, tmp_path: Path) -> None:
    assert CliRunner().invoke(chancery, ["forms", "withdraw", "grants"]).exit_code == 0
    assert called("-o", "x.csv").output == "x.csv: 2 submissions\n"
    assert b"Requesting State" in (tmp_path / "x.csv").read_bytes()
