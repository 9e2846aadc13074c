"""Google Forms: a response as the Forms API gives it, with its answers by question id."""

from collections.abc import Mapping

from connectors.errors import Unreadable
from connectors.ports import Entry, Received
from connectors.sources.reading import as_object, moment_at, object_at, objects_at, text_at

SYSTEM = ("formId", "responseId", "createTime", "lastSubmittedTime", "respondentEmail", "totalScore")


def is_response(found: Mapping[str, object]) -> bool:
    """Whether `found` is a response of the Forms API."""
    answers = found.get("answers")
    if answers is None:
        return "responseId" in found and "createTime" in found
    return (
        "responseId" in found and isinstance(answers, dict) and all(isinstance(one, dict) for one in answers.values())
    )


def read_response(found: Mapping[str, object]) -> Received:
    """Read a response: text answers as text (a list where there are several), files by their address in Drive."""
    answers = as_object(found.get("answers") or {}, "answers")
    time = text_at(found, "lastSubmittedTime", "createTime")
    response_id = text_at(found, "responseId")
    if not response_id:
        raise Unreadable("The response has no responseId.")
    return Received(
        delivery_id=f"{response_id}@{time}" if time else "",
        submission_id=response_id,
        version=time,
        submitted_at=moment_at(found, "lastSubmittedTime", "createTime"),
        entries=(
            *(entry for key, answer in answers.items() for entry in _entries(key, as_object(answer, f"answers.{key}"))),
            *(Entry((name,), found[name], is_system=True) for name in SYSTEM if name in found),
        ),
    )


def _entries(key: str, answer: Mapping[str, object]) -> list[Entry]:
    grade = [Entry((f"{key}.grade",), answer["grade"], is_system=True)] if answer.get("grade") else []
    return [Entry((key,), _value(answer)), *grade]


def _value(answer: Mapping[str, object]) -> object:
    files = objects_at(object_at(answer, "fileUploadAnswers"), "answers")
    if files:
        return [drive_file(text_at(file, "fileId"), text_at(file, "fileName")) for file in files]
    texts = [one.get("value") for one in objects_at(object_at(answer, "textAnswers"), "answers")]
    return texts[0] if len(texts) == 1 else texts or None


def drive_file(file_id: str, name: str = "") -> dict[str, object]:
    """A file that Google Drive keeps; only those who may open it there can."""
    return {"name": name or f"Drive file {file_id}", "url": f"https://drive.google.com/open?id={file_id}"}
