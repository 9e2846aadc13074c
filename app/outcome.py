"""What became of a submission that somebody sent."""

from dataclasses import dataclass

from forms.schema import Problem


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer of intake; `stored` says that the ledger has committed it."""

    state: str  # received, accepted, repeated, quarantined, partial, refused, unauthentic, unknown_form, unknown_source
    reference: str = ""
    submission_key: str = ""
    problems: tuple[Problem, ...] = ()
    reasons: tuple[str, ...] = ()  # English sentences for staff
    stored: bool = False
