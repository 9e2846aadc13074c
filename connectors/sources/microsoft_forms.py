"""Microsoft Forms by Power Automate: the flow's author writes the body, with question ids or names of our own."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from connectors import strict_json
from connectors.errors import Unreadable
from connectors.ports import Entry, HookRequest, Received, Source
from connectors.sources.proofs import AnySecret
from connectors.sources.reading import as_moment, as_object, text_at
from connectors.sources.unpacking import unpacked, with_files

IDS = ("responseId", "ResponseId", "response_id", "responseid", "submission_id", "submissionId")
TIMES = ("submitDate", "submitdate", "SubmitDate", "submitted_at", "submittedAt", "submit_date", "submissionTime")
SYSTEM = frozenset({*IDS, *TIMES, "responder", "responder_email", "formId", "form_id", "form_name", "@odata.context"})
AMERICAN = ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M")
"""How Forms writes a time, whatever the language of the form: in the American way, in UTC."""
_BODY = re.compile(r"(?:outputs\('[^']*'\)\?\[')?body/([^']+)(?:'\])?")
INSIDE = ("answers", "data")
"""Objects in which authors put the answers, beside what they tell of the response."""


def read(request: HookRequest) -> Received:
    """Read what a flow sends: an object, one in `body`, or a list of one. Lists and files come as JSON texts."""
    found = _response(strict_json.loads(request.body))
    return Received(
        submission_id=text_at(found, *IDS),
        submitted_at=_time(text_at(found, *TIMES)),
        entries=tuple(entry for name, value in found.items() for entry in _entries(name, value)),
    )


def _response(body: object) -> Mapping[str, object]:
    if isinstance(body, list):
        if len(body) != 1:
            raise Unreadable(f"The body holds {len(body)} responses: each must be sent by itself.")
        return _response(body[0])
    found = as_object(body, "The body")
    inner = found.get("body")
    return _response(inner) if isinstance(inner, (dict, list)) else found


def _entries(name: str, value: object) -> list[Entry]:
    if name in INSIDE and isinstance(value, dict):
        return [Entry((f"{name}.{inner}", inner), _value(one)) for inner, one in value.items()]
    written = _BODY.fullmatch(name)
    return [Entry((written[1] if written else name,), _value(value), is_system=name in SYSTEM)]


def _value(value: object) -> object:
    return with_files(unpacked(value))


def _time(text: str) -> datetime | None:
    for way in AMERICAN:
        try:
            return datetime.strptime(text, way).replace(tzinfo=UTC)
        except ValueError:
            continue
    return as_moment(text)


MICROSOFT_FORMS = Source("Microsoft Forms (Power Automate)", AnySecret(), read)
"""The HTTP action may send our header; it signs nothing."""
