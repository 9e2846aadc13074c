"""Late links: staff let one applicant begin and send a form after it has closed."""

import secrets
from datetime import datetime

from itsdangerous import BadData, URLSafeSerializer

from app.drafting import Late


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


def _signer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt="late")
