"""How each source of submissions proves who it is, told from its own proof for those who read the API's description."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.ports import Proof
from connectors.sources import SOURCES
from connectors.sources.body_token import BodyToken
from connectors.sources.either import Either
from connectors.sources.google_token import GoogleToken
from connectors.sources.netlify_token import NetlifyToken
from connectors.sources.proofs import OWN_HEADER, AnySecret
from connectors.sources.signatures import TOLERANCE, HmacScheme, as_whsec

Scheme = Mapping[str, str]
ENCODED = {"base64": "the Base64", "hex": "the hexadecimal digits"}
BETWEEN = {" ": "a blank", ",": "a comma"}


@dataclass(frozen=True, slots=True)
class Signing:
    """What a source sends besides the body."""

    told: str
    headers: Mapping[str, str] = field(default_factory=dict)  # name -> what it holds
    schemes: Mapping[str, Scheme] = field(default_factory=dict)  # OpenAPI security schemes, any of which is enough
    is_choice: bool = False  # there are several ways: no header is obligatory


def told(proof: Proof) -> Signing:
    """How a source with this proof proves who it is."""
    return TOLD[type(proof)](proof)


def _hmac(proof: HmacScheme) -> Signing:
    key = "the bytes that follow `whsec_` in our secret (Base64)" if proof.key is as_whsec else "our secret"
    digest = f"{_quoted(proof.prefix)}{ENCODED[proof.encoding]} of an HMAC-{proof.digest.upper()}"
    said = [f"The header `{proof.header}` holds {digest} over {_signed(proof)}, with {key} as key."]
    if proof.between:
        said.append(f"Several signatures may stand there with {BETWEEN[proof.between]} between them.")
    if proof.time_in:
        said.append(f"The time must lie within {TOLERANCE} seconds of ours.")
    return Signing(" ".join(said), _hmac_headers(proof), {proof.header: _in_header(proof.header)})


def _quoted(prefix: str) -> str:
    return f"`{prefix}` and " if prefix else ""


def _signed(proof: HmacScheme) -> str:
    """What is signed, as people read it: `<t>.<body>`."""
    return "the body" if proof.signed == "{body}" else f"`{proof.signed.replace('{', '<').replace('}', '>')}`"


def _hmac_headers(proof: HmacScheme) -> dict[str, str]:
    time = "Seconds since 1970 (Unix time)."
    names = [piece.partition("}")[0] for piece in proof.signed.split("{")[1:]]
    signed = {name: "The same over all retries of one message." for name in names if name not in {"body", "t"}}
    if proof.time_in == "t":
        return {**signed, proof.header: f"`t=` and the time, and the signature. {time}"}
    return {**signed, **({proof.time_in: time} if proof.time_in else {}), proof.header: "The signature."}


def _any_secret(proof: AnySecret) -> Signing:
    names = [OWN_HEADER, *proof.headers]
    listed = " or ".join(f"`{name}`" for name in names)
    return Signing(
        f"Nothing is signed: our secret is shown in the header {listed}, as the password of HTTP Basic authentication "
        "(with any user name), or in the address: at its end after a `/`, or as `?secret=`.",
        {"authorization": "Basic, and the Base64 of `<any name>:<our secret>`.", **dict.fromkeys(names, "Our secret.")},
        {
            **{name: _in_header(name) for name in names},
            "basic": {"type": "http", "scheme": "basic"},
            "in-address": {"type": "apiKey", "in": "query", "name": "secret"},
        },
        is_choice=True,
    )


def _body_token(proof: BodyToken) -> Signing:
    return Signing(f"Nothing is signed: our secret stands in the body, under `{proof.name}`.")


def _netlify(proof: NetlifyToken) -> Signing:
    said = f"The header `{proof.header}` holds a JWT (HS256, our secret as key) whose `sha256` is that of the body."
    return Signing(said, {proof.header: "The token."}, {proof.header: _in_header(proof.header)})


def _google(proof: GoogleToken) -> Signing:
    return _either_of(
        Signing(
            "The header `authorization` holds `Bearer` and a token that Google signed (OpenID Connect), for the "
            "service account and the audience that our secret names.",
            {"authorization": "Bearer, and the token."},
            {"google": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        ),
        told(proof.otherwise),
    )


def _either(proof: Either) -> Signing:
    return _either_of(told(proof.first), told(proof.second))


def _either_of(first: Signing, second: Signing) -> Signing:
    headers = {**second.headers, **first.headers}
    return Signing(f"{first.told} Or: {second.told}", headers, {**first.schemes, **second.schemes}, is_choice=True)


def _in_header(name: str) -> Scheme:
    return {"type": "apiKey", "in": "header", "name": name}


TOLD: Mapping[type, Callable[[Any], Signing]] = {
    HmacScheme: _hmac,
    AnySecret: _any_secret,
    BodyToken: _body_token,
    NetlifyToken: _netlify,
    GoogleToken: _google,
    Either: _either,
}
"""Means of proof -> how it is told."""

SIGNED: Mapping[str, Signing] = {word: told(source.proof) for word, source in SOURCES.items()}
"""Word of a source -> how it signs."""
