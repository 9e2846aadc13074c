"""Staff do something with a grant; each act is one button, and what it is refused for is told on the page."""

from collections.abc import Callable, Mapping
from datetime import date

from flask import g, redirect, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from app.grants.acting import Hand, amend, check, in_hand, move, refused, release_instalment
from app.grants.reviewing import accept_report, put_off, return_report, settle
from app.web.calls.visit import done_or_told
from app.web.grants.one import page
from app.web.grants.visit import NUMBER, blueprint, grant_here
from app.web.here import here
from app.web.typed import row_of


@blueprint.post(f"/{NUMBER}")
def act(grant: int) -> AnyResponse:
    """Do what the button says."""
    with here().ledger.reading() as c:
        grant_here(c, grant)
    deed = DEEDS.get(request.form.get("do", ""))
    if deed is None:
        raise BadRequest

    def done() -> AnyResponse:
        with in_hand(here(), grant, seen=request.form.get("seen", ""), who=g.staff) as hand:
            deed(hand)
        return redirect(url_for(".show", grant=grant), code=303)

    return done_or_told(done, lambda fault: page(grant, fault))


def _said(word: str) -> str:
    return request.form.get(word, "").strip()


def _day(word: str) -> date | None:
    """A day that was said; none where nothing was. Raises ConnectorError for anything else."""
    said = _said(word)
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise refused(f"{said!r} is no day; write it like 2027-01-31") from None


def _move(hand: Hand) -> None:
    move(hand, _said("act"), reason=_said("reason"), starts=_day("starts"))


def _return(hand: Hand) -> None:
    return_report(here(), hand, _said("report"), _said("reason"), _needed_day())


def _put_off(hand: Hand) -> None:
    put_off(hand, _said("report"), _needed_day(), _said("reason"))


def _needed_day() -> date:
    due = _day("due_on")
    if due is None:
        raise refused("say by which day it is to come")
    return due


def _settle(hand: Hand) -> None:
    settle(hand, row_of("arrival"), taken=_said("taken") == "yes", reason=_said("reason"))


def _check(hand: Hand) -> None:
    check(hand, _said("item"), done=_said("done") == "yes", remark=_said("remark"))


DEEDS: Mapping[str, Callable[[Hand], None]] = {
    "move": _move,
    "amend": lambda hand: amend(hand, _said("amount"), _said("reason")),
    "release": lambda hand: release_instalment(hand, _said("instalment"), _said("reason")),
    "accept": lambda hand: accept_report(hand, _said("report")),
    "return": _return,
    "put off": _put_off,
    "settle": _settle,
    "check": _check,
}
"""What a button says -> what is done."""
