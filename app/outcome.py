"""What became of a submission that somebody sent."""

from dataclasses import dataclass

from forms.schema import Problem


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer of intake; `stored` says that the ledger has committed it."""

    state: str
    """received, accepted, repeated, quarantined, partial, refused, withdrawn; unauthentic, unknown_form or _source."""
    reference: str = ""
    submission_key: str = ""
    problems: tuple[Problem, ...] = ()
    reasons: tuple[str, ...] = ()  # English sentences for staff
    stored: bool = False
