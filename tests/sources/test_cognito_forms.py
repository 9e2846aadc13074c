"""Cognito Forms: typed, nested entries."""

from datetime import UTC, datetime
from decimal import Decimal

from deliveries import hostile, is_read_or_refused, placed, proves
from hypothesis import given
from sent import SECRET, answers, entry, read
from shared_samples import shared

WORD = "cognito-forms"
BODY = {
    "$version": 7,
    "$etag": None,
    "Form": {"Id": "3", "InternalName": "Grants", "Name": "Grants"},
    "Name": {"First": "Ana", "Last": "Silva", "FirstAndLast": "Ana Silva"},
    "Topics": ["Law", "Trade"],
    "Agree": True,
    "Amount": 1200.5,
    "Day": "2026-06-01",
    "CV": [
        {"ContentType": "application/pdf", "Id": "F-1", "Name": "cv.pdf", "Size": 1, "File": "https://f.example.org/1"}
    ],
    "Details": {"City": "Suva", "Scan": [], "Place": {"Line1": "1 Road", "Country": "Fiji"}},
    "Items": [{"Id": "a1", "ItemNumber": 1, "Product": "Pump", "Price": 9.99, "Size": {"W": 1, "H": 2}}],
    "Nothing": None,
    "Entry": {
        "Number": 5,
        "Version": 2,
        "Status": "Submitted",
        "Timestamp": "2026-05-04T10:00:00Z",
        "DateSubmitted": "2026-05-04T09:00:00Z",
    },
    "Id": "3-5",
}


def test_an_entry() -> None:
    received = read(WORD, BODY)
    assert (received.submission_id, received.version, received.is_partial) == ("3-5", "2", False)
    assert received.submitted_at == datetime(2026, 5, 4, 10, tzinfo=UTC)
    assert answers(received) == {
        "Name": {"First": "Ana", "Last": "Silva", "FirstAndLast": "Ana Silva"},
        "Topics": ["Law", "Trade"],
        "Agree": True,
        "Amount": Decimal("1200.5"),
        "Day": "2026-06-01",
        "CV": [{"name": "cv.pdf", "url": "https://f.example.org/1"}],
        "Details.City": "Suva",
        "Details.Scan": [],
        "Details.Place": {"Line1": "1 Road", "Country": "Fiji"},
        "Items": [{"Id": "a1", "ItemNumber": 1, "Product": "Pump", "Price": Decimal("9.99"), "Size": {"W": 1, "H": 2}}],
        "Nothing": None,
    }
    assert entry(received, "Entry.Number").value == 5


def test_parts_sections_and_rows() -> None:
    mapping = {
        "Name.First": "first",
        "Name.Last": "last",
        "Details.Place.Country": "country",
        "Items": "budget",
        "Items.Product": "budget.what",
        "Items.Price": "budget.cost",
        "Entry.Number": "number",
    }
    found = placed(WORD, BODY, mapping, ignore=("Name", "Items"))
    assert found.answers == {
        "first": "Ana",
        "last": "Silva",
        "country": "Fiji",
        "budget": [{"what": "Pump", "cost": Decimal("9.99")}],
        "number": 5,
    }
    assert "Topics" in found.unmapped
    assert "Items.Id" not in found.unmapped


def test_an_incomplete_entry_and_one_without_its_id() -> None:
    body = {name: value for name, value in BODY.items() if name != "Id"}
    assert read(WORD, body).submission_id == "3-5"
    assert read(WORD, {"Entry": {"Status": "Incomplete"}}).is_partial
    assert read(WORD, {"Entry": None, "Form": "x"}).submission_id == ""


def test_the_documented_entry() -> None:
    received = read(WORD, shared("_reconstructed/cognito_entry.json").read_bytes())
    assert received.submission_id == "1-1"
    assert answers(received)["Email"] == "jane.smith@example.com"


def test_proof() -> None:
    assert proves(WORD, BODY, {}, in_address=SECRET)
    assert not proves(WORD, BODY, {}, in_address="")


@given(hostile("Entry", "Form", "Id", "Items", "File", "Name", "$version"))
def test_hostile_bodies(body: bytes) -> None:
    is_read_or_refused(WORD, body)
