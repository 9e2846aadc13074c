"""What differs between a sheet and the ledger is told with its cause, and a repair does what was told."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from desks import NOW, Desk

from app.sheet_drift import Drift, Found, look
from app.store import outbox, sheet_gone
from app.store.engine import migrate, open_ledger
from connectors.errors import ConnectorError
from jobs.repairs import ACCEPT, COMPARE, RESTORE, TAKE_OVER
from jobs.run import run_in

KEEP_OUT = ("  tab: aid\n", "  tab: aid\n  deleted_rows: keep out\n")


def told(desk: Desk) -> list[tuple[str, str, str]]:
    return [(one.reference, one.header, one.why) for one in look(desk.context, "aid").drifts]


def gone(desk: Desk) -> set[str]:
    with desk.context.ledger.reading() as c:
        return set(sheet_gone.of_form(c, "aid"))


def test_a_sheet_that_is_not_there_lacks_every_row(desk: Desk) -> None:
    desk.publish()
    desk.take(1)
    before = look(desk.context, "aid")
    assert [(one.reference, one.why, one.repair) for one in before.drifts] == [
        ("AID-1", "not written yet", "the row is added")
    ]
    desk.sync()
    assert look(desk.context, "aid") == Found(())


def test_each_difference_is_told_and_a_repair_leaves_none(desk: Desk) -> None:
    desk.publish()
    first, second, third = desk.take(1), desk.take(2), desk.take(3)
    desk.sync()
    desk.write(first, "Remarks", "seen")
    desk.sync()
    desk.write(first, "City", "Kumasi")
    desk.write(first, "Cost", None)
    desk.write(first, "Remarks", "seen twice")
    desk.write(second, "Kind", "Training")
    desk.delete(third)
    desk.take(4)
    desk.staff.write(0, desk.place("Day"), "When")
    found = {(one.reference, one.header): one for one in look(desk.context, "aid").drifts}
    assert list(found) == [
        ("", "Day"),
        ("AID-1", "City"),
        ("AID-1", "Cost"),
        ("AID-1", "Remarks"),
        ("AID-2", "Kind"),
        ("AID-3", ""),
        ("AID-4", ""),
    ]
    assert found["AID-1", "City"] == Drift(
        reference="AID-1",
        row=2,
        header="City",
        whose="service",
        ledger="Accra",
        sheet="Kumasi",
        why="staff wrote there",
        repair="it is written over; what stands there is kept in the history",
    )
    cost, remarks = found["AID-1", "Cost"], found["AID-1", "Remarks"]
    assert (cost.ledger, cost.sheet, cost.why) == (Decimal("5.50"), None, "staff emptied the cell")
    assert (remarks.whose, remarks.ledger, remarks.sheet) == ("staff", "seen", "seen twice")
    assert (found["AID-2", "Kind"].ledger, found["AID-2", "Kind"].sheet) == ("Goods", "Training")
    assert found["AID-3", ""].why == "staff deleted the row"
    assert found["AID-4", ""].why == "not written yet"
    assert found["", "Day"].is_theirs
    assert look(desk.context, "aid").count == 6
    desk.sync(repair=COMPARE)
    assert told(desk) == [("", "Day", "staff renamed the header")]
    assert look(desk.context, "aid").count == 0


def test_to_look_writes_nothing(desk: Desk) -> None:
    desk.publish()
    kept = desk.take(1)
    desk.sync()
    desk.write(kept, "City", "Kumasi")
    before = desk.staff.rows()
    look(desk.context, "aid")
    assert desk.staff.rows() == before
    assert desk.told() == []


def test_what_the_service_has_not_written_yet_is_not_staff_s_doing(desk: Desk) -> None:
    desk.publish()
    kept = desk.take(1)
    desk.sync()
    desk.revise(kept, city="Kumasi", kind="training")
    assert told(desk) == [("AID-1", "City", "not written yet")]
    desk.sync()
    assert told(desk) == []


def test_keys_that_nobody_can_tell_are_left_to_staff(desk: Desk) -> None:
    desk.publish()
    kept = desk.take(1)
    desk.sync()
    desk.staff.insert_row(2, desk.cells_of(kept))
    strange = [None if cell is None else str(cell).replace(kept.key, "x" * 32) for cell in desk.cells_of(kept)]
    desk.staff.insert_row(3, strange)
    assert told(desk) == [("AID-1", "", "another row has the same key"), ("", "", "no submission has its key")]
    desk.sync(repair=COMPARE)
    assert look(desk.context, "aid").count == 2


def test_a_column_that_is_missing_is_told(desk: Desk) -> None:
    desk.publish()
    desk.take(1)
    desk.sync()
    desk.staff.delete_column(desk.place("City"))
    assert told(desk) == [("", "City", "the column is missing")]
    desk.sync(repair=COMPARE)
    assert told(desk) == []


def many(desk: Desk) -> list[str]:
    desk.publish(KEEP_OUT)
    kept = [desk.take(number) for number in range(1, 31)]
    desk.sync()
    for _ in range(25):
        desk.staff.delete_row(1)
    return [one.key for one in kept[:25]]


def test_most_rows_gone_wait_for_somebody_to_say_what_is_meant(desk: Desk) -> None:
    taken = many(desk)
    assert "25 of 30 rows are gone" in desk.sync()
    found = look(desk.context, "aid")
    assert found.must_be_asked
    assert {one.repair for one in found.drifts} == {"none before somebody says whether that is meant so"}
    assert gone(desk) == set()
    desk.sync(repair=ACCEPT)
    assert gone(desk) == set(taken)
    assert len(desk.staff.rows()) == 6
    assert look(desk.context, "aid").count == 0
    assert [one.kind for one in desk.history()] == ["row gone"] * 25


def test_a_repair_that_is_tried_again_lets_no_further_rows_go(excel_desk: Desk) -> None:
    """A workbook that somebody has open lets the first try come half way."""
    desk, path = excel_desk, excel_desk.context.settings.workbooks / "Aid.xlsx"
    desk.publish(KEEP_OUT)
    kept = [desk.take(number) for number in range(1, 101)]
    desk.sync()
    desk.delete(*kept[:60])
    owner = path.with_name(f"~${path.name}")
    owner.touch()
    assert "is open" in desk.sync(repair=ACCEPT)
    assert len(gone(desk)) == 60
    owner.unlink()
    desk.delete(*kept[60:95])
    with desk.context.ledger.reading() as c:
        asked = outbox.newest(c, "sheet", "aid")
    assert asked is not None
    desk.context = replace(desk.context, now=lambda: NOW + timedelta(hours=1))
    run_in(desk.context, asked.id)
    assert "35 of 40 rows are gone" in desk.item(asked.id).error
    assert len(gone(desk)) == 60


def test_rows_are_brought_back_where_staff_say_so(desk: Desk) -> None:
    many(desk)
    assert "25 added" in desk.sync(repair=RESTORE)
    assert len(desk.staff.rows()) == 31
    one = desk.take(31)
    desk.sync()
    desk.delete(one)
    desk.sync()
    assert gone(desk) == {one.key}
    assert "1 added" in desk.sync(repair=RESTORE)
    assert gone(desk) == set()
    desk.sync()
    assert look(desk.context, "aid").count == 0


def test_rows_that_come_back_cannot_be_let_go(desk: Desk) -> None:
    desk.publish()
    desk.take(1)
    desk.sync()
    assert "deleted_rows: keep out" in desk.sync(repair=ACCEPT)


def test_two_services_at_one_tab_are_told_and_do_no_damage(desk: Desk) -> None:
    desk.publish()
    kept = desk.take(1)
    desk.sync()
    desk.write(kept, "Remarks", "seen")
    before = desk.staff.rows()
    url = f"sqlite:///{desk.folder / 'other.db'}"
    ledger = open_ledger(url)
    migrate(ledger)
    ours = desk.context
    desk.context = replace(ours, ledger=ledger)
    desk.take(2)
    assert "is kept by another form or service" in desk.sync()
    with pytest.raises(ConnectorError, match="kept by another"):
        look(desk.context, "aid")
    assert desk.staff.rows() == before
    said = desk.sync(repair=TAKE_OVER)
    assert "1 added" in said
    assert "no submission has its key" in said
    desk.context = ours
    assert "is kept by another form or service" in desk.sync(repair=COMPARE)
    assert desk.told() == []
    ledger.engine.dispose()
