"""Late links: staff let one applicant begin and send a form after it has closed, or send what was begun before."""

import secrets
from datetime import datetime

from itsdangerous import BadData, URLSafeSerializer

from app.context import Context
from app.drafting import Late
from app.store import drafts
from app.store.drafts import Draft


def made(secret_key: str, form: str, until: datetime) -> str:
    """What a late link says; it is good for one submission of that form."""
    return str(_signer(secret_key).dumps([form, secrets.token_hex(16), until.isoformat()]))


def read(secret_key: str, form: str, said: str, now: datetime) -> Late | None:
    """What a link says; None where it is none of ours, another form's, or over."""
    try:
        named, number, until = _signer(secret_key).loads(said)
    except (BadData, ValueError):
        return None
    late = Late(str(number), datetime.fromisoformat(str(until)))
    return late if named == form and now <= late.until else None


def use_for(context: Context, draft: Draft, late: Late) -> None:
    """Let a late link admit a draft that was not sent yet, as if it had been begun by it. Raises LedgerDown."""
    with context.ledger.writing() as c:
        there = drafts.get(c, draft.id, to_change=True)
        if there is not None and there.sent == 0:
            drafts.change(c, there, late_id=late.id, late_until=late.until)


def _signer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt="late")
