"""LimeSurvey: the webhook plugin's body, whose token proves it, or one row of a RemoteControl export."""

from collections.abc import Mapping
from datetime import datetime

from connectors.errors import Unreadable
from connectors.ports import Entry, HookRequest, Received, Source
from connectors.sources.body_token import BodyToken
from connectors.sources.either import Either
from connectors.sources.lime_answers import answer_entries
from connectors.sources.proofs import AnySecret
from connectors.sources.reading import (
    as_moment,
    as_object,
    json_object,
    language_at,
    object_at,
    objects_at,
    system_entries,
    text_at,
)

NO_DATE = "1980-01-01"
"""What LimeSurvey writes for the time of an anonymous response."""


def read(request: HookRequest) -> Received:
    """Read a completed response. Keys are question codes, as LimeSurvey writes them: `Q1`, `Q2[SQ001]`, `Q2_SQ001`."""
    found = json_object(request.body)
    if "response" in found:
        return _plugin(found)
    return _exported(_row(found))


def _plugin(found: Mapping[str, object]) -> Received:
    response = _object(found["response"], "response")
    survey, number = text_at(found, "survey", "surveyId"), text_at(found, "respondId", "responseId")
    return Received(
        submission_id="-".join(one for one in (survey, number or text_at(response, "id")) if one),
        submitted_at=_time(found, "submitDate") or _time(response, "submitdate"),
        language=language_at(response, "startlanguage"),
        entries=(
            *answer_entries(response, found.get("response_pretty")),
            *system_entries(object_at(found, "participant"), before="participant."),
            *(Entry((name,), found[name], is_system=True) for name in ("survey", "event", "token") if name in found),
        ),
    )


def _exported(row: Mapping[str, object]) -> Received:
    return Received(
        submission_id=text_at(row, "id"),
        submitted_at=_time(row, "submitdate") or _time(row, "datestamp"),
        language=language_at(row, "startlanguage"),
        is_partial=row.get("submitdate", "unknown") in (None, ""),
        entries=answer_entries(row, None),
    )


def _row(found: Mapping[str, object]) -> Mapping[str, object]:
    """The one response of an export, which may stand in a list, and there under its own number."""
    listed = objects_at(found, "responses")
    if len(listed) > 1:
        raise Unreadable(f"The body holds {len(listed)} responses: each must be sent by itself.")
    row = listed[0] if listed else found
    [*only] = row.values()
    if len(only) == 1 and isinstance(only[0], dict):
        row = only[0]
    if "id" not in row:
        raise Unreadable("The body is neither a webhook of LimeSurvey nor a row of its export (with an id).")
    return row


def _object(value: object, name: str) -> Mapping[str, object]:
    """PHP writes an empty object as an empty list."""
    return {} if value in (None, [], "") else as_object(value, name)


def _time(found: Mapping[str, object], name: str) -> datetime | None:
    text = text_at(found, name)
    return None if text.startswith(NO_DATE) else as_moment(text)


LIMESURVEY = Source("LimeSurvey", Either(AnySecret(), BodyToken("api_token")), read)
"""The plugin signs nothing: it writes the token of its settings into every body."""
