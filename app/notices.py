"""Where Drive tells of changes to a form's sheet, and how it proves that it was asked to."""

import hmac
from hashlib import sha256
from urllib.parse import quote

from app.config import Settings

PATH = "/notices/google-drive"
TOLD = "told"
"""What the payload of a sheet item says that a notice asked for: somebody changed the sheet, if only we."""


def address_for(settings: Settings, form: str) -> str:
    """The address for notices about a form's sheet."""
    return f"{settings.base_url}{PATH}/{quote(form, safe='')}"


def token_for(settings: Settings, form: str) -> str:
    """What Drive says with each notice: it follows from the secret key, so that it need not be kept anywhere."""
    return hmac.new(settings.secret_key.encode(), f"{PATH}/{form}".encode(), sha256).hexdigest()


def is_proved(settings: Settings, form: str, token: str) -> bool:
    """Whether a notice is one that was asked for."""
    return hmac.compare_digest(token_for(settings, form).encode(), token.encode("utf-8", "replace"))
