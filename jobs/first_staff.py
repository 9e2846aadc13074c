"""How the first member of staff signs in: a password made, shown and kept at the first start."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.cli import new_password
from app.context import Context
from app.data_folder import called
from app.store import staff

FIRST_STAFF = "secretariat"
KEPT = "sign-in.txt"


def sign_in(context: Context) -> str:
    """How to sign in. Only the first start shows the password; a kept one that was changed since is removed."""
    path = context.settings.data_dir / KEPT
    with context.ledger.reading() as connection:
        anybody = staff.any_staff(connection)
    if not anybody:
        path.touch(mode=0o600)
        path.write_text(f"{FIRST_STAFF} / {new_password(context, FIRST_STAFF)}\n")
        return f"{path.read_text().strip()}   (kept in {path})"
    if path.exists():
        if _still_right(context, path.read_text()):
            return f"{FIRST_STAFF}, with the password kept in {path}"
        path.unlink()
    return f"your name; `{called(context.settings)} staff password NAME` gives NAME a new password"


def _still_right(context: Context, kept: str) -> bool:
    name, _, password = kept.strip().partition(" / ")
    with context.ledger.reading() as connection:
        member = staff.find(connection, name)
    try:
        return member is not None and PasswordHasher().verify(member.password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
