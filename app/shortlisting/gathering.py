"""The inputs of a ranking gathered from the ledger: as it is, or as it was at a moment."""

from datetime import datetime

import numpy as np
from sqlalchemy import Connection

from app.context import Context
from app.domain.ranking.reviews import Reviews
from app.domain.ranking.texts import scores_in
from app.shortlisting.candidates import Standing, candidates_of
from app.shortlisting.definition import Held, held_at
from app.shortlisting.inputs import Inputs
from app.store import given_reviews, members
from connectors.errors import ConnectorError


def gather(context: Context, form: str, as_of: datetime | None = None, *, afresh: bool = False) -> Inputs:
    """What the ranking of a call is made of, now or as of a moment; `afresh` runs the rules on every proposal again.

    Raises ConnectorError for a form that there is not or that has no call, for a moment in the future, and for one
    before the form was published; DefinitionErrors where this release cannot read the definition that held.
    """
    now = context.now()
    at = as_of or now
    if at > now:
        raise ConnectorError(f"{at:%Y-%m-%d %H:%M:%S} UTC is not over: name a moment that is", permanent=True)
    with context.ledger.reading() as connection:
        held = held_at(context, connection, form, at)
        return inputs_of(connection, held, at, afresh=afresh)


def inputs_of(connection: Connection, held: Held, at: datetime, *, afresh: bool = False) -> Inputs:
    """The same, for the definition that held."""
    standing = candidates_of(connection, held, at, afresh=afresh)
    given = _reviews(connection, held, standing, at)
    return Inputs(held.form, held.definition, standing.candidates, given, standing.withdrawn)


def _reviews(connection: Connection, held: Held, standing: Standing, at: datetime) -> Reviews:
    """The reviews of those who are candidates."""
    numbers = np.array(standing.numbers, np.int64)
    if not len(numbers):
        return Reviews.of(held.call.criteria, standing.candidates, [])
    given = given_reviews.held_at(connection, int(numbers.min()), int(numbers.max()), at)
    scores = scores_in(given.scores, [criterion.name for criterion in held.call.criteria])
    ordered = np.argsort(numbers, kind="stable")
    places = ordered[np.minimum(np.searchsorted(numbers[ordered], given.submissions), len(numbers) - 1)]
    counts = numbers[places] == given.submissions  # of other calls, and of who withdrew, some stand between
    who, member = np.unique(given.members[counts], return_inverse=True)
    names = {one.id: one.name for one in members.of_form(connection, held.form.name, gone=True)}
    return Reviews([names[number] for number in who.tolist()], places[counts], member, scores[:, counts])
