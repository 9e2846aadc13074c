"""The proof of work: it holds for its draft, in time, and for nothing that somebody made up."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from altcha import Challenge, Payload, Solution, create_challenge, solve_challenge

from app.web.applicant import proof
from tests.web.walking import worked

SECRET, DRAFT, OTHER = "a key for tests only", "a" * 32, "b" * 32


def now() -> datetime:
    return datetime.now(UTC)  # the library goes by the machine's own clock


def test_what_was_worked_out_holds_for_its_draft_alone() -> None:
    found = worked(proof.challenge(SECRET, DRAFT, now()))
    assert proof.holds(SECRET, DRAFT, found)
    assert not proof.holds(SECRET, OTHER, found)
    assert not proof.holds("another key", DRAFT, found)


def test_it_ends_after_a_while() -> None:
    made = proof.challenge(SECRET, DRAFT, now() - proof.LIVES - timedelta(seconds=2))
    assert not proof.holds(SECRET, DRAFT, worked(made))


def test_it_is_work_for_whoever_works_it_out_and_never_too_much() -> None:
    tries = [solve_challenge(Challenge.from_dict(json.loads(proof.challenge(SECRET, DRAFT, now())))) for _ in range(3)]
    assert all(one is not None and proof.FEWEST <= one.counter <= proof.MOST for one in tries)


def changed(**parameters: object) -> str:
    found = json.loads(base64.b64decode(worked(proof.challenge(SECRET, DRAFT, now()))))
    found["challenge"]["parameters"] |= parameters
    return base64.b64encode(json.dumps(found).encode()).decode()


@pytest.mark.parametrize(
    "parameters",
    [
        {"data": {"draft": OTHER}},
        {"data": None},
        {"expiresAt": 9_999_999_999},
        {"cost": 1},
        {"keyPrefix": ""},
        {"keySignature": None},
    ],
)
def test_what_was_changed_does_not_hold(parameters: dict[str, object]) -> None:
    assert not proof.holds(SECRET, DRAFT, changed(**parameters))
    assert not proof.holds(SECRET, OTHER, changed(**parameters))


def test_a_guess_does_not_hold() -> None:
    challenge = Challenge.from_dict(json.loads(proof.challenge(SECRET, DRAFT, now())))
    guess = Payload(challenge, Solution(proof.FEWEST, challenge.parameters.key_prefix.ljust(64, "0")))
    assert not proof.holds(SECRET, DRAFT, guess.to_base64())


def test_an_easy_challenge_of_ones_own_does_not_hold() -> None:
    mine = create_challenge("SHA-256", 1, key_prefix="", data={"draft": DRAFT}, hmac_secret="mine")
    solved = solve_challenge(mine)
    assert solved is not None
    assert not proof.holds(SECRET, DRAFT, Payload(mine, solved).to_base64())


@pytest.mark.parametrize("said", ["", "x", "é", "e30=", "bnVsbA==", "W10=", "MQ==", "=" * 100, "A" * 5_000_000])
def test_what_is_no_proof_does_not_hold(said: str) -> None:
    assert not proof.holds(SECRET, DRAFT, said)
