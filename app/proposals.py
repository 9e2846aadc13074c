"""The proposals of a call as staff see them: how each stands, screened or not, withdrawn or not."""

from dataclasses import dataclass

from sqlalchemy import Connection

from app.store import clarifications, proposals, screenings, withdrawals
from app.store.clarifications import Clarification
from app.store.proposals import Head
from app.store.screenings import ELIGIBLE, Screening

WITHDRAWN, WAITING = "withdrawn", "waiting"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal, and what is known of it."""

    head: Head
    screening: Screening | None  # none yet while its rules are still to be run
    is_withdrawn: bool
    asked: Clarification | None = None  # what its applicant was asked for last

    @property
    def standing(self) -> str:
        """How it stands in a word: withdrawn, waiting, eligible, ineligible or unsure."""
        if self.is_withdrawn:
            return WITHDRAWN
        return self.screening.standing if self.screening else WAITING

    @property
    def is_in(self) -> bool:
        """Whether it is to be read and may be granted something."""
        return self.standing == ELIGIBLE


def proposals_of(connection: Connection, form: str) -> list[Proposal]:
    """All of a call, in the order in which they came."""
    out, screened = withdrawals.of_form(connection, form), screenings.of_form(connection, form)
    heads, asked = proposals.of_form(connection, form), clarifications.of_form(connection, form)
    return [Proposal(head, screened.get(head.id), head.key in out, asked.get(head.id)) for head in heads]
