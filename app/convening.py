"""Convenes a call's committee: who is on it, and the mails that let them in."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection

from app.calls import call_named
from app.conflicting import hold_all
from app.context import Context
from app.link_share import TooManyLinks
from app.member_links import ask_for_link
from app.store import audit, members
from app.store.members import About, Member


def put_members(context: Context, name: str, people: Iterable[About], *, who: str) -> list[Member]:
    """Make people members, or change what is known of them; all proposals are held against them at once.

    Whose address is another now is let in by nothing that went to the one before, nor by a browser that came by it.
    """
    compiled, _ = call_named(context, name)
    with context.ledger.writing() as c:
        there = [_put(context, c, name, about, who) for about in people]
        hold_all(context, c, compiled, there)
        lines = [_line(context, who, "member put", one, {"role": one.role, "e-mail": one.email}) for one in there]
        audit.record_all(c, lines)
    return there


def _put(context: Context, connection: Connection, name: str, about: About, who: str) -> Member:
    before = members.called(connection, name, about.name)
    there = members.put(connection, name, about, now=context.now())
    if before and before.email != there.email:
        members.revoke(connection, there.id)
        changed = {"from": before.email, "to": there.email}
        audit.record_all(connection, [_line(context, who, "member's links revoked", there, changed)])
    return there


def leave(context: Context, member: Member, *, who: str) -> None:
    """Somebody is no member any more: what they said stays, and nothing lets them in."""
    with context.ledger.writing() as c:
        members.leave(c, member.id, now=context.now())
        audit.record_all(c, [_line(context, who, "member left", member, {})])


def invite(context: Context, people: Iterable[Member], *, who: str) -> list[Member]:
    """Have a link mailed to each of these who has an address and has not left; returns those to whom one goes.

    Nobody is written to more often within the hour than anybody else who asks for links.
    """
    asked: list[Member] = []
    for one in people:
        if one.email and one.left_at is None:
            with suppress(TooManyLinks), context.ledger.writing() as c:
                ask_for_link(c, one, context.now())
                audit.record_all(c, [_line(context, who, "member invited", one, {})])
                asked.append(one)
    return asked


def _line(context: Context, who: str, act: str, member: Member, details: Mapping[str, Any]) -> audit.Line:
    return audit.Line(context.now(), who, act, f"member {member.id}", {"form": member.form, **details})
