"""SurveyMonkey: signed events that only name a response, and responses with their details as its API gives them."""

from collections.abc import Mapping

from connectors.errors import Unreadable
from connectors.ports import Entry, HookRequest, Received, Source
from connectors.sources.monkey_answers import question_entry
from connectors.sources.reading import (
    json_object,
    language_at,
    moment_at,
    object_at,
    objects_at,
    system_entries,
    text_at,
)
from connectors.sources.signatures import HmacScheme

EVENTS = {"response_completed": False, "response_updated": False, "response_created": True}
"""Event of a response that is worth asking for -> whether the respondent is still at it."""
NOT_COUNTED = {
    "deleted": "SurveyMonkey says that the response was deleted; it stays here until staff erase it.",
    "disqualified": "The survey turned the respondent away (disqualified): the response does not count.",
    "overquota": "The survey was full (overquota): the response does not count.",
}


def read(request: HookRequest) -> Received:
    """Read an event, whose response must then be fetched, or the details of one response."""
    found = json_object(request.body)
    if "event_type" in found:
        return _event(found)
    listed = objects_at(found, "data")
    if len(listed) > 1:
        raise Unreadable(f"The body holds {len(listed)} responses: each must be sent by itself.")
    return _details(listed[0] if listed else found)


def _event(found: Mapping[str, object]) -> Received:
    kind, response_id = text_at(found, "event_type"), text_at(found, "object_id")
    if kind not in EVENTS or not response_id:
        reason = NOT_COUNTED.get(kind.removeprefix("response_"))
        raise Unreadable(reason or f"The event ({kind[:80]}) is of no response with answers.")
    return Received(
        delivery_id=text_at(found, "event_id"),
        submission_id=response_id,
        submitted_at=moment_at(found, "event_datetime"),
        entries=system_entries(object_at(found, "resources"), before="resources."),
        is_partial=EVENTS[kind],
        to_fetch=response_id,
    )


def _details(found: Mapping[str, object]) -> Received:
    status = text_at(found, "response_status")
    if status in NOT_COUNTED:
        raise Unreadable(NOT_COUNTED[status])
    if "pages" not in found:
        raise Unreadable("The body is neither an event of SurveyMonkey nor a response with its details (pages).")
    questions = [one for page in objects_at(found, "pages") for one in objects_at(page, "questions")]
    return Received(
        submission_id=text_at(found, "id"),
        version=text_at(found, "date_modified"),
        submitted_at=moment_at(found, "date_modified", "date_created"),
        language=language_at(object_at(found, "metadata"), "language") or language_at(found, "language"),
        is_partial=status == "partial",
        entries=(
            *(question_entry(one) for one in questions if text_at(one, "id")),
            *(Entry((f"custom_variables.{name}",), one) for name, one in object_at(found, "custom_variables").items()),
            *system_entries(found, "", ("pages", "custom_variables", "page_path", "logic_path")),
        ),
    )


SURVEYMONKEY = Source("SurveyMonkey", HmacScheme(header="sm-signature", digest="sha1"), read)
"""The live secret is written as SurveyMonkey makes its key: the app's client id, `&`, and the app's secret."""
