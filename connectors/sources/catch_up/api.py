"""What is known of a provider's API: how a token is shown there, and how its lists of submissions are read by pages.

All of it is pure: a request is described and an answer is read. Who asks is in asking.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Where = Mapping[str, str]
"""What the form's definition says under `api`; and `session`, where something must be asked first."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: where below the server, and what is sent."""

    path: str
    method: str = "GET"
    json: object = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a list has been read, in the provider's own words."""

    since: str = ""  # what is older was read in earlier rounds
    at: str = ""  # where the next page of this round begins; empty at its beginning
    newest: str = ""  # the newest seen in this round, from which the next one goes on


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: submissions as the source reads them, and where the next page begins."""

    bodies: tuple[bytes, ...]
    at: str = ""  # empty after the last page
    newest: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of submissions that is read round after round, each from where the last one ended."""

    name: str
    ask: Callable[[Where, Cursor], Ask]
    read: Callable[[Where, Cursor, object], Page]


@dataclass(frozen=True, slots=True)
class Session:
    """What is asked before the lists, and what they need of it: the key of a session, or what they do not tell."""

    ask: Callable[[Where, str], Ask]
    read: Callable[[object], str]


@dataclass(frozen=True, slots=True)
class Api:
    """The API of one provider."""

    shows: Callable[[str], Mapping[str, str]]  # the headers that show a token
    listings: tuple[Listing, ...]
    seconds: float  # between two requests, so that the provider's limit is kept
    server: str = ""  # where the form names none
    one: Callable[[Where, str], Ask] | None = None  # the submission that a thin delivery names
    session: Session | None = None
    tells_changes: bool = True  # whether a submission's time is that of its last change
    has_tokens: bool = True  # of its own; else Google's credentials of the installation are used


def after(cursor: Cursor, page: Page) -> Cursor:
    """Where to go on: at the next page, or with a new round."""
    newest = page.newest or cursor.newest
    return Cursor(cursor.since, page.at, newest) if page.at else Cursor(newest or cursor.since)


def server_of(api: Api, where: Where) -> str:
    """The address below which everything is asked."""
    return (where.get("server") or api.server).rstrip("/")
