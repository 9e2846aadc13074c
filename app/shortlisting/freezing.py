"""A shortlist is frozen: its inputs, their digest and its result are kept, so that it can be worked out again."""

from dataclasses import dataclass
from datetime import UTC, datetime

from app.context import Context
from app.domain.ranking.places import Ranking
from app.shortlisting.gathering import gather
from app.shortlisting.inputs import Inputs, digest_of, read, written
from app.shortlisting.result import result_of
from app.store import audit, shortlists
from app.store.shortlists import New

FROZEN = "shortlist frozen"
"""The act in the audit log, where the digest stands too."""


@dataclass(frozen=True, slots=True, eq=False)
class Frozen:
    """One that was frozen just now."""

    number: int
    digest: str
    as_of: datetime
    inputs: Inputs
    ranking: Ranking

    @property
    def source(self) -> str:
        """What it was made of, in words."""
        return source_of(self.number, self.as_of)


def source_of(number: int, as_of: datetime) -> str:
    """What a shortlist was made of, in words."""
    return f"shortlist {number}, the ledger as of {as_of.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def freeze(context: Context, form: str, who: str, as_of: datetime | None = None) -> Frozen:
    """Keep the ranking of a call, now or as of a moment, made from its written inputs alone.

    Raises what gathering raises: ConnectorError for a form that there is not or that has no call, and for a moment
    that is not over or before the form was published.
    """
    now = context.now()
    at = as_of or now
    kept = written(gather(context, form, at))
    inputs, digest = read(kept), digest_of(kept)
    ranking = inputs.ranking()
    new = New(form, now, who, at, digest, kept, result_of(ranking))
    with context.ledger.writing() as connection:
        number = shortlists.put(connection, new)
        details = {"shortlist": number, "as_of": at.isoformat(), "digest": digest}
        audit.record(connection, who=who, act=FROZEN, what=form, now=now, details=details)
    return Frozen(number, digest, at, inputs, ranking)
