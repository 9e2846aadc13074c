"""A form's sheet in Google: few calls however many rows, each row once whatever is lost, and what staff did is seen."""

from collections.abc import Callable

import pytest
from emulators.google.faults import Fault
from google_office import GoogleOffice

from app.store import sheet_edits

ONE_LEDGER = pytest.mark.parametrize("ledger_url", ["sqlite"], indirect=True)  # which one it is makes no difference


def numbered(count: int, city: str = "Accra") -> dict[str, str]:
    return {f"aid-{number}": city for number in range(count)}


def test_what_is_new_is_one_read_and_one_write(office: GoogleOffice) -> None:
    for number in range(3):
        office.take(number)
        assert office.sync() == "1 added, 0 changed"
        assert office.calls() == {"read": 1, "write": 1}
    assert office.cities() == numbered(3)


def test_a_burst_is_one_read_and_a_write_for_each_two_megabytes(office: GoogleOffice) -> None:
    office.take(0, 2_000)
    assert office.sync() == "2000 added, 0 changed"
    assert office.calls() == {"read": 1, "write": 1}
    office.take(2_000, 300, city="x" * 20_000)
    assert office.sync() == "300 added, 0 changed"
    assert office.calls() == {"read": 1, "write": 4}
    assert list(office.cities()) == list(numbered(2_300))


def test_nothing_new_is_one_look_at_drive(office: GoogleOffice) -> None:
    office.take(0)
    office.sync()
    office.calls()
    assert office.sync() == "0 added, 0 changed"
    assert office.calls() == {"drive": 1}


def test_what_has_changed_is_found_by_its_key(office: GoogleOffice) -> None:
    kept = office.take(0, 30)
    office.sync()
    office.staff.sort(1, descending=True)
    office.calls()
    office.revise(kept[3], "Lomé")
    office.revise(kept[20], "Suva")
    office.take(30)
    assert office.sync() == "1 added, 2 changed"
    assert office.calls() == {"read": 2, "write": 1}
    assert office.cities() == {**numbered(31), "aid-3": "Lomé", "aid-20": "Suva"}


def test_what_staff_wrote_over_is_kept_before_it_is_put_right(office: GoogleOffice) -> None:
    (kept,) = office.take(0)
    office.sync()
    office.staff.write(1, 2, "Akkra")
    office.revise(kept, "Suva")
    assert office.sync() == "0 added, 1 changed"
    with office.context.ledger.reading() as connection:
        (edit,) = sheet_edits.of_form(connection, "aid", limit=9)
    assert (edit.column, edit.after) == ("city", "Akkra")
    assert office.cities() == {"aid-0": "Suva"}


@ONE_LEDGER
@pytest.mark.parametrize("word", ["503 after", "dropped after", "503 before", "dropped before"])
def test_a_lost_answer_doubles_nothing(office: GoogleOffice, word: str) -> None:
    office.take(0, 3)
    office.api.write_faults.append(word)
    office.sync()
    office.take(3)
    office.sync()
    assert len(office.cities()) in {0, 3}  # until it is known nobody writes
    office.api.advance(200)
    office.sync()
    assert office.cities() == numbered(4)


@ONE_LEDGER
@pytest.mark.parametrize("word", ["503 late", "dropped late"])
@pytest.mark.parametrize("seconds", [1, 100, 179])
def test_what_is_applied_late_doubles_nothing(office: GoogleOffice, word: str, seconds: float) -> None:
    office.take(0, 3)
    office.api.write_faults.append(Fault(word, seconds))
    office.sync()
    office.take(3)
    for _ in range(5):
        office.api.advance(50)
        office.sync()
    assert office.cities() == numbered(4)


def test_an_answer_that_is_lost_amid_the_pieces_doubles_nothing(office: GoogleOffice) -> None:
    office.take(0, 300, city="x" * 20_000)
    office.api.write_faults += ["", "503 after"]
    office.sync()
    office.api.advance(200)
    office.sync()
    assert list(office.cities()) == list(numbered(300))


def test_rows_written_by_a_lost_answer_and_changed_since_come_right(office: GoogleOffice) -> None:
    (kept,) = office.take(0)
    office.api.write_faults.append("503 after")
    office.sync()
    office.revise(kept, "Suva")
    office.api.advance(200)
    office.sync()
    assert office.cities() == {"aid-0": "Suva"}


ACTS: dict[str, Callable[[GoogleOffice], object]] = {
    "a column before all": lambda office: office.staff.insert_column(0, "Checked"),
    "a column amid": lambda office: office.staff.insert_column(2, "Checked"),
    "a row": lambda office: office.staff.insert_row(1, []),
    "a row above all": lambda office: office.staff.insert_row(0, ["Confidential"]),
    "a sort": lambda office: office.staff.sort(2),
    "a row gone": lambda office: office.staff.delete_row(2),
    "the column moved": lambda office: office.staff.move_column(2, 5),
    "the tab renamed": lambda office: rename(office, "Aid"),
    "the tab copied": lambda office: office.staff.copy_tab("Copy of Aid 2026"),
    "the tab gone": lambda office: office.staff.delete_tab(),
}


def rename(office: GoogleOffice, title: str) -> None:
    office.staff.rename_tab(title)
    office.title = title


@ONE_LEDGER
@pytest.mark.parametrize("reads", [0, 1, 2])
@pytest.mark.parametrize("act", ACTS)
def test_whatever_staff_do_meanwhile(office: GoogleOffice, act: str, reads: int) -> None:
    """Before the first read, or just after the first or second."""
    kept = office.take(0, 4)
    office.sync()
    for row in range(1, 5):
        office.staff.write(row, 4, f"on {office.staff.rows()[row][1]}")
    office.revise(kept[1], "Lomé")
    office.take(4, 2)
    if reads:
        office.api.between += [lambda: None] * (reads - 1) + [lambda: ACTS[act](office)]
    else:
        ACTS[act](office)
    office.sync()
    office.api.advance(300)
    office.sync()
    assert office.cities() == {**numbered(6), "aid-1": "Lomé"}
    remarks = remarks_of(office)
    gone = {"aid-1"} if act == "a row gone" else set(remarks) if act == "the tab gone" else set()
    assert {key: remarks[key] for key in numbered(4).keys() - gone} == {
        key: f"on {key}" for key in numbered(4).keys() - gone
    }


def remarks_of(office: GoogleOffice) -> dict[object, object]:
    rows = office.staff.rows()
    top = next(row for row in rows if "Reference" in row)
    reference, remark = top.index("Reference"), top.index("Remarks")
    return {row[reference]: row[remark] for row in rows[rows.index(top) + 1 :] if row[reference]}


@ONE_LEDGER
def test_a_cell_of_staffs_that_nobody_had_read_and_that_was_hit_is_named(office: GoogleOffice) -> None:
    """Rows and columns moved at once, between a read and a write: what was hit cannot be put back, but it is told."""
    kept = office.take(0, 6)
    office.sync()
    for row in range(1, 7):
        office.staff.write(row, 4, f"on {office.staff.rows()[row][1]}")

    def sort_and_move() -> None:
        office.staff.sort(1, descending=True)
        office.staff.move_column(4, 2)

    office.revise(kept[0], "Lomé")
    office.before_the_write(sort_and_move)
    assert "which could not be taken back: look at C2 in the version history" in office.sync()
    office.api.advance(100)
    office.sync()
    assert office.cities() == {**numbered(6), "aid-0": "Lomé"}
    assert {key: said for key, said in remarks_of(office).items() if said != f"on {key}"} == {"aid-5": "Lomé"}
