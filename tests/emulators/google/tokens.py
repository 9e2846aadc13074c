"""The token endpoint of OAuth 2.0 (RFC 6749, RFC 7523), for clients that log in with a key file or a refresh token."""

import json
from base64 import urlsafe_b64decode
from urllib.parse import parse_qs

from .calls import Answer

LIFE = 3600  # seconds


def token(raw: bytes) -> Answer:
    """An access token that names the account: that of the key file, which is believed, or of the refresh token."""
    given = {name: values[0] for name, values in parse_qs(raw.decode()).items()}
    if "assertion" in given:
        claims = given["assertion"].split(".")[1]
        account = json.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["iss"]
    else:
        account = given.get("refresh_token", "user")
    return Answer.json({"access_token": account, "expires_in": LIFE, "token_type": "Bearer"})
