"""Staff: who may sign in."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, exists, select

from app.store.insert import insert_into
from app.store.tables import staff


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One member of staff and the Argon2 hash of the password."""

    name: str
    password_hash: str = field(repr=False)


def put(connection: Connection, name: str, password_hash: str, *, now: datetime) -> None:
    """Make a member of staff, or change the password of one."""
    values = {"password_hash": password_hash, "changed_at": now}
    statement = insert_into(connection, staff).values(name=name, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))


def find(connection: Connection, name: str) -> StaffMember | None:
    """The member of staff of this name."""
    row = connection.execute(select(staff.c.name, staff.c.password_hash).where(staff.c.name == name)).one_or_none()
    return None if row is None else StaffMember(**row._asdict())


def any_staff(connection: Connection) -> bool:
    """Whether anybody may sign in."""
    return bool(connection.execute(select(exists().select_from(staff))).scalar())
