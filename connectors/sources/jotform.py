"""Jotform: a multipart message whose part `rawRequest` holds the answers; nothing is signed."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import quote

from connectors import strict_json
from connectors.errors import Unreadable
from connectors.ports import Entry, HookRequest, Received, Source
from connectors.sources.form_body import form_body
from connectors.sources.generic import json_of
from connectors.sources.jotform_labels import labels_of
from connectors.sources.jotform_values import value_of
from connectors.sources.proofs import AnySecret
from connectors.sources.reading import (
    as_object,
    is_address,
    named_file,
    object_at,
    object_entries,
    system_entries,
    text_at,
)

ANSWERS = "rawRequest"
UNSAID = frozenset({ANSWERS, "answers", "pretty", "webhookURL"})
"""Parts of the message that are no entries; `webhookURL` is our own address, with the secret in it."""
OWN = "jotform."  # begins the keys of what is no answer
SITE = "www.jotform.com"  # where an institution has no server of its own
Found = Mapping[str, object]
_QUESTION = re.compile(r"q([0-9]+)_(.+)", re.DOTALL)
_DRAWN = re.compile(r"uploads/[^,]{1,300}?_([0-9]+)\.png")


def read(request: HookRequest) -> Received:
    """Read a submission. A mapping's keys are `q3_name`, the question's unique name (`name`) or its number (`3`).

    An edit has the same `submissionID`. The delivery is known by its answers, as each is sent with another boundary.
    """
    message = _message(request)
    raw = message.get(ANSWERS, message)
    answers = strict_json.loads(raw.encode("utf-8", "surrogatepass")) if isinstance(raw, str) else raw
    found = as_object(answers, ANSWERS)
    submission = text_at(message, "submissionID", "submission_id", "id")
    digest = hashlib.sha256(repr(found).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    about = system_entries(message, OWN, UNSAID) if found is not message else ()
    return Received(
        delivery_id=f"{submission}-{digest}" if submission else "",
        submission_id=submission,
        version=text_at(message, "updated_at"),
        entries=(*_entries(found, text_at(message, "pretty")), *about),
    )


def _message(request: HookRequest) -> Found:
    """The parts of the message: of a form, of the same as JSON, of the API, or the answers alone."""
    form = form_body(request)
    message: Found = json_of(request.body) if form is None else {name: form.first(name) for name in form.fields}
    if ANSWERS not in message and (said := object_at(message, "answers")):
        return {**message, ANSWERS: _as_sent(said)}
    if ANSWERS not in message and not any(_QUESTION.fullmatch(name) for name in message):
        raise Unreadable(f"The body holds no answers of Jotform ({ANSWERS}).")
    return message


def _as_sent(answers: Found) -> dict[str, object]:
    """The answers that Jotform's API gives, under the names with which it sends them."""
    asked = {number: one for number, one in answers.items() if isinstance(one, dict) and "answer" in one}
    return {f"q{number}_{text_at(one, 'name')}": one["answer"] for number, one in asked.items()}


def _entries(found: Found, pretty: str) -> Iterator[Entry]:
    site = text_at(found, "enterprise_server") or SITE
    drawn = {match[1]: f"https://{site}/{quote(match[0], safe='/%')}" for match in _DRAWN.finditer(pretty)}
    uploaded = {match[2]: match for name in object_at(found, "temp_upload") if (match := _QUESTION.fullmatch(name))}
    entries = [entry for name, value in found.items() for entry in _of(name, value, uploaded, drawn)]
    answers = [entry for entry in entries if not entry.is_system]
    labels = iter(labels_of(pretty, [entry.value for entry in answers]))
    for entry in entries:
        yield entry if entry.is_system else replace(entry, label=next(labels))


def _of(name: str, value: object, uploaded: Mapping[str, re.Match[str]], drawn: Mapping[str, str]) -> Iterator[Entry]:
    question = _QUESTION.fullmatch(name) or uploaded.get(name)
    files = _files(value) if not question or name in uploaded or isinstance(value, list) else None
    if files is not None:
        yield Entry(tuple(dict.fromkeys((name, *(_names(question) if question else ())))), files)
    elif question is None:
        yield Entry((OWN + name,), value, is_system=True)
    elif isinstance(value, str) and value.startswith("data:"):
        yield _signature(question, drawn.get(question[1], ""))
    else:
        yield _answer(question, value_of(value))


def _names(question: re.Match[str]) -> tuple[str, str, str]:
    return question[0], question[2], question[1]


def _answer(question: re.Match[str], value: object) -> Entry:
    if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        rows = tuple(object_entries(row, f"{question[0]}.") for row in value if isinstance(row, dict))
        return Entry(_names(question), value, rows=rows)
    return Entry(_names(question), value)


def _files(value: object) -> list[dict[str, object]] | None:
    """Files by their addresses; None where `value` names none."""
    addresses = value if isinstance(value, list) else [value]
    is_files = addresses and all(is_address(one) and "/uploads/" in str(one) for one in addresses)
    return [named_file(str(one)) for one in addresses] if is_files else None


def _signature(question: re.Match[str], address: str) -> Entry:
    """A signature is drawn into the body itself; its address stands, if anywhere, in `pretty`."""
    if address:
        return Entry(_names(question), [named_file(address)])
    return Entry(_names(question), fault=f"{question[0]} is a drawing inside the message, which has no address.")


JOTFORM = Source("Jotform", AnySecret(), read)
"""Jotform signs nothing and sets no headers of ours: the secret stands in the address."""
