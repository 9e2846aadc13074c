"""What staff do to a sheet comes back into the ledger, once, whatever happens between; in every place and database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from email import message_from_bytes
from email.policy import default

import pytest
from desks import NOW, Desk

from app import keeping
from app.store import outbox, sheet_gone, staff_cells
from app.store.sheet_edits import EDIT, REPLACED
from connectors.errors import ConnectorError
from connectors.ports import Noticed, SheetBackend, SheetRow, SheetSpec, SyncResult
from jobs import following

OTHER_PROBLEM = "Decision must be one of: accepted, refused; “acepted” stands there"


def test_what_staff_write_is_kept_with_before_and_after(desk: Desk) -> None:
    desk.publish()
    kept, other = desk.take(1), desk.take(2)
    desk.sync()
    desk.write(kept, "Remarks", "ask for the budget")
    desk.write(other, "Grant", 1200.5)
    desk.sync()
    assert desk.told() == [(EDIT, "Remarks", None, "ask for the budget"), (EDIT, "Grant", None, 1200.5)]
    [first, _] = desk.history()
    assert (first.form, first.key, first.column, first.owner) == ("aid", kept.key, "staff:Remarks", "staff")
    assert (first.at, first.who, first.problem) == (NOW, desk.who, "")
    desk.write(kept, "Remarks", None)
    desk.sync()
    desk.sync()
    assert desk.told()[2:] == [(EDIT, "Remarks", "ask for the budget", None)]
    assert desk.cells(kept) == {"staff:Remarks": None}


def test_in_a_column_of_both_staff_s_value_stands_beside_the_answer(desk: Desk) -> None:
    desk.publish()
    kept = desk.take(1)
    desk.sync()
    desk.write(kept, "Kind", "Training")
    desk.sync()
    desk.sync()
    assert desk.told() == [(EDIT, "Kind", "Goods", "Training")]
    assert desk.shown(kept, "Kind") == "Training"
    desk.delete(kept)
    desk.sync()
    assert desk.shown(kept, "Kind") == "Training"
    assert kept.answers["kind"] == "goods"


def test_what_is_written_over_is_in_the_history(desk: Desk) -> None:
    desk.publish()
    kept = desk.take(1)
    desk.sync()
    desk.write(kept, "City", "Accra (Ghana)")
    desk.write(kept, "Cost", 7)
    desk.sync()
    assert desk.told() == [(REPLACED, "City", "Accra", "Accra (Ghana)"), (REPLACED, "Cost", Decimal("5.50"), 7)]
    assert (desk.shown(kept, "City"), desk.shown(kept, "Cost")) == ("Accra", 5.5)


def test_what_the_service_wrote_before_is_not_taken_for_staff_s(desk: Desk) -> None:
    desk.publish()
    kept = desk.take(1)
    desk.sync()
    desk.write(kept, "Remarks", "read")  # so that the sheet is compared
    desk.sync()
    desk.revise(kept, city="Kumasi", cost="6.00", day="2026-12-01", kind="training")
    desk.write(kept, "Remarks", "read again")
    desk.sync()
    assert desk.shown(kept, "City") == "Kumasi"
    assert {header for _, header, _, _ in desk.told()} == {"Remarks"}
    desk.write(kept, "Kind", "Other")
    desk.sync()
    assert desk.told()[-1] == (EDIT, "Kind", "Goods", "Other")


def test_another_version_of_the_form_is_nobody_s_edit(desk: Desk) -> None:
    desk.publish()
    kept = desk.take(1)
    desk.sync()
    desk.publish(
        ("header: Cost, format: money", "header: Cost"),
        ("value: goods, label: Goods", "value: goods, label: Aids"),
        version=2,
    )
    desk.sync()
    assert desk.told() == []
    assert desk.shown(kept, "Cost") == "5.50 USD"


@pytest.mark.parametrize("value", [True, "007", "=1+1", "a\nb", 12.75, "x" * 2_000])
def test_a_value_comes_back_as_it_was(desk: Desk, value: object) -> None:
    desk.publish()
    kept = desk.take(1)
    desk.sync()
    desk.write(kept, "Remarks", value)
    desk.sync()
    desk.delete(kept)
    assert "1 deleted row restored" in desk.sync()
    assert desk.shown(kept, "Remarks") == value
    desk.sync()
    assert len(desk.told()) == 1


MOMENT = datetime(2026, 11, 27, 14, 30)  # noqa: DTZ001 - as cells hold it


@pytest.mark.parametrize("value", [MOMENT.date(), MOMENT, MOMENT.time()])
def test_days_and_times_of_staff_are_kept_as_such(excel_desk: Desk, value: object) -> None:
    excel_desk.publish()
    kept = excel_desk.take(1)
    excel_desk.sync()
    excel_desk.write(kept, "Remarks", value)
    excel_desk.sync()
    excel_desk.sync()
    [edit] = excel_desk.history()
    assert edit.after == value or (isinstance(edit.after, datetime) and edit.after.date() == value)


def test_values_of_a_column_that_left_the_form_come_back_with_it(desk: Desk) -> None:
    desk.publish()
    kept = desk.take(1)
    desk.sync()
    desk.write(kept, "Remarks", "ask for the budget")
    desk.sync()
    line = "    - {header: Remarks, owner: staff}\n"
    desk.publish((line, ""), version=2)
    desk.sync()
    desk.move(("    - {header: Decision", f"{line}    - {{header: Decision"), version=3)
    desk.sync()
    assert desk.shown(kept, "Remarks") == "ask for the budget"


def test_a_wrong_value_is_kept_and_told(desk: Desk) -> None:
    desk.publish()
    kept, other = desk.take(1), desk.take(2)
    desk.sync()
    desk.write(kept, "Decision", "acepted")
    desk.write(kept, "Kind", "Gods")
    desk.write(other, "Grant", "a lot")
    said = desk.sync()
    assert [one.problem for one in desk.history()] == [
        "Kind must be one of the choices; “Gods” stands there",
        OTHER_PROBLEM,
        "Grant must be a number, with a point before the decimals, like 1234.50; “a lot” stands there",
    ]
    assert "Decision: 1 value that the form does not take" in said
    assert desk.shown(kept, "Please look").splitlines() == [one.problem for one in desk.history()[:2]]
    assert desk.cells(kept) == {"kind": "Gods", "staff:Decision": "acepted"}
    desk.write(kept, "Decision", "Accepted")
    desk.write(kept, "Kind", "Goods")
    desk.sync()
    assert desk.shown(kept, "Please look") is None
    assert {kind for kind, _, _, _ in desk.told()} == {EDIT}


def test_other_rules_judge_what_stands_there(desk: Desk) -> None:
    desk.publish()
    kept = desk.take(1)
    desk.sync()
    desk.write(kept, "Decision", "acepted")
    desk.sync()
    desk.publish(("dropdown: [accepted, refused]", "dropdown: [acepted, accepted, refused]"), version=2)
    desk.sync()
    assert desk.shown(kept, "Please look") is None
    desk.publish(("dropdown: [acepted, accepted, refused]", "dropdown: [accepted]"), version=3)
    desk.sync()
    assert desk.shown(kept, "Please look") == "Decision must be one of: accepted; “acepted” stands there"
    assert len(desk.told()) == 1


def test_a_form_says_of_staff_s_value_what_it_says_of_an_answer(desk: Desk) -> None:
    check = 'checks: [{check: real, must: kind != "training" || cost > 100.0, message: Training costs more.}]'
    desk.publish(("choices: [{value: goods", f"{check}\n        choices: [{{value: goods"))
    kept = desk.take(1)
    desk.sync()
    desk.write(kept, "Kind", "Training")
    desk.sync()
    [edit] = desk.history()
    assert edit.problem.startswith("Kind: Training costs more.")
    desk.revise(kept, cost="200.00")
    desk.write(kept, "Remarks", "seen")
    desk.sync()
    assert desk.shown(kept, "Please look") is None


def dies(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_who_dies_after_keeping_and_before_writing_keeps_nothing_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.publish()
    kept = desk.take(1)
    desk.sync()
    desk.write(kept, "City", "Accra (Ghana)")
    desk.write(kept, "Decision", "accepted")
    keep = keeping.Keeper.keep

    def keeps_and_dies(self: keeping.Keeper, noticed: object) -> None:
        keep(self, noticed)  # type: ignore[arg-type]
        dies()

    with monkeypatch.context() as patched:
        patched.setattr(keeping.Keeper, "keep", keeps_and_dies)
        with pytest.raises(KeyboardInterrupt):
            desk.sync()
    later = NOW.replace(hour=12)
    desk.context = replace(desk.context, now=lambda: later)
    assert desk.shown(kept, "City") == "Accra (Ghana)"
    desk.sync()
    assert desk.shown(kept, "City") == "Accra"
    assert [(kind, header) for kind, header, _, _ in desk.told()] == [(EDIT, "Decision"), (REPLACED, "City")]
    assert len(desk.mails()) == 1


def test_what_cannot_be_kept_is_not_written_over(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.publish()
    kept = desk.take(1)
    desk.sync()
    desk.write(kept, "City", "Accra (Ghana)")

    def full(*_: object) -> None:
        raise ConnectorError("the ledger is full")

    with monkeypatch.context() as patched:
        patched.setattr(staff_cells, "put", full)
        patched.setattr(keeping.sheet_edits, "add", full)
        assert "full" in desk.sync()
    assert desk.shown(kept, "City") == "Accra (Ghana)"
    assert desk.told() == []


def gone(desk: Desk) -> dict[str, bool]:
    with desk.context.ledger.reading() as c:
        return {key: one.is_withdrawal for key, one in sheet_gone.of_form(c, "aid").items()}


@pytest.mark.parametrize(
    ("word", "note"), [("keep out", "1 row deleted by staff: kept out"), ("withdraw", "withdrawn")]
)
def test_a_row_that_staff_delete_stays_away_until_they_put_it_back(desk: Desk, word: str, note: str) -> None:
    desk.publish(("  tab: aid\n", f"  tab: aid\n  deleted_rows: {word}\n"))
    kept, other = desk.take(1), desk.take(2)
    desk.sync()
    desk.write(kept, "Remarks", "a double")
    desk.sync()
    cells = desk.cells_of(kept)
    desk.delete(kept)
    assert note in desk.sync()
    desk.sync()
    assert not desk.stands(kept)
    assert desk.stands(other)
    assert gone(desk) == {kept.key: word == "withdraw"}
    desk.put_back(kept, cells)
    assert "1 row put back by staff" in desk.sync()
    assert gone(desk) == {}
    assert [one.kind for one in desk.history()] == ["edit", "row gone", "row back"]
    assert desk.shown(kept, "Remarks") == "a double"


def test_a_changed_submission_does_not_bring_its_row_back(excel_desk: Desk) -> None:
    excel_desk.publish(("  tab: aid\n", "  tab: aid\n  deleted_rows: keep out\n"))
    kept, _ = excel_desk.take(1), excel_desk.take(2)
    excel_desk.sync()
    excel_desk.delete(kept)
    excel_desk.sync()
    excel_desk.revise(kept, city="Kumasi")
    excel_desk.take(3)
    assert excel_desk.sync() == "1 added, 0 changed"
    assert not excel_desk.stands(kept)


def test_rows_that_never_stood_in_a_tab_were_not_taken_from_it(desk: Desk) -> None:
    desk.publish(("  tab: aid\n", "  tab: aid\n  deleted_rows: withdraw\n"))
    kept = desk.take(1)
    desk.sync()
    desk.move(version=2)
    desk.sync()
    desk.move(version=3)
    later = desk.take(2)
    desk.delete(kept)
    desk.sync()
    assert desk.stands(kept)
    assert desk.stands(later)
    assert gone(desk) == {}


def test_a_workbook_made_anew_has_what_staff_wrote_and_lacks_what_they_deleted(excel_desk: Desk) -> None:
    excel_desk.publish(("  tab: aid\n", "  tab: aid\n  deleted_rows: keep out\n"))
    kept, other = excel_desk.take(1), excel_desk.take(2)
    excel_desk.sync()
    excel_desk.write(kept, "Decision", "refuse")
    excel_desk.delete(other)
    excel_desk.sync()
    (excel_desk.context.settings.workbooks / "Aid.xlsx").unlink()
    assert excel_desk.sync() == "1 added, 0 changed"
    assert excel_desk.shown(kept, "Decision") == "refuse"
    assert excel_desk.shown(kept, "Please look").startswith("Decision must be one of")
    assert not excel_desk.stands(other)
    later = excel_desk.take(3)
    assert excel_desk.sync() == "1 added, 0 changed"
    excel_desk.write(later, "Remarks", "new")
    excel_desk.sync()
    assert [one.kind for one in excel_desk.history()] == ["edit", "row gone", "edit"]


def test_staff_are_told_by_mail_of_wrong_values_and_not_of_what_they_say(excel_desk: Desk) -> None:
    settings = replace(excel_desk.context.settings, staff_mail="staff@example.org")
    excel_desk.context = replace(excel_desk.context, settings=settings)
    excel_desk.publish()
    kept = excel_desk.take(1)
    excel_desk.sync()
    excel_desk.write(kept, "Decision", "acepted")
    excel_desk.sync()
    with excel_desk.context.ledger.reading() as c:
        alert = outbox.newest(c, "alert", "aid")
    assert alert is not None
    later = NOW.replace(hour=11)
    excel_desk.context = replace(excel_desk.context, now=lambda: later)
    assert excel_desk.run(alert) == "sent to staff@example.org"
    [file] = settings.mail_folder.glob("*.eml")
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert message["Subject"] == "aid: 1 wrong in the sheet"
    assert "- Decision must be one of: accepted, refused\r\n" in message.get_content()
    assert "acepted" not in message.get_content()


def test_a_question_that_is_renamed_keeps_what_staff_wrote(desk: Desk) -> None:
    desk.publish()
    kept = desk.take(1)
    desk.sync()
    desk.write(kept, "Kind", "Gods")
    desk.sync()
    desk.publish(
        ("question: kind\n", "question: sort\n        was: [kind]\n"), ("{path: kind,", "{path: sort,"), version=2
    )
    desk.sync()
    assert len(desk.told()) == 1
    assert desk.shown(kept, "Please look") == "Kind must be one of the choices; “Gods” stands there"
    desk.write(kept, "Kind", "Training")
    desk.sync()
    assert desk.told()[1:] == [(EDIT, "Kind", "Gods", "Training")]
    assert desk.shown(kept, "Please look") is None
    assert "does not take" not in desk.sync(repair="compare")


@dataclass(frozen=True)
class Twice:
    """A place that notices everything twice, as one does that must begin anew."""

    place: SheetBackend

    def upsert(self, spec: SheetSpec, rows: Sequence[SheetRow], keep: Callable[[Noticed], None]) -> SyncResult:
        def twice(noticed: Noticed) -> None:
            keep(noticed)
            keep(noticed)

        return self.place.upsert(spec, rows, twice)


def test_what_is_noticed_twice_is_kept_once(desk: Desk) -> None:
    desk.publish(("  tab: aid\n", "  tab: aid\n  deleted_rows: withdraw\n"))
    kept, other, third = desk.take(1), desk.take(2), desk.take(3)
    desk.sync()
    desk.delete(third)
    desk.write(kept, "Decision", "accepted")
    desk.write(other, "City", "Kumasi")
    desk.context = replace(
        desk.context,
        sheets=Twice(desk.context.sheets),  # type: ignore[arg-type]  # as much of a place as is asked for
        google_sheets=Twice(desk.context.google_sheets) if desk.google else None,  # type: ignore[arg-type]
    )
    desk.sync()
    assert [(one.kind, one.header) for one in desk.history()] == [
        ("edit", "Decision"),
        ("replaced", "City"),
        ("row gone", ""),
    ]
    assert len(desk.mails()) == 1


def test_a_tab_whose_maker_died_was_not_emptied_by_staff(excel_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    excel_desk.publish(("  tab: aid\n", "  tab: aid\n  deleted_rows: withdraw\n"))
    kept = excel_desk.take(1)
    excel_desk.sync()
    (excel_desk.context.settings.workbooks / "Aid.xlsx").unlink()
    with monkeypatch.context() as patched:
        patched.setattr(following.sheets, "show_in", dies)
        with pytest.raises(KeyboardInterrupt):
            excel_desk.sync()
    later = NOW.replace(hour=12)
    excel_desk.context = replace(excel_desk.context, now=lambda: later)
    assert not excel_desk.stands(kept)
    excel_desk.sync()
    assert excel_desk.stands(kept)
    assert gone(excel_desk) == {}
