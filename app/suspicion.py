"""Whether answers look as if a program had sent them, pure: from signs to suspicions that staff understand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of a sending besides its answers."""

    took: timedelta  # from the beginning of the draft
    answers: int  # questions that are answered
    trap: str = ""  # what stands in the field that people do not see
    is_worked: bool = False  # the browser brought its proof of work
    is_crowd: bool = False  # more came without a proof from its place lately than people send
    is_known: bool = False  # its address is proved, or it was taken in before


@dataclass(frozen=True, slots=True)
class Pace:
    """The least time in which people fill in a form: they read some of it, and press a few buttons."""

    beginning: float  # seconds
    an_answer: float  # seconds more for each, which a link may have filled in
    most: float  # seconds, however many there are

    def least(self, answers: int) -> timedelta:
        """For so many answers."""
        return timedelta(seconds=min(self.beginning + self.an_answer * answers, self.most))


WITH_PROOF = Pace(2, 0.2, 10)
WITHOUT_PROOF = Pace(10, 1, 60)
"""Who has no JavaScript brings no proof, and is believed after a time that programs seldom spend."""


def _is_hasty(signs: Signs) -> bool:
    return signs.took < WITH_PROOF.least(signs.answers)


def _is_unproved(signs: Signs) -> bool:
    return not signs.is_worked and not _is_hasty(signs) and signs.took < WITHOUT_PROOF.least(signs.answers)


def _is_one_of_a_crowd(signs: Signs) -> bool:
    return not signs.is_worked and signs.is_crowd


SUSPICIONS: tuple[tuple[Callable[[Signs], bool], str], ...] = (
    (lambda signs: bool(signs.trap), "A field that people do not see was filled in, as programs do."),
    (_is_hasty, "It was sent {took} s after it was begun, with {answers} answered: people take longer."),
    (
        _is_unproved,
        "It was sent {took} s after it was begun, with {answers} answered, without a browser's proof of work.",
    ),
    (_is_one_of_a_crowd, "Many came from one address within the hour without a browser's proof of work."),
)
"""What makes a sending suspect, and how staff read it."""

SENT_BEFORE = "It changes what the same draft sent before, which was not taken in: both are taken in together."
"""Why a further sending waits as well."""


def suspicions(signs: Signs) -> tuple[str, ...]:
    """Why it may be spam, in sentences for staff; empty where nothing speaks for that."""
    if signs.is_known:
        return ()
    took = round(signs.took.total_seconds(), 1)
    return tuple(said.format(took=took, answers=signs.answers) for holds, said in SUSPICIONS if holds(signs))
