"""What other people's Apps Scripts post: Google's own event objects, or answers by names that the author chose."""

from collections.abc import Mapping

from connectors.errors import Unreadable
from connectors.ports import Entry, Received
from connectors.sources.reading import as_list, as_object, moment_at, text_at

TIMESTAMPS = frozenset(
    {"Timestamp", "Horodateur", "Zeitstempel", "Marca temporal", "Отметка времени", "时间戳记", "طابع زمني"}
)
"""What the first column of a response sheet is called; its time is in the sheet's locale and no order can be told."""
EVENT = ("authMode", "range", "source", "triggerUid", "user", "formId", "form_id")
"""The event's own, besides the answers."""
IDS = ("responseId", "response_id", "submission_id", "submissionId")
TIMES = ("submitted_at", "submittedAt", "timestamp")


def read_event(found: Mapping[str, object]) -> Received:
    """Read `{"namedValues": {title: [text]}}`, `{"values": [text]}`, a whole event, or a plain object.

    Titles are no stable keys, and two questions of one title come under one name; but nothing else is sent.
    """
    return Received(
        submission_id=text_at(found, *IDS),
        submitted_at=moment_at(found, *TIMES),
        entries=(*_answers(found), *_event(found)),
    )


def _answers(found: Mapping[str, object]) -> list[Entry]:
    named, values = found.get("namedValues"), found.get("values")
    if named is not None:
        positions = _positions(values, is_system=True) if values else []
        return [*(_named(title, value) for title, value in as_object(named, "namedValues").items()), *positions]
    if isinstance(values, list):
        return _positions(values, is_system=False)
    if found.get("response") == {} and not set(found) - {"response", *EVENT}:
        raise Unreadable(
            "The script sent the whole event of a form, whose `response` is empty when it is made to JSON: "
            "use the script of this service, which asks the response for its answers."
        )
    answers = found.get("answers")
    inside = answers.items() if isinstance(answers, dict) else []
    return [
        *(_chosen((f"answers.{name}", name), value) for name, value in inside),
        *(
            _chosen((name,), value)
            for name, value in found.items()
            if not (name in EVENT or (inside and name == "answers"))
        ),
    ]


def _named(title: str, value: object) -> Entry:
    texts = _texts(value)
    if len(texts) > 1:
        fault = f"Several questions are called {title!r}, and Google sends their answers under one name: rename one."
        return Entry((title,), texts, title, fault=fault)
    return Entry((title,), texts[0] if texts else None, title, is_system=title in TIMESTAMPS)


def _positions(values: object, *, is_system: bool) -> list[Entry]:
    return [
        Entry((f"values.{index}",), value, is_system=is_system) for index, value in enumerate(as_list(values, "values"))
    ]


def _texts(value: object) -> list[object]:
    return [one for one in (value if isinstance(value, list) else [value]) if one not in ("", None)]


def _chosen(names: tuple[str, ...], value: object) -> Entry:
    """An answer by the author's name; `{"title": …, "value": …}` is a question, and a list of one text is a text."""
    is_system = names[-1] in (*IDS, *TIMES, *TIMESTAMPS)
    if isinstance(value, dict) and "value" in value:
        return Entry(names, value["value"], text_at(value, "title", "label"), is_system=is_system)
    texts = _texts(value) if isinstance(value, list) else []
    one = texts[0] if len(texts) == 1 and isinstance(texts[0], str) else value
    return Entry(names, one, is_system=is_system)


def _event(found: Mapping[str, object]) -> list[Entry]:
    where = found.get("range")
    parts = where if isinstance(where, dict) else {}
    told = [Entry((f"range.{name}",), value, is_system=True) for name, value in parts.items()]
    return [
        *told,
        *(Entry((name,), found[name], is_system=True) for name in EVENT if name in found and name != "range"),
    ]
