"""Keeping the tokens of providers' APIs, each for the server that the form names when it is set."""

import click

from app.api_access import lacking
from app.context import Context
from app.store import api_tokens, audit
from app.store.api_tokens import ApiToken
from connectors.sources.catch_up import APIS
from connectors.sources.catch_up.api import server_of
from forms.definition import Source

SHORT = 12
WHO = "command line"


def set_token(context: Context, form: str, wanted: Source, token: str) -> str:
    """Keep a token; says what was done. Raises ClickException where it could not be used."""
    api, text, now = APIS.get(wanted.word), token.strip(), context.now()
    server = server_of(api, wanted.api) if api else ""
    if lack := lacking(context.settings, form, wanted, ApiToken(form, wanted.word, server, text, now)):
        raise click.ClickException(lack)
    if api is None or not api.has_tokens or not text.isprintable() or not text:
        raise click.ClickException(f"{wanted.word} takes no such token")
    with context.ledger.writing() as connection:
        api_tokens.put(connection, form, wanted.word, server, text, now=now)
        audit.record(
            connection, who=WHO, act="token.set", what=f"{form}/{wanted.word}", now=now, details={"server": server}
        )
    return f"token kept for {server}"


def forget_token(context: Context, form: str, source: str) -> str:
    """Forget a token; says whether there was one."""
    with context.ledger.writing() as connection:
        was_there = api_tokens.revoke(connection, form, source)
        if was_there:
            audit.record(connection, who=WHO, act="token.revoked", what=f"{form}/{source}", now=context.now())
    return "token forgotten" if was_there else "there was no token"


def hinted(token: str) -> str:
    """So much of a token that its owner knows which one it is."""
    return f"…{token[-4:]}" if len(token) >= SHORT else "…"
