"""Formspree: what a page's own form sent, under the names that its author gave to the fields."""

from collections.abc import Iterator, Mapping

from connectors.ports import Entry, HookRequest, Received, Source
from connectors.sources.reading import (
    json_object,
    language_at,
    listed_files,
    moment_at,
    object_at,
    refuse_machines,
    system_entries,
)
from connectors.sources.signatures import HmacScheme

SUBMISSION = "submission"
TRAP = "_gotcha"
"""A field that people do not see: whoever fills it in is a machine."""


def read(request: HookRequest) -> Received:
    """Read a submission. A mapping's keys are the names of the form's fields; there is no id but one of theirs."""
    event = json_object(request.body)
    found = object_at(event, SUBMISSION) or event
    refuse_machines(found, TRAP)
    about = system_entries(event, "formspree.", (SUBMISSION,)) if found is not event else ()
    return Received(
        entries=(*_entries(found), *about),
        submitted_at=moment_at(found, "_date"),
        language=language_at(found, "_language"),
    )


def _entries(found: Mapping[str, object]) -> Iterator[Entry]:
    for name, value in found.items():
        files = listed_files([value] if isinstance(value, dict) else value, "name", "filename")
        yield Entry((name,), files or value, is_system=name.startswith("_"))


SIGNED = HmacScheme(
    header="formspree-signature", encoding="hex", prefix="v1=", signed="{t}.{body}", between=",", time_in="t"
)
FORMSPREE = Source("Formspree", SIGNED, read)
