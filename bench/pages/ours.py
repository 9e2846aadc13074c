"""This service's own site, with the forms of a folder and a ledger of its own."""

from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser

from app.config import SHIPPED_FORMS, read_settings
from app.context import serving_context
from app.web import create_app
from bench.pages.addresses import first_question
from bench.pages.candidate import Candidate
from bench.pages.form import FIRST, NAME

UNLIMITED = "1000000"  # posts a minute: rounds come faster than people


def site(folder: Path, forms: Path = SHIPPED_FORMS) -> Flask:
    """Without the server's event loop in front: what it does to a request is no part of what is compared."""
    environ = {
        "CHANCERY_DATA": str(folder / "var"),
        "CHANCERY_FORMS": str(forms),
        "POSTS_PER_MINUTE": UNLIMITED,
    }
    return create_app(serving_context(read_settings(environ)))


def _site(folder: Path, _browser: Browser) -> Flask:
    return site(folder)


def ours() -> Candidate:
    return Candidate("ours", first_question(NAME, FIRST), _site)
