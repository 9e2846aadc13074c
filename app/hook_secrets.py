"""Secrets made for sources that have none: when a form is published by hand, and at each start."""

import base64
import secrets as randomness
from datetime import datetime

from sqlalchemy import Connection

from app.store import secrets
from forms.definition import Form


def ensure_secrets(connection: Connection, form: Form, *, now: datetime) -> None:
    """Give every source of the form a secret if it has none."""
    for source in form.sources:
        if not secrets.live(connection, form.name, source.word):
            secrets.add(connection, form.name, source.word, new_secret(), now=now)


def new_secret() -> str:
    """256 random bits, written so that every provider's secret field takes it (Standard Webhooks' form)."""
    return "whsec_" + base64.b64encode(randomness.token_bytes(32)).decode()
