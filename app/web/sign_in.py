"""Staff sign-in: passwords, the session that follows, and the brake on guessing."""

from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import session
from werkzeug.exceptions import TooManyRequests

from app.store import audit, staff
from app.store.staff import StaffMember
from app.web.here import here

FAILED = "sign-in failed"
MOST_FAILURES = 10
WINDOW = timedelta(minutes=15)

HASHER = PasswordHasher()
NOBODY = HASHER.hash("nobody has this password")
"""Checked when a name is unknown, so that an unknown name takes as long as a wrong password."""


def sign_in(name: str, password: str) -> bool:
    """Start a session for the right name and password; raises TooManyRequests after too many failures."""
    who = "".join(c if c.isprintable() else "?" for c in name.strip())[:100]
    _brake(who)
    with here().ledger.reading() as c:
        member = staff.find(c, who)
    right = _verified(NOBODY if member is None else member.password_hash, password)
    if member is None or not right:
        _record(who, FAILED)
        return False
    session.clear()
    session.permanent = True
    session["staff"] = member.name
    session["proof"] = _proof(member)
    _record(who, "signed in")
    return True


def signed_in() -> str:
    """The name of the member of staff whose session this is, empty when nobody's."""
    name = session.get("staff", "")
    if not name:
        return ""
    with here().ledger.reading() as c:
        member = staff.find(c, name)
    known = member is not None and compare_digest(_proof(member), session.get("proof", ""))
    return str(name) if known else ""


def _proof(member: StaffMember) -> str:
    """Ties a session to the password it began with: a new password ends the old sessions."""
    return sha256(member.password_hash.encode()).hexdigest()[:24]


def _verified(password_hash: str, password: str) -> bool:
    try:
        return HASHER.verify(password_hash, password.encode(errors="replace"))
    except (VerificationError, InvalidHashError):
        return False


def _brake(who: str) -> None:
    now = here().now()
    with here().ledger.reading() as c:
        failures = audit.recent(c, act=FAILED, who=who, since=now - WINDOW, limit=MOST_FAILURES + 1)
    if len(failures) > MOST_FAILURES:
        raise TooManyRequests(retry_after=int(WINDOW.total_seconds()))


def _record(who: str, act: str) -> None:
    with here().ledger.writing() as c:
        audit.record(c, who=who, act=act, what="staff", now=here().now())
