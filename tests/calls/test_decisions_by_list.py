"""What a frozen shortlist proposes is decided on all that nobody has decided on, and waits."""

from pathlib import Path

import pytest
from a_call import DEFINITION, NAME, STAGED, context_of, convene, propose

from app.context import Context
from app.decisions import decide, lines_of
from app.decisions_by_list import Asked, decide_by_list
from app.domain.decisions import Said
from app.domain.proposed import proposed
from app.screening import screen
from app.shortlisting.freezing import freeze
from app.store import reviews
from app.store.engine import Ledger
from app.store.members import About
from connectors.errors import ConnectorError

CALL = DEFINITION.replace("reviews: 2", "reviews: 1").replace("envelope: 100000", "envelope: 50000")
RESULT = {
    "places": [
        {"rank": 3, "reference": "C", "taken": False},
        {"rank": 1, "reference": "A", "taken": True},
        {"rank": 2, "reference": "B", "taken": False},
        {"rank": 4, "reference": "D", "taken": True},
    ],
    "ineligible": {"E": ["ceiling"]},
}


def test_who_is_taken_is_approved_and_the_best_of_the_others_are_in_reserve() -> None:
    assert proposed(RESULT, 1) == {"A": "approve", "B": "reserve", "C": "reject", "D": "approve", "E": "reject"}
    assert proposed(RESULT, 9) == {"A": "approve", "B": "reserve", "C": "reserve", "D": "approve", "E": "reject"}
    assert set(proposed(RESULT, 0).values()) == {"approve", "reject"}


@pytest.fixture
def call(ledger: Ledger, tmp_path: Path) -> Context:
    """Three that are eligible, of which the envelope pays the best, and one that asks for too much."""
    context = context_of(tmp_path, CALL, ledger)
    (anna,) = convene(context, About("Anna"))
    for name, score in (("one", 1), ("two", 3), ("three", 5)):
        one = propose(context, name, other=0)
        with ledger.writing() as c:
            said = reviews.Review(one.id, anna.id, reviews.GIVEN, {"worth": score, "plan": score}, {})
            reviews.save(c, said, now=context.now())
    propose(context, "four", amount=60_000, other=0)
    screen(context, NAME)
    return context


def standing(context: Context) -> dict[str, tuple[str, str | None, str]]:
    with context.ledger.reading() as c:
        lines = lines_of(c, NAME)
    newest = {one.proposal.head.reference: one.standing.pending for one in lines}
    return {name: (one.outcome, one.amount, one.reason) for name, one in newest.items() if one is not None}


def test_a_list_is_decided_and_staff_are_not_overruled(call: Context) -> None:
    frozen = freeze(call, NAME, "rita")
    with call.ledger.reading() as c:
        (second,) = [one for one in lines_of(c, NAME) if one.proposal.head.reference == "G-0002"]
    decide(call, NAME, "G-0002", Said("reject", reason="Done already."), seen=second.stamp, who="rita")
    done = decide_by_list(call, NAME, Asked(frozen.number, 1, "Others were better."), who="rita")
    assert (done.count, done.left) == (3, {})
    assert standing(call) == {
        "G-0001": ("reject", None, "Others were better."),
        "G-0002": ("reject", None, "Done already."),
        "G-0003": ("approve", "40000.00", ""),
        "G-0004": ("reject", None, "More than 50 000 USD is asked for."),
    }
    assert decide_by_list(call, NAME, Asked(frozen.number, 1, "Again"), who="rita").count == 0


def test_what_cannot_be_decided_is_told_and_nothing_is_made_up(call: Context) -> None:
    frozen = freeze(call, NAME, "rita")
    propose(call, "late", other=0)
    propose(call, "three", other=0, amount=55_000)  # it is not eligible any more
    screen(call, NAME)
    done = decide_by_list(call, NAME, Asked(frozen.number, 0, "Others were better."), who="rita")
    assert set(done.left) == {"G-0003", "G-0005"}
    assert "changed since" in done.left["G-0003"]
    assert "not on shortlist" in done.left["G-0005"]
    assert set(standing(call)) == {"G-0001", "G-0002", "G-0004"}


def test_what_was_changed_since_the_list_is_not_decided_by_it(call: Context) -> None:
    frozen = freeze(call, NAME, "rita")
    propose(call, "three", other=0, amount=45_000)  # taken, and asks for more now
    propose(call, "four", other=0, amount=30_000)  # not eligible then
    screen(call, NAME)
    done = decide_by_list(call, NAME, Asked(frozen.number, 0, "Others were better."), who="rita")
    assert {reference for reference, why in done.left.items() if "changed since" in why} == {"G-0003", "G-0004"}
    assert set(standing(call)) == {"G-0001", "G-0002"}


def test_nobody_is_rejected_without_a_word(call: Context) -> None:
    frozen = freeze(call, NAME, "rita")
    with pytest.raises(ConnectorError, match=r"write why the others are rejected \(2 would be\)"):
        decide_by_list(call, NAME, Asked(frozen.number, 0, ""), who="rita")
    assert standing(call) == {}
    assert decide_by_list(call, NAME, Asked(frozen.number, 2, ""), who="rita").count == 4


def test_another_call_has_no_such_list_and_a_closed_stage_lets_nothing_be_decided(
    call: Context, ledger: Ledger, tmp_path: Path
) -> None:
    with pytest.raises(ConnectorError, match="has no shortlist 99"):
        decide_by_list(call, NAME, Asked(99, 0, ""), who="rita")
    frozen = freeze(call, NAME, "rita")
    staged = context_of(tmp_path / "staged", STAGED, ledger)
    with pytest.raises(ConnectorError, match="deciding"):
        decide_by_list(staged, NAME, Asked(frozen.number, 0, ""), who="rita")
