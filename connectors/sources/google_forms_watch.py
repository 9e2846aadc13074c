"""Google Forms by a watch of the Forms API: Pub/Sub pushes that there is something new, and never an answer."""

from collections.abc import Mapping

from connectors.errors import Unreadable
from connectors.ports import Entry, HookRequest, Received, Source
from connectors.sources.google_answers import is_response, read_response
from connectors.sources.google_keys import GoogleKeys
from connectors.sources.google_token import GoogleToken
from connectors.sources.reading import as_object, json_object, moment_at, object_at, objects_at, text_at

NO_ANSWERS = {"SCHEMA": "Google says that the questions of the form have changed; there is no answer in that."}
"""Events that tell of no response, and why they are not read."""


def read(request: HookRequest) -> Received:
    """Read a push message, whose form must then be asked for its responses; or one response as the API gives it."""
    found = json_object(request.body)
    if "message" in found:
        return _push(as_object(found["message"], "message"), text_at(found, "subscription"))
    responses = objects_at(found, "responses")
    if responses:
        if len(responses) > 1:
            raise Unreadable(f"The body holds {len(responses)} responses: each must be sent by itself.")
        return read_response(responses[0])
    if is_response(found):
        return read_response(found)
    raise Unreadable("The body is neither a push of Google Pub/Sub nor a response of the Forms API.")


def _push(message: Mapping[str, object], subscription: str) -> Received:
    attributes = object_at(message, "attributes")
    kind, form_id = text_at(attributes, "eventType"), text_at(attributes, "formId")
    if kind != "RESPONSES" or not form_id:
        reason = "The message is no event of a Google form (eventType RESPONSES, with a formId)."
        raise Unreadable(NO_ANSWERS.get(kind, reason))
    told = {**attributes, "subscription": subscription}
    return Received(
        delivery_id=text_at(message, "messageId", "message_id"),
        submitted_at=moment_at(message, "publishTime", "publish_time"),
        entries=tuple(Entry((name,), value, is_system=True) for name, value in told.items()),
        to_fetch=form_id,
    )


GOOGLE_FORMS_WATCH = Source("Google Forms (watch and Pub/Sub)", GoogleToken(GoogleKeys()), read, asks=True)
"""The live secret names the service account that pushes and the audience of its tokens."""
