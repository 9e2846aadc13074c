"""Sign-in by an organisation's own accounts: OpenID Connect's authorization code flow, with PKCE, state and nonce.

Authlib does it (OpenID Connect Core 1.0, 3.1; RFC 7636); here is what it is told, and what is made of its answers.
"""

from collections.abc import Mapping
from typing import Any

from authlib.integrations.flask_client import OAuth, OAuthError  # type: ignore[import-untyped]  # ships no types
from flask import Flask, current_app, redirect, request, session
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response as AnyResponse

from app.config import Settings
from app.web.here import here
from forms.types.texts import UNKEEPABLE

NAME = "oidc"
STATES = f"_state_{NAME}_"
"""How Authlib calls what it keeps in the session, state by state."""
WAIT = 10  # seconds that the issuer may take to answer
ABSURD = (RequestException, RuntimeError, KeyError, TypeError)
"""What Authlib raises where the issuer does not answer, or what it says lacks an address or is no object."""


class Away(Exception):  # noqa: N818 - told to who signs in
    """The issuer cannot be reached, or says what is no answer."""


class Refused(Exception):  # noqa: N818 - told to who signs in
    """Nothing shows whose address it is: a fault in what came back, or an address that the issuer has not verified."""


def register(app: Flask, settings: Settings) -> None:
    """Make the client of the issuer, where there is one; nothing is asked of it yet."""
    if settings.oidc_issuer:
        app.extensions[NAME] = OAuth(app).register(
            NAME,
            client_id=settings.oidc_client,
            client_secret=settings.oidc_secret,
            server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "default_timeout": WAIT},
        )


def is_there() -> bool:
    """Whether there is an issuer."""
    return NAME in current_app.extensions


def begin(wanted: Mapping[str, str]) -> AnyResponse:
    """Lead to the issuer; `wanted` says what for, and comes back with whoever does. Raises Away.

    One attempt at a time: the session is a cookie, which holds four kilobytes.
    """
    client, back = current_app.extensions[NAME], f"{here().settings.base_url}/oidc/back"
    try:
        asked = client.create_authorization_url(back)
    except ABSURD as fault:
        raise Away from fault
    for key in [key for key in session if key.startswith(STATES)]:
        session.pop(key)
    client.save_authorize_data(redirect_uri=back, wanted=dict(wanted), **asked)
    return redirect(asked["url"], code=303)


def wanted_by() -> Mapping[str, str] | None:
    """What the attempt was for that leads back here; None for one that this browser did not begin."""
    kept = current_app.extensions[NAME].framework.get_state_data(session, request.args.get("state"))
    found: Mapping[str, str] | None = kept["wanted"] if kept else None
    return found


def finish() -> str:
    """The verified e-mail address of whoever came back; each state is good once. Raises Away and Refused."""
    client = current_app.extensions[NAME]
    try:
        token = client.authorize_access_token(claims_options=_claims(here().settings))
    except ABSURD as fault:
        raise Away from fault
    except (OAuthError, JoseError, ValueError) as fault:  # ValueError: what should be a token or a key is none
        raise Refused(str(fault)) from fault
    finally:
        client.framework.clear_state_data(session, request.args.get("state"))
    return _verified(token.get("userinfo") or {})


def _claims(settings: Settings) -> dict[str, Any]:
    """What an ID token must say: that it is the issuer's that the settings name, and meant for us."""
    return {
        "iss": {"essential": True, "values": [settings.oidc_issuer]},
        "aud": {"essential": True, "values": [settings.oidc_client]},
    }


def _verified(claims: Mapping[str, Any]) -> str:
    email = str(claims.get("email") or "")
    if claims.get("email_verified") is not True or not email or UNKEEPABLE.search(email):
        raise Refused("the issuer has not verified the address")
    return email
