"""A small delivery of every source, with a bit of everything that it can hold: what fuzzing begins with."""

import json
from collections.abc import Mapping
from urllib.parse import urlencode

FILE = "https://files.example.org/a.pdf"
TIME = "2026-05-04T09:00:00Z"
_XML = (
    '<data id="f" version="1"><name>Ana</name><people><who>Bo</who></people><people><who>Cy</who></people>'
    "<meta><instanceID>uuid:u</instanceID></meta></data>"
)

JSON_SAMPLES: Mapping[str, object] = {
    "standard-webhooks": {"type": "x", "timestamp": TIME, "data": {"id": "1", "language": "fr", "answers": {"a": [1]}}},
    "typeform": {
        "event_id": "e",
        "event_type": "form_response",
        "form_response": {
            "token": "t",
            "submitted_at": TIME,
            "hidden": {"h": "x"},
            "variables": [{"key": "score", "type": "number", "number": 4}],
            "definition": {"fields": [{"id": "1", "ref": "r", "title": "Name", "type": "short_text"}]},
            "answers": [
                {"type": "text", "text": "Ana", "field": {"id": "1", "ref": "r", "type": "short_text"}},
                {"type": "choices", "choices": {"labels": ["A"], "refs": ["x"]}, "field": {"id": "2", "ref": "s"}},
                {"type": "file_url", "file_url": FILE, "field": {"id": "3", "ref": "f"}},
            ],
        },
    },
    "kobotoolbox": {
        "_id": 1,
        "_uuid": "u",
        "_submission_time": TIME,
        "meta/instanceID": "uuid:u",
        "who/name": "Ana",
        "plan": [{"plan/item": "Desk", "plan/cost": "1"}],
        "paper": "a.pdf",
        "_attachments": [{"filename": "x/a.pdf", "download_url": FILE}],
        "_geolocation": [None, 1.5],
    },
    "tally": {
        "eventId": "e",
        "eventType": "FORM_RESPONSE",
        "createdAt": TIME,
        "data": {
            "responseId": "r",
            "fields": [
                {"key": "q1", "label": "Name", "type": "INPUT_TEXT", "value": "Ana"},
                {"key": "q2", "type": "MULTIPLE_CHOICE", "value": ["x"], "options": [{"id": "x", "text": "X"}]},
                {"key": "q3", "type": "FILE_UPLOAD", "value": [{"name": "a.pdf", "url": FILE}]},
                {"key": "q4", "type": "MATRIX", "value": {"r": ["c"]}, "rows": [{"id": "r"}], "columns": [{"id": "c"}]},
            ],
        },
    },
    "jotform": {
        "submissionID": "1",
        "pretty": "Name:Ana, Plan:a.pdf",
        "rawRequest": json.dumps(
            {
                "q1_name": {"first": "Ana", "last": "B"},
                "q2_day": {"day": "1", "month": "2", "year": "2026"},
                "q3_rows": [{"a": "1"}],
                "file": ["https://www.jotform.com/uploads/o/1/9/a.pdf"],
                "temp_upload": {"q4_file": ["a"]},
            }
        ),
    },
    "formbricks": {
        "event": "responseFinished",
        "data": {
            "id": "1",
            "updatedAt": TIME,
            "finished": True,
            "language": "fr",
            "data": {"q": "Ana", "m": {"r": "c"}, "f": [FILE]},
            "variables": {"v": 1},
        },
    },
    "fillout": {
        "submission": {
            "submissionId": "1",
            "submissionTime": TIME,
            "questions": [{"id": "q", "name": "Name", "type": "ShortAnswer", "value": "Ana"}],
            "calculations": [{"id": "c", "name": "C", "value": 1}],
            "urlParameters": [{"id": "u", "name": "U", "value": "x"}],
        }
    },
    "formspree": {"form": "f", "submission": {"name": "Ana", "_date": TIME, "file": {"name": "a", "url": FILE}}},
    "paperform": {
        "submission_id": "1",
        "created_at": TIME,
        "data": [{"key": "k", "custom_key": "name", "title": "Name", "type": "text", "value": "Ana"}],
    },
    "generic": {"name": "Ana", "contact": {"email": "a@example.org"}, "rows": [{"a": 1}], "deep": {"rows": [{"b": 2}]}},
    "github": {"action": "opened", "issue": {"id": 1, "labels": [{"name": "x"}]}, "sender": {"login": "a"}},
    "stripe": {
        "id": "evt_1",
        "object": "event",
        "type": "x",
        "created": 1_772_360_130,
        "data": {"object": {"id": "1", "metadata": {"a": "b"}, "lines": {"data": [{"id": "l"}]}}},
    },
    "google-forms": {
        "id": "1",
        "timestamp": TIME,
        "answers": [{"id": 1, "title": "Name", "type": "TEXT", "answer": "Ana"}, {"id": 2, "answer": [["a"], ["b"]]}],
        "response": {"responseId": "1", "answers": {"a": {"textAnswers": {"answers": [{"value": "x"}]}}}},
    },
    "google-forms-watch": {
        "message": {"attributes": {"eventType": "RESPONSES", "formId": "f"}, "messageId": "1", "publishTime": TIME},
        "responseId": "1",
        "lastSubmittedTime": TIME,
        "answers": {"a": {"questionId": "a", "textAnswers": {"answers": [{"value": "x"}]}}},
    },
    "microsoft-forms": {"responseId": "1", "submitDate": "5/4/2026 9:00:00 AM", "r1": "Ana", "r2": '["A","B"]'},
    "surveymonkey": {
        "id": "1",
        "date_modified": TIME,
        "pages": [
            {
                "id": "p",
                "questions": [
                    {
                        "id": "q",
                        "heading": "H",
                        "answers": [{"choice_id": "1", "row_id": "2", "text": "x"}, {"text": "y"}],
                    }
                ],
            }
        ],
    },
    "limesurvey": {
        "survey": 1,
        "response": {"id": "1", "submitdate": "2026-05-04 09:00:00", "q1": "Ana", "q2[SQ001]": "Y"},
    },
    "cognito-forms": {
        "Form": {"Id": "1"},
        "Id": "1-1",
        "Entry": {"Number": 1, "DateSubmitted": TIME},
        "Name": {"First": "Ana"},
        "Table": [{"A": 1}],
        "File": [{"Name": "a", "File": FILE}],
    },
    "gravity-forms": {"id": "1", "form_id": "2", "date_created": "2026-05-04 09:00:00", "1.3": "Ana", "2": '["a"]'},
    "netlify": {"id": "1", "created_at": TIME, "data": {"name": "Ana", "cv": {"filename": "a", "url": FILE}}},
    "odk-central": {"type": "submission.create", "id": "u", "data": {"xml": _XML}},
}

FORM_SAMPLES: Mapping[str, bytes] = {
    "generic": urlencode({"contact[email]": "a@example.org", "days[]": "1"}).encode(),
    "github": urlencode({"payload": '{"action": "opened"}'}).encode(),
    "gravity-forms": urlencode({"id": "1", "1.3": "Ana"}).encode(),
    "jotform": urlencode({"rawRequest": '{"q1_name": "Ana"}', "submissionID": "1"}).encode(),
}
