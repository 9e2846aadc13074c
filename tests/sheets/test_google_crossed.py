"""What the stateful test has found of writes that staff crossed, each in a few lines."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from emulators.google.emulator import Emulator
from emulators.staff import GoogleStaff
from sheet_places import Place

from connectors.errors import ConnectorError
from connectors.ports import Follows, Noticed, SheetColumn, SheetRow
from connectors.sheets.noticed import as_known_now

Make = Callable[..., SheetRow]
RANK = SheetColumn("rank", "Rank", "integer", owner="both")


def crossed(api: Emulator, act: Callable[[], object]) -> None:
    """Between the read of a plan and its write."""
    api.between += [lambda: None, act]


def test_a_row_is_known_by_the_formula_that_staff_put_into_it(
    google: Place, proposal: Make, sheets_api: Emulator
) -> None:
    google.sync([proposal("1")])
    google.staff.write(1, google.column("Reference"), "=1+1")
    crossed(sheets_api, lambda: google.staff.insert_column(0, ""))
    google.sync([proposal("1")])  # the reference hits the key, which has moved to its place
    rows = google.staff.rows()
    assert [row[1] for row in rows if row[1]] == ["_id", "1"]
    assert google.shown("Reference") == ["VTF-2026-1"]


def test_a_header_that_staff_emptied_costs_no_other_its_own(
    google: Place, proposal: Make, sheets_api: Emulator
) -> None:
    google.sync([proposal("1")])
    columns = tuple(replace(one, header="Country") if one.key == "state" else one for one in google.spec.columns)
    crossed(sheets_api, lambda: google.staff.write(0, 0, None))
    replace(google, spec=replace(google.spec, columns=columns)).sync([proposal("1")])
    assert google.staff.rows()[0][0] == "_id"
    assert google.shown("Country") == ["Ghana"]


def test_a_number_that_hit_days_of_staff_goes_again(google: Place, proposal: Make, sheets_api: Emulator) -> None:
    """There it reads as a day of 1899, which no cell of the service's may hold."""
    wider = replace(google, spec=replace(google.spec, columns=(*google.spec.columns, RANK)))
    wider.sync([])
    own = google.column("Rank") + 1
    assert isinstance(google.staff, GoogleStaff)
    google.staff.insert_column(own, "Seen on")
    google.staff.cell(1, own, {"userEnteredFormat": {"numberFormat": {"type": "DATE"}}}, "userEnteredFormat")
    crossed(sheets_api, lambda: google.staff.delete_column(1))
    wider.sync([proposal("1", rank=1)])
    assert (google.shown("Rank"), google.shown("Seen on")) == ([1], [None])


def test_what_staff_decided_stands_in_a_row_that_comes_back_at_once(
    google: Place, proposal: Make, sheets_api: Emulator
) -> None:
    """It was read, then staff emptied the row's key, then the row was added anew."""
    both = replace(google, spec=replace(google.spec, columns=(*google.spec.columns, RANK)))
    rows = [proposal("1", rank=None), proposal("2", rank=None)]
    both.sync(rows)
    google.staff.write(1, google.column("Rank"), 3)
    crossed(sheets_api, lambda: google.staff.write(1, 0, None))
    kept: list[Noticed] = []
    rows[0] = replace(rows[0], values={**rows[0].values, "state": "Togo"})
    both.backend.upsert(both.spec, rows, kept.append)
    places = dict(zip(google.shown("_id"), google.shown("Rank"), strict=True))
    assert places["1"] == 3
    assert both.sync(as_known_now(rows, kept[0])).unchanged == 2
    assert [len(one.edits) for one in kept] == [1, 0]


def test_a_title_above_is_not_what_stood_where_nothing_stands(
    google: Place, proposal: Make, sheets_api: Emulator
) -> None:
    google.sync([proposal("1"), proposal("2")])
    google.staff.insert_row(0, [None, None, "Confidential"])
    crossed(sheets_api, lambda: google.staff.delete_row(2))
    google.sync([proposal("1"), proposal("2", state="Togo")])  # which hits the row below the last
    rows = google.staff.rows()
    assert [row[2] for row in rows if row[2]] == ["Confidential", "State", "Togo", "Ghana"]


def test_what_nobody_read_of_a_row_of_staff_is_told_when_a_write_hit_it(
    google: Place, proposal: Make, sheets_api: Emulator
) -> None:
    """Nothing is in it but what was hit, so nothing else tells that it was not empty."""
    left = google.sync([proposal("1"), proposal("2")]).left
    google.staff.insert_row(2, [None, None, "theirs"])
    assert google.column("State") == 2
    assert left is not None
    backend = google.backend
    assert isinstance(backend, Follows)
    crossed(sheets_api, lambda: google.staff.insert_row(0, ["Confidential"]))
    with pytest.raises(ConnectorError, match="look at C4 in the version history") as caught:
        backend.append(google.spec, [], [proposal("2", state="Togo")], left)
    assert caught.value.permanent


@pytest.mark.parametrize("gone", [False, True])
def test_a_title_that_a_header_hit_is_told_from_an_empty_row_by_what_stands_beside_it(
    google: Place, proposal: Make, sheets_api: Emulator, *, gone: bool
) -> None:
    google.sync([proposal("1")])
    google.staff.insert_row(1, [])
    google.staff.insert_row(0, [None, None, "Confidential"])
    columns = tuple(replace(one, header="Country") if one.key == "state" else one for one in google.spec.columns)
    crossed(sheets_api, lambda: google.staff.delete_row(0) if gone else google.staff.insert_row(0, ["Draft"]))
    replace(google, spec=replace(google.spec, columns=columns)).sync([proposal("1")])
    rows = google.staff.rows()
    assert [row[2] for row in rows if row[2]] == [*([] if gone else ["Confidential"]), "Country", "Ghana"]


def test_a_header_that_is_put_back_is_known_as_what_is_put_back(
    google: Place, proposal: Make, sheets_api: Emulator
) -> None:
    """Its question was renamed and titled anew in the write that staff crossed; the next write titles it again."""
    google.sync([proposal("1")])
    columns = tuple(
        replace(one, key="country", header="Country", was=("state",)) if one.key == "state" else one
        for one in google.spec.columns
    )
    crossed(sheets_api, lambda: google.staff.insert_column(len(columns) + 2, "Country"))
    renamed = replace(google, spec=replace(google.spec, columns=columns))
    row = proposal("1")
    row = replace(row, values={**row.values, "country": "Ghana"})
    renamed.sync([row])
    renamed.sync([row])
    assert "State" not in google.staff.rows()[0]


def test_the_last_column_taken_away_leaves_no_new_title_behind_the_others(
    google: Place, proposal: Make, sheets_api: Emulator
) -> None:
    """The title hit the empty column that had come to its place, and the answer to the write showed it as it should."""
    added = SheetColumn("added", "Added", "text", owner="service")
    replace(google, spec=replace(google.spec, columns=(*google.spec.columns, added))).sync([proposal("1")])
    others = tuple(one for one in google.spec.columns if one.key != "$reference")
    columns = (*others, replace(added, header="Reference"))  # as one is called that stays there
    renamed = replace(google, spec=replace(google.spec, columns=columns))
    last = google.column("Added")
    crossed(sheets_api, lambda: google.staff.delete_column(last))
    renamed.sync([proposal("1")])
    renamed.sync([proposal("1")])
    titles = [str(title) for title in google.staff.rows()[0]]
    assert [title for title in titles if title.startswith("Reference")] == ["Reference", "Reference (2)"]
