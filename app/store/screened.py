"""What screening made of a call's proposals, in few passes: a call may have a hundred thousand."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, and_, cast, select

from app.store.call_tables import screenings
from app.store.driver import rows
from app.store.tables import instants, submissions

SAID = ("bars", "notes", "unsure")
IS_PLAIN = and_(*(cast(screenings.c[name], Text).in_(("[]", "{}")) for name in SAID))
OF_IT = screenings.c.submission_id == submissions.c.id


@dataclass(frozen=True, slots=True)
class Screened:
    """Proposals as the ranking wants them: columns of the same length."""

    numbers: Sequence[int] = ()
    references: Sequence[str] = ()
    received_at: Sequence[datetime] = ()
    titles: Sequence[str] = ()
    applicants: Sequence[str] = ()
    amounts: Sequence[str] = ()  # decimal numbers
    are_plain: Sequence[bool] = ()  # where no rule says anything


@dataclass(frozen=True, slots=True)
class Said:
    """The names of the rules that a proposal does not pass, and of those that could not be worked out."""

    failed: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Screening:
    """A version of a call's form, and a moment: screenings hold of proposals that have not changed after it."""

    form: str
    form_version: int
    at: datetime

    def held(self, connection: Connection) -> Screened:
        """Every proposal whose screening holds."""
        columns = [screenings.c[name] for name in ("title", "applicant", "amount")]
        query = self._select(submissions.c.id, submissions.c.reference, submissions.c.received_at, *columns, IS_PLAIN)
        found = rows(connection, query)
        if not found:
            return Screened()
        numbers, references, received, *others = zip(*found, strict=True)
        return Screened(numbers, references, instants(received), *others)

    def said(self, connection: Connection) -> Mapping[int, Said]:
        """What rules say of those that are not plain."""
        query = self._select(submissions.c.id, *(screenings.c[name] for name in SAID)).where(~IS_PLAIN)
        return {row[0]: Said(frozenset({*row[1], *row[2]}), frozenset(row[3])) for row in connection.execute(query)}

    def groups(self, connection: Connection) -> Mapping[int, Mapping[str, str]]:
        """The answers by which quotas go."""
        found = rows(connection, self._select(submissions.c.id, cast(screenings.c.groups, Text)))
        answers = json.loads(f"[{','.join([said for _, said in found])}]")
        return dict(zip([number for number, _ in found], answers, strict=True))

    def missing(self, connection: Connection) -> Sequence[int]:
        """The other submissions that were there, by number."""
        joined = select(submissions.c.id).outerjoin(screenings, and_(OF_IT, self._holds()))
        mine = (submissions.c.form == self.form, submissions.c.received_at <= self.at)
        found = joined.where(*mine, screenings.c.submission_id.is_(None))
        return connection.scalars(found.order_by(submissions.c.id)).all()

    def _select(self, *columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
        mine = (submissions.c.form == self.form, self._holds())
        query: Select[*tuple[Any, ...]] = select(*columns).join(screenings, OF_IT).where(*mine)
        return query.order_by(submissions.c.id)

    def _holds(self) -> ColumnElement[bool]:
        """Whether what a screening says is of what was there."""
        versions = (screenings.c.version == submissions.c.version, screenings.c.form_version == self.form_version)
        return and_(*versions, submissions.c.updated_at <= self.at)
