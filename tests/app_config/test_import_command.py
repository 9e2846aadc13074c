"""`chancery intake import` and `chancery hooks changes` as staff call them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import ready_context
from app.store import source_questions, submissions
from jobs.cli import chancery, main

DEFINITIONS = Path(__file__).parents[1] / "process" / "definitions"
HEADINGS = "#,What it is like where you live,E-mail,London,Submit Date (UTC)"
ROWS = f"""\
{HEADINGS},Shoe size
tok1,warm,a@example.org,London,2024-05-04 10:11:12,42
tok2,cold,b@example.org,,2024-05-05 10:11:12,
"""
Command = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("CHANCERY_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CHANCERY_FORMS", str(DEFINITIONS))
    for name in ("DATABASE_URL", "SMTP_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    return lambda *words: CliRunner().invoke(chancery, ["intake", "import", "city-survey", *map(str, words)])


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "responses.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def count() -> int:
    with ready_context().ledger.reading() as c:
        return submissions.counts(c).get("city-survey", 0)


def test_a_dry_run_shows_what_would_be_and_stores_nothing(command: Command, export: Path) -> None:
    answer = command(export, "--dry-run")
    assert answer.exit_code == 0
    assert "2 rows for city-survey, as typeform; times without a zone are of UTC" in answer.stdout
    assert "UNMATCHED 1 'Shoe size' (1 rows): no question is called so" in answer.stdout
    assert "2 would be accepted" in answer.stdout
    assert "0 of their submissions are here already" in answer.stdout
    assert count() == 0


def test_columns_that_nobody_knows_stop_it_unless_they_are_left(command: Command, export: Path) -> None:
    refused = command(export)
    assert (refused.exit_code, "nothing is stored: 1 columns" in refused.stderr, count()) == (1, True, 0)
    assert command(export, "--leave-unmatched").stdout.endswith("2 new\n")
    assert command(export, "--leave-unmatched").stdout.endswith("2 taken in before\n")
    assert count() == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--zone", "Europe/Atlantis"), "no zone called 'Europe/Atlantis'"),
        (("--zone", "../etc/passwd"), "no zone called"),
        (("--encoding", "klingon"), "no encoding called 'klingon'"),
    ],
)
def test_what_there_is_not_is_refused(command: Command, export: Path, words: tuple[str, ...], said: str) -> None:
    answer = command(export, *words)
    assert (answer.exit_code, said in answer.stderr) == (1, True)


def test_a_malformed_file_ends_in_words(
    command: Command, export: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    export.write_bytes(b"#,E-mail\n1,\xff\n")
    with pytest.raises(SystemExit):
        main(lambda: chancery(["intake", "import", "city-survey", str(export)], standalone_mode=False))
    said = capsys.readouterr().err
    assert f"{export}:2: file: byte 0xff is not UTF-8." in said
    assert "Traceback" not in said


def test_changes_are_listed_with_the_line_to_add(command: Command) -> None:
    context = ready_context()
    now = context.now()
    with context.ledger.writing() as c:
        change = source_questions.Known("city-survey", "typeform", "q9", "Shoe size", "", now, now, "new")
        source_questions.put(c, [change])
    listed = CliRunner().invoke(chancery, ["hooks", "changes", "city-survey"])
    assert listed.exit_code == 0
    assert "shows q9 ('Shoe size') for the first time, and no question here takes it: map it" in listed.stdout
    assert "q9: OUR_QUESTION" in listed.stdout
    assert CliRunner().invoke(chancery, ["hooks", "changes", "nothing"]).exit_code == 1


def test_a_change_that_the_form_settles_is_listed_no_more(command: Command) -> None:
    context = ready_context()
    [source] = [one for one in context.forms["city-survey"].form.sources if one.word == "typeform"]
    taken, now = next(iter(source.mapping)), context.now()
    with context.ledger.writing() as c:
        change = source_questions.Known("city-survey", "typeform", taken, "Shoe size", "", now, now, "new")
        source_questions.put(c, [change])
    for words in ((), ("city-survey",)):
        assert CliRunner().invoke(chancery, ["hooks", "changes", *words]).stdout == "nothing has changed\n"
