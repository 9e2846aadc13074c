"""How each source of submissions proves who it is, for those who read the API's description."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signing:
    """What a source sends besides the body."""

    told: str
    headers: Mapping[str, str]  # name -> what it holds
    schemes: Mapping[str, Mapping[str, str]]  # OpenAPI security schemes, any one of which is enough


SIGNED: Mapping[str, Signing] = {
    "standard-webhooks": Signing(
        "The sender signs as Standard Webhooks says: `v1,` and the Base64 of an HMAC-SHA256 over "
        "`<webhook-id>.<webhook-timestamp>.<body>`, with the bytes that follow `whsec_` in our secret (Base64) as key. "
        "The timestamp must lie within 300 seconds.",
        {
            "webhook-id": "The same over all retries of one message.",
            "webhook-timestamp": "Seconds since 1970 (Unix time).",
            "webhook-signature": "One or more signatures with blanks between them.",
        },
        {"webhookSignature": {"type": "apiKey", "in": "header", "name": "webhook-signature"}},
    ),
    "typeform": Signing(
        "Typeform signs the body: `sha256=` and the Base64 of an HMAC-SHA256 with our secret as key.",
        {"typeform-signature": "The signature."},
        {"typeformSignature": {"type": "apiKey", "in": "header", "name": "typeform-signature"}},
    ),
    "kobotoolbox": Signing(
        "KoboToolbox signs nothing: it shows our secret as the password of HTTP Basic authentication (with any user "
        "name), or in the header `X-Chancery-Secret`.",
        {"authorization": "Basic, and the Base64 of `<any name>:<our secret>`."},
        {
            "basicSecret": {"type": "http", "scheme": "basic"},
            "plainSecret": {"type": "apiKey", "in": "header", "name": "X-Chancery-Secret"},
        },
    ),
}
"""Word of a source -> how it signs."""
