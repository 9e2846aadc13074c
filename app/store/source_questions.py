"""Source questions: what each source calls its questions, when it did so first and last, and what has changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, tuple_, update

from app.store.insert import insert_into
from app.store.tables import source_questions

NEW, LABEL = "new", "label"
"""Changes: a question that came later and that nobody takes; one that is worded anew."""


@dataclass(frozen=True, slots=True)
class Known:
    """One question of a source; `change` is what staff have not marked as seen, `before` its earlier label."""

    form: str
    source: str
    key: str
    label: str
    before: str
    first_seen: datetime
    last_seen: datetime
    change: str = ""


def of_sources(connection: Connection, sources: Collection[tuple[str, str]]) -> list[Known]:
    """The questions of these (form, source), by key."""
    pair = tuple_(source_questions.c.form, source_questions.c.source)
    return _found(connection, pair.in_(list(sources))) if sources else []


def forms(connection: Connection) -> list[str]:
    """The forms whose sources are known."""
    return list(connection.scalars(select(source_questions.c.form).distinct().order_by(source_questions.c.form)))


def of_form(connection: Connection, form: str) -> list[Known]:
    """The questions of every source of a form."""
    return _found(connection, source_questions.c.form == form)


def changed(connection: Connection, form: str | None = None) -> list[Known]:
    """The questions with a change that nobody has marked as seen: of a form, or of all."""
    return _found(connection, source_questions.c.change != "", *([source_questions.c.form == form] if form else []))


def put(connection: Connection, known: Sequence[Known]) -> None:
    """Write down questions as they are now; when one was first seen stays."""
    if not known:
        return
    statement = insert_into(connection, source_questions)
    changes = {name: statement.excluded[name] for name in ("label", "before", "last_seen", "change")}
    kept = statement.on_conflict_do_update(index_elements=["form", "source", "key"], set_=changes)
    names = [column.name for column in source_questions.c]
    connection.execute(kept, [{name: getattr(one, name) for name in names} for one in known])


def mark_seen(connection: Connection, form: str, source: str, key: str) -> bool:
    """Take a change as seen; False when there is none."""
    mine = (source_questions.c.form == form, source_questions.c.source == source, source_questions.c.key == key)
    marked = update(source_questions).where(*mine, source_questions.c.change != "").values(change="")
    return connection.execute(marked).rowcount == 1


def _found(connection: Connection, *conditions: Any) -> list[Known]:
    order = (source_questions.c.form, source_questions.c.source, source_questions.c.key)
    rows = connection.execute(select(source_questions).where(*conditions).order_by(*order))
    return [Known(**row._asdict()) for row in rows]
