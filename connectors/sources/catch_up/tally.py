"""Tally: the completed submissions of a form since a time, page by page, told as the webhook tells them.

Known from developers.tally.so: /api-reference/endpoint/forms/submissions/list, /api-reference/introduction and
/documentation/fetching-form-submissions. None of them names the order of the list, nor how an answer of several parts
is written: what can be taken apart is, and the rest stays whole.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from connectors.sources.catch_up.api import Api, Ask, Cursor, Listing, Page, Where
from connectors.sources.catch_up.parts import Row, back, bearer, body, newest_of, path, query, rows_of
from connectors.sources.reading import as_object, objects_at, text_at

SIZE = 100
OVERLAP = timedelta(hours=1)
KEY = "question_"  # what the webhook puts before the id of a question
IN_FIELDS = frozenset({"HIDDEN_FIELDS", "CALCULATED_FIELDS"})
"""Questions of which the webhook tells each field by itself, under the field's id."""
IN_PARTS = frozenset({"PAYMENT"})
"""Questions of which the webhook tells each part by itself, under the part's name."""
CHOICES = ("options", "rows", "columns")


def _ask(where: Where, cursor: Cursor) -> Ask:
    said = query(filter_="completed", startDate=back(cursor.since, OVERLAP), limit=SIZE, page=cursor.at or 1)
    return Ask(f"{path('forms', where['form'], 'submissions')}?{said}")


def _read(_where: Where, cursor: Cursor, found: object) -> Page:
    """Whether there is more is for Tally to say: it may give fewer at a time than it was asked for."""
    rows = rows_of(found, "submissions")
    answer = as_object(found, "answer")
    questions = {text_at(one, "id"): one for one in objects_at(answer, "questions")}
    events = (_event(row, questions) for row in rows if row.get("isCompleted") is not False)
    at = str(int(cursor.at or 1) + 1) if rows and answer.get("hasMore") is True else ""
    return Page(tuple(map(body, events)), at, newest_of(cursor, (text_at(row, "submittedAt") for row in rows)))


def _event(row: Row, questions: Mapping[str, Row]) -> Row:
    """No id of a message: it is known by its submission and time, as what the webhook told of it is."""
    known_as = text_at(row, "id")
    about: dict[str, object] = {
        "responseId": known_as,
        "submissionId": known_as,
        "createdAt": text_at(row, "submittedAt"),
    }
    about |= {name: row[name] for name in ("formId", "respondentId") if name in row}
    fields = [field for response in objects_at(row, "responses") for field in _fields(response, questions)]
    return {"eventType": "FORM_RESPONSE", "data": {**about, "fields": fields}}


def _fields(response: Row, questions: Mapping[str, Row]) -> Iterator[Row]:
    """The fields that the webhook makes of one answer."""
    number = text_at(response, "questionId")
    question = questions.get(number, {})
    key, kind, label = KEY + number, text_at(question, "type"), text_at(question, "title")
    answer = response["answer"] if "answer" in response else response.get("value")
    named = {name: text for name, text in (("type", kind), ("label", label)) if text}
    if kind in IN_FIELDS and (inner := _inner(question, answer)):
        yield from ({**named, "key": f"{key}_{field}", "label": name, "value": value} for field, name, value in inner)
    elif kind in IN_PARTS and isinstance(answer, dict):
        parts = answer.items()
        yield from (
            {**named, "key": f"{key}_{name}", "label": f"{label} ({name})", "value": part} for name, part in parts
        )
    else:
        choices = {name: question[name] for name in CHOICES if isinstance(question.get(name), list)}
        yield {**named, **choices, "key": key, "value": answer}


def _inner(question: Row, answer: object) -> list[tuple[str, str, object]]:
    """Each field's id, name and value, where the answer has them by id or name, or is that of the only field."""
    fields = [(text_at(field, "uuid", "id"), text_at(field, "title")) for field in objects_at(question, "fields")]
    if not isinstance(answer, dict):
        return [(*fields[0], answer)] if len(fields) == 1 else []
    return [
        (field, name, answer[said])
        for field, name in fields
        for said in [field if field in answer else name]
        if said in answer
    ]


TALLY = Api(bearer, (Listing("completed", _ask, _read),), seconds=0.7, server="https://api.tally.so")
"""100 requests a minute."""
