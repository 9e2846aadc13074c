"""What can be measured: a site that shows the form, and how a visitor comes to its first question."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser
from werkzeug.exceptions import NotFound
from werkzeug.middleware.shared_data import SharedDataMiddleware

from bench.pages.addresses import Way

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


@dataclass(frozen=True, slots=True)
class Candidate:
    """`site` is given a folder of its own and a browser for what has to be made beforehand; raises Unavailable."""

    name: str
    way: Way
    site: Callable[[Path, Browser], "WSGIApplication"]


def files(folder: Path) -> "WSGIApplication":
    """A site of files alone."""
    return SharedDataMiddleware(NotFound(), {"/": str(folder)})
