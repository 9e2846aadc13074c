"""KoboToolbox: REST service deliveries, all answers as text, keyed by XLSForm path."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from connectors.ports import HookRequest, Received
from connectors.sources.kobo_files import Attachments
from connectors.sources.reading import json_object, moment_at, place, text_at
from connectors.sources.signatures import basic_password, same

SYSTEM_KEYS = frozenset(
    {
        *("formhub/uuid", "start", "end", "today", "username", "deviceid"),
        *("subscriberid", "simserial", "phonenumber", "audit", "background-audio"),
    }
)
SYSTEM_PREFIXES = ("_", "meta/")


class KoboToolbox:
    """The source `kobotoolbox`. Kobo signs nothing; a secret stands in the headers.

    A repeat is mapped itself (`group/repeat` -> `budget`) and so are its questions
    (`group/repeat/cost` -> `budget.unit_cost`).
    """

    def authentic(self, request: HookRequest, secrets: Sequence[str], now: datetime) -> bool:  # noqa: ARG002
        """Whether the Basic password or `X-Chancery-Secret` is one of the live secrets."""
        shown = (
            basic_password(request.headers.get("authorization", "")),
            request.headers.get("x-chancery-secret"),
        )
        # Every pair is compared, so that the time taken does not tell which one was near.
        return any([same(one, secret) for one in shown if one for secret in secrets if secret])  # noqa: C419

    def read(self, request: HookRequest, mapping: Mapping[str, str], ignore: Sequence[str]) -> Received:
        """Read one submission as Kobo's API would give it."""
        found = json_object(request.body)
        reading = _Reading(mapping, tuple(ignore), Attachments(found.get("_attachments")))
        answers = reading.mapped(found, "")
        return Received(
            delivery_id=text_at(found, "_uuid", "meta/instanceID"),
            submission_id=text_at(found, "_id"),
            answers=answers,
            submitted_at=moment_at(found, "_submission_time"),
            unmapped=tuple(dict.fromkeys(reading.unmapped)),
        )

    def sign(self, body: bytes, secret: str, now: datetime) -> Mapping[str, str]:  # noqa: ARG002
        """The HTTP Basic header."""
        return {"authorization": "Basic " + base64.b64encode(f"kobo:{secret}".encode()).decode("ascii")}


@dataclass(slots=True)
class _Reading:
    """One delivery being read; `unmapped` grows as unknown keys are met."""

    mapping: Mapping[str, str]
    ignore: tuple[str, ...]
    attachments: Attachments
    unmapped: list[str] = field(default_factory=list)

    def mapped(self, found: Mapping[str, object], inside: str) -> dict[str, object]:
        """The answers of `found`, with paths taken relative to the table `inside` (empty: the whole form)."""
        answers: dict[str, object] = {}
        for key, value in found.items():
            path = self.mapping.get(key)
            if path is not None and path.startswith(inside):
                place(answers, path.removeprefix(inside), self._value(key, value, path))
            elif not self._known(key):
                self.unmapped.append(key)
        return answers

    def _value(self, key: str, value: object, path: str) -> object:
        if isinstance(value, list):
            return [self.mapped(row, path + ".") if isinstance(row, dict) else row for row in value]
        return self.attachments.answer(key, value)

    def _known(self, key: str) -> bool:
        """Whether `key` is known to be no answer; ignoring a group ignores what is in it."""
        ignored = any(key == known or key.startswith(known + "/") for known in self.ignore)
        return ignored or key in SYSTEM_KEYS or key.startswith(SYSTEM_PREFIXES)
