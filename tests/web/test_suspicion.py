"""What speaks for spam, from signs alone: each sign by itself, and that time only ever speaks for people."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.suspicion import WITH_PROOF, WITHOUT_PROOF, Pace, Signs, suspicions

PERSON = Signs(took=timedelta(minutes=3), answers=8, is_worked=True)
SECONDS = st.floats(0, 200).map(lambda seconds: timedelta(seconds=seconds))


def after(seconds: float, answers: int = 8, **signs: object) -> tuple[str, ...]:
    return suspicions(Signs(took=timedelta(seconds=seconds), answers=answers, **signs))  # type: ignore[arg-type]  # by name


def test_a_person_is_not_suspected() -> None:
    assert suspicions(PERSON) == ()


def test_a_person_without_javascript_is_not_suspected_after_a_minute() -> None:
    assert after(60, answers=200) == ()


def test_one_short_answer_without_javascript_is_believed_after_seconds() -> None:
    assert after(11, answers=1) == ()
    assert after(10.9, answers=1) == (
        "It was sent 10.9 s after it was begun, with 1 answered, without a browser's proof of work.",
    )


def test_what_is_sent_faster_than_people_is_suspect_with_a_proof_too() -> None:
    assert after(3.5, is_worked=True) == ("It was sent 3.5 s after it was begun, with 8 answered: people take longer.",)
    assert after(3.6, is_worked=True) == ()


def test_it_is_told_once_that_it_was_fast() -> None:
    assert len(after(0)) == 1


def test_a_trap_is_told_whatever_else_is_well() -> None:
    assert after(600, trap="https://example.com", is_worked=True) == (
        "A field that people do not see was filled in, as programs do.",
    )


def test_a_crowd_without_proofs_is_suspect_and_who_brings_one_is_none_of_it() -> None:
    assert after(600, is_crowd=True) == (
        "Many came from one address within the hour without a browser's proof of work.",
    )
    assert after(600, is_crowd=True, is_worked=True) == ()


def test_who_is_known_is_not_suspected_whatever_is_seen() -> None:
    assert after(0, trap="x", is_crowd=True, is_known=True) == ()


@pytest.mark.parametrize("pace", [WITH_PROOF, WITHOUT_PROOF])
def test_the_least_time_grows_with_the_answers_and_ends(pace: Pace) -> None:
    least = [pace.least(answers).total_seconds() for answers in (0, 1, 10, 1000)]
    assert least == sorted(least)
    assert (least[0], least[-1]) == (pace.beginning, pace.most)


@given(SECONDS, SECONDS, st.integers(0, 300), st.booleans(), st.booleans(), st.sampled_from(["", "x"]))
def test_to_take_longer_and_to_bring_a_proof_never_makes_anybody_suspect(
    took: timedelta, more: timedelta, answers: int, is_worked: bool, is_crowd: bool, trap: str
) -> None:
    soon = Signs(took, answers, trap, is_worked, is_crowd)
    later = Signs(took + more, answers, trap, is_worked, is_crowd)
    assert len(suspicions(later)) <= len(suspicions(soon))
    if soon.is_worked:
        bare = Signs(took, answers, trap, False, is_crowd)
        assert set(suspicions(soon)) <= set(suspicions(bare))
