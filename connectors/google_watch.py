"""Watches of Google forms: that responses are told of to a topic. A watch ends after seven days, so it is renewed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from connectors.errors import ConnectorError
from connectors.fetching import Fetcher
from connectors.sources.catch_up.parts import bearer, path
from connectors.sources.reading import moment_at, object_at, objects_at, text_at

EVENT = "RESPONSES"
RENEWED_BEFORE = timedelta(days=5)
"""How long a watch may still last when it is renewed: a clock that fails for days does no harm."""


@dataclass(frozen=True, slots=True)
class Watches:
    """The watches of one form."""

    fetcher: Fetcher
    server: str
    form: str
    token: str = field(repr=False)

    def ensured(self, topic: str, now: datetime) -> str:
        """Have the topic told of responses; says what was done for that. Raises ConnectorError."""
        found = next(self._of(topic), None)
        ends = moment_at(found, "expireTime") if found else None
        if found is None or ends is None or ends <= now:
            return self._said("set up", self._send("POST", self._path(), {"watch": _watch(topic)}))
        if ends - now > RENEWED_BEFORE:
            return self._said("is there", found)
        return self._said("renewed", self._send("POST", f"{self._path(text_at(found, 'id'))}:renew", {}))

    def _of(self, topic: str) -> Iterator[Mapping[str, object]]:
        for one in objects_at(self._send("GET", self._path()), "watches"):
            target = text_at(object_at(object_at(one, "target"), "topic"), "topicName")
            if text_at(one, "eventType") == EVENT and target == topic:
                yield one

    def _path(self, *watch: str) -> str:
        return path("v1", "forms", self.form, "watches", *watch)

    def _send(self, method: str, where: str, said: object = None) -> Mapping[str, object]:
        answer = self.fetcher.send(method, self.server + where, headers=bearer(self.token), json=said)
        try:
            found = json.loads(answer.content)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise ConnectorError(f"{self.server} answers with no JSON object")
        return found

    def _said(self, what: str, watch: Mapping[str, object]) -> str:
        return f"watch of {self.form} {what} until {text_at(watch, 'expireTime') or 'a time that Google did not tell'}"


def _watch(topic: str) -> Mapping[str, object]:
    return {"target": {"topic": {"topicName": topic}}, "eventType": EVENT}
