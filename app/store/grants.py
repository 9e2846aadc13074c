"""Grants: what released approvals become, and every move of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Select, insert, or_, select, update

from app.store.grant_tables import grant_moves, grants
from app.store.tables import submissions


@dataclass(frozen=True, slots=True)
class New:
    """A grant to be made."""

    submission_id: int
    form: str
    fund: str
    cycle: int | None
    number: str
    title: str
    grantee: str
    currency: str
    amount: str
    conditions: str


@dataclass(frozen=True, slots=True)
class Grant:
    """One in the ledger."""

    id: int
    submission_id: int
    form: str
    fund: str
    cycle: int | None
    number: str
    title: str
    grantee: str
    currency: str  # empty where no money is granted
    amount: str
    conditions: str
    state: str
    starts_on: date | None
    approved_at: datetime
    changed_at: datetime

    @property
    def stamp(self) -> str:
        """Another one when anything was done to it in between."""
        return self.changed_at.isoformat()


@dataclass(frozen=True, slots=True)
class Move:
    """What was done to a grant."""

    act: str
    state: str  # after it
    amount: str  # after it
    reason: str
    who: str
    at: datetime


def insert_new(connection: Connection, new: New, state: str, *, now: datetime) -> Grant:
    """Make a grant."""
    values = {name: getattr(new, name) for name in New.__dataclass_fields__}
    row = insert(grants).values(**values, state=state, approved_at=now, changed_at=now).returning(grants)
    return Grant(**connection.execute(row).one()._asdict())


def change(connection: Connection, grant: int, *, now: datetime, **values: object) -> None:
    """Change what stands of it."""
    connection.execute(update(grants).where(grants.c.id == grant).values(**values, changed_at=now))


def moved(connection: Connection, grant: int, move: Move) -> None:
    """Write down what was done to it."""
    values = {name: getattr(move, name) for name in Move.__dataclass_fields__}
    connection.execute(insert(grant_moves).values(grant_id=grant, **values))


def moves(connection: Connection, grant: int) -> list[Move]:
    """Everything that was done to it, the oldest first."""
    query = select(*_columns()).where(grant_moves.c.grant_id == grant).order_by(grant_moves.c.id)
    return [Move(**row._asdict()) for row in connection.execute(query)]


def moves_of_fund(connection: Connection, fund: str) -> dict[int, list[Move]]:
    """The same of every grant of a fund."""
    query = select(grant_moves.c.grant_id, *_columns()).join(grants, grants.c.id == grant_moves.c.grant_id)
    found: dict[int, list[Move]] = {}
    for grant, *values in connection.execute(query.where(grants.c.fund == fund).order_by(grant_moves.c.id)):
        found.setdefault(grant, []).append(Move(*values))
    return found


def get(connection: Connection, grant: int) -> Grant | None:
    """The grant with this number in the ledger."""
    return _one(connection, select(grants).where(grants.c.id == grant))


def of_submission(connection: Connection, submission: int) -> Grant | None:
    """The grant that a proposal became."""
    return _one(connection, select(grants).where(grants.c.submission_id == submission))


def named(connection: Connection, name: str) -> Grant | None:
    """The grant that is called so, or whose proposal is."""
    query = select(grants).join(submissions, submissions.c.id == grants.c.submission_id)
    return _one(connection, query.where(or_(grants.c.number == name, submissions.c.reference == name)).limit(1))


def of_fund(connection: Connection, fund: str) -> list[Grant]:
    """Every grant of a fund, in the order of its cycles."""
    query = select(grants).where(grants.c.fund == fund).order_by(grants.c.cycle, grants.c.number)
    return [Grant(**row._asdict()) for row in connection.execute(query)]


def of_form(connection: Connection, form: str, states: Sequence[str]) -> list[Grant]:
    """Those of a call that are in one of these states."""
    query = select(grants).where(grants.c.form == form, grants.c.state.in_(states)).order_by(grants.c.id)
    return [Grant(**row._asdict()) for row in connection.execute(query)]


def funds(connection: Connection) -> list[str]:
    """The funds that have grants."""
    return list(connection.scalars(select(grants.c.fund).distinct().order_by(grants.c.fund)))


def _columns() -> list[Column[Any]]:
    return [grant_moves.c[name] for name in Move.__dataclass_fields__]


def _one(connection: Connection, query: Select[tuple[object, ...]]) -> Grant | None:
    row = connection.execute(query).one_or_none()
    return None if row is None else Grant(**row._asdict())
