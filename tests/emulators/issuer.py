"""An issuer of OpenID Connect on a port of this machine: real keys, real tokens, and faults that can be turned on."""

import json
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "chancery", "s3cret"
RIGHT = object()
"""Stands for what is right."""


@dataclass
class Issuer:
    """What it knows, and what it does wrong."""

    url: str = ""
    key: RSAKey = field(default_factory=lambda: new_key("one"))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)  # said instead of what is right; None: left out
    signs_with: RSAKey | None = None  # another key than it shows
    is_away: bool = False
    metadata: object = RIGHT  # shown instead
    answers: object = RIGHT  # said instead of a token
    asked: list[str] = field(default_factory=list)  # paths

    def consent(self, address: str, email: str) -> str:
        """Somebody signs in at the address they were led to; the address that this leads back to."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert {"openid", "email"} <= set(asked["scope"].split())
        assert asked["client_id"] == CLIENT
        code = token_urlsafe(8)
        self.codes[code] = {**asked, "email": email}
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"

    def rotate(self) -> None:
        """Sign by another key from now on."""
        self.key = new_key("two")

    def token(self, said: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """What the token endpoint answers (RFC 6749, 4.1.3; RFC 7636, 4.6)."""
        kept = self.codes.pop(said.get("code", ""), None)  # good once
        who = b64decode(authorization.removeprefix("Basic ")).decode()
        if [unquote(one) for one in who.split(":")] != [CLIENT, SECRET]:
            return 401, {"error": "invalid_client"}
        shown = urlsafe_b64encode(sha256(said.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if kept is None or shown != kept["code_challenge"] or said.get("redirect_uri") != kept["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": token_urlsafe(8), "token_type": "Bearer", "id_token": self._signed(kept)}

    def _signed(self, kept: dict[str, str]) -> str:
        now = int(time.time())
        right = {"iss": self.url, "aud": CLIENT, "sub": "4711", "iat": now, "exp": now + 300, "nonce": kept["nonce"]}
        right |= {"email": kept["email"], "email_verified": True}
        said = {name: one for name, one in {**right, **self.claims}.items() if one is not None}
        return jwt.encode({"alg": "RS256", "kid": str(self.key.kid)}, said, self.signs_with or self.key)

    def page(self, path: str) -> dict[str, Any]:
        """What is read of it."""
        if path == "/jwks":
            return {"keys": [self.key.as_dict(private=False)]}
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "id_token_signing_alg_values_supported": ["RS256"],
        }


@cache
def new_key(name: str, number: int = 1) -> RSAKey:
    """A key under a name, which others may have as well; made once."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})


@contextmanager
def issuing() -> Iterator[Issuer]:
    """An issuer that answers."""
    issuer = Issuer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(issuer))
    issuer.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield issuer
    server.shutdown()
    thread.join()
    server.server_close()


def _handler(issuer: Issuer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.asked.append(self.path)
            is_wrong = issuer.metadata is not RIGHT and self.path != "/jwks"
            self._answer(200, issuer.metadata if is_wrong else issuer.page(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            said = {name: values[0] for name, values in parse_qs(body).items()}
            status, token = issuer.token(said, self.headers.get("Authorization", ""))
            self._answer(status, token if issuer.answers is RIGHT else issuer.answers)

        def _answer(self, status: int, body: object) -> None:
            self.send_response(503 if issuer.is_away else status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b"away" if issuer.is_away else json.dumps(body).encode())

        def log_message(self, *_: object) -> None:
            """Nothing is told."""

    return Handler
