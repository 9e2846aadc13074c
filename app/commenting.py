"""Donors comment on what is proposed for approval, before it is released: what they are shown, and what they say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from app.committee import Seat
from app.context import Context
from app.store import audit, comments, conflicts, members
from app.store.comments import Comment

LONGEST = 5_000  # characters of a comment
LIST = ""
"""The key of what is said of the list as a whole."""


def said_by(connection: Connection, seat: Seat) -> dict[str, str]:
    """What a donor says so far: key of a proposal, or LIST -> text."""
    found, keys = comments.of_member(connection, seat.member.id), _keys(seat)
    return {key: found[about] for key, about in keys.items() if about in found}


def save(context: Context, seat: Seat, typed: Mapping[str, str]) -> list[str]:
    """Keep what is new in what a donor says; gives the keys of what was not kept, since it is no more on the list."""
    now, keys = context.now(), _keys(seat)
    with context.ledger.writing() as c:
        before = said_by(c, seat)
        for key in typed.keys() & keys.keys():
            if typed[key] != before.get(key, ""):
                comments.put(c, Comment(seat.member.form, keys[key], seat.member.id, typed[key], now))
                _record(c, context, seat, key, typed[key])
    return [key for key, said in typed.items() if said and key not in keys]


def _record(connection: Connection, context: Context, seat: Seat, key: str, said: str) -> None:
    references = {one.proposal.key: one.proposal.reference for one in seat.listed}
    about, details = references.get(key, seat.member.form), {"form": seat.member.form, "comment": said}
    audit.record(connection, who=seat.member.name, act="comment made", what=about, now=context.now(), details=details)


def _keys(seat: Seat) -> dict[str, int | None]:
    """What the donor may speak of now."""
    if not seat.commenting.is_open or not seat.member.is_donor:
        return {}
    return {LIST: None, **{one.proposal.key: one.proposal.id for one in seat.listed}}


@dataclass(frozen=True, slots=True)
class Heard:
    """A comment as staff read it."""

    who: str
    comment: Comment
    is_closed: bool  # a conflict was found since


def heard(connection: Connection, form: str) -> Mapping[int | None, Sequence[Heard]]:
    """What donors say of a call's proposals, for staff: submission, or None for the list -> comments."""
    names = {one.id: one.name for one in members.of_form(connection, form, gone=True)}
    closed, found = conflicts.live(connection, form), dict[int | None, list[Heard]]()
    for one in comments.of_form(connection, form):
        is_closed = (one.submission_id, one.member_id) in closed
        found.setdefault(one.submission_id, []).append(Heard(names[one.member_id], one, is_closed))
    return found
