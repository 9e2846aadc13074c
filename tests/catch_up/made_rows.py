"""Submissions as each provider has them, and how each is asked for: what the tests of catching up go by."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import emulated
from emulated import Answers, Row

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)


def moment(number: int) -> str:
    """Minutes after a day in April."""
    return f"{datetime(2026, 4, 1, tzinfo=UTC) + timedelta(minutes=number):%Y-%m-%dT%H:%M:%SZ}"


def of_typeform(number: int, title: str, at: int) -> Row:
    answer = {"field": {"id": "f1", "ref": "title"}, "type": "text", "text": title}
    return {"token": f"t{number}", "response_id": f"t{number}", "submitted_at": moment(at), "answers": [answer]}


def of_kobo(number: int, title: str, at: int) -> Row:
    """An edit keeps its number and its time."""
    edit = {"meta/deprecatedID": f"uuid:u{number}"} if at != number else {}
    uuid = f"u{number}-{at}" if edit else f"u{number}"
    return {"_id": number, "_uuid": uuid, "_submission_time": moment(number), "ask/title": title, **edit}


def of_odk(number: int, title: str, at: int) -> Row:
    edit = at != number
    meta = {"instanceID": f"uuid:o{number}-{at}" if edit else f"uuid:o{number}"}
    times = {"submissionDate": moment(number), "updatedAt": moment(at) if edit else None}
    return {"__id": f"uuid:o{number}", "__system": times, "meta": meta, "ask": {"title": title}}


def of_google(number: int, title: str, at: int) -> Row:
    answers = {"q1": {"questionId": "q1", "textAnswers": {"answers": [{"value": title}]}}}
    times = {"createTime": moment(number), "lastSubmittedTime": moment(at)}
    return {"responseId": f"g{number}", **times, "answers": answers}


def of_monkey(number: int, title: str, at: int) -> Row:
    pages = [{"id": "p1", "questions": [{"id": "11", "answers": [{"text": title, "simple_text": title}]}]}]
    times = {"date_created": moment(number)[:-1] + "+00:00", "date_modified": moment(at)[:-1] + "+00:00"}
    return {"id": f"r{number}", "response_status": "completed", **times, "pages": pages}


def of_jotform(number: int, title: str, at: int) -> Row:
    answers = {"3": {"name": "title", "text": "Title", "type": "control_textbox", "answer": title}}
    updated = moment(at)[:-1].replace("T", " ") if at != number else None
    times = {"created_at": moment(number)[:-1].replace("T", " "), "updated_at": updated}
    return {"id": f"5{number:018}", "form_id": "J1", "status": "ACTIVE", **times, "answers": answers}


def of_formbricks(number: int, title: str, at: int) -> Row:
    times = {"createdAt": moment(number), "updatedAt": moment(at)}
    return {"id": f"c{number}", "surveyId": "B1", "finished": True, **times, "data": {"title": title}}


def of_fillout(number: int, title: str, at: int) -> Row:
    questions = [{"id": "x1", "name": "Title", "type": "ShortAnswer", "value": title}]
    times = {"submissionTime": moment(number), "lastUpdatedAt": moment(at)}
    return {"submissionId": f"l{number}", **times, "questions": questions}


def of_gravity(number: int, title: str, at: int) -> Row:
    times = {"date_created": moment(number)[:-1].replace("T", " "), "date_updated": moment(at)[:-1].replace("T", " ")}
    return {"id": str(number), "form_id": "3", **times, "source_url": "https://site.example.org/a", "1": title}


def of_netlify(number: int, title: str, _at: int) -> Row:
    return {"id": f"n{number}", "number": number, "created_at": moment(number), "data": {"title": title}}


def of_lime(number: int, title: str, at: int) -> Row:
    return {"id": str(number), "submitdate": moment(at)[:-1].replace("T", " "), "startlanguage": "en", "Q1": title}


def of_tally(number: int, title: str, at: int) -> Row:
    response = {"id": f"r{number}", "questionId": "EKOE2N", "answer": title}
    about = {"id": f"y{number}", "formId": "T1", "respondentId": "p1", "isCompleted": True}
    return {**about, "submittedAt": moment(at)[:-1] + ".000Z", "responses": [response]}


def of_paperform(number: int, title: str, _at: int) -> Row:
    """The account stands seven hours west."""
    times = {"created_at": moment(number - 420)[:-1].replace("T", " "), "created_at_utc": moment(number)}
    return {"id": f"w{number}", "form_id": "P1", **times, "device": None, "charge": None, "data": {"ba7ri": title}}


@dataclass(frozen=True)
class Kind:
    """One provider: its server, its rows, the key of its question, and what the form says of its API."""

    word: str
    answers: Answers
    row: Callable[[int, str, int], Row]
    key: str
    api: dict[str, str] = field(default_factory=dict)
    many: int = 130  # rows of several pages
    edits: bool = True  # whether an edit is found

    def where(self, server: str) -> dict[str, str]:
        return {word: said.format(server=server) for word, said in self.api.items()}


SERVER: dict[str, Any] = {"server": "{server}"}
GOOGLE = {"form": "G1", "topic": "projects/p/topics/t"}
KINDS = (
    Kind("typeform", emulated.typeform, of_typeform, "title", {**SERVER, "form": "F1"}, 430, edits=False),
    Kind("kobotoolbox", emulated.kobotoolbox, of_kobo, "ask/title", {**SERVER, "asset": "aX1"}, 620),
    Kind("odk-central", emulated.odk_central, of_odk, "ask/title", {**SERVER, "project": "7", "form": "bid form"}, 520),
    Kind(
        "google-forms-watch",
        emulated.google_forms,
        of_google,
        "q1",
        GOOGLE,
        520,
    ),
    Kind("surveymonkey", emulated.surveymonkey, of_monkey, "11", {**SERVER, "survey": "S1"}, 230),
    Kind("jotform", emulated.jotform, of_jotform, "title", {**SERVER, "form": "J1"}, 230),
    Kind("formbricks", emulated.formbricks, of_formbricks, "title", {**SERVER, "survey": "B1"}, 230),
    Kind("fillout", emulated.fillout, of_fillout, "x1", {**SERVER, "form": "L1"}, 310, edits=False),
    Kind("gravity-forms", emulated.gravity_forms, of_gravity, "1", {"server": "{server}/blog/", "form": "3"}, 230),
    Kind("netlify", emulated.netlify, of_netlify, "title", {"form": "N1"}, 230, edits=False),
    Kind("limesurvey", emulated.limesurvey, of_lime, "Q1", {**SERVER, "survey": "77"}, 230, edits=False),
    Kind("tally", emulated.tally, of_tally, "question_EKOE2N", {"form": "T1"}, 230, edits=False),
    Kind("paperform", emulated.paperform, of_paperform, "title", {"form": "P1"}, 230, edits=False),
)
BY_WORD = {kind.word: kind for kind in KINDS}
