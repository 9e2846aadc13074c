"""When members of a committee were written a link, and when they last came in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from app.store.call_tables import member_keys, members
from app.store.drafts import BROWSER, LINK


@dataclass(frozen=True, slots=True)
class Entry:
    """The newest of both; None for never, or where what let a member in was taken back since."""

    written_at: datetime | None = None
    came_at: datetime | None = None


def of_form(connection: Connection, form: str) -> Mapping[int, Entry]:
    """Those of a call's members who have any, by member."""
    newest = func.max(member_keys.c.made_at)
    query = select(member_keys.c.member_id, member_keys.c.kind, newest).join(members)
    rows = connection.execute(
        query.where(members.c.form == form).group_by(member_keys.c.member_id, member_keys.c.kind)
    ).all()
    found = {(member, kind): at for member, kind, at in rows}
    return {one: Entry(found.get((one, LINK)), found.get((one, BROWSER))) for one, _ in found}
