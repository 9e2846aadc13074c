"""The organisation's own look: a style sheet of a few lines and a logo, read once at the start."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import cast

from flask import Blueprint, Flask, current_app, make_response, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.config import Settings
from app.theme import LOGOS, style

blueprint = Blueprint("theme", __name__, url_prefix="/theme")


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the theme, as it is served."""

    content: bytes
    media_type: str

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()[:16]


def theme() -> Mapping[str, Part]:
    """The parts there are: `style.css`, `logo`."""
    return cast("Mapping[str, Part]", current_app.extensions["theme"])


@blueprint.get("/<name>")
def part(name: str) -> AnyResponse:
    """One of them."""
    found = theme().get(name)
    if found is None:
        raise NotFound
    response = make_response(found.content)
    response.content_type = found.media_type
    response.set_etag(found.digest)
    return response.make_conditional(request)


def parts_of(settings: Settings) -> dict[str, Part]:
    """What the settings say, as files. Raises OSError for a logo that cannot be read any more."""
    said, logo = style(settings.theme_accent, settings.theme_accent_dark, settings.theme_font), settings.theme_logo
    parts = {"style.css": Part(said.encode(), "text/css; charset=utf-8")} if said else {}
    return parts | ({"logo": Part(logo.read_bytes(), LOGOS[logo.suffix.lower()])} if logo else {})


def register(app: Flask, settings: Settings) -> None:
    """Serve the theme and tell every template of it."""
    app.extensions["theme"] = parts_of(settings)
    app.register_blueprint(blueprint)
    app.context_processor(lambda: {"theme": theme()})
