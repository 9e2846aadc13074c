"""Decisions: held against what was asked for, waiting until released in one act, by enough of the committee."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from a_call import NAME, STAGED, Clock, context_of, convene, propose
from hypothesis import given
from hypothesis import strategies as st

from app.context import Context
from app.decisions import Line, decide, lines_of, take_back
from app.domain.decisions import About as Proposed
from app.domain.decisions import Said, amount_of, faults, granted
from app.releasing import Release, fingerprint, pending_of, release
from app.screening import screen
from app.store import audit, decisions, withdrawals
from app.store.members import About, Member
from connectors.errors import ConnectorError

ABOUT = Proposed(is_in=True, asked=Decimal(40_000), currency="USD")
OUT = Proposed(is_in=False, asked=Decimal(40_000), currency="USD")
PLACES = Proposed(is_in=True, asked=Decimal(0), currency="")


@pytest.mark.parametrize(
    ("said", "about", "fault"),
    [
        (Said("approve"), ABOUT, ""),
        (Said("approve", "40,000.00"), ABOUT, ""),
        (Said("approve", "50 000", may_be_more=True), ABOUT, ""),
        (Said("approve"), PLACES, ""),
        (Said("conditions", "100", "a report each month"), ABOUT, ""),
        (Said("reserve"), ABOUT, ""),
        (Said("reject", reason="too dear"), ABOUT, ""),
        (Said("reject", reason="out"), OUT, ""),
        (Said(""), ABOUT, "Say what is decided."),
        (Said("maybe"), ABOUT, "Say what is decided."),
        (Said("approve"), OUT, "not eligible as it stands"),
        (Said("reserve"), OUT, "not eligible as it stands"),
        (Said("conditions"), ABOUT, "Write the conditions."),
        (Said("approve", conditions="some"), ABOUT, "Conditions go with"),
        (Said("reject"), ABOUT, "Say why"),
        (Said("reject", "5", reason="no"), ABOUT, "goes with an approval"),
        (Said("approve", "40000.01"), ABOUT, "more than was asked for (40,000.00 USD)"),
        (Said("approve", "0"), ABOUT, "above 0"),
        (Said("approve", "-5"), ABOUT, "above 0"),
        (Said("approve", "1.005"), ABOUT, "The amount must have two decimals or fewer."),
        (Said("approve", "25.000"), ABOUT, "The amount must have two decimals or fewer."),
        (Said("approve", "1.000.000"), ABOUT, "The amount must be a number"),
        (Said("approve", "25,000"), ABOUT, "The amount must have no comma: write a point before the decimals"),
        (Said("approve", "1" * 16, may_be_more=True), ABOUT, "The amount must have 15 digits or fewer."),
        (Said("approve", "1e400", may_be_more=True), ABOUT, "The amount must be a number"),
        (Said("approve", "NaN"), ABOUT, "The amount must be a number"),
        (Said("approve", "much"), ABOUT, "The amount must be a number"),
        (Said("approve", "5"), PLACES, "No money"),
        (Said("approve"), Proposed(is_in=True, asked=Decimal(0), currency="USD"), "above 0"),
        (Said("approve", "0.5"), Proposed(is_in=True, asked=Decimal(5), currency="JPY"), "JPY has no decimal places"),
        (Said("reject", reason="x" * 5_001), ABOUT, "at most 5,000"),
    ],
)
def test_what_is_wrong_with_a_decision_is_said(said: Said, about: Proposed, fault: str) -> None:
    found = faults(said, about)
    assert (fault in " ".join(found)) if fault else found == []


@given(st.text(), st.sampled_from(["approve", "conditions", "reserve", "reject", ""]), st.booleans())
def test_a_sound_decision_gives_at_most_what_was_asked_for(amount: str, outcome: str, may: bool) -> None:
    said = Said(outcome, amount, may_be_more=may)
    if faults(said, ABOUT):
        return
    given_by_it = granted(said, ABOUT)
    assert given_by_it is None or 0 < given_by_it <= (10**15 if may else ABOUT.asked)


@pytest.mark.parametrize(
    ("said", "amount"),
    [("1,234.50", "1234.5"), ("1\u202f000", "1000"), ("25000,50", "25000.5"), ("1.000,50", "1000.5"), ("٣", "3")],
)
def test_amounts_are_read_as_those_of_applicants(said: str, amount: str) -> None:
    assert amount_of(said) == Decimal(amount)


@pytest.fixture
def call(context: Context) -> Context:
    """Three proposals, of which the third asks for too much, and three members."""
    for name, amount in {"one": 40_000, "two": 30_000, "three": 60_000}.items():
        propose(context, name, amount=amount, other=0)
    screen(context, NAME)
    convene(context, *(About(name) for name in ("Anna", "Bo", "Cleo")))
    return context


def lines(context: Context) -> list[Line]:
    with context.ledger.reading() as c:
        return lines_of(c, NAME)


def seen(context: Context, reference: str) -> str:
    (line,) = [one for one in lines(context) if one.proposal.head.reference == reference]
    return line.stamp


def say(context: Context, reference: str, said: Said, who: str = "rita") -> None:
    decide(context, NAME, reference, said, seen=seen(context, reference), who=who)


def committee(context: Context) -> list[Member]:
    return convene(context, *(About(name) for name in ("Anna", "Bo", "Cleo")))


def let_go(context: Context, present: Sequence[int] | None = None) -> int:
    there = [one.id for one in committee(context)] if present is None else present
    asked = Release(there, "All agreed.", fingerprint(pending_of(lines(context))))
    return release(context, NAME, asked, who="rita")


def outcomes(context: Context) -> list[tuple[str | None, str | None]]:
    """What is released, and what waits."""
    found = [one.standing for one in lines(context)]
    return [(x.released and x.released.outcome, x.pending and x.pending.outcome) for x in found]


def test_decisions_wait_and_the_newest_counts(call: Context) -> None:
    say(call, "G-0001", Said("approve"))
    say(call, "G-0001", Said("conditions", "25000", "a report each month"), who="otto")
    say(call, "G-0003", Said("reject", reason="too much"))
    assert outcomes(call) == [(None, "conditions"), (None, None), (None, "reject")]
    assert [one.granted for one in lines(call)] == [25_000, 0, 0]
    with call.ledger.reading() as c:
        first, second = decisions.of_submission(c, lines(call)[0].proposal.head.id)
    assert (first.outcome, first.amount, first.decided_by, first.replaced_at) == (
        "approve",
        "40000.00",
        "rita",
        second.decided_at,
    )
    assert (second.amount, second.conditions, second.is_pending) == ("25000.00", "a report each month", True)


def test_all_are_released_in_one_act_with_quorum_and_minutes(call: Context) -> None:
    say(call, "G-0001", Said("approve"))
    say(call, "G-0002", Said("reserve"))
    there = [one.id for one in committee(call)]
    with pytest.raises(ConnectorError, match="1 member was there, and 2 must have been"):
        let_go(call, [there[0], there[0], 999_999])
    assert outcomes(call) == [(None, "approve"), (None, "reserve"), (None, None)]
    assert let_go(call, there[:2]) == 2
    assert outcomes(call) == [("approve", None), ("reserve", None), (None, None)]
    with call.ledger.reading() as c:
        (line,) = audit.recent(c, act="decisions released")
    assert (line.who, line.what) == ("rita", NAME)
    assert line.details["present"] == ["Anna", "Bo"]
    assert line.details["minutes"] == "All agreed."
    assert line.details["decisions"] == {"G-0001": "approve", "G-0002": "reserve"}
    assert line.details["granted"] == "40000.00"
    with pytest.raises(ConnectorError, match="look again"):
        let_go(call)


def test_after_a_release_another_decision_waits_and_then_takes_its_place(call: Context) -> None:
    say(call, "G-0002", Said("reserve"))
    let_go(call)
    say(call, "G-0002", Said("approve"))
    assert outcomes(call)[1] == ("reserve", "approve")
    let_go(call)
    assert outcomes(call)[1] == ("approve", None)
    with call.ledger.reading() as c:
        first, second = decisions.of_submission(c, lines(call)[1].proposal.head.id)
    assert first.released_at
    assert first.replaced_at == second.released_at


def test_the_second_of_two_who_decide_is_told(call: Context) -> None:
    before = seen(call, "G-0001")
    decide(call, NAME, "G-0001", Said("approve"), seen=before, who="otto")
    with pytest.raises(ConnectorError, match="changed while you looked at it: otto decided"):
        decide(call, NAME, "G-0001", Said("reserve"), seen=before, who="rita")
    assert outcomes(call)[0] == (None, "approve")


def test_what_changes_while_somebody_looks_is_not_released(call: Context) -> None:
    say(call, "G-0001", Said("approve"))
    asked = Release([one.id for one in committee(call)], "", fingerprint(pending_of(lines(call))))
    say(call, "G-0001", Said("approve"))  # the same, but somebody thought again
    with pytest.raises(ConnectorError, match="look again, then release"):
        release(call, NAME, asked, who="rita")
    assert outcomes(call)[0] == (None, "approve")


def test_who_withdrew_since_gets_nothing(call: Context) -> None:
    say(call, "G-0001", Said("approve"))
    say(call, "G-0003", Said("reject", reason="too much"))
    with call.ledger.writing() as c:
        withdrawals.put(c, NAME, lines(call)[0].proposal.head.key, now=call.now())
    with pytest.raises(ConnectorError, match=r"decide anew on what is not eligible any more: G-0001 \(withdrawn\)"):
        let_go(call)
    take_back(call, NAME, "G-0001", seen=seen(call, "G-0001"), who="rita")
    assert let_go(call) == 1
    assert outcomes(call) == [(None, None), (None, None), ("reject", None)]


def test_what_is_granted_does_not_change_with_what_is_asked_for(call: Context) -> None:
    say(call, "G-0002", Said("approve"))
    propose(call, "two", amount=45_000, other=0)
    screen(call, NAME)
    assert (lines(call)[1].asked, lines(call)[1].granted) == (45_000, 30_000)


@pytest.mark.parametrize("said", [Said("approve"), Said("reserve"), Said("reject", reason="too dear")])
def test_what_was_changed_since_is_decided_anew(call: Context, said: Said) -> None:
    say(call, "G-0001", Said("reserve"))
    say(call, "G-0002", said)
    propose(call, "two", amount=10, other=0)
    for _ in range(2):  # before and after its rules are run
        with pytest.raises(ConnectorError, match=r"decide anew on what was changed since it was decided on: G-0002$"):
            let_go(call)
        screen(call, NAME)
    assert [one.is_changed for one in lines(call)] == [False, True, False]
    say(call, "G-0002", said)
    assert let_go(call) == 2
    assert lines(call)[1].granted == (10 if said.outcome == "approve" else 0)
    propose(call, "two", amount=20, other=0)
    assert not any(one.is_changed for one in lines(call))  # what is released stays so


def test_what_is_changed_while_somebody_looks_is_not_decided(call: Context) -> None:
    before = seen(call, "G-0002")
    propose(call, "two", amount=10, other=0)
    screen(call, NAME)
    with pytest.raises(ConnectorError, match=r"changed while you looked at it\. Look again, then decide"):
        decide(call, NAME, "G-0002", Said("approve"), seen=before, who="rita")


def test_what_is_decided_before_its_rules_are_run_anew_is_of_the_version_that_was_known(call: Context) -> None:
    propose(call, "two", amount=10, other=0)
    say(call, "G-0002", Said("approve"))
    assert (lines(call)[1].granted, lines(call)[1].is_changed) == (30_000, True)


@pytest.mark.parametrize(
    ("reference", "said", "fault"),
    [
        ("G-0003", Said("approve"), "not eligible"),
        ("G-0001", Said("approve", "-1"), "above 0"),
        ("G-9999", Said("approve"), "no proposal 'G-9999'"),
    ],
)
def test_a_wrong_decision_is_not_kept(call: Context, reference: str, said: Said, fault: str) -> None:
    with pytest.raises(ConnectorError, match=fault):
        decide(call, NAME, reference, said, seen="0 1", who="rita")
    assert outcomes(call) == [(None, None)] * 3


def test_nothing_is_taken_back_that_does_not_wait(call: Context) -> None:
    with pytest.raises(ConnectorError, match="nothing of G-0001 waits"):
        take_back(call, NAME, "G-0001", seen="0 1", who="rita")


def test_decisions_have_their_stage(call: Context, tmp_path: Path) -> None:
    staged = context_of(tmp_path / "staged", STAGED, call.ledger)
    with pytest.raises(ConnectorError, match="deciding is not open today: it is from 2027-03-01 to 2027-03-02"):
        say(staged, "G-0001", Said("approve"))
    clock = staged.now
    assert isinstance(clock, Clock)
    clock.at = clock.at.replace(month=3, day=2)
    say(staged, "G-0001", Said("approve"))
    clock.at = clock.at.replace(day=3)
    with pytest.raises(ConnectorError, match="not open today"):
        let_go(staged)
