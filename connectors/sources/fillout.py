"""Fillout: a submission with its questions, and beside them calculations, parameters, meetings and payments."""

from collections.abc import Iterator, Mapping

from connectors.errors import Unreadable
from connectors.ports import Entry, HookRequest, Received, Source
from connectors.sources.proofs import AnySecret
from connectors.sources.reading import (
    is_address,
    json_object,
    language_at,
    listed_files,
    moment_at,
    named_file,
    object_at,
    object_entries,
    objects_at,
    system_entries,
    text_at,
)

FILES = frozenset({"FileUpload", "Signature", "AudioRecording", "VideoRecording"})
PARTS: Mapping[str, tuple[str, bool]] = {
    "calculations": ("calculations.", True),
    "urlParameters": ("urlParameters.", False),
    "scheduling": ("", False),
    "payments": ("", True),
}
"""What stands beside the questions -> what its keys begin with, and whether it is Fillout's own."""
Found = Mapping[str, object]


def read(request: HookRequest) -> Received:
    """Read a submission, in the envelope of the webhook or bare as the API gives it.

    A mapping's keys are question ids, `calculations.<id or name>` and `urlParameters.<name>`.
    """
    event = json_object(request.body)
    found = object_at(event, "submission") or event
    if not isinstance(found.get("questions"), list):
        raise Unreadable("The body is no submission (submission.questions); your own bodies are read by `generic`.")
    parameters = {text_at(one, "id", "name"): one.get("value") for one in objects_at(found, "urlParameters")}
    about = system_entries(event, "fillout.", ("submission",)) if found is not event else ()
    return Received(
        submission_id=text_at(found, "submissionId"),
        version=text_at(found, "lastUpdatedAt", "submissionTime"),
        entries=(
            *_questions(found),
            *_beside(found),
            *system_entries(found, "fillout.", ("questions", *PARTS)),
            *about,
        ),
        submitted_at=moment_at(found, "lastUpdatedAt") or moment_at(found, "submissionTime"),
        language=language_at(parameters, "lang", "language"),
        is_partial=text_at(found, "status") == "in_progress",
    )


def _questions(found: Found, before: str = "") -> Iterator[Entry]:
    for question in objects_at(found, "questions"):
        label = text_at(question, "name")
        yield _entry(
            before + (text_at(question, "id") or label), label, text_at(question, "type"), question.get("value")
        )


def _entry(key: str, label: str, kind: str, value: object) -> Entry:
    """An answer as it is: files as such, and a list of objects (a subform) as rows."""
    if files := listed_files(value, "filename", "name"):
        return Entry((key,), files, label)
    addresses = value if isinstance(value, list) else [value]
    if kind in FILES and addresses and all(is_address(one) for one in addresses):
        return Entry((key,), [named_file(str(one)) for one in addresses], label)
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        return Entry((key,), value, label, rows=tuple(_row(one, f"{key}.") for one in value if isinstance(one, dict)))
    return Entry((key,), value, label)


def _row(row: Found, before: str) -> tuple[Entry, ...]:
    return tuple(_questions(row, before)) if "questions" in row else object_entries(row, before)


def _beside(found: Found) -> Iterator[Entry]:
    for part, (before, is_system) in PARTS.items():
        for one in objects_at(found, part):
            names = (text_at(one, "id"), text_at(one, "name") if before else "")
            keys = tuple(dict.fromkeys(before + name for name in names if name))
            if keys:
                yield Entry(keys, one.get("value"), text_at(one, "name"), is_system=is_system)


FILLOUT = Source("Fillout", AnySecret(), read)
"""Fillout signs nothing; the secret stands in the address or, in its advanced webhook, in a header of our own."""
