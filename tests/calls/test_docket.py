"""Who reads what: members' pages and staff's counts say the same, over a ledger of each kind."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from app.committee import seat_of
from app.progress import progress_of
from app.store import assignments, conflicts, members, reviews, screenings, submissions, withdrawals
from app.store.conflicts import Found
from app.store.engine import Ledger
from app.store.members import About
from app.store.reviews import ABSTAINED, DRAFT, GIVEN, Review
from app.store.screenings import ELIGIBLE, INELIGIBLE, EligibilityCheck
from app.store.verdicts import Verdict
from forms.definition import NO_TEXT, Call, Committee, Form, Sheet
from tests.calls.a_committee import NOW

CALL = Call(1, "USD", "asked", "title", "who", (), ())  # type: ignore[arg-type]  # no money in it
FORM = Form("call", 1, NO_TEXT, ("en",), "C-{number}", (), Sheet("Book", "Tab", ()), call=CALL)


def proposal(c: Connection, reference: str, *, is_partial: bool = False) -> int:
    about = {"form": FORM.name, "form_version": 1, "source": "page", "source_id": reference, "reference": reference}
    told = {"answers": {}, "language": "en", "submitted_at": None, "received_at": NOW, "is_partial": is_partial}
    kept = submissions.insert(c, **about, **told)  # type: ignore[arg-type]  # by name
    assert kept is not None
    return kept.id


def screen(c: Connection, submission: int, *bars: str, verdict: str = "", unsure: str = "") -> None:
    found = EligibilityCheck(submission, 1, 1, "T", "A", "0", bars=bars, unsure={unsure: "no number"} if unsure else {})
    screenings.put(c, [found], now=NOW)
    if verdict:
        screenings.give_verdict(c, submission, Verdict(verdict, "because", "rita"), now=NOW)


@pytest.mark.parametrize("readers", [0, 1], ids=["all read", "some are assigned"])
def test_what_is_in_is_read_and_counted_alike(ledger: Ledger, readers: int) -> None:
    call = replace(CALL, committee=Committee(reviews=readers))
    with ledger.writing() as c:
        anna, chris = (
            members.put(c, FORM.name, About(x, role=r), now=NOW) for x, r in (("A", "member"), ("C", "chair"))
        )
        kept = {
            name: proposal(c, name) for name in ("barred", "let in", "not yet", "put out", "unsure", "good", "mine")
        }
        kept["partial"] = proposal(c, "partial", is_partial=True)
        kept["withdrawn"] = proposal(c, "withdrawn")
        with_key = next(one for one in submissions.whole(c, FORM.name) if one.reference == "withdrawn")
        withdrawals.put(c, FORM.name, with_key.key, now=NOW)
        screen(c, kept["barred"], "ceiling")
        screen(c, kept["let in"], "ceiling", verdict=ELIGIBLE)
        screen(c, kept["put out"], verdict=INELIGIBLE)
        screen(c, kept["unsure"], unsure="ceiling")
        screen(c, kept["good"])
        assignments.add(c, [(one, anna.id) for one in kept.values()], now=NOW)
        conflicts.add(c, [Found(kept["mine"], anna.id, "state")], who="service", now=NOW)
        for name, state in (("good", GIVEN), ("let in", ABSTAINED), ("unsure", DRAFT), ("put out", GIVEN)):
            reviews.save(c, Review(kept[name], anna.id, state, {}), now=NOW)
        seat, chair = (seat_of(c, FORM, call, who, NOW) for who in (anna, chris))
        of_anna, _ = progress_of(c, FORM.name, call)
    assert [one.reference for one in seat.to_read] == ["good", "let in", "not yet", "unsure"]
    assert seat.done == 2
    assert (of_anna.done, of_anna.count, of_anna.begun) == (2, 4, 1)
    assert (chair.coverage[0].done, chair.coverage[0].count) == (2, 4)
    assert {"barred", "put out", "partial", "withdrawn"}.isdisjoint(one.reference for one in chair.known.values())
