"""Whatever happens to a call in whatever order: what was frozen is found again, and orders change nothing."""

import random
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from course_of_a_call import DEFINITION, NAME, context_of, propose, publish_in, review, say, withdraw
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.context import Context
from app.domain.ranking.candidates import Candidates
from app.domain.ranking.reviews import Review, Reviews
from app.screening import VERDICTS
from app.shortlisting.freezing import freeze
from app.shortlisting.gathering import gather
from app.shortlisting.inputs import Inputs, digest_of, written
from app.shortlisting.verifying import verify
from app.store.engine import Ledger, open_ledger
from app.store.reviews import ABSTAINED, DRAFT, GIVEN
from tests.ledgers import sqlite_at

Event = Callable[[Context], object]
NUMBERS, MARKS = st.integers(1, 4), st.integers(0, 5)


def _review(number: int, member: str, state: str, worth: int, plan: int) -> Event:
    return lambda context: review(context, number, member, state, worth=worth, plan=plan)


def _say(number: int, word: str, reason: str) -> Event:
    return lambda context: say(context, number, word, reason)


def _propose(number: int, amount: int, region: str) -> Event:
    return lambda context: propose(context, number, amount, region=region)


EVENTS = st.one_of(
    st.builds(_propose, NUMBERS, st.sampled_from([10_000, 40_000, 60_000]), st.sampled_from(["", "x", "y"])),
    st.builds(_review, NUMBERS, st.sampled_from("AB"), st.sampled_from([DRAFT, GIVEN, GIVEN, ABSTAINED]), MARKS, MARKS),
    st.builds(_say, NUMBERS, st.sampled_from(VERDICTS), st.sampled_from(["", "Late."])),
    st.builds(lambda number: lambda context: withdraw(context, number), NUMBERS),
)
COURSES = st.lists(st.tuples(EVENTS, st.booleans()), max_size=14)


def happen(context: Context, course: list[tuple[Event, bool]]) -> None:
    """All of it, frozen where it is said; then all of that is found again."""
    frozen: list[tuple[datetime, str, int]] = []
    for event, is_frozen in course:
        event(context)
        if is_frozen:
            one = freeze(context, NAME, "rita")
            frozen.append((one.as_of, one.digest, one.number))
    for as_of, digest, number in frozen:
        assert digest_of(written(gather(context, NAME, as_of))) == digest
        assert verify(context, NAME, number) == []


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(COURSES)
@example([(_propose(1, 10_000, ""), True), (_propose(1, 40_000, "x"), True), (_review(1, "A", GIVEN, 1, 1), True)])
@example([(_propose(1, 60_000, ""), True), (_say(1, "eligible", "Agreed."), True), (_say(1, "", ""), True)])
def test_what_was_frozen_is_found_again_on_sqlite(course: list[tuple[Event, bool]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ledger = open_ledger(sqlite_at(Path(folder) / "ledger.db"))
        happen(context_of(Path(folder), ledger), course)
        ledger.engine.dispose()


@pytest.mark.parametrize("seed", range(2))
def test_a_long_course_on_each_database(ledger: Ledger, tmp_path: Path, seed: int) -> None:
    dice, context = random.Random(seed), context_of(tmp_path, ledger)
    course = []
    for _ in range(30):
        number, marks = dice.randint(1, 6), (dice.randint(0, 5), dice.randint(0, 5))
        event = dice.choice(
            [
                _propose(number, dice.choice([10_000, 40_000, 60_000]), dice.choice(["", "x"])),
                _review(number, dice.choice("ABC"), dice.choice([GIVEN, GIVEN, DRAFT]), *marks),
                _review(number, dice.choice("ABC"), GIVEN, *marks),
                _say(number, dice.choice(VERDICTS), "As agreed."),
                (lambda here, number=number: withdraw(here, number)) if dice.random() < 0.3 else _propose(9, 1, ""),
            ]
        )
        course.append((event, dice.random() < 0.3))
    course.insert(15, (lambda here: publish_in(here, DEFINITION.replace("50000", "70000")), True))
    happen(context, course)


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(range(4)), st.permutations(range(8)), st.randoms())
def test_the_order_in_which_things_came_changes_nothing(
    proposals: list[int], given_in: list[int], dice: random.Random
) -> None:
    marks = [(dice.randint(0, 5), dice.randint(0, 5)) for _ in range(8)]
    with tempfile.TemporaryDirectory() as folder:
        ledger = open_ledger(sqlite_at(Path(folder) / "ledger.db"))
        context = context_of(Path(folder), ledger)
        for number in proposals:
            propose(context, number + 1, 30_000)
        for one in given_in:
            review(context, one // 2 + 1, "AB"[one % 2], worth=marks[one][0], plan=marks[one][1])
        inputs = gather(context, NAME)
        ledger.engine.dispose()
    assert written(sorted_anew(inputs)) == written(inputs)
    by_score = [(one.candidate.reference, one.score) for one in inputs.ranking().places]
    assert sorted(by_score) == [
        (f"G-{n + 1:04d}", sum(6 * worth + 4 * plan for worth, plan in marks[2 * n : 2 * n + 2])) for n in range(4)
    ]


def sorted_anew(inputs: Inputs) -> Inputs:
    """The same, from rows in the order of their names."""
    kept, given = inputs.candidates, inputs.reviews
    rows = [kept[place] for place in sorted(range(len(kept)), key=kept.references.__getitem__)]
    names = [criterion.name for criterion in inputs.call.criteria]
    reviews = sorted(
        (kept.references[one], given.members[who], scores)
        for one, who, scores in zip(given.candidate, given.member, given.scores.T.tolist(), strict=True)
    )
    again = Candidates.of(rows, inputs.call.quotas)
    said = [Review(one, who, dict(zip(names, scores, strict=True))) for one, who, scores in reviews]
    return Inputs(inputs.form, inputs.definition, again, Reviews.of(inputs.call.criteria, again, said), [])
