"""A Google sheet that outgrows a request, or a spreadsheet."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from emulators.google.emulator import Emulator
from hypothesis import given
from hypothesis import strategies as st
from sheet_places import KEY, SPEC, Place

from connectors.errors import ConnectorError
from connectors.ports import SheetRow
from connectors.sheets.google import pieces as module
from connectors.sheets.google.pieces import after, pieces
from connectors.sheets.google.requests import write_requests
from connectors.sheets.google.tab import missing, tab_of
from connectors.sheets.layout import Seen
from connectors.sheets.plan import Plan, make_plan

Make = Callable[..., SheetRow]
TWO_MEGABYTES = 2_000_000


def bodies(plan: Plan) -> Iterator[bytes]:
    tab = missing([], SPEC)
    for piece in pieces(plan):
        requests = write_requests(SPEC, piece, tab)
        yield json.dumps({"requests": requests}, ensure_ascii=False, separators=(",", ":")).encode()
        tab = after(SPEC, piece, tab)


@pytest.mark.parametrize("letter", ["x", "é", "中", "😀", '"'])
def test_no_request_is_larger_than_two_megabytes(letter: str) -> None:
    rows = [SheetRow(f"{number}", {"state": letter * 3_000, "asked": Decimal(number)}) for number in range(600)]
    found = list(bodies(make_plan(SPEC, rows, Seen([]))))
    assert len(found) > 1
    assert max(map(len, found)) < TWO_MEGABYTES
    assert min(map(len, found[:-1])) > 0.85 * TWO_MEGABYTES  # and none is needless


def test_a_row_that_is_larger_than_all_of_it_goes_alone() -> None:
    columns = tuple(replace(SPEC.columns[0], key=f"c{n}", header=f"C{n}") for n in range(100))
    large = SheetRow("large", {f"c{n}": "x" * 30_000 for n in range(100)})
    plan = make_plan(replace(SPEC, columns=columns), [SheetRow("a", {}), large, SheetRow("b", {})], Seen([]))
    assert [[row[0].value for row in one.appended] for one in pieces(plan)] == [["a"], ["large"], ["b"]]


@given(st.lists(st.integers(0, 40), max_size=30), st.integers(10, 200))
def test_pieces_together_are_the_plan(lengths: list[int], most: int) -> None:
    patch = pytest.MonkeyPatch()
    rows = [SheetRow(str(number), {"state": "x" * length}) for number, length in enumerate(lengths)]
    plan = make_plan(SPEC, rows, Seen([]))
    with patch.context() as patched:
        patched.setattr(module, "MOST", most)
        found = list(pieces(plan))
    assert tuple(row for one in found for row in one.appended) == plan.appended
    assert [one.end for one in found] == [plan.end + sum(len(p.appended) for p in found[:n]) for n in range(len(found))]
    assert [bool(one.made) for one in found] == [True, *[False] * (len(found) - 1)]


def test_changed_cells_go_in_pieces_too(
    google: Place, proposal: Make, sheets_api: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    google.sync([proposal(str(number)) for number in range(50)])
    monkeypatch.setattr(module, "MOST", 1_000)
    sheets_api.calls.clear()
    rows = [proposal(str(number), state=f"state {number}") for number in range(60)]
    assert google.sync(rows).updated == 50
    assert sum(call.kind == "write" for call in sheets_api.calls) > 5
    assert google.shown("State") == [f"state {number}" for number in range(60)]


def test_staff_who_move_things_amid_the_pieces_lose_nothing(
    google: Place, proposal: Make, sheets_api: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    google.sync([proposal(str(number)) for number in range(30)])
    for row in range(1, 31):
        google.staff.write(row, google.column("Remarks"), f"on {google.staff.rows()[row][0]}")
    monkeypatch.setattr(module, "MOST", 1_000)
    http = google.backend.client.http_client  # type: ignore[attr-defined]
    usual, writes = http.request, iter(range(1_000))

    def request(method: str, endpoint: str, *args: Any, **kwargs: Any) -> Any:
        if endpoint.endswith(":batchUpdate") and next(writes) == 2:
            google.staff.insert_column(0, "Checked")
        return usual(method, endpoint, *args, **kwargs)

    http.request = request
    result = google.sync([proposal(str(number), state=f"state {number}") for number in range(40)])
    assert result.appended == 10
    rows = google.staff.rows()[1:]
    key, state, remark = google.column("_id"), google.column("State"), google.column("Remarks")
    assert {row[key]: row[state] for row in rows} == {str(n): f"state {n}" for n in range(40)}
    assert all(row[remark] == f"on {row[key]}" for row in rows if int(row[key]) < 30)
    assert all(row[0] is None for row in rows)


def large(api: Emulator, rows: int, title: str = "Large") -> None:
    """A tab of that many rows of ten columns, which count although nothing stands in them."""
    size = {"title": title, "gridProperties": {"rowCount": rows, "columnCount": 10}}
    api.staff(KEY, {"addSheet": {"properties": size}})


def test_a_spreadsheet_that_is_nearly_full_is_told_early(google: Place, proposal: Make, sheets_api: Emulator) -> None:
    assert google.sync([proposal("1")]).notes == ()
    large(sheets_api, 800_000)
    [note] = google.sync([proposal("1")]).notes
    assert note == "the spreadsheet has 8,027,313 of the 10,000,000 cells that Google keeps in one: make room"


def test_what_has_no_room_is_not_written(google: Place, proposal: Make, sheets_api: Emulator) -> None:
    google.sync([proposal("1")])
    large(sheets_api, 997_000)
    sheets_api.calls.clear()
    with pytest.raises(ConnectorError, match=r"Nothing was written\. Delete tabs, rows and columns") as caught:
        google.sync([proposal(str(number)) for number in range(1_000)])
    assert caught.value.permanent
    assert all(call.kind != "write" for call in sheets_api.calls)
    assert google.sync([proposal(str(number)) for number in range(20)]).appended == 19


def test_what_is_followed_asks_anew_where_room_runs_out(google: Place, proposal: Make, sheets_api: Emulator) -> None:
    large(sheets_api, 995_000)
    backend: Any = google.backend
    left = google.sync([proposal("1")]).left
    rows = [proposal(str(number)) for number in range(2, 1_002)]
    added = backend.append(SPEC, rows, (), left)
    assert added.appended == 1_000
    assert backend.append(SPEC, [proposal(f"more {n}") for n in range(2_000)], (), added.left) is None
    sheets_api.staff(KEY, {"deleteSheet": {"sheetId": sheets_api.book(KEY).tab("Large").id}})
    assert backend.upsert(SPEC, [proposal(f"more {n}") for n in range(2_000)]).appended == 2_000


def test_what_google_has_no_room_for_is_compared_and_told(google: Place, proposal: Make, sheets_api: Emulator) -> None:
    left = google.sync([proposal("1")]).left
    large(sheets_api, 997_000)  # since it was compared
    backend: Any = google.backend
    rows = [proposal(f"more {n}") for n in range(2_000)]
    assert backend.append(SPEC, rows, (), left) is None
    with pytest.raises(ConnectorError, match="would have"):
        backend.upsert(SPEC, rows)


def test_parts_of_a_tab_stand_in_their_places() -> None:
    def cells(*texts: str) -> dict[str, Any]:
        return {"values": [{"userEnteredValue": {"stringValue": text}} if text else {} for text in texts]}

    header = {"startRow": 1, "rowData": [cells("", "", "_id", "State")]}
    keys = {"startColumn": 2, "rowData": [cells(""), cells("_id"), cells("1"), cells("2")]}
    row = {"startRow": 3, "rowData": [cells("theirs", "", "2", "Ghana")]}
    found = tab_of({"properties": {"sheetId": 7, "title": "T"}, "data": [header, keys, row]}, SPEC)
    assert found.seen.grid == [
        [None, None, None],
        [None, None, "_id", "State"],
        [None, None, "1"],
        ["theirs", None, "2", "Ghana"],
    ]
