"""ODK Central: submissions as its OData feed has them, or as HOTOSM's central-webhook posts them (XML or JSON)."""

from collections.abc import Mapping
from dataclasses import replace

from connectors import strict_json
from connectors.errors import Unreadable
from connectors.ports import Entry, HookRequest, Received, Source
from connectors.sources.odk_rows import row_entries
from connectors.sources.odk_xml import Form, form_of
from connectors.sources.proofs import AnySecret
from connectors.sources.reading import as_object, moment_at, object_at, objects_at, text_at
from connectors.sources.splitting import listed_under

UUID = "uuid:"
NO_ANSWERS = {
    "entity": "The event is of an entity, which is no submission of a form.",
    "submission": "The event tells what Central thinks of a submission (its review), and no answers.",
}
"""The beginning of an event's type -> why an event without answers is not read."""


def read(request: HookRequest) -> Received:
    """Read one submission. Keys are the paths of the form: `group/question`, also written `group.question`."""
    if request.body.lstrip().startswith(b"<"):
        return _from_xml(form_of(request.body), "")
    found = as_object(strict_json.loads(request.body), "The body")
    if "type" in found and "data" in found:
        return _event(found)
    listed = objects_at(found, "value")
    if len(listed) > 1:
        raise Unreadable(f"The body holds {len(listed)} submissions: each must be sent by itself.")
    return _from_row(listed[0] if listed else found, "")


def _event(found: Mapping[str, object]) -> Received:
    data, kind = found["data"], text_at(found, "type")
    about, known_as = kind.partition(".")[0], text_at(found, "id")
    told = data if isinstance(data, dict) else {"xml": data}
    if about != "submission" or told.keys() == {"reviewState"} or not told:
        raise Unreadable(NO_ANSWERS.get(about, f"The event ({kind[:80]}) is of no submission."))
    xml = told.get("xml")
    if isinstance(xml, str):
        return _from_xml(form_of(xml), known_as)
    return _from_row(told, known_as)


def _from_xml(form: Form, known_as: str) -> Received:
    version = form.instance_id or known_as
    return _received(version, known_as or form.deprecated_id or version, form.deprecated_id, form.entries)


def _from_row(row: Mapping[str, object], known_as: str) -> Received:
    meta, system = object_at(row, "meta"), object_at(row, "__system")
    known_as = text_at(row, "__id") or known_as
    version = text_at(meta, "instanceID") or text_at(row, "meta/instanceID", "instanceID") or known_as
    if not version:
        raise Unreadable("The body is no submission of ODK Central (it has neither an __id nor an instanceID).")
    replaces = text_at(meta, "deprecatedID") or text_at(row, "meta/deprecatedID")
    received = _received(version, known_as or replaces or version, replaces, tuple(row_entries(row)))
    return replace(received, submitted_at=moment_at(system, "updatedAt", "submissionDate"))


def _received(version: str, known_as: str, replaces: str, entries: tuple[Entry, ...]) -> Received:
    return Received(
        delivery_id=version.removeprefix(UUID),
        submission_id=known_as.removeprefix(UUID),
        version=version.removeprefix(UUID),
        replaces=replaces.removeprefix(UUID),
        entries=entries,
    )


ODK_CENTRAL = Source("ODK Central", AnySecret(headers=("x-api-key",)), read, listed_under("value"))
"""Central signs nothing; central-webhook shows its API key."""
