"""A sheet shows what is new without comparing the rest, and compares it where anything but us has had a hand in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.config import read_settings
from app.context import Context, build_context
from app.store import outbox, sheets, submissions
from app.store.engine import Ledger
from app.store.sheets import Unshown
from app.store.submissions import Submission
from connectors.ports import Noticed, SheetRow, SheetSpec, SyncResult, ignored
from connectors.sheets.excel import ExcelFolder
from forms.load import load_form
from forms.schema import compile_form
from jobs import following
from jobs.run import run_in

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
FORM = """\
form: {name}
version: {version}
languages: [en]
title: Aid
reference: "{name}-{{number}}"
sections:
  - section: all
    title: All
    questions:
      - {{question: city, type: text, label: City}}
      - {{question: cost, type: money, currency: USD, label: Cost}}
sheet:
  workbook: Aid
  tab: {name}
  columns:
    - {{path: $reference, header: Reference}}
    - {{path: city, header: {header}}}
    - {{path: cost, header: Cost, format: money}}
    - {{header: Remarks, owner: staff}}
"""


@dataclass(frozen=True, slots=True)
class Counting(ExcelFolder):
    """A folder of workbooks that counts how often one was compared as a whole."""

    compared: list[int] = field(default_factory=list)

    def upsert(
        self, spec: SheetSpec, rows: Sequence[SheetRow], keep: Callable[[Noticed], None] = ignored
    ) -> SyncResult:
        if rows:
            self.compared.append(len(rows))
        return super(Counting, self).upsert(spec, rows, keep)


@dataclass
class Office:
    """The service with a ledger and a folder of workbooks."""

    context: Context
    folder: Counting
    path: Path

    def publish(self, name: str, version: int = 1, header: str = "City") -> None:
        file = self.path.parent / name / "form.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(FORM.format(name=name, version=version, header=header))
        forms = {**self.context.forms, name: compile_form(load_form(file))}
        self.context = replace(self.context, forms=forms)

    def take(self, number: int, city: str = "Accra", form: str = "aid") -> Submission:
        with self.context.ledger.writing() as c:
            return self.put(c, number, city, form)

    def put(self, c: Any, number: int, city: str = "Accra", form: str = "aid") -> Submission:
        kept = submissions.insert(
            c,
            form=form,
            form_version=self.context.forms[form].form.version,
            source="api",
            source_id=str(number),
            reference=f"{form}-{number}",
            answers={"city": city, "cost": "5.50"},
            language="en",
            submitted_at=None,
            received_at=NOW,
        )
        assert kept is not None
        sheets.put(c, [Unshown(form, kept.id, 1)])
        return kept

    def revise(self, kept: Submission, city: str) -> Submission:
        with self.context.ledger.writing() as c:
            new = submissions.revise(
                c,
                kept,
                form_version=kept.form_version,
                answers={**kept.answers, "city": city},
                language="en",
                submitted_at=None,
                received_at=NOW,
            )
            sheets.put(c, [Unshown(new.form, new.id, new.version)])
        return new

    def sync(self, form: str = "aid") -> str:
        with self.context.ledger.writing() as c:
            item = outbox.put(c, "sheet", form, now=NOW)
        run_in(self.context, item)
        with self.context.ledger.reading() as c:
            found = outbox.get(c, item)
        assert found is not None
        return found.note or found.error

    def due(self, form: str = "aid") -> list[Unshown]:
        with self.context.ledger.reading() as c:
            return sheets.due(c, form)

    def shown(self, form: str = "aid") -> list[tuple[Any, ...]]:
        rows = list(load_workbook(self.path)[form].values)
        return [row[1:] for row in rows[1:]]

    def change(self, deed: Callable[[Any], object]) -> None:
        book = load_workbook(self.path)
        deed(book["aid"])
        book.save(self.path)


@pytest.fixture
def office(ledger: Ledger, tmp_path: Path) -> Office:
    (tmp_path / "forms").mkdir()
    settings = read_settings({"CHANCERY_DATA": str(tmp_path), "CHANCERY_FORMS": str(tmp_path / "forms")})
    folder = Counting(tmp_path)
    made = replace(build_context(settings), ledger=ledger, sheets=folder, now=lambda: NOW)
    found = Office(made, folder, tmp_path / "Aid.xlsx")
    found.publish("aid")
    return found


def test_what_is_new_is_added_and_nothing_compared(office: Office) -> None:
    for number in range(1, 4):
        office.take(number)
        assert office.sync() == "1 added, 0 changed"
    assert office.sync() == "0 added, 0 changed"
    assert office.shown() == [(f"aid-{number}", "Accra", 5.5, None) for number in range(1, 4)]
    assert (office.folder.compared, office.due()) == ([], [])


def test_what_has_changed_is_put_right_and_nothing_compared(office: Office) -> None:
    first, second = office.take(1), office.take(2)
    second = office.revise(second, "Lomé")
    assert office.sync() == "2 added, 0 changed"
    office.revise(office.revise(first, "Suva"), "Nadi")
    office.take(3)
    assert office.sync() == "1 added, 1 changed"
    assert [row[1] for row in office.shown()] == ["Nadi", "Lomé", "Accra"]
    assert (office.folder.compared, office.due()) == ([], [])


def test_many_are_added_portion_by_portion(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "PORTION", 4)
    monkeypatch.setattr(following, "PAGE", 2)
    office.sync()
    kept = [office.take(number) for number in range(11)]
    assert office.sync() == "11 added, 0 changed"
    for one in kept[:5]:
        office.revise(one, "Suva")
    assert office.sync() == "0 added, 5 changed"
    assert [row[0] for row in office.shown()] == [f"aid-{number}" for number in range(11)]
    assert [row[1] for row in office.shown()] == ["Suva"] * 5 + ["Accra"] * 6
    assert office.folder.compared == []


def sort(sheet: Any) -> None:
    rows = sorted(sheet.iter_rows(min_row=2, values_only=True), key=lambda row: str(row[2]))
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column, value)


def test_a_workbook_that_staff_have_saved_is_compared_once(office: Office) -> None:
    office.take(1, "Suva")
    office.take(2, "Accra")
    office.sync()
    office.change(sort)
    office.change(lambda sheet: sheet.__setitem__("E2", "call them"))
    office.take(3)
    assert office.sync() == "1 added, 0 changed, 2 as they were"
    office.take(4)
    assert office.sync() == "1 added, 0 changed"
    assert [row[0] for row in office.shown()] == ["aid-2", "aid-1", "aid-3", "aid-4"]
    assert office.shown()[0][3] == "call them"
    assert office.folder.compared == [3]


def test_what_staff_did_is_seen_though_nothing_is_new(office: Office) -> None:
    office.take(1)
    office.sync()
    office.change(lambda sheet: sheet.__setitem__("C2", "by hand"))
    assert office.sync() == "0 added, 1 changed, 0 as they were"
    assert office.shown() == [("aid-1", "Accra", 5.5, None)]


def test_a_new_version_of_the_form_is_compared_once(office: Office) -> None:
    office.take(1)
    office.sync()
    office.publish("aid", 2, "Town")
    office.take(2)
    assert "the header 'City' has become 'Town'" in office.sync()
    office.take(3)
    assert office.sync() == "1 added, 0 changed"
    assert office.folder.compared == [2]


def test_a_workbook_that_is_gone_is_filled_anew(office: Office) -> None:
    kept = [office.take(number) for number in range(3)]
    office.revise(kept[1], "Suva")
    office.sync()
    office.path.unlink()
    assert office.sync() == "3 added, 0 changed"
    assert [row[1] for row in office.shown()] == ["Accra", "Suva", "Accra"]
    assert office.folder.compared == []


def test_a_ledger_that_was_put_back_is_compared(office: Office) -> None:
    """It knows of an earlier workbook, and thinks that what it has since shown is new."""
    office.take(1)
    office.sync()
    with office.context.ledger.reading() as c:
        before = sheets.mark(c, "aid")
    second = office.take(2)
    office.sync()
    with office.context.ledger.writing() as c:
        sheets.put(c, [Unshown("aid", second.id, 1)])
        sheets.left_as(c, "aid", before, ())
    assert office.sync() == "0 added, 0 changed, 2 as they were"
    assert (len(office.shown()), office.due()) == (2, [])


def test_rows_whose_mark_was_not_written_are_not_added_twice(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.take(1)
    office.sync()
    office.take(2)

    def dies(*_: object, **__: object) -> None:
        raise RuntimeError("killed between the workbook and the ledger")

    with monkeypatch.context() as patched:
        patched.setattr(sheets, "left_as", dies)
        assert "killed" in office.sync()
    office.context = replace(office.context, now=lambda: datetime(2026, 11, 2, 10, 0, tzinfo=UTC))
    office.take(3)
    assert office.sync() == "1 added, 0 changed, 2 as they were"
    assert [row[0] for row in office.shown()] == ["aid-1", "aid-2", "aid-3"]


def test_numbers_that_disagree_have_all_compared(office: Office) -> None:
    office.take(1)
    office.sync()
    kept = office.take(2)
    with office.context.ledger.writing() as c:
        sheets.left_as(c, "aid", sheets.mark(c, "aid"), [Unshown("aid", kept.id, 1)])
    assert office.sync() == "1 added, 0 changed, 1 as they were; 1 deleted row restored"
    assert office.sync() == "0 added, 0 changed"


@pytest.mark.parametrize("ledger_url", ["postgresql"], indirect=True)
def test_what_is_committed_late_is_not_overlooked(office: Office) -> None:
    office.sync()
    with office.context.ledger.writing() as slow:
        early = office.put(slow, 1)
        late = office.take(2)
        assert office.sync() == "1 added, 0 changed"
    assert early.id < late.id
    assert office.sync() == "1 added, 0 changed"
    assert [row[0] for row in office.shown()] == ["aid-2", "aid-1"]
    assert office.folder.compared == []


def test_two_sheets_of_one_workbook_are_both_followed(office: Office) -> None:
    office.publish("bid")
    for form in ("aid", "bid"):
        office.take(1, form=form)
        office.sync(form)
    office.sync("aid")  # the other tab was made by a whole save
    office.folder.compared.clear()
    for number in range(2, 5):
        for form in ("aid", "bid"):
            office.take(number, form=form)
            assert office.sync(form) == "1 added, 0 changed"
    assert [row[0] for row in office.shown("bid")] == [f"bid-{number}" for number in range(1, 5)]
    assert len(office.shown("aid")) == 4
    assert office.folder.compared == []


class Elsewhere:
    """A place for sheets that must be given everything."""

    def __init__(self) -> None:
        self.rows: list[int] = []

    def upsert(self, spec: SheetSpec, rows: Sequence[SheetRow], keep: object = None) -> SyncResult:
        self.rows.append(len(rows))
        return SyncResult(len(rows))

    def where(self, spec: SheetSpec) -> str:
        return "elsewhere"


def test_a_place_that_cannot_follow_is_given_everything(office: Office) -> None:
    place = Elsewhere()
    office.context = replace(office.context, sheets=place)
    for number in range(3):
        office.take(number)
        office.sync()
    assert (place.rows, office.due()) == ([1, 2, 3], [])
