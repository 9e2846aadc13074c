"""Asks a provider's API: shows the token to its server alone, and reads what it answers as JSON."""

import json
from dataclasses import dataclass, field

from connectors.errors import ConnectorError, Unreadable
from connectors.fetching import Fetcher
from connectors.sources.catch_up.api import Api, Ask, Cursor, Listing, Page, Where, server_of
from connectors.sources.catch_up.parts import body


@dataclass(frozen=True, slots=True)
class Asker:
    """One form's way to one API."""

    fetcher: Fetcher
    api: Api
    where: Where
    token: str = field(repr=False)

    def page(self, listing: Listing, cursor: Cursor) -> Page:
        """The next page of a list. Raises ConnectorError."""
        found = self._answer(listing.ask(self.where, cursor))
        try:
            page = listing.read(self.where, cursor, found)
        except Unreadable as fault:
            raise ConnectorError(f"{server_of(self.api, self.where)}: {fault}") from None
        if page.at and page.at == cursor.at:
            raise ConnectorError(f"{server_of(self.api, self.where)} gives the same page again")
        return page

    def one(self, known_as: str) -> bytes:
        """One submission, as its source reads it. Raises ConnectorError."""
        assert self.api.one is not None  # noqa: S101 - asked only where there is one
        return body(self._answer(self.api.one(self.where, known_as)))

    def begun(self) -> "Asker":
        """The same once what must be asked first was asked, where anything must. Raises ConnectorError."""
        session = self.api.session
        if session is None:
            return self
        try:
            key = session.read(self._answer(session.ask(self.where, self.token)))
        except Unreadable as fault:
            raise ConnectorError(f"{server_of(self.api, self.where)}: {fault}") from None
        return Asker(self.fetcher, self.api, {**self.where, "session": key}, self.token)

    def _answer(self, ask: Ask) -> object:
        url, headers = server_of(self.api, self.where) + ask.path, {"accept": "application/json"}
        shown = {**headers, **self.api.shows(self.token)}
        answer = self.fetcher.send(ask.method, url, headers=shown, json=ask.json)
        try:
            return json.loads(answer.content)
        except (ValueError, RecursionError):
            raise ConnectorError(f"{server_of(self.api, self.where)} answers with no JSON") from None
