"""How members of a committee come in: a link by mail, once, and the browser that followed it, for some hours."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from app.config import MEMBERS
from app.context import Context
from app.link_share import TooManyLinks, put_link
from app.store import audit, members, outbox
from app.store.drafts import BROWSER, LINK, new_secret
from app.store.engine import LedgerDown
from app.store.members import Key, Member, NewKey
from connectors.mail.addresses import ascii_address

LINK_MAIL = "member-link"
"""The word of the deed that mails a link."""
LINK_LIVES = timedelta(days=14)  # that a link in a mail lets its member in
SESSION = timedelta(hours=12)  # that a browser may be away before it has to be let in again
STAYS = timedelta(minutes=10)  # after so long a browser that comes again is let in for longer


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a mail: whose it is, and whether it still lets them in."""

    member: Member
    is_live: bool


def ask_for_link(connection: Connection, member: Member, now: datetime) -> None:
    """Have a link mailed to a member. Raises TooManyLinks."""
    asked = outbox.Asked(LINK_MAIL, f"member-{member.id}-", now, {"member_id": member.id})
    put_link(connection, asked, member.email)


def ask_by_address(context: Context, form: str, email: str) -> None:
    """The same for whoever of a committee has this address; nothing tells whether somebody has. Raises LedgerDown."""
    with suppress(TooManyLinks), context.ledger.writing() as c:  # they have those that went before
        for member in with_address(c, form, email):
            ask_for_link(c, member, context.now())


def with_address(connection: Connection, form: str, email: str) -> Iterator[Member]:
    """Whoever of a committee has this address, in whatever spelling."""
    wanted = ascii_address(email).casefold()
    for member in members.of_form(connection, form):
        if member.email and ascii_address(member.email).casefold() == wanted:
            yield member


def link_made(connection: Connection, member: Member, now: datetime) -> str:
    """The secret of a new link."""
    secret = new_secret()
    members.add_key(connection, member.id, secret, NewKey(LINK, now, now + LINK_LIVES))
    return secret


def link_of(context: Context, secret: str) -> Link | None:
    """What a link is for; None for one that is nobody's. Raises LedgerDown."""
    with context.ledger.reading() as c:
        key = members.key_of(c, secret)
        member = members.get(c, key.member_id) if key and key.kind == LINK else None
    return Link(member, _opens(key, context.now())) if key and member else None


def follow(context: Context, secret: str, *, by_issuer: bool = False) -> tuple[Member, str] | None:
    """The member whom a link lets in and the secret for the browser that followed it; once. Raises LedgerDown.

    `by_issuer`: an issuer has confirmed that it is they.
    """
    now = context.now()
    with context.ledger.writing() as c:
        member = _to_let_in(c, secret, now)
        if member is None:
            return None
        members.use_key(c, secret, now=now)
        return member, enter(c, member, now, by_issuer=by_issuer)


def enter(connection: Connection, member: Member, now: datetime, *, by_issuer: bool) -> str:
    """The secret of a browser that lets a member in from now on."""
    own = new_secret()
    members.add_key(connection, member.id, own, NewKey(BROWSER, now, now + SESSION, by_issuer))
    audit.record(connection, who=member.name, act="committee entered", what=member.form, now=now)
    return own


def _to_let_in(connection: Connection, secret: str, now: datetime) -> Member | None:
    """Whom a link lets in now; they are held before it is: staff who take their links away wait, and take this one."""
    found = members.key_of(connection, secret)
    member = members.get(connection, found.member_id, to_change=True) if found and found.kind == LINK else None
    key = members.key_of(connection, secret, to_change=True)
    return member if key and _opens(key, now) else None


def let_in(context: Context, form: str, secret: str) -> Member | None:
    """The member of this call whose browser it is; it may be away from now for as long again. Raises LedgerDown."""
    now = context.now()
    with context.ledger.reading() as c:
        key = members.key_of(c, secret) if secret else None
        member = members.get(c, key.member_id) if key and _lets_in(context, key, now) else None
    if key is None or member is None or member.form != form or member.left_at is not None:
        return None
    if key.expires_at < now + SESSION - STAYS:
        with suppress(LedgerDown), context.ledger.writing() as c:  # where nothing can be kept, they can still read
            members.stay(c, secret, until=now + SESSION)
    return member


def let_out(context: Context, secret: str) -> None:
    """A browser signs out. Raises LedgerDown."""
    with context.ledger.writing() as c:
        members.forget_key(c, secret)


def _lets_in(context: Context, browser: Key, now: datetime) -> bool:
    """Where members must come by an issuer, a browser that a link alone let in before is shut out."""
    is_enough = browser.by_issuer or MEMBERS not in context.settings.oidc_required
    return browser.kind == BROWSER and browser.expires_at > now and is_enough


def _opens(link: Key, now: datetime) -> bool:
    return link.used_at is None and link.expires_at > now
