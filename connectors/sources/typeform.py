"""Typeform: signed webhooks whose answers name their field by reference or id."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from urllib.parse import unquote, urlsplit

from connectors.errors import Unreadable
from connectors.ports import HookRequest, Received
from connectors.sources.reading import as_list, as_object, json_object, moment_at, place, text_at
from connectors.sources.signatures import HmacScheme

SCHEME = HmacScheme(header="typeform-signature", prefix="sha256=")


class Typeform:
    """The source `typeform`. A mapping's keys are field references, field ids, or `hidden.<name>`."""

    def authentic(self, request: HookRequest, secrets: Sequence[str], now: datetime) -> bool:  # noqa: ARG002
        """Typeform signs the body alone: an old delivery sent again is caught by its id, not by a time."""
        return SCHEME.proves(request, [secret.encode() for secret in secrets])

    def read(self, request: HookRequest, mapping: Mapping[str, str], ignore: Sequence[str]) -> Received:
        """Read a `form_response` event."""
        event = json_object(request.body)
        if event.get("event_type") != "form_response":
            raise Unreadable("The event is not a finished form response (event_type form_response).")
        response = as_object(event.get("form_response"), "form_response")
        hidden = as_object(response.get("hidden") or {}, "hidden")
        answers: dict[str, object] = {}
        unmapped: list[str] = []
        for names, take in [*_answers(response), *_hidden(hidden)]:
            path = next((mapping[name] for name in names if name in mapping), None)
            if path is not None:
                place(answers, path, take())
            elif not any(name in ignore for name in names):
                unmapped.append(names[0])
        return Received(
            delivery_id=text_at(event, "event_id"),
            submission_id=text_at(response, "token"),
            answers=answers,
            submitted_at=moment_at(response, "submitted_at"),
            language=text_at(hidden, "lang"),
            unmapped=tuple(unmapped),
        )

    def sign(self, body: bytes, secret: str, now: datetime) -> Mapping[str, str]:  # noqa: ARG002
        """The signature header."""
        return {SCHEME.header: SCHEME.sign(body, {}, secret.encode())}


Entry = tuple[list[str], Callable[[], object]]
"""The names under which a mapping may know an answer, and how to read it if it is wanted."""


def _answers(response: Mapping[str, object]) -> list[Entry]:
    return [
        _answer(as_object(answer, f"answers[{index}]"), f"answers[{index}]")
        for index, answer in enumerate(as_list(response.get("answers") or [], "answers"))
    ]


def _answer(answer: Mapping[str, object], place_name: str) -> Entry:
    field = as_object(answer.get("field"), f"{place_name}.field")
    names = [name for name in (text_at(field, "ref"), text_at(field, "id")) if name]
    if not names:
        raise Unreadable(f"{place_name} names no field.")
    return names, partial(_value, answer, place_name)


def _hidden(hidden: Mapping[str, object]) -> list[Entry]:
    return [([f"hidden.{name}"], partial(_plain, value, name)) for name, value in hidden.items() if name != "lang"]


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


VALUES: Mapping[str, Callable[[object, str], object]] = {
    **dict.fromkeys(("text", "email", "phone_number", "url", "number", "boolean", "date"), _plain),
    "choice": _choice,
    "choices": _choices,
    "file_url": _file,
}
