"""Proof of work (ALTCHA, version 2): what a browser works out by itself while its reader looks through the answers.

A challenge is for one draft and ends after a while, and a draft is taken in as new once: so no proof counts twice.
"""

import hmac
import json
from datetime import datetime, timedelta
from secrets import randbelow

from altcha import Payload, create_challenge, verify_solution

ALGORITHM = "PBKDF2/SHA-256"  # what every browser has in a secure context (W3C, Web Cryptography API)
COST = 1_000  # iterations of each try: about half a millisecond of a desk's computer, five of a slow phone's
FEWEST, MOST = 300, 1_000  # tries, so that nobody is unlucky
LIVES = timedelta(hours=2)
LONGEST = 4_000  # characters of a proof


def challenge(secret: str, draft: str, now: datetime) -> str:
    """What a browser is to work out for a draft, in JSON; `secret` is the service's."""
    made = create_challenge(
        ALGORITHM,
        COST,
        counter=FEWEST + randbelow(MOST - FEWEST + 1),
        expires_at=now + LIVES,
        data={"draft": draft},
        hmac_secret=_key(secret, "challenge"),
        hmac_key_secret=_key(secret, "solution"),
    )
    return json.dumps(made.to_dict())


def holds(secret: str, draft: str, proof: str) -> bool:
    """Whether somebody has worked that out for this draft, and in time."""
    if not proof or len(proof) > LONGEST:
        return False
    found = verify_solution(proof, _key(secret, "challenge"), hmac_key_secret=_key(secret, "solution"))
    return found.verified and Payload.from_base64(proof).challenge.parameters.data == {"draft": draft}


def _key(secret: str, purpose: str) -> bytes:
    return hmac.digest(secret.encode(), f"altcha {purpose}".encode(), "sha256")
