"""A small form in a folder, its versions published as the command does, for tests of what people are served."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from app.library import Library, written
from app.store import form_versions
from app.store.engine import Ledger
from connectors.lists import SharedLists

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
ASKED = "      - {question: title, type: text, label: Title}\n      - {question: email, type: email, label: E-mail}"
LISTED = "      - {question: office, type: choose_one, label: Office, choices_from: offices}"
OFFICES = "lists:\n  - {list: offices, workbook: Offices, tab: Here}\n"

FORM = """\
form: NAME
version: VERSION
languages: [en, fr]
title: {en: Aid, fr: Aide}
reference: "NAME-{year}-{number:04d}"
LISTSsections:
  - section: all
    title: All
    questions:
QUESTIONS
sheet:
  workbook: NAME
  tab: Aid
  columns:
    - {path: $reference, header: Reference}
"""


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def write_form(folder: Path, version: int = 1, asked: str = ASKED, name: str = "aid", lists: str = "") -> Path:
    text = FORM.replace("NAME", name).replace("VERSION", str(version)).replace("LISTS", lists)
    path = folder / name / "form.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace("QUESTIONS", asked), encoding="utf-8")
    return path


def publish(ledger: Ledger, path: Path, lists: SharedLists) -> None:
    found = written(path, lists.rows)
    put(ledger, found.form.name, found.form.version, found.definition)


def put(ledger: Ledger, name: str, version: int, definition: Mapping[str, Any] | None) -> None:
    with ledger.writing() as connection:
        form_versions.put(
            connection, form=name, version=version, digest="", definition=definition, who="x", note="", now=NOW
        )


def write_list(folder: Path, rows: list[list[object]], tab: str = "Here", name: str = "Offices") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    book = Workbook()
    book.active.title = tab
    for row in rows:
        book.active.append(row)
    book.save(folder / f"{name}.xlsx")
    return folder / f"{name}.xlsx"


def asked_in(library: Library, name: str = "aid") -> list[str]:
    return [question.name for question in library[name].form.questions]


def offered(library: Library) -> list[str]:
    [office] = library["aid"].form.questions
    return [choice.value for choice in office.choices]
