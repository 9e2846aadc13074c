"""The documents name every setting, command and word there is, and every example of a form is one."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from app.config import SETTING_NAMES
from connectors.sources import SOURCES
from forms.definition import LANGUAGES, LINES, RANKINGS, TIES, Form
from forms.load import load_forms
from forms.reading.call_part import CALL_WORDS, CRITERION_WORDS
from forms.reading.call_part import SEVERITIES as CALL_SEVERITIES
from forms.reading.choice_part import CHOICE_WORDS, LIST_WORDS
from forms.reading.condition_part import CHECK_WORDS, CONDITION_WORDS, SEVERITIES
from forms.reading.form import FORM_WORDS
from forms.reading.grant_part import (
    CHECK_WORDS as CHECKLIST_WORDS,
)
from forms.reading.grant_part import (
    COLUMN_WORDS as LISTED_WORDS,
)
from forms.reading.grant_part import (
    GRANT_WORDS,
    INSTALMENT_WORDS,
    REMINDER_PLACEHOLDERS,
    REMINDER_WORDS,
    REPORT_WORDS,
)
from forms.reading.letter_part import EVENT_WORDS, LETTER_WORDS
from forms.reading.mail_part import EVENTS
from forms.reading.mail_part import WORDS as WORDS_OF_MAILS
from forms.reading.placeholder_part import AMOUNT, GRANT_LETTER_WORDS, MAIL_WORDS
from forms.reading.placeholder_part import CALL_WORDS as ON_CALLS
from forms.reading.question_part import SECTION_WORDS
from forms.reading.quota_part import QUOTA_WORDS
from forms.reading.settings_part import LATE, SETTING_WORDS
from forms.reading.sheet_part import COLUMN_WORDS, FORMATS, LEDGER_WORDS, OWNERS, SHEET_WORDS
from forms.reading.source_part import ABOUT_SUBMISSION, SOURCE_WORDS
from forms.reading.table_part import TOTAL_WORDS
from forms.reading.words_part import COMMON_WORDS, FURTHER_WORDS
from forms.rules.conditions import TESTS
from forms.rules.functions import FUNCTIONS
from forms.schema import compile_form
from forms.types.table import QUESTION_TYPES, RESULT_TYPES
from jobs.cli import chancery

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "forms.md").read_text(encoding="utf-8")
FENCED = re.compile(r"^```yaml (\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [(PAGE[: one.start()].count("\n") + 2, one[1], one[2]) for one in FENCED.finditer(PAGE)]
IN_BACKQUOTES = set(re.findall(r"[\w$-]+", " ".join(re.findall(r"`([^`\n]+)`", PAGE))))
IN_EXAMPLES = set(re.findall(r"[\w$-]+", " ".join(text for _, _, text in BLOCKS)))

MINIMAL = """\
form: side-event
version: 1
languages: [en, fr]
title: Side event
reference: "SIDE-{number}"
sections:
  - section: event
    title: The event
    questions:
      - {question: title, type: text, label: Title}
      - {question: email, type: email, label: E-mail}
sheet:
  workbook: Side events
  tab: "2026"
  columns:
    - {path: $reference, header: Reference}
"""

REPORTED = """\
section: report
title: What is reported of a grant
questions:
  - {question: grant, type: text, label: Grant}
  - {question: decision, type: text, label: Decision}
  - {question: start_date, type: date, label: Start}
  - {question: kind, type: text, label: Kind}
  - {question: spent, type: text, label: Spent}
"""

WORDS = {
    *FORM_WORDS, *SETTING_WORDS, *SECTION_WORDS, "page", *COMMON_WORDS, *FURTHER_WORDS, *CONDITION_WORDS, *CHECK_WORDS,
    *CHOICE_WORDS, *LIST_WORDS, "statement", *TOTAL_WORDS, *SHEET_WORDS, *COLUMN_WORDS, *WORDS_OF_MAILS, *CALL_WORDS,
    *GRANT_WORDS, *INSTALMENT_WORDS, *REPORT_WORDS, *REMINDER_WORDS, *CHECKLIST_WORDS, *LISTED_WORDS,
    *REMINDER_PLACEHOLDERS, *GRANT_LETTER_WORDS,
    "rule", "reason", *CRITERION_WORDS, *QUOTA_WORDS, *TIES, *RANKINGS, *LINES, "stage", "starts", "ends", "source",
    "mapping", "ignore", *LATE, *QUESTION_TYPES, *RESULT_TYPES, *TESTS, *FUNCTIONS, *FORMATS, *OWNERS, *EVENTS,
    *SEVERITIES, *CALL_SEVERITIES, *LEDGER_WORDS, *MAIL_WORDS, *ON_CALLS, AMOUNT, *LETTER_WORDS, *EVENT_WORDS,
    *SOURCE_WORDS, *SOURCES,
    *ABOUT_SUBMISSION,
}  # fmt: skip
"""Every word that a definition can hold."""


def commands(group: click.Group, before: str = "chancery") -> list[str]:
    found = []
    for name, command in group.commands.items():
        path = f"{before} {name}"
        found += commands(command, path) if isinstance(command, click.Group) else [path]
    return found


@pytest.mark.parametrize("name", SETTING_NAMES)
def test_every_setting_is_documented(name: str) -> None:
    assert f"| `{name}` |" in (DOCS / "operations.md").read_text()


@pytest.mark.parametrize("command", commands(chancery))
def test_every_command_is_documented(command: str) -> None:
    assert f"| `{command}` |" in (DOCS / "operations.md").read_text()


@pytest.mark.parametrize("word", sorted(WORDS))
def test_every_word_of_the_language_is_documented(word: str) -> None:
    assert word in IN_BACKQUOTES or (word in IN_EXAMPLES and word not in QUESTION_TYPES)


@pytest.mark.parametrize("word", [*QUESTION_TYPES, *TESTS, *SOURCES, *ABOUT_SUBMISSION, *OWNERS])
def test_every_word_of_a_table_has_its_row(word: str) -> None:
    assert f"| `{word}` |" in PAGE


SOURCE_ROW = re.compile(r"^\| `([\w-]+)` \|.*\| ([^|]*) \| \[page\]\(sources/([\w-]+)\.md\) \|$", re.MULTILINE)


def test_the_table_of_sources_is_whole_and_says_which_need_a_mapping() -> None:
    rows = SOURCE_ROW.findall(PAGE)
    assert [(word, page) for word, _, page in rows] == [(word, word) for word in SOURCES]
    assert {word: said.startswith("needed") for word, said, _ in rows} == dict(SOURCE_WORDS)


def test_the_index_of_the_sources_pages_is_whole() -> None:
    index = (DOCS / "sources" / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| \[`([\w-]+)`\]\(\1\.md\) \|", index, re.MULTILINE) == list(SOURCES)
    assert {path.stem for path in (DOCS / "sources").glob("*.md")} == {"README", "exports", *SOURCES}


@pytest.mark.parametrize("word", SOURCES)
def test_the_page_of_a_source_names_it_and_its_example_is_one(word: str, tmp_path: Path) -> None:
    page = (DOCS / "sources" / f"{word}.md").read_text(encoding="utf-8")
    assert page.partition("\n")[0].endswith(f" (`{word}`)")
    for block in re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        [source] = read(block)["sources"]
        assert source["source"] == word
        assert all(not target.startswith("$") or target in ABOUT_SUBMISSION for target in source["mapping"].values())


@pytest.mark.parametrize("word", ["typeform", "kobotoolbox", "google-forms"])
def test_who_is_new_finds_each_step(word: str) -> None:
    page = (DOCS / "sources" / f"{word}.md").read_text(encoding="utf-8")
    steps = [int(number) for number in re.findall(r"^(\d+)\. ", page, re.MULTILINE)]
    assert steps == list(range(1, len(steps) + 1))
    assert len(steps) >= 10
    for said in (
        "`chancery hooks list`",
        f"`chancery hooks try {word} ",
        "*Try again*",
        f"chancery hooks secret FORM {word} ",
    ):
        assert said in page
    assert "**When something stands in quarantine.**" in page


def read(text: str) -> Any:
    """As the loader reads YAML: every word a text."""
    return yaml.load(text, Loader=yaml.BaseLoader)


def whole(kind: str, text: str) -> dict[str, Any]:
    """The definition that a block stands for."""
    if kind == "form":
        found: dict[str, Any] = read(text)
        return found
    base: dict[str, Any] = read(MINIMAL)
    if kind == "words":
        return {**base, **read(text)}
    asked = base["sections"][0]["questions"]
    named = [one["question"] for one in read(text)]
    kept = [one for one in asked if one["question"] not in named]
    base["sections"][0]["questions"] = [*kept, *read(text)]
    return base


def others(value: Any) -> Iterator[str]:
    """The other forms that a definition names."""
    if isinstance(value, dict):
        if value.get("type") == "reference" or "mail" in value or "report" in value:
            yield from [value["form"]] if "form" in value else []
        for inner in value.values():
            yield from others(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from others(inner)


def loaded(folder: Path, definition: dict[str, Any]) -> Form:
    """The form, read with those it names beside it."""
    name = definition["form"]
    for other in {name, *others(definition)}:
        stub = {**read(MINIMAL), "form": other, "reference": f"{other}-{{number}}"}
        stub["sheet"] = {**stub["sheet"], "workbook": other}
        stub["sections"] = [*stub["sections"], read(REPORTED)]
        path = folder / other / "form.yaml"
        path.parent.mkdir(parents=True)
        written = definition if other == name else stub
        path.write_text(yaml.safe_dump(written, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return load_forms(folder)[name]


def test_the_page_has_examples_of_each_kind() -> None:
    assert {kind for _, kind, _ in BLOCKS} == {"form", "words", "questions"}
    assert len(BLOCKS) >= 12
    fences = PAGE.count("\n```yaml")
    assert fences == len(BLOCKS), "every example says what it is: ```yaml form, words or questions"


@pytest.mark.parametrize(("line", "kind", "text"), BLOCKS, ids=[f"line-{line}-{kind}" for line, kind, _ in BLOCKS])
def test_every_example_is_a_form(tmp_path: Path, line: int, kind: str, text: str) -> None:
    definition = whole(kind, text)
    form = loaded(tmp_path, definition)
    assert compile_form(form).form is form
    assert set(form.languages) <= set(LANGUAGES)
