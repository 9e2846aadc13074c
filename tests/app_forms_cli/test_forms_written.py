"""forms new, check, try, import and export: every mistake in words, and nothing left half done."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from terminal_of_staff import Command, command, edit, folder

__all__ = ["command", "folder"]

SOUND = {"name": "Ana", "email": "ana@example.org", "summary": "Help", "has_deadline": False}


def workbook(path: Path, *rows: list[str], choices: list[list[str]] | None = None) -> Path:
    book = Workbook()
    book.active.title = "survey"
    for row in (["type", "name", "label"], *rows):
        book.active.append(row)
    for row in choices or []:
        sheet = book["choices"] if "choices" in book.sheetnames else book.create_sheet("choices")
        sheet.append(row)
    book.save(path)
    return path


def test_a_new_form_is_sound_and_can_be_tried_and_published(command: Command, folder: Path, tmp_path: Path) -> None:
    made = command("new", "side-event")
    assert (made.code, "chancery forms check side-event" in made.out) == (0, True)
    assert command("check").out.split() == ["side-event", "version", "1", "5", "questions"]
    (tmp_path / "a.json").write_text(json.dumps(SOUND))
    tried = command("try", "side-event", "a.json")
    assert (tried.code, "Accepted as:" in tried.out) == (0, True)
    assert command("publish", "side-event").code == 0


def test_new_forms_whose_names_begin_alike_do_not_share_references(command: Command) -> None:
    for name in ("side-event-2026", "side-event-2027", "a", "z" * 60):
        assert command("new", name).code == 0
    assert command("check").code == 0


@pytest.mark.parametrize(
    "name", ["../out", "/tmp/out", "Side event", "2026", "", "é", "a" * 61, "a/b", "x" * 400, "a_b", "-h-"]
)
def test_a_bad_name_makes_nothing(command: Command, folder: Path, tmp_path: Path, name: str) -> None:
    made = command("new", "--", name)
    assert (made.code, "cannot be a form's name" in made.err) == (1, True)
    assert (list(folder.iterdir()), list(tmp_path.iterdir())) == ([], [folder])


@pytest.mark.parametrize("there", ["form.yaml", "form.xlsx"])
def test_a_form_that_is_there_is_not_written_over(command: Command, folder: Path, there: str) -> None:
    (folder / "aid").mkdir()
    (folder / "aid" / there).write_bytes(b"mine")
    assert f"{there} is there already" in command("new", "aid").err
    assert (folder / "aid" / there).read_bytes() == b"mine"


def test_where_nothing_can_be_written_that_is_said(command: Command, folder: Path) -> None:
    (folder / "aid").write_text("a file")
    made = command("new", "aid")
    assert (made.code, made.err.count("\n")) == (1, 1)


def test_the_mistakes_of_all_forms_are_listed(command: Command, folder: Path) -> None:
    for name in ("aid", "loan"):
        command("new", name)
        edit(folder, name, ("type: email", "type: emial"), ("type: date", "type: dote"))
    found = command("check")
    assert (found.code, found.out) == (1, "")
    assert all(found.err.count(word) >= 2 for word in ("aid/form.yaml", "loan/form.yaml", "emial", "dote"))
    assert "mistakes" in found.err.splitlines()[-1]


def test_what_forms_may_not_have_in_common_is_listed(command: Command, folder: Path) -> None:
    command("new", "aid")
    command("new", "loan")
    edit(folder, "loan", ("LOAN-", "AID-"))
    found = command("check")
    assert (found.code, "is that of 'aid' too" in found.err) == (1, True)
    alone = command("check", "loan")
    assert alone.code == 1
    assert "loan/form.yaml:1: reference: 'AID-{year}-{number}' is that of 'aid' too." in alone.err


FOLLOWS = "mails:\n  - {mail: next, to: email, subject: S, body: '((link))', form: loan, prefill: {PREFILL}}\n"


def test_a_form_is_checked_with_the_others_where_they_concern_it(command: Command, folder: Path) -> None:
    for name in ("aid", "loan", "other"):
        command("new", name)
    asked = "      - {question: grant, type: reference, label: Grant, form: grant}\n"
    edit(folder, "loan", ("      - {question: summary", f"{asked}      - {{question: summary"))
    lost = command("check", "loan")
    assert (lost.code, "loan/form.yaml:1: question 'grant': there is no form 'grant'." in lost.err) == (1, True)
    assert command("check", "other").code == 0  # what is wrong between others is not its own
    assert command("publish", "other").code == 0

    edit(folder, "loan", (asked, ""))
    path = folder / "aid" / "form.yaml"
    text = path.read_text(encoding="utf-8").split("mails:")[0]
    path.write_text(text + FOLLOWS.replace("PREFILL", "nmae: name"), encoding="utf-8")
    for name in ("aid", "loan", str(folder / "loan" / "form.yaml")):
        found = command("check", name)
        assert (found.code, found.err.count("'loan' has no question 'nmae' to fill in. Did you mean 'name'?")) == (1, 1)
    path.write_text(text + FOLLOWS.replace("PREFILL", "name: name"), encoding="utf-8")
    assert command("check", "aid", "loan").code == 0
    edit(folder, "loan", ("type: email", "type: emial"))
    assert command("check", "aid").code == 0  # there is such a form, whatever is wrong with it


def test_empty_rows_of_a_workbook_are_told_and_are_no_mistake(command: Command, folder: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path / "aid.xlsx", [], ["text", "title", "Title"], [], [], ["email", "mail", "Mail"], [])
    otherwise = "or write what was meant to stand there."
    told = [
        f"{path}:survey!A2: the row is empty and is skipped. Delete it, {otherwise}",
        f"{path}:survey!A4: the rows 4 to 5 are empty and are skipped. Delete them, {otherwise}",
    ]
    for words in (("check", str(path)), ("import", str(path))):
        found = command(*words)
        assert (found.code, found.err.splitlines()) == (0, told)
    assert command("check", "aid").err == ""
    own = folder / "loan" / "form.xlsx"
    command("export", "aid", "--to", "xlsx", "-o", str(tmp_path / "own.xlsx"))
    book = load_workbook(tmp_path / "own.xlsx")
    book["survey"].insert_rows(2)
    own.parent.mkdir()
    (folder / "aid" / "form.yaml").unlink()
    book["settings"]["A2"] = "loan"
    book.save(own)
    found = command("check", "loan")
    assert (found.code, f"{own}:survey!A2: the row is empty and is skipped." in found.err) == (0, True)


def test_a_folder_that_holds_other_things(command: Command, folder: Path) -> None:
    command("new", "aid")
    (folder / "README.txt").write_text("notes")
    (folder / "empty").mkdir()
    (folder / "photos" / "inner").mkdir(parents=True)
    (folder / "photos" / "a.jpg").write_bytes(b"\xff\xd8")
    (folder / "aid" / "samples").mkdir()
    (folder / "aid" / "~$form.xlsx").write_bytes(b"lock")
    assert command("check").code == 0
    assert command("check", str(folder), "aid", str(folder / "aid" / "form.yaml")).out.count("aid") == 3


def test_each_place_is_checked_whatever_the_others_are(command: Command, folder: Path) -> None:
    command("new", "aid")
    edit(folder, "aid", ("type: email", "type: emial"))
    found = command("check", "nothing", "aid", "x" * 400, str(folder / "README"))
    assert found.code == 1
    assert [word in found.err for word in ("no form in", "emial", "File name too long", "4 mistakes")] == [True] * 4


def test_no_forms_at_all(command: Command, folder: Path) -> None:
    assert (command("check").code, "there is no form in" in command("check").err) == (1, True)
    folder.rmdir()
    assert command("check").code == 1


def test_two_definitions_of_one_form(command: Command, folder: Path) -> None:
    command("new", "aid")
    command("export", "aid", "--to", "xlsx", "-o", str(folder / "aid" / "form.xlsx"))
    for words in (("check",), ("check", "aid"), ("try", "aid", str(folder / "aid" / "form.yaml"))):
        found = command(*words)
        assert (found.code, "a form has one definition" in found.err) == (1, True)


def test_missing_translations_are_listed(command: Command, folder: Path) -> None:
    command("new", "aid")
    edit(folder, "aid", ("languages: [en]", "languages: [en, fr]"))
    assert command("check").code == 0
    found = command("check", "--translations")
    assert (found.code, "aid: title: not in fr" in found.err) == (1, True)


TRIED = [
    ("[1, 2]", "The submission must hold answers by name"),
    ('"text"', "The submission must hold answers by name"),
    ("null", "The submission must hold answers by name"),
    ("7", "The submission must hold answers by name"),
    ("{}", "Enter Full name"),
    ('{"answers": {}}', "Enter Full name"),
    ('{"answers": [1]}', "There is no question called answers"),
    ('{"nmae": "Ana"}', "There is no question called nmae"),
    ("", "The body is empty"),
    ("{", "is not JSON"),
    ('{"a": NaN}', "NaN"),
    ('{"a": 1, "a": 2}', "twice"),
    ("[" * 100_000, "levels"),
    ('{"name": ' + "9" * 5000 + "}", "digits"),
]


@pytest.mark.parametrize(("text", "said"), TRIED)
def test_answers_that_are_none_are_told(command: Command, tmp_path: Path, text: str, said: str) -> None:
    command("new", "aid")
    (tmp_path / "a.json").write_text(text)
    tried = command("try", "aid", "a.json")
    assert (tried.code, said in tried.out + tried.err) == (1, True)


def test_what_each_rule_makes_of_the_answers(command: Command, folder: Path, tmp_path: Path) -> None:
    command("new", "aid")
    late = "{check: soon, must: 'deadline < add_days(today, 9)', message: Late., severity: warning, at: deadline}"
    checks = f"checks:\n  - {late}\n"
    edit(folder, "aid", ("sheet:\n", f"{checks}sheet:\n"))
    given = {**SOUND, "deadline": "2027-03-01"}
    (tmp_path / "a.json").write_bytes(b"\xef\xbb\xbf" + json.dumps({"answers": given}).encode())
    left = command("try", "aid", "a.json", "--on", "2027-02-01")
    assert (left.code, "Not asked, and left out: deadline" in left.out) == (0, True)
    (tmp_path / "a.json").write_text(json.dumps({**given, "has_deadline": True}))
    warned = command("try", "aid", "a.json", "--on", "2027-02-01")
    assert (warned.code, "Late." in warned.out, "check soon" in warned.out) == (0, True, True)
    refused = command("try", "aid", "a.json", "--on", "2027-03-02")
    assert (refused.code, "2027-03-02 or later" in refused.out) == (1, True)
    assert command("try", "aid", "a.json", "--on", "tomorrow").code == 2


def sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, 100_000_000)


Make = Callable[[Path], object]
FILES: dict[str, Make] = {
    "folder": lambda path: path.mkdir(),
    "empty": lambda path: path.touch(),
    "binary": lambda path: path.write_bytes(bytes(range(256)) * 40),
    "list": lambda path: path.write_text("- a\n- b\n"),
    "text": lambda path: path.write_text("only words"),
    "zip": lambda path: path.write_bytes(b"PK\x03\x04" + bytes(500)),
    "sparse": sparse,
    "nul": lambda path: path.write_bytes(b"form: aid\0\n"),
    "nested": lambda path: path.write_text("[" * 5000),
    "utf-16": lambda path: path.write_text("form: aid\n", encoding="utf-16"),
    "nowhere": lambda path: path.symlink_to("/nowhere/at/all"),
    "loop": lambda path: path.symlink_to(path.name),
}


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("name", ["form.yaml", "form.xlsx", "form.xls", "other.xlsx", "other.csv", "a.json"])
def test_no_file_ends_in_a_traceback(command: Command, folder: Path, kind: str, name: str) -> None:
    path = folder / "aid" / name
    path.parent.mkdir()
    FILES[kind](path)
    commands = [("check", str(path)), ("check", "aid"), ("check",), ("try", "aid", str(path)), ("publish", str(path)),
                ("import", str(path)), ("export", str(path), "--to", "yaml"), ("diff", str(path))]  # fmt: skip
    for words in commands:
        answer = command(*words)
        assert answer.code in {1, 2}, words
        assert answer.err.strip(), words
        assert "Traceback" not in answer.err + answer.out
    assert [one.name for one in folder.iterdir()] == ["aid"]


CSV: dict[str, bytes] = {
    "short rows": b"label,value\nA,a\nB\n",
    "no value": b"label\nA\n",
    "quote": b'value,label\na,"half\n',
    "nul": b"value,label\na,\x00\n",
    "long cell": b"value,label\na," + b"x" * 200_000 + b"\n",
    "cr": b"value,label\ra,A\rb,B\r",
    "binary": bytes(range(256)),
    "empty": b"",
}


@pytest.mark.parametrize("kind", CSV)
def test_no_csv_list_ends_in_a_traceback(command: Command, folder: Path, kind: str) -> None:
    command("new", "aid")
    question = "      - {question: office, type: choose_one, label: Office, choices_from: offices}\n"
    edit(folder, "aid", ("sections:\n", "lists: [{list: offices, csv: o.csv}]\nsections:\n"),
         ("      - {question: summary", f"{question}      - {{question: summary"))  # fmt: skip
    (folder / "aid" / "o.csv").write_bytes(CSV[kind])
    found = command("check")
    assert found.code in {0, 1}
    assert found.code == 0 or "o.csv" in found.err or "list 'offices'" in found.err or "choices" in found.err


def test_a_workbook_made_elsewhere_is_taken_over(command: Command, folder: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path / "2026 Survey.xlsx", ["text", "title", "Title"], ["email", "mail", "Mail"])
    assert command("check", str(path)).code == 0
    assert command("import", str(path)).code == 0
    assert command("check").out.split()[0] == "form-2026-survey"
    again = command("import", str(path))
    assert (again.code, "is there already" in again.err) == (1, True)


def test_a_workbook_that_cannot_be_taken_over_leaves_nothing(command: Command, folder: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path / "aid.xlsx", ["select_one_from_file o.csv", "office", "Office"], ["nonsense", "x", "X"])
    (tmp_path / "o.csv").write_text("value,label\na,A\na,B\n")
    found = command("import", str(path))
    assert found.code == 1
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(("out", "said"), [("Bad Name", "cannot be a form's name"), ("afile/aid", "Not a directory")])
def test_where_a_form_cannot_be_put(command: Command, tmp_path: Path, out: str, said: str) -> None:
    (tmp_path / "afile").touch()
    path = workbook(tmp_path / "aid.xlsx", ["text", "title", "Title"])
    found = command("import", str(path), "-o", out)
    assert (found.code, said in found.err) == (1, True)


@pytest.mark.parametrize("kind", ["yaml", "xlsx", "schema", "docx"])
def test_a_form_goes_out_as_a_file(command: Command, tmp_path: Path, kind: str) -> None:
    command("new", "aid")
    written = command("export", "aid", "--to", kind)
    assert (written.code, Path(written.out.strip()).stat().st_size > 100) == (0, True)
    assert command("export", "aid", "--to", kind, "--language", "fr").code == 1
    (tmp_path / "afile").touch()
    assert command("export", "aid", "--to", kind, "-o", "afile/x").code == 1
    assert command("export", "aid", "--to", "gif").code == 2


@pytest.mark.parametrize("address", ["{}", "https://docs.google.com/spreadsheets/d/{}/edit#gid=7"])
def test_a_tab_is_one_however_its_spreadsheet_is_addressed(command: Command, folder: Path, address: str) -> None:
    for name, said in (("aid", "https://docs.google.com/spreadsheets/d/{}/edit"), ("loan", address)):
        command("new", name)
        google = said.format("1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789")
        edit(folder, name, (f"  workbook: {name}", f"  workbook: {name}\n  google: {google}"))
    found = command("check", "loan")
    assert (found.code, "loan/form.yaml:1: sheet:" in found.err, "that of 'aid' too" in found.err) == (1, True, True)
