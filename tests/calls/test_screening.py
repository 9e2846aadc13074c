"""Pre-screening: rules run when a proposal comes, when it changes and when they do; verdicts of staff stay."""

from pathlib import Path

import pytest
from a_call import DEFINITION, NAME, STAGED, Clock, context_of, propose

from app.context import Context
from app.proposals import proposals_of
from app.screening import give_verdict, screen
from app.store import audit, outbox, screenings, submissions, withdrawals
from app.store.screenings import ELIGIBLE, INELIGIBLE, UNSURE, Screening
from app.store.verdicts import Verdict
from connectors.errors import ConnectorError
from jobs.run import run_in

SECOND = DEFINITION.replace("version: 1", "version: 2").replace("max: 50000", "max: 30000")


def run_all(context: Context) -> list[str]:
    """What is due, as the worker does it; returns the notes."""
    with context.ledger.reading() as c:
        due = outbox.listing(c, state=outbox.DUE, kind="screen")
    for one in due:
        run_in(context, one.id)
    with context.ledger.reading() as c:
        return [one.note for one in outbox.listing(c, kind="screen")]


def screening(context: Context, name: str = "one") -> Screening:
    with context.ledger.reading() as c:
        there = submissions.find(c, NAME, "api", name)
        assert there is not None
        found = screenings.get(c, there.id)
    assert found is not None
    return found


def decide(context: Context, word: str, reason: str = "", seen: str | None = None) -> None:
    found = screening(context)
    with context.ledger.reading() as c:
        there = submissions.get(c, found.submission_id)
    assert there is not None
    give_verdict(context, NAME, there, Verdict(word, reason, "rita"), seen=found.stamp if seen is None else seen)


def test_what_comes_is_screened_and_again_when_it_changes(context: Context) -> None:
    propose(context, "one", other=0)
    propose(context, "two", amount=60_000, other=0, title="Short")
    assert set(run_all(context)) <= {"2 screened", "0 screened"}
    one, two = screening(context), screening(context, "two")
    assert (one.standing, one.title, one.applicant, one.amount) == (ELIGIBLE, "Safer stocks", "Help Kenya", "40000.00")
    assert (two.standing, two.bars, two.notes, two.unsure) == (INELIGIBLE, ["ceiling"], ["titled"], {})
    propose(context, "two", amount=50_000)
    run_all(context)
    two = screening(context, "two")
    assert (two.version, two.standing, two.unsure) == (2, UNSURE, {"sums": "not answered: other"})
    assert screening(context) == one


def test_a_new_version_of_the_rules_is_run_on_every_proposal_and_verdicts_stay(
    context: Context, tmp_path: Path
) -> None:
    propose(context, "one", other=0)
    propose(context, "two", other=0, amount=20_000)
    screen(context, NAME)
    decide(context, INELIGIBLE, "sent by somebody else")
    assert not screening(context).is_stale
    newer = context_of(tmp_path / "newer", SECOND, context.ledger)
    newer.now.at = context.now.at  # type: ignore[attr-defined]  # a Clock
    assert screen(newer, NAME) == "2 screened"
    assert screen(newer, NAME) == "0 screened"
    one, two = screening(context), screening(context, "two")
    assert (one.by_rules, one.bars, one.verdict, one.is_stale) == (INELIGIBLE, ["ceiling"], INELIGIBLE, True)
    assert (one.verdict_reason, one.verdict_by) == ("sent by somebody else", "rita")
    assert (two.standing, two.form_version, two.is_stale) == (ELIGIBLE, 2, False)


def test_staff_override_with_a_reason_and_take_it_back(context: Context) -> None:
    propose(context, "one", amount=60_000, other=0)
    screen(context, NAME)
    with pytest.raises(ConnectorError, match="say why"):
        decide(context, ELIGIBLE)
    decide(context, INELIGIBLE)  # what the rules say needs no reason
    decide(context, ELIGIBLE, "the ceiling was lifted for it")
    assert screening(context).standing == ELIGIBLE
    decide(context, "")
    assert screening(context).standing == INELIGIBLE
    with context.ledger.reading() as c:
        lines = audit.recent(c, act="screening decided")[::-1]
    assert [line.details["verdict"] for line in lines] == [INELIGIBLE, ELIGIBLE, ""]
    assert {(line.who, line.what, line.details["rules"]) for line in lines} == {("rita", "G-0001", INELIGIBLE)}


def test_the_second_who_decides_is_told(context: Context) -> None:
    propose(context, "one", other=0)
    screen(context, NAME)
    seen = screening(context).stamp
    decide(context, INELIGIBLE, "late", seen=seen)
    with pytest.raises(ConnectorError, match="look again"):
        decide(context, ELIGIBLE, seen=seen)
    seen = screening(context).stamp
    propose(context, "one", title="Something else")
    screen(context, NAME)
    with pytest.raises(ConnectorError, match="look again"):
        decide(context, ELIGIBLE, seen=seen)
    assert screening(context).verdict == INELIGIBLE


def test_an_unknown_verdict_is_refused(context: Context) -> None:
    propose(context, "one")
    screen(context, NAME)
    with pytest.raises(ConnectorError, match="'perhaps' is no verdict"):
        decide(context, "perhaps", "who knows")


def test_outside_its_stage_nothing_is_decided(tmp_path: Path, context: Context) -> None:
    staged = context_of(tmp_path / "staged", STAGED, context.ledger)
    propose(staged, "one", other=0)
    screen(staged, NAME)
    decide(staged, INELIGIBLE, "late")
    clock = staged.now
    assert isinstance(clock, Clock)
    clock.at = clock.at.replace(day=11)
    with pytest.raises(ConnectorError, match="screening is not open today: it is from 2027-02-01 to 2027-02-10"):
        decide(staged, ELIGIBLE, "not late")


def test_staff_see_how_every_proposal_stands(context: Context) -> None:
    for name, answers in {"one": {}, "two": {"other": 0}, "three": {"amount": 60_000}, "four": {"other": 0}}.items():
        there = propose(context, name, **answers)
    with context.ledger.writing() as c:
        withdrawals.put(c, NAME, there.key, now=context.now())
    screen(context, NAME)
    propose(context, "five")
    with context.ledger.reading() as c:
        found = [(one.head.reference, one.standing, one.is_in) for one in proposals_of(c, NAME)]
    assert found == [
        ("G-0001", "unsure", False),
        ("G-0002", "eligible", True),
        ("G-0003", "ineligible", False),
        ("G-0004", "withdrawn", False),
        ("G-0005", "waiting", False),
    ]


def test_a_form_without_a_call_is_told(context: Context, tmp_path: Path) -> None:
    with pytest.raises(ConnectorError, match="there is no form called 'none'"):
        screen(context, "none")
    start, _, rest = DEFINITION.partition("call:")
    plain = context_of(tmp_path / "plain", start + rest[rest.index("sections:") :], context.ledger)
    with pytest.raises(ConnectorError, match="grants has no `call`"):
        screen(plain, NAME)
