"""How a Google sheet looks to staff: made once with each column, and theirs from then on; days are days."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from emulators.google.emulator import Emulator
from emulators.google.staff import TabStaff
from emulators.google.tab import Tab
from sheet_places import KEY, SPEC, Place

from connectors.ports import CellEdit, CellValue, Noticed, SheetColumn, SheetRow
from connectors.sheets.google.dress import NOTES
from connectors.sheets.palette import SHADES, WRONG

Make = Callable[..., SheetRow]
STATUS = SheetColumn("status", "Status", owner="both", dropdown=("new", "eligible", "refused"))
DECIDED = SheetColumn("staff:Decided", "Decided", owner="staff")
WIDER = replace(SPEC, columns=(*SPEC.columns, STATUS, DECIDED))


def tab_of(api: Emulator) -> Tab:
    return api.book(KEY).tab(SPEC.tab)


def formats(api: Emulator, row: int) -> dict[str, str]:
    """The kind of number format of each cell of a row that has one, by its header."""
    tab = tab_of(api)
    looks = {str(tab.value(0, n)): tab.look(row, n).parts.get("userEnteredFormat", {}) for n in range(tab.width)}
    return {header: look["numberFormat"]["type"] for header, look in looks.items() if "numberFormat" in look}


WHOLE = {
    "_id": "TEXT",
    "Reference": "TEXT",
    "State": "TEXT",
    "Asked (USD)": "NUMBER",
    "Starts": "DATE",
    "Received": "DATE_TIME",
    "Status": "TEXT",
}


def test_whole_columns_have_formats(google: Place, proposal: Make, sheets_api: Emulator) -> None:
    google.backend.upsert(WIDER, [proposal("1")])
    google.backend.upsert(WIDER, [proposal(str(number)) for number in range(1, 40)])
    assert [formats(sheets_api, row) for row in (1, 39, 60)] == [WHOLE] * 3


def test_headers_say_whose_column_it_is(google: Place, proposal: Make, sheets_api: Emulator) -> None:
    google.backend.upsert(WIDER, [proposal("1")])
    tab = tab_of(sheets_api)
    said = {str(tab.value(0, n)): tab.look(0, n).parts.get("note") for n in range(tab.width)}
    assert (said["State"], said["Status"], said["Remarks"]) == (NOTES["service"], NOTES["both"], NOTES["staff"])


def test_choices_have_colours_and_what_is_none_is_marked(google: Place, proposal: Make, sheets_api: Emulator) -> None:
    google.backend.upsert(WIDER, [proposal("1")])
    rules = [one["booleanRule"] for one in tab_of(sheets_api).conditional]
    found = [(one["condition"].get("values", [{}])[0].get("userEnteredValue"), colour(one)) for one in rules]
    assert found == [*zip(STATUS.dropdown, SHADES, strict=False), (None, WRONG)]
    assert rules[-1]["condition"]["type"] == "NOT_BLANK"


def colour(rule: Any) -> str:
    """Red, green and blue of a rule, as six letters."""
    found = rule["format"]["backgroundColor"]
    return bytes(round(255 * found.get(one, 0)) for one in ("red", "green", "blue")).hex().upper()


def test_editing_the_services_columns_is_warned_of(google: Place, proposal: Make, sheets_api: Emulator) -> None:
    google.backend.upsert(WIDER, [proposal("1")])
    found = [(one["range"]["startColumnIndex"], one["range"]["endColumnIndex"]) for one in tab_of(sheets_api).protected]
    assert found == [(0, 7)]  # the key's and the six that the service writes
    assert all(one["warningOnly"] for one in tab_of(sheets_api).protected)


def test_what_staff_took_away_stays_away(google: Place, proposal: Make, sheets_api: Emulator) -> None:
    google.backend.upsert(WIDER, [proposal("1")])
    tab = tab_of(sheets_api)
    area = {"sheetId": tab.id}
    sheets_api.staff(
        KEY,
        *[{"deleteConditionalFormatRule": {"sheetId": tab.id, "index": 0}} for _ in tab.conditional],
        *[{"deleteProtectedRange": {"protectedRangeId": one["protectedRangeId"]}} for one in tab.protected],
        {"repeatCell": {"range": area, "cell": {}, "fields": "note,userEnteredFormat,dataValidation"}},
        {
            "updateSheetProperties": {
                "properties": {**area, "gridProperties": {"frozenRowCount": 0}},
                "fields": "gridProperties.frozenRowCount",
            }
        },
    )
    google.backend.upsert(WIDER, [proposal("1", state="Togo"), proposal("2", asked=Decimal("5.50"))])
    tab = tab_of(sheets_api)
    assert (tab.conditional, tab.protected, tab.grid) == ([], [], {})
    assert [tab.look(0, n).parts for n in range(tab.width)] == [{}] * tab.width
    assert formats(sheets_api, 2) == {}


def test_a_column_that_is_made_later_is_dressed_alone(google: Place, proposal: Make, sheets_api: Emulator) -> None:
    google.sync([proposal("1")])
    before = tab_of(sheets_api).protected
    google.backend.upsert(WIDER, [proposal("1", status="new")])
    tab = tab_of(sheets_api)
    assert tab.protected == before
    assert len(tab.conditional) == 4
    assert formats(sheets_api, 1)["Status"] == "TEXT"


def test_a_header_that_staff_had_ready_gets_the_formats_of_its_column(
    google: Place, proposal: Make, sheets_api: Emulator
) -> None:
    sheets_api.staff(KEY, {"addSheet": {"properties": {"title": SPEC.tab, "gridProperties": {"rowCount": 50}}}})
    staff = TabStaff(sheets_api, KEY, SPEC.tab)
    for place, header in enumerate(("Reference", "State", "Starts", "Asked (USD)")):
        staff.write(0, place, header)
    google.sync([proposal("1", starts=date(2026, 3, 1), asked=Decimal("5.50"))])
    assert formats(sheets_api, 1).items() >= {"State": "TEXT", "Starts": "DATE", "Asked (USD)": "NUMBER"}.items()
    assert google.shown("Starts") == [46082]
    assert google.sync([proposal("1", starts=date(2026, 3, 1), asked=Decimal("5.50"))]).unchanged == 1


def test_a_value_that_does_not_fit_its_column_has_a_format_of_its_own(
    google: Place, proposal: Make, sheets_api: Emulator
) -> None:
    long = Decimal("1234567890123456.78")  # more digits than a cell keeps: it stands as text
    rows = [proposal("1", asked=long, state=7), proposal("2", asked=Decimal(5), state="7")]
    google.sync(rows)
    assert [formats(sheets_api, row)["Asked (USD)"] for row in (1, 2)] == ["TEXT", "NUMBER"]
    assert [formats(sheets_api, row)["State"] for row in (1, 2)] == ["NUMBER", "TEXT"]
    google.sync([proposal("1", asked=Decimal(5), state="7"), proposal("2", asked=long, state=7)])
    assert [formats(sheets_api, row)["Asked (USD)"] for row in (1, 2)] == ["NUMBER", "TEXT"]
    assert [formats(sheets_api, row)["State"] for row in (1, 2)] == ["TEXT", "NUMBER"]


def noticed(place: Place, rows: list[SheetRow]) -> tuple[CellEdit, ...]:
    found: list[Noticed] = []
    place.backend.upsert(WIDER, rows, found.append)
    return found[-1].edits


@pytest.mark.parametrize(
    ("number", "kind", "value"),
    [
        (46_082, "DATE", date(2026, 3, 1)),
        (46_082.5, "DATE", datetime(2026, 3, 1, 12, tzinfo=UTC)),
        (46_082.25, "DATE_TIME", datetime(2026, 3, 1, 6, tzinfo=UTC)),
        (46_082, "NUMBER", 46_082),
        (0.5, "TIME", 0.5),
        (-5, "DATE", -5),
        (9_999_999, "DATE", 9_999_999),
    ],
)
def test_a_day_that_staff_type_is_one_and_comes_back_as_one(
    google: Place, proposal: Make, sheets_api: Emulator, number: float, kind: str, value: CellValue
) -> None:
    google.backend.upsert(WIDER, [proposal("1"), proposal("2")])
    column, staff = google.column("Decided"), google.staff
    cell = {"userEnteredValue": {"numberValue": number}, "userEnteredFormat": {"numberFormat": {"type": kind}}}
    assert isinstance(staff, TabStaff)
    staff.cell(1, column, cell, "userEnteredValue,userEnteredFormat.numberFormat")
    assert noticed(google, [proposal("1"), proposal("2")]) == (CellEdit("1", DECIDED.key, None, value),)
    kept = [replace(proposal("1"), kept={DECIDED.key: value}), proposal("2")]
    assert noticed(google, kept) == ()
    staff.delete_row(1)
    assert noticed(google, kept) == ()
    assert noticed(google, kept) == ()
    assert google.shown("Decided") == [None, number]
    if kind.startswith("DATE") and value != number:
        assert formats(sheets_api, 2)["Decided"].startswith("DATE")


@pytest.mark.parametrize("kind", ["NUMBER", "TEXT", "DATE_TIME"])
def test_days_of_the_service_stay_what_they_are_however_staff_have_them_shown(
    google: Place, proposal: Make, sheets_api: Emulator, kind: str
) -> None:
    rows = [proposal("1", starts=date(2026, 3, 1), asked=Decimal(46082))]
    google.sync(rows)
    staff = google.staff
    assert isinstance(staff, TabStaff)
    for header in ("Starts", "Asked (USD)"):
        look = {"userEnteredFormat": {"numberFormat": {"type": kind}}}
        staff.cell(1, google.column(header), look, "userEnteredFormat.numberFormat")
    assert google.sync(rows).unchanged == 1
    later = [proposal("1", starts=date(2026, 3, 2), asked=Decimal(46082))]
    google.sync(later)
    assert google.shown("Starts") == [46083]
    if kind != "TEXT":
        assert formats(sheets_api, 1)["Starts"] == kind  # it is theirs
