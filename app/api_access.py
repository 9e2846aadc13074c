"""Whether a provider's API can be asked for a form's submissions, what is lacking if not, and the way there."""

from dataclasses import dataclass

import httpx

from app.config import Settings
from app.context import Context
from app.store import api_tokens
from app.store.api_tokens import ApiToken
from connectors.errors import ConnectorError
from connectors.fetching.urls import host_of, is_trusted, port_of
from connectors.google_login import access_token
from connectors.sources.catch_up import APIS
from connectors.sources.catch_up.api import server_of
from connectors.sources.catch_up.asking import Asker
from forms.definition import Source as Wanted
from forms.schema import CompiledForm

FORMS_SCOPE = "https://www.googleapis.com/auth/forms.responses.readonly"


def lacking(settings: Settings, form: str, wanted: Wanted, token: ApiToken | None) -> str:
    """What must be done before a source's API can be asked, in a sentence; empty where it can be."""
    api, word = APIS.get(wanted.word), wanted.word
    if api is None:
        return f"This service knows no API of {word} that it could ask."
    if not wanted.api:
        return f"Say under `api` of {word} in the form's definition where they are to be asked for, and publish it."
    if not api.has_tokens:
        return "" if settings.google_credentials else "Set GOOGLE_CREDENTIALS to a service account's key file."
    command = f"chancery hooks token {form} {word} --set TOKEN"
    return _lacking_of_token(settings, server_of(api, wanted.api), token, command)


def _lacking_of_token(settings: Settings, server: str, token: ApiToken | None, command: str) -> str:
    if not _is_safe(server, settings):
        return f"A token is shown over https:// alone (or to TRUSTED_HOSTS), not to {server}."
    if token is None:
        return f"Set its token: {command}."
    if token.server != server:
        return f"Its token is for {token.server}, not for {server}: set it anew, {command}."
    return ""


def _is_safe(server: str, settings: Settings) -> bool:
    try:
        url = httpx.URL(server)
    except httpx.InvalidURL:
        return False
    return url.scheme == "https" or is_trusted(host_of(url), port_of(url), settings.trusted_hosts)


@dataclass(frozen=True, slots=True)
class Way:
    """The way to one source's API, and the form that its submissions are for."""

    compiled: CompiledForm
    wanted: Wanted
    asker: Asker


def way_to(context: Context, form: str, source: str) -> Way:
    """The way to the API of a form's source. Raises ConnectorError with what is lacking."""
    compiled = context.form_for(form)
    wanted = next((one for one in compiled.form.sources if one.word == source), None) if compiled else None
    if compiled is None or wanted is None:
        raise ConnectorError(f"{form} takes nothing from {source}", permanent=True)
    with context.ledger.reading() as connection:
        token = api_tokens.find(connection, form, source)
    if lack := lacking(context.settings, form, wanted, token):
        raise ConnectorError(lack, permanent=True)
    credentials = context.settings.google_credentials
    shown = token.token if token else access_token(credentials, FORMS_SCOPE) if credentials else ""
    return Way(compiled, wanted, Asker(context.fetcher, APIS[source], wanted.api, shown))


def askable(context: Context, tokens: list[ApiToken]) -> list[str]:
    """The sources that can be asked, as `form/source`."""
    known = {(one.form, one.source): one for one in tokens}
    return [
        f"{name}/{wanted.word}"
        for name, compiled in context.forms.items()
        for wanted in compiled.form.sources
        if wanted.api and not lacking(context.settings, name, wanted, known.get((name, wanted.word)))
    ]
