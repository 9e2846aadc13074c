"""Staff sign-in: passwords, the session that follows, and the brake on guessing."""

from datetime import timedelta
from functools import partial
from hashlib import sha256
from hmac import compare_digest

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import request, session
from werkzeug.exceptions import TooManyRequests

from app.config import STAFF
from app.store import audit, staff
from app.store.engine import alone
from app.store.staff import StaffMember
from app.web.here import here
from app.web.places import place_of

FAILED = "sign-in failed"
PASSWORD, ISSUER = "password", "issuer"
"""By what somebody showed who they are."""
WINDOW = timedelta(minutes=15)
MOST_FROM_ONE_PLACE = 10
"""Failures with one name from one address: who guesses from there does not lock the name's owner out elsewhere."""
MOST_FROM_AN_ADDRESS = 30
MOST_WITH_A_NAME = 100
"""Failures from all addresses together: more than a few of those are no mistakes."""

HASHER = PasswordHasher()
NOBODY = HASHER.hash("nobody has this password")
"""Checked when a name is unknown, so that an unknown name takes as long as a wrong password."""


def sign_in(name: str, password: str) -> bool:
    """Start a session for the right name and password; raises TooManyRequests after too many failures."""
    who = "".join(c if c.isprintable() else "?" for c in name.strip())[:100]
    attempt, member = _attempt(who)
    right = _verified(NOBODY if member is None else member.password_hash, password)
    if member is None or not right:
        return False
    _begin(member, PASSWORD)
    with here().ledger.writing() as c:
        audit.change_act(c, attempt, "signed in")
    return True


def sign_in_verified(name: str) -> bool:
    """Start a session for a member of staff of this name, which somebody has proved to be theirs; False for nobody."""
    with here().ledger.writing() as c:
        member = staff.find(c, name)
        if member is None:
            return False
        audit.record(c, who=member.name, act="signed in", what="by the issuer", now=here().now())
    _begin(member, ISSUER)
    return True


def _begin(member: StaffMember, by: str) -> None:
    session.clear()
    session.permanent = True
    session.update(staff=member.name, proof=_proof(member), by=by)


def signed_in() -> str:
    """The name of the member of staff whose session this is, empty when nobody's."""
    name = session.get("staff", "")
    if not name or (STAFF in here().settings.oidc_required and session.get("by") != ISSUER):
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


def _attempt(who: str) -> tuple[int, StaffMember | None]:
    """Write the attempt down as failed, before the password is looked at: however many come at once, all count."""
    now, place = here().now(), f"staff from {place_of(request.remote_addr)}"
    with here().ledger.writing() as c:
        alone(c, FAILED)
        failures = partial(audit.count, c, act=FAILED, since=now - WINDOW)
        braked = (
            failures(who=who, what=place) >= MOST_FROM_ONE_PLACE
            or failures(what=place) >= MOST_FROM_AN_ADDRESS
            or failures(who=who) >= MOST_WITH_A_NAME
        )
        if braked:
            raise TooManyRequests(retry_after=int(WINDOW.total_seconds()))
        return audit.record(c, who=who, act=FAILED, what=place, now=now), staff.find(c, who)
