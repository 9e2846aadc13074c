"""A form whose sheet staff work in, in each place where it can live: the service at one side, staff at the other."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from emulators.staff import ExcelStaff, GoogleStaff, Staff

from app.config import read_settings
from app.context import Context, build_context
from app.store import outbox, sheet_edits, sheets, staff_cells, submissions
from app.store.engine import Ledger
from app.store.outbox import Item
from app.store.sheet_edits import SheetEdit
from app.store.sheets import Unshown
from app.store.submissions import Submission
from forms.definition import Form
from forms.load import load_form
from forms.schema import compile_form
from jobs.run import run_in

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
GOOGLE = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-abcdef"
ELSEWHERE = "1ZyXwVuTsRqPoNmLkJiHgFeDcBa0123456789_-abcdef"
FORM = """\
form: aid
version: 1
languages: [en]
title: Aid
reference: "AID-{number}"
sections:
  - section: all
    title: All
    questions:
      - {question: city, type: text, label: City, max_length: 20}
      - {question: cost, type: money, currency: USD, label: Cost}
      - {question: day, type: date, label: Day}
      - question: kind
        type: choose_one
        label: Kind
        choices: [{value: goods, label: Goods}, {value: training, label: Training}]
      - {question: email, type: email, label: E-mail}
sheet:
  workbook: Aid
  tab: aid
  columns:
    - {path: $reference, header: Reference}
    - {path: city, header: City}
    - {path: cost, header: Cost, format: money}
    - {path: day, header: Day, format: date}
    - {path: kind, header: Kind, owner: both}
    - {header: Remarks, owner: staff}
    - {header: Decision, owner: staff, dropdown: [accepted, refused]}
    - {header: Grant, owner: staff, format: money}
    - {path: $problems, header: Please look}
mails:
  - mail: promise
    "on": decided
    column: Decision
    is: accepted
    to: email
    subject: "((reference))"
    body: You have it.
"""
ANSWERS = {"city": "Accra", "cost": "5.50", "day": "2026-11-27", "kind": "goods", "email": "a@example.org"}


@dataclass
class Desk:
    """The service with one form, and staff at its sheet."""

    context: Context
    staff: Staff
    folder: Path
    google: str = ""
    text: str = FORM
    published: dict[int, Form] = field(default_factory=dict)

    @property
    def who(self) -> str:
        """Whom the place names as the last at it: a folder names nobody."""
        return "staff@example.org" if self.google else ""

    def publish(self, *changes: tuple[str, str], version: int = 1) -> None:
        """The form with parts of its definition exchanged."""
        for old, new in (("version: 1\n", f"version: {version}\n"), *changes):
            assert old in self.text, old
            self.text = self.text.replace(old, new)
        text = self.text.replace("  tab:", f"  google: {self.google}\n  tab:") if self.google else self.text
        file = self.folder / "aid" / "form.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        form = load_form(file)
        self.published[version] = form
        self.text = self.text.replace(f"version: {version}\n", "version: 1\n")
        self.context = replace(
            self.context, forms={"aid": compile_form(form)}, earlier=lambda _, asked: self.published.get(asked)
        )

    def move(self, *changes: tuple[str, str], version: int) -> None:
        """The same in another place, and back again: another tab, or another spreadsheet."""
        if isinstance(self.staff, GoogleStaff):
            self.google = self.staff.key = ELSEWHERE if self.google == GOOGLE else GOOGLE
            self.staff.emulator.book(self.google)
        elif isinstance(self.staff, ExcelStaff):
            old, self.staff.title = self.staff.title, "new" if self.staff.title == "aid" else "aid"
            changes = ((f"  tab: {old}\n", f"  tab: {self.staff.title}\n"), *changes)
        self.publish(*changes, version=version)

    def take(self, number: int, **answers: object) -> Submission:
        with self.context.ledger.writing() as c:
            kept = submissions.insert(
                c,
                form="aid",
                form_version=max(self.published),
                source="api",
                source_id=str(number),
                reference=f"AID-{number}",
                answers={**ANSWERS, **answers},
                language="en",
                submitted_at=None,
                received_at=NOW,
            )
            assert kept is not None
            sheets.put(c, [Unshown("aid", kept.id, 1)])
        return kept

    def revise(self, kept: Submission, **answers: object) -> Submission:
        with self.context.ledger.writing() as c:
            new = submissions.revise(
                c,
                kept,
                form_version=max(self.published),
                answers={**kept.answers, **answers},
                language="en",
                submitted_at=None,
                received_at=NOW + timedelta(hours=1),
            )
            sheets.put(c, [Unshown("aid", new.id, new.version)])
        return new

    def sync(self, **payload: object) -> str:
        """The note of the sync, or why it failed."""
        with self.context.ledger.writing() as c:
            item = outbox.put(c, "sheet", "aid", now=self.context.now(), payload=payload)
        run_in(self.context, item)
        with self.context.ledger.reading() as c:
            found = outbox.get(c, item)
        assert found is not None
        return found.note or found.error

    def run(self, item: Item) -> str:
        run_in(self.context, item.id)
        return self.item(item.id).note

    def item(self, number: int) -> Item:
        with self.context.ledger.reading() as c:
            found = outbox.get(c, number)
        assert found is not None
        return found

    def mails(self, state: str | None = None) -> list[Item]:
        """The mails of the outbox, the oldest first."""
        with self.context.ledger.reading() as c:
            return [one for one in outbox.listing(c, state=state) if one.kind == "mail"][::-1]

    def history(self) -> list[SheetEdit]:
        """The oldest first."""
        with self.context.ledger.reading() as c:
            return sheet_edits.of_form(c, "aid", limit=1_000)[::-1]

    def told(self) -> list[tuple[str, str, object, object]]:
        """The history in few words."""
        return [(one.kind, one.header, one.before, one.after) for one in self.history()]

    def cells(self, kept: Submission) -> Mapping[str, object]:
        """What the ledger knows of staff's cells of a row."""
        with self.context.ledger.reading() as c:
            return {one.column: one.value for one in staff_cells.of_form(c, "aid").get(kept.key, {}).values()}

    def place(self, header: str) -> int:
        return self.staff.rows()[0].index(header)

    def row(self, kept: Submission) -> int:
        """Where the row of a submission stands."""
        keys = self.place("_id")
        return next(number for number, row in enumerate(self.staff.rows()) if row[keys] == kept.key)

    def stands(self, kept: Submission) -> bool:
        return any(kept.key in row for row in self.staff.rows())

    def write(self, kept: Submission, header: str, value: Any) -> None:
        self.staff.write(self.row(kept), self.place(header), value)

    def shown(self, kept: Submission, header: str) -> Any:
        return self.staff.rows()[self.row(kept)][self.place(header)]

    def delete(self, *kept: Submission) -> None:
        for one in kept:
            self.staff.delete_row(self.row(one))

    def put_back(self, kept: Submission, cells: list[Any]) -> None:
        self.staff.insert_row(1, cells)

    def cells_of(self, kept: Submission) -> list[Any]:
        return list(self.staff.rows()[self.row(kept)])


def context_of(ledger: Ledger, folder: Path, **environ: str) -> Context:
    """A context without forms over that ledger."""
    made = build_context(
        read_settings({"CHANCERY_DATA": str(folder / "data"), "CHANCERY_FORMS": str(folder), **environ})
    )
    return replace(made, ledger=ledger, now=lambda: NOW)


def excel_staff(context: Context) -> ExcelStaff:
    return ExcelStaff(context.settings.workbooks / "Aid.xlsx", "aid")
