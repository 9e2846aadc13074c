"""A plan carried out, piece by piece; what staff moved meanwhile is found in Google's own answer, and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass

from connectors.errors import ConnectorError, OutcomeUnknown
from connectors.ports import SheetSpec
from connectors.sheets.google.api import Answer, Api
from connectors.sheets.google.cells import Request
from connectors.sheets.google.pieces import after, pieces
from connectors.sheets.google.race import SHOWN, is_moved, looked_at
from connectors.sheets.google.reading import read_whole
from connectors.sheets.google.requests import write_requests
from connectors.sheets.google.tab import Tab
from connectors.sheets.google.taking_back import cells_to_look_at, not_put_back, repairs
from connectors.sheets.plan import CellChange, Plan

TRIES_TO_UNDO = 5


@dataclass(frozen=True, slots=True)
class Done:
    """How many rows were added, and whether the rest must be planned anew since staff moved rows or columns."""

    added: int
    is_moved: bool = False


def carry_out(api: Api, spec: SheetSpec, plan: Plan, tab: Tab) -> Done:
    """Write what the plan says. Raises ConnectorError; what was written by then stays and is found by its keys."""
    added = 0
    for piece in () if plan.is_empty else pieces(plan):
        left = after(spec, piece, tab)
        answer = _sent(api, spec, piece, tab)
        if not piece.is_new and is_moved(piece, left, answer):
            _take_back(api, spec, piece, tab)
            return Done(added, is_moved=True)
        added, tab = added + len(piece.appended), left
    return Done(added)


def _sent(api: Api, spec: SheetSpec, plan: Plan, tab: Tab) -> Answer:
    """Google's answer; where there is none, staff should know which cells it may still write."""
    try:
        return _batch(api, write_requests(spec, plan, tab), looked_at(plan, tab))
    except OutcomeUnknown as fault:
        cells = cells_to_look_at(plan.changes)
        where = f". Should rows or columns be moved until then, see what has become of {cells}" if cells else ""
        raise OutcomeUnknown(
            f"{fault}; it may be carried out up to three minutes later{where}", retry_after=fault.retry_after
        ) from fault


def _take_back(api: Api, spec: SheetSpec, plan: Plan, tab: Tab) -> None:
    """Put back what was hit. What stood there is known here alone, so faults and spent calls are waited out.

    Raises ConnectorError for what stays hit; permanent, so that it is told and not wiped out by the next good run.
    """
    said = ""
    for number in range(TRIES_TO_UNDO):
        try:
            lost = _put_back(api, spec, plan, tab)
        except ConnectorError as fault:
            said = f"{fault}. {_look_at(plan.changes)}"
            if fault.permanent:
                break
            api.sleep(fault.retry_after or 2.0**number)
        else:
            said = _look_at(lost) if lost else ""
            break
    if said:
        raise ConnectorError(said, permanent=True)


def _put_back(api: Api, spec: SheetSpec, plan: Plan, tab: Tab) -> Sequence[CellChange]:
    """Returns what cannot be put back, as nobody had read it."""
    found = read_whole(api, spec, tab.id)
    undo = [] if found is None else repairs(plan, tab, found)
    if undo:
        _batch(api, undo, [])
    return [] if found is None else not_put_back(plan, tab, found)


def _look_at(changes: Sequence[CellChange]) -> str:
    return (
        "Just before, staff moved rows or columns during a write, which could not be taken back: "
        f"look at {cells_to_look_at(changes)} in the version history"
    )


def _batch(api: Api, requests: Sequence[Request], ranges: Sequence[str]) -> Answer:
    """One write, with an answer that shows those ranges as it left them."""
    body = {"requests": requests, "includeSpreadsheetInResponse": bool(ranges), "responseRanges": ranges}
    fields = SHOWN if ranges else "spreadsheetId"
    return api.write(":batchUpdate", fields=fields, body={**body, "responseIncludeGridData": bool(ranges)})
