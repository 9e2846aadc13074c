"""Gravity Forms: entries by field ids, as JSON or as a form."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from deliveries import hostile, is_read_or_refused, placed, proves
from hypothesis import given
from sent import SECRET, answers, entry, read
from shared_samples import shared

WORD = "gravity-forms"
ENTRY = {
    "id": "77",
    "form_id": "2",
    "date_created": "2026-05-04 09:58:12",
    "date_updated": "2026-05-04 10:00:00",
    "source_url": "https://office.example.org/apply/",
    "ip": "192.0.2.1",
    "status": "active",
    "currency": "USD",
    "payment_status": None,
    "gpnf_entry_parent": "",
    "1.2": "",
    "1.3": "Ana",
    "1.6": "Silva",
    "2": "ana@example.org",
    "3.1": "Law",
    "3.2": "",
    "3.3": "Trade",
    "4": '["https:\\/\\/office.example.org\\/uploads\\/a%20b.pdf","https:\\/\\/office.example.org\\/uploads\\/c.pdf"]',
    "5": "https://office.example.org/wp-content/uploads/gravity_forms/2-x/cv.pdf",
    "6": '["Red","Blue"]',
    "7": "https://my.example.org",
    "8": "",
    "9": '[{"What":"Pump","Cost":"9"}]',
    "10.1": "1 Road",
    "10.2": "",
    "10.3": "Suva",
    "10.4": "",
    "10.5": "",
    "10.6": "Fiji",
}


def as_form(fields: dict[str, object]) -> bytes:
    return urlencode({name: value for name, value in fields.items() if value is not None}).encode()


@pytest.mark.parametrize("kind", ["json", "form", "form without a type"])
def test_a_whole_entry(kind: str) -> None:
    headers = {"content_type": "application/x-www-form-urlencoded"} if kind == "form" else {}
    received = read(WORD, ENTRY if kind == "json" else as_form(ENTRY), **headers)
    assert received.submission_id == "office.example.org/2/77"
    assert received.submitted_at == datetime(2026, 5, 4, 10, tzinfo=UTC)
    assert answers(received) == {
        "1": {"2": "", "3": "Ana", "6": "Silva"},
        "2": "ana@example.org",
        "3": ["Law", "Trade"],
        "4": [
            {"name": "a b.pdf", "url": "https://office.example.org/uploads/a%20b.pdf"},
            {"name": "c.pdf", "url": "https://office.example.org/uploads/c.pdf"},
        ],
        "5": [{"name": "cv.pdf", "url": ENTRY["5"]}],
        "6": ["Red", "Blue"],
        "7": "https://my.example.org",
        "8": "",
        "9": [{"What": "Pump", "Cost": "9"}],
        "10": {"1": "1 Road", "2": "", "3": "Suva", "4": "", "5": "", "6": "Fiji"},
    }


def test_inputs_and_lists() -> None:
    mapping = {"1.3": "first", "1.6": "last", "3": "topics", "10.3": "city", "9": "budget", "9.What": "budget.what"}
    found = placed(WORD, ENTRY, mapping, ignore=("1", "10", "9"))
    assert found.answers == {
        "first": "Ana",
        "last": "Silva",
        "topics": ["Law", "Trade"],
        "city": "Suva",
        "budget": [{"what": "Pump"}],
    }
    assert found.unmapped == ("2", "4", "5", "6", "7", "8")
    assert placed(WORD, ENTRY, {"3.1": "law"}).answers == {"law": "Law"}


def test_wordpress_own_names_do_not_become_answers_unasked() -> None:
    found = placed(WORD, ENTRY, {"2": "email"}, "currency", "status")
    assert found.answers == {"email": "ana@example.org"}
    assert placed(WORD, ENTRY, {"currency": "currency"}).answers == {"currency": "USD"}


def test_names_that_staff_chose() -> None:
    received = read(WORD, {"entry_id": "77", "name": "Ana", "topics": "Law, Trade"})
    assert received.submission_id == "77"
    assert answers(received) == {"name": "Ana", "topics": "Law, Trade"}
    assert read(WORD, {"name": "Ana"}).submission_id == ""


def test_a_recorded_entry() -> None:
    received = read(WORD, shared("gravity_forms/all_fields_entry_from_log.json").read_bytes())
    assert received.submission_id == "hotel.example.org/1/3234"
    assert answers(received)["5"] == "Standard"
    assert len(answers(received)) == 11
    assert entry(received, "submission_speeds").is_system


def test_proof() -> None:
    assert proves(WORD, ENTRY, {"x-chancery-secret": SECRET})
    assert not proves(WORD, ENTRY, {"x-chancery-secret": "x"})


@given(hostile("id", "form_id", "date_created", "source_url", "1", "1.3", "2.1", "2.2"))
def test_hostile_bodies(body: bytes) -> None:
    is_read_or_refused(WORD, body)
    is_read_or_refused(WORD, body, kind="application/x-www-form-urlencoded")
