"""Which tab of a Google spreadsheet is ours: whatever staff call it, never a copy, and never another service's."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from emulators.google.emulator import Emulator
from google_office import KEY, GoogleOffice, google_office

from app.store.engine import Ledger, migrate, open_ledger

TITLE = "Aid 2026"
pytestmark = pytest.mark.parametrize("ledger_url", ["sqlite"], indirect=True)


@pytest.fixture
def office(api: Emulator, ledger: Ledger, tmp_path: Path) -> Iterator[GoogleOffice]:
    with google_office(api, ledger, tmp_path / "first") as found:
        yield found


@pytest.fixture
def other(api: Emulator, tmp_path: Path) -> Iterator[GoogleOffice]:
    """Another service at the same spreadsheet, by mistake."""
    ledger = open_ledger(f"sqlite:///{tmp_path / 'other.db'}")
    migrate(ledger)
    with google_office(api, ledger, tmp_path / "second", token="other") as found:
        yield found
    ledger.engine.dispose()


def titles(office: GoogleOffice) -> list[str]:
    return [tab.title for tab in office.api.book(KEY).tabs]


def compared(office: GoogleOffice) -> str:
    """What a comparison of all says, a day later."""
    office.api.advance(90_000)
    return office.sync()


def test_a_tab_that_staff_renamed_is_filled_on(office: GoogleOffice) -> None:
    office.take(0)
    office.sync()
    office.staff.rename_tab("Requests")
    office.title = "Requests"
    office.take(1)
    assert office.sync() == "1 added, 0 changed"
    assert compared(office) == "0 added, 0 changed, 2 as they were"
    assert titles(office) == ["Sheet1", "Requests"]
    assert len(office.cities()) == 2


def test_another_tab_of_the_old_title_is_left_alone(office: GoogleOffice) -> None:
    office.take(0)
    office.sync()
    office.staff.rename_tab("Requests")
    office.api.staff(KEY, {"addSheet": {"properties": {"title": TITLE}}})
    assert compared(office) == "0 added, 0 changed, 1 as they were"
    assert office.api.book(KEY).tab(TITLE).last_row == 0


def test_a_copy_is_never_written_to(office: GoogleOffice) -> None:
    office.take(0)
    office.sync()
    office.staff.copy_tab("Copy of Aid 2026")
    copy = office.api.book(KEY).tab("Copy of Aid 2026").last_row
    office.take(1)
    office.sync()
    assert compared(office) == "0 added, 0 changed, 2 as they were"
    assert office.api.book(KEY).tab("Copy of Aid 2026").last_row == copy
    office.staff.rename_tab("Old")
    compared(office)
    assert office.api.book(KEY).tab("Copy of Aid 2026").last_row == copy


def test_a_copy_in_the_place_of_the_tab_is_taken_for_it(office: GoogleOffice) -> None:
    office.take(0)
    office.sync()
    office.staff.copy_tab("Copy of Aid 2026")
    office.staff.delete_tab()
    office.title = "Copy of Aid 2026"
    office.staff.rename_tab(TITLE)
    office.title = TITLE
    office.take(1)
    assert office.sync() == "1 added, 0 changed, 1 as they were"
    assert compared(office) == "0 added, 0 changed, 2 as they were"
    assert sorted(titles(office)) == [TITLE, "Sheet1"]


def test_a_tab_that_is_gone_is_made_anew(office: GoogleOffice) -> None:
    office.take(0, 3)
    office.sync()
    office.staff.delete_tab()
    assert compared(office).startswith("3 added, 0 changed, 0 as they were")
    assert len(office.cities()) == 3


def test_a_tab_of_another_service_is_left_alone_and_both_are_told(office: GoogleOffice, other: GoogleOffice) -> None:
    office.take(0)
    office.sync()
    before = office.staff.rows()
    other.take(0, 5)
    assert "is kept by another form or service" in other.sync()
    assert office.staff.rows() == before
    assert compared(office) == "0 added, 0 changed, 1 as they were"


MADE: dict[str, Callable[[GoogleOffice], object]] = {
    "no tab": lambda office: None,
    "an empty tab": lambda office: office.api.staff(KEY, {"addSheet": {"properties": {"title": TITLE}}}),
}


@pytest.mark.parametrize("before", MADE)
def test_of_two_who_claim_a_tab_at_once_one_keeps_it(office: GoogleOffice, other: GoogleOffice, before: str) -> None:
    MADE[before](office)
    office.take(0, 3)
    other.take(0, 5)
    office.before_the_write(other.sync)
    assert "is kept by another form or service" in office.sync()
    assert len(office.cities()) == 5
    assert compared(other) == "0 added, 0 changed, 5 as they were"
    assert office.staff.rows()[0].count("Reference") == 1
