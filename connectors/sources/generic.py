"""Any sender whose body its author chose: a JSON object, or a form (form-encoded or multipart), by its own names."""

import re
from collections.abc import Iterable, Iterator, Mapping

from connectors import strict_json
from connectors.errors import Unreadable
from connectors.ports import Entry, HookRequest, Received, Source
from connectors.sources.enclosed import enclosed_file
from connectors.sources.form_body import FilePart, FormBody, form_body
from connectors.sources.proofs import AnySecret
from connectors.sources.reading import as_object, object_entries, refuse_machines

ID_HEADERS = ("webhook-id", "idempotency-key")
TRAPS = ("_gotcha", "_honey", "bot-field")
"""What pages that send forms usually call a field that people do not see."""
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")


def read(request: HookRequest) -> Received:
    """Read what was sent: keys are its names, dotted where they stand inside one another.

    It has no identity but what the form's mapping says of it (`$submission`, `$time`, …) or a header names.
    """
    delivery_id = next((request.headers[name] for name in ID_HEADERS if request.headers.get(name)), "")
    return Received(delivery_id=delivery_id, entries=entries_of(request))


def entries_of(request: HookRequest) -> tuple[Entry, ...]:
    """What stands in the body, an entry for each name. Raises Unreadable."""
    form = form_body(request)
    if form is None:
        found = json_of(request.body)
        refuse_machines(found, *TRAPS)
        return tuple(flat_entries(found))
    if [*form.fields] == ["payload"] and form.first("payload").lstrip().startswith(("{", "[")):
        found = json_of(form.first("payload").encode("utf-8", "surrogatepass"))
        return (*flat_entries(found), *_file_entries(form.files))
    refuse_machines({name: form.first(name) for name in TRAPS if name in form.fields}, *TRAPS)
    return (*_form_entries(form), *_file_entries(form.files))


def json_of(body: bytes) -> Mapping[str, object]:
    """The JSON object that `body` is, or the one in its list. Raises Unreadable."""
    found = strict_json.loads(body)
    if isinstance(found, list) and len(found) != 1:
        raise Unreadable("The body is a JSON list of several things: one submission at a time is read.")
    return as_object(found[0] if isinstance(found, list) else found, "The body")


def flat_entries(found: Mapping[str, object], before: str = "") -> Iterator[Entry]:
    """The entries of an object; a composite answer stays whole, unless repeats stand in it."""
    for name, value in found.items():
        if isinstance(value, dict) and _has_repeat(value):
            yield from flat_entries(value, f"{before}{name}.")
        else:
            yield from object_entries({name: value}, before)


def _has_repeat(value: Mapping[str, object]) -> bool:
    return any(
        _has_repeat(inner)
        if isinstance(inner, dict)
        else isinstance(inner, list) and any(isinstance(one, dict) for one in inner)
        for inner in value.values()
    )


def _form_entries(form: FormBody) -> Iterator[Entry]:
    for name, values in form.fields.items():
        value = values if len(values) > 1 or name.endswith("[]") else values[0]
        yield Entry(_names(name), value)


def _file_entries(files: Iterable[FilePart]) -> Iterator[Entry]:
    """An entry for each field of files, which may hold several; or none, where nobody chose one."""
    together: dict[str, list[dict[str, object]]] = {}
    for part in files:
        together.setdefault(part.key, []).extend([enclosed_file(part)] if part.is_there else [])
    for name, found in together.items():
        yield Entry(_names(name), found or None)


def _names(name: str) -> tuple[str, ...]:
    """A field's name, and before it the same dotted where it is written in brackets: `contact[email]`, `days[]`."""
    dotted = _BRACKETS.sub(lambda part: f".{part[1]}" if part[1] else "", name)
    return (dotted, name) if dotted and dotted != name else (name,)


GENERIC = Source("Any sender", AnySecret(), read)
