"""Tokens that providers' APIs want to see: one a source of a form, each for one server."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, select

from app.store.insert import insert_into
from app.store.tables import api_tokens


@dataclass(frozen=True, slots=True)
class ApiToken:
    """The token of one source of one form."""

    form: str
    source: str
    server: str  # to which alone it is shown
    token: str = field(repr=False)
    set_at: datetime


def put(connection: Connection, form: str, source: str, server: str, token: str, *, now: datetime) -> None:
    """Use this token from now on, in place of an earlier one."""
    said = {"server": server, "token": token, "set_at": now}
    statement = insert_into(connection, api_tokens).values(form=form, source=source, **said)
    connection.execute(statement.on_conflict_do_update(index_elements=["form", "source"], set_=said))


def revoke(connection: Connection, form: str, source: str) -> bool:
    """Forget the token; whether there was one."""
    mine = (api_tokens.c.form == form, api_tokens.c.source == source)
    return connection.execute(delete(api_tokens).where(*mine)).rowcount == 1


def find(connection: Connection, form: str, source: str) -> ApiToken | None:
    """The token of a source."""
    mine = (api_tokens.c.form == form, api_tokens.c.source == source)
    row = connection.execute(select(api_tokens).where(*mine)).one_or_none()
    return None if row is None else ApiToken(**row._asdict())


def text(connection: Connection, form: str, source: str) -> str:
    """The token itself, empty where there is none."""
    found = find(connection, form, source)
    return found.token if found else ""


def every(connection: Connection) -> list[ApiToken]:
    """Every token, by form and source."""
    query = select(api_tokens).order_by(api_tokens.c.form, api_tokens.c.source)
    return [ApiToken(**row._asdict()) for row in connection.execute(query)]
