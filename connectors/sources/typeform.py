"""Typeform: signed webhooks whose answers name their field by reference or id."""

from collections.abc import Callable, Mapping
from urllib.parse import unquote, urlsplit

from connectors.errors import Unreadable
from connectors.ports import Entry, HookRequest, Received, Source
from connectors.sources.reading import as_list, as_object, json_object, moment_at, text_at
from connectors.sources.signatures import HmacScheme

EVENTS = {"form_response": False, "form_response_partial": True}
"""Event -> whether the applicant is still at it."""


def read(request: HookRequest) -> Received:
    """Read a response. A mapping's keys are field references, field ids, `hidden.<name>` or `variables.<name>`."""
    event = json_object(request.body)
    kind = text_at(event, "event_type")
    if kind not in EVENTS:
        raise Unreadable(f"The event is no form response (event_type {' or '.join(EVENTS)}).")
    response = as_object(event.get("form_response"), "form_response")
    hidden = as_object(response.get("hidden") or {}, "hidden")
    return Received(
        delivery_id=text_at(event, "event_id"),
        submission_id=text_at(response, "token", "response_id"),
        entries=(*_answers(response), *_hidden(hidden), *_variables(response)),
        submitted_at=moment_at(response, "submitted_at", "landed_at"),
        language=text_at(hidden, "lang"),
        is_partial=EVENTS[kind],
    )


def _answers(response: Mapping[str, object]) -> list[Entry]:
    asked = _asked(response)
    return [
        _answer(as_object(answer, f"answers[{index}]"), f"answers[{index}]", asked)
        for index, answer in enumerate(as_list(response.get("answers") or [], "answers"))
    ]


def _asked(response: Mapping[str, object]) -> dict[str, tuple[str, str]]:
    """The questions' references and titles by field id, as the definition in the same body has them."""
    definition = response.get("definition")
    fields = definition.get("fields") if isinstance(definition, dict) else None
    known = [field for field in fields if isinstance(field, dict)] if isinstance(fields, list) else []
    return {text_at(field, "id"): (text_at(field, "ref"), text_at(field, "title")) for field in known}


def _answer(answer: Mapping[str, object], place_name: str, asked: Mapping[str, tuple[str, str]]) -> Entry:
    field = as_object(answer.get("field"), f"{place_name}.field")
    ref, label = asked.get(text_at(field, "id"), ("", ""))
    keys = tuple(name for name in (text_at(field, "ref") or ref, text_at(field, "id")) if name)
    if not keys:
        raise Unreadable(f"{place_name} names no field.")
    try:
        return Entry(keys, _value(answer, place_name), label)
    except Unreadable as fault:
        return Entry(keys, label=label, fault=str(fault))


def _hidden(hidden: Mapping[str, object]) -> list[Entry]:
    return [Entry((f"hidden.{name}",), value) for name, value in hidden.items() if name != "lang"]


def _variables(response: Mapping[str, object]) -> list[Entry]:
    found = response.get("variables")
    known = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return [Entry((f"variables.{text_at(one, 'key')}",), one.get(text_at(one, "type"))) for one in known]


def _value(answer: Mapping[str, object], name: str) -> object:
    kind = text_at(answer, "type")
    if kind not in VALUES or kind not in answer:
        raise Unreadable(f"{name} has the type {kind!r}, which this service cannot read.")
    return VALUES[kind](answer[kind], name)


def _plain(value: object, name: str) -> object:
    if isinstance(value, (dict, list)):
        raise Unreadable(f"{name} holds more than one value.")
    return value


def _choice(value: object, name: str) -> object:
    return text_at(as_object(value, name), "label", "other")


def _choices(value: object, name: str) -> object:
    chosen = as_object(value, name)
    other = text_at(chosen, "other")
    return [*as_list(chosen.get("labels") or [], name), *([other] if other else [])]


def _file(value: object, name: str) -> object:
    if not isinstance(value, str):
        raise Unreadable(f"{name} names no file.")
    try:
        path = urlsplit(value).path
    except ValueError:
        raise Unreadable(f"{name} holds a broken address of a file.") from None
    return [{"name": unquote(path.rsplit("/", 1)[-1]), "url": value}]


def _as_it_is(value: object, _name: str) -> object:
    return value


VALUES: Mapping[str, Callable[[object, str], object]] = {
    **dict.fromkeys(("text", "email", "phone_number", "url", "number", "boolean", "date"), _plain),
    "choice": _choice,
    "choices": _choices,
    "file_url": _file,
    "payment": _as_it_is,
}

TYPEFORM = Source("Typeform", HmacScheme(header="typeform-signature", prefix="sha256="), read)
"""Typeform signs the body alone: an old delivery sent again is caught by its id, not by a time."""
