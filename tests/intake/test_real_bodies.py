"""What providers recorded goes in through HTTP with their proof, and comes out in the right columns of the workbook."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from app.config import read_settings
from app.context import Context, build_context
from app.judging import judge_received
from app.store import deliveries, outbox, secrets, submissions
from app.store.engine import migrate
from connectors.sources import SOURCES
from jobs.run import run_in
from tests.served import served

NOW = datetime(2026, 6, 13, 12, 0, tzinfo=UTC)
SECRET = "test-secret-not-real"
BASE64_SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"
SECRETS = {"formbricks": BASE64_SECRET, "surveymonkey": f"client123&{SECRET}"}


@dataclass(frozen=True)
class Body:
    """A recorded body: which of its keys goes to which question, and what must stand in the sheet below it."""

    source: str
    file: str
    expected: Mapping[str, Mapping[str, Any]]  # type of question -> key -> cell
    content_type: str = "application/json"


def headers_of(name: str, folder: Path) -> str:
    """The content type that was recorded beside a body."""
    text = (folder / name).read_text()
    return next(line.partition(":")[2].strip() for line in text.splitlines() if line.lower().startswith("content-type"))


BODIES = (
    Body(
        "typeform",
        "typeform/official_docs_2018.json",
        {
            "text": {"JwWggjAKtOkA": "Laura", "k6TP9oLGgHjl": "London"},
            "email": {"SMEUb7VJz92Q": "laura@example.com"},
            "date": {"KoJxDM3c6x8h": "2005-10-15"},
            "integer": {"Q7M2XAwY04dW": 5, "WOTdC00F8A3h": 3},
        },
    ),
    Body(
        "tally",
        "tally/official_all_field_types.json",
        {
            "text": {
                "question_3EKz4n": "Hello",
                "question_3qL4Gm": "In progress",
                "question_n9BqQm": "Hard",
                "question_w2XEjm": "example.com",
                "question_mZ8jow": "12:00",
            },
            "email": {"question_w4Q4Xn": "alice@example.com"},
            "integer": {"question_nr5yNw": 10, "question_m6L8kw": 4},
            "date": {"question_3xrXrn": "2023-06-28"},
            "phone": {"question_3jZaa3": "+32491223344"},
        },
    ),
    Body("tally", "tally/minimal_single_text.json", {"text": {"question_rjkPRl": "Test 1540 1"}}),
    Body(
        "jotform",
        "jotform/feedback_two_files.multipart.txt",
        {
            "text": {
                "q3_howOften": "Daily",
                "q4_howLikely": "9",
                "q7_feedback": "The new personalized recommendations feature is great!",
            }
        },
        content_type="jotform/feedback_two_files.headers.txt",
    ),
    Body(
        "kobotoolbox",
        "kobotoolbox/tree_photo_us_central_time.json",
        {
            "integer": {"Estimate_height_of_your_tree_in_meters": 4},
            "text": {"I_like_this_tree_because": "beauty wildlife_habitat"},
        },
    ),
    Body("formbricks", "formbricks/responseCreated.json", {"text": {"welcome_card_cta": "clicked"}}),
    Body(
        "formbricks",
        "formbricks/responseFinished.json",
        {"text": {"newsletter_consent": "accepted", "welcome_card_cta": "clicked"}},
    ),
    Body(
        "fillout",
        "fillout/submission_scheduling_payment.json",
        {"text": {"abcdef": "Timmy", "calculations.calculation1": "12.50", "nLJtxBJgPA.fullName": "John Smith"}},
    ),
    Body(
        "gravity-forms",
        "gravity_forms/all_fields_entry_from_log.json",
        {"text": {"1": "Redacted Person", "3": "0610029000", "12": "ZA"}, "date": {"6": "2026-02-21"}},
    ),
    Body(
        "netlify",
        "netlify/submission_created_function_event.json",
        {"text": {"name": "ben", "message": "test"}, "email": {"email": "redacted@example.org"}},
    ),
    Body(
        "paperform",
        "paperform/official_docs_sample_excerpt.json",
        {"text": {"address_1": "343 Tester Road, Snohomish, Washington, 98290, United States", "tgp8": "Test 123"}},
    ),
    Body(
        "google-forms",
        "google_forms/apps_script_official_namedValues.json",
        {"text": {"First Name": "Jane", "Last Name": "Doe"}},
    ),
    Body(
        "google-forms",
        "google_forms/apps_script_official_values.json",
        {"text": {"values.2": "Bob", "values.6": "Susan"}, "integer": {"values.3": 27}},
    ),
    Body("limesurvey", "limesurvey/plugin_readme_sample.json", {"text": {"participant.firstname": "John"}}),
    Body(
        "formspree",
        "_reconstructed/formspree_simple_webhook.json",
        {"text": {"name": "Ada", "message": "Hi there"}, "email": {"email": "ada@example.com"}},
    ),
    Body(
        "cognito-forms",
        "_reconstructed/cognito_entry.json",
        {"text": {"Name.First": "Jane", "Phone": "(555) 867-5309"}, "email": {"Email": "jane.smith@example.com"}},
    ),
    Body(
        "microsoft-forms",
        "_reconstructed/ms_forms_get_response_details.json",
        {"text": {"r0a1b2c3d4e5f60718293a4b5c6d7e8f9": "Some text"}},
    ),
    Body(
        "odk-central",
        "_reconstructed/odk_submission_create_full_xml.json",
        {"text": {"name": "Ana"}, "integer": {"age": 30}},
    ),
    Body("github", "github/ping.json", {"text": {"hook.type": "Repository"}}),
)


def definition(body: Body) -> str:
    """A form with a question and a column for each key that is expected."""
    asked = [(kind, key) for kind, keys in body.expected.items() for key in keys]
    questions = [{"question": f"q{n}", "type": kind, "label": f"Q{n}"} for n, (kind, _) in enumerate(asked)]
    columns = [
        {"path": f"q{n}", "header": key, "format": FORMATS.get(kind, "text")} for n, (kind, key) in enumerate(asked)
    ]
    form = {
        "form": "real",
        "version": 1,
        "languages": ["en"],
        "title": "Real",
        "reference": "R-{number}",
        "sections": [{"section": "all", "title": "All", "questions": questions}],
        "sheet": {"workbook": "Real", "tab": "Real", "columns": columns},
        "sources": [{"source": body.source, "mapping": {key: f"q{n}" for n, (_, key) in enumerate(asked)}}],
    }
    return json.dumps(form)  # which is YAML too


FORMATS = {"integer": "integer", "date": "date"}


@dataclass(frozen=True)
class Place:
    """The service with the form of one body."""

    context: Context
    client: FlaskClient
    body: Body
    sent: bytes
    content_type: str

    def post(self, sent: bytes, secret: str) -> int:
        shown = SOURCES[self.body.source].proof.show(sent, secret, NOW)
        path = f"/hooks/real/{self.body.source}" + (f"/{shown.in_address}" if shown.in_address else "")
        answer = self.client.post(path, data=sent, headers=dict(shown.headers), content_type=self.content_type)
        return answer.status_code

    @property
    def secret(self) -> str:
        return SECRETS.get(self.body.source, SECRET)


@pytest.fixture(params=BODIES, ids=lambda body: body.file)
def place(request: pytest.FixtureRequest, tmp_path: Path, recorded: Path) -> Iterator[Place]:
    """A fresh service for each recorded body."""
    body: Body = request.param
    folder = tmp_path / "forms" / "real"
    folder.mkdir(parents=True)
    (folder / "form.yaml").write_text(definition(body), encoding="utf-8")
    settings = read_settings({"CHANCERY_DATA": str(tmp_path / "var"), "CHANCERY_FORMS": str(folder.parent)})
    context = replace(build_context(settings), now=lambda: NOW)
    migrate(context.ledger)
    with context.ledger.writing() as c:
        secrets.add(c, "real", body.source, SECRETS.get(body.source, SECRET), now=NOW)
    kind = body.content_type
    content_type = headers_of(kind, recorded) if kind.endswith(".txt") else kind
    sent = (recorded / body.file).read_bytes()
    if "multipart" in content_type:
        sent = sent.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")  # recorded with the line ends of a text file
    yield Place(context, served(context).test_client(), body, with_token(body, sent), content_type)
    context.ledger.engine.dispose()


def with_token(body: Body, sent: bytes) -> bytes:
    """LimeSurvey's plugin shows its token in the body; the recorded one is no secret of ours."""
    return sent.replace(b'"api_token": "string"', f'"api_token": "{SECRET}"'.encode())


@pytest.fixture
def recorded() -> Path:
    """The folder of what providers recorded; skipped where it is absent."""
    beside = Path(__file__).resolve().parents[3] / "shared"
    folder = Path(os.environ.get("CHANCERY_SHARED", beside)) / "payloads"
    if not folder.exists():
        pytest.skip("no recorded payloads: set CHANCERY_SHARED to the folder that holds payloads/")
    return folder


def rows(place: Place) -> list[dict[str, Any]]:
    """What stands in the workbook once the sheet has been brought up to date."""
    with place.context.ledger.writing() as c:
        item = outbox.put(c, "sheet", "real", now=NOW)
    assert run_in(place.context, item) == "done"
    path = place.context.settings.workbooks / "Real.xlsx"
    header, *lines = CalamineWorkbook.from_path(path).get_sheet_by_name("Real").to_python()
    return [dict(zip(map(str, header), line, strict=True)) for line in lines]


def test_it_comes_out_in_the_right_columns_once(place: Place) -> None:
    assert [place.post(place.sent, place.secret) for _ in range(2)] == [200, 200]
    states = [one.state for one in judge_received(place.context, "real", limit=9)]
    assert states == ["accepted", "repeated"]
    [row] = rows(place)
    for kind, keys in place.body.expected.items():
        for key, cell in keys.items():
            assert (str(row[key]) if kind == "date" else row[key]) == cell, key


def test_what_is_forged_truncated_or_written_anew_is_not_believed(place: Place) -> None:
    other = "whsec_AAAA" if place.body.source == "formbricks" else "another secret"
    assert place.post(place.sent.replace(SECRET.encode(), other.encode()), other) == 401
    if place.body.source in SIGNED:
        proof = SOURCES[place.body.source].proof.show(place.sent, place.secret, NOW).headers
        for changed in (place.sent[:-1], place.sent + b" ", json.dumps(json.loads(place.sent)).encode() + b"\n"):
            answer = place.client.post(f"/hooks/real/{place.body.source}", data=changed, headers=dict(proof))
            assert answer.status_code == 401
    with place.context.ledger.reading() as c:
        assert deliveries.counts(c) == {}
        assert submissions.counts(c) == {}


SIGNED = frozenset({"typeform", "tally", "formbricks", "formspree", "github", "surveymonkey", "netlify"})
