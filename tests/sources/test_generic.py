"""Any sender: JSON and forms by their own names, composites to be taken apart, repeats as rows, identity by mapping."""

import json
import re
from datetime import UTC, datetime

from sent import answers, entry, form_with_files, multipart, proves, read, refused

from connectors.sources.mapping import mapped
from forms.types.attachments import Enclosed


def test_json_by_its_names() -> None:
    body = {"a": "x", "contact": {"email": "a@example.org", "langs": ["fr"]}, "n": 1, "yes": True, "none": None}
    assert answers(read("generic", body)) == body
    assert answers(read("generic", [body])) == body
    refused("generic", [body, body], "one submission at a time")
    refused("generic", [], "one submission at a time")
    refused("generic", [1], "not a JSON object")
    refused("generic", "text", "not a JSON object")


def test_repeats_wherever_they_stand() -> None:
    lines = [{"item": "Travel", "cost": {"usd": 10}}, {"item": "Hall"}]
    received = read("generic", {"lines": lines, "budget": {"lines": lines, "total": 20, "by": {"name": "Awa"}}})
    assert [one.keys[0] for one in received.entries] == ["lines", "budget.lines", "budget.total", "budget.by"]
    rows = entry(received, "budget.lines").rows
    assert rows is not None
    assert [one.keys[0] for one in rows[0]] == ["budget.lines.item", "budget.lines.cost"]


def test_mapped_with_its_identity() -> None:
    body = {
        "ref": 7,
        "at": "2026-03-01T10:00:00Z",
        "person": {"mail": "a@example.org"},
        "budget": {"lines": [{"c": 1}]},
    }
    mapping = {
        "ref": "$submission",
        "at": "$time",
        "person.mail": "email",
        "budget.lines": "costs",
        "budget.lines.c": "costs.amount",
    }
    found = mapped(read("generic", body), mapping, (), {"email", "costs", "costs.amount"})
    assert found.answers == {"email": "a@example.org", "costs": [{"amount": 1}]}
    assert found.received.submission_id == "7"
    assert found.received.submitted_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert found.unmapped == ()


def test_forms() -> None:
    expected = {"contact.email": "a@example.org", "days": ["1"], "x": ["a", "b"], "y": ""}
    encoded = b"contact%5Bemail%5D=a%40example.org&days%5B%5D=1&x=a&x=b&y="
    assert answers(read("generic", encoded, content_type="application/x-www-form-urlencoded")) == expected
    parts = multipart(("contact[email]", "a@example.org"), ("days[]", "1"), ("x", "a"), ("x", "b"), ("y", ""))
    received = read("generic", parts, content_type="multipart/form-data; boundary=xyz")
    assert answers(received) == expected
    assert entry(received, "contact[email]").keys == ("contact.email", "contact[email]")


def test_files_have_names_of_ours_and_addresses_that_tell_nothing() -> None:
    sent = [("cv", "../me/cv.pdf", b"%PDF-1"), ("cv", "b.txt", b"b"), ("papers[]", "c.txt", b"b"), ("no", "", b"")]
    received = read("generic", form_with_files(("a", "x"), *sent))
    [first, second], [third] = (entry(received, key).value for key in ("cv", "papers"))
    assert [one["name"] for one in (first, second, third)] == ["cv.pdf", "b.txt", "c.txt"]
    addresses = [one["url"] for one in (first, second, third)]
    assert all(re.fullmatch("enclosed:[0-9a-f]{64}", one) and type(one) is Enclosed for one in addresses)
    assert len(set(addresses)) == 3
    assert entry(received, "papers[]").keys == ("papers", "papers[]")
    assert entry(received, "no").value is None
    assert entry(received, "a").value == "x"


def test_a_file_has_the_same_address_however_it_is_sent_again() -> None:
    (one,) = read("generic", form_with_files(("cv", "cv.txt", b"me"))).entries
    (again,) = read("generic", form_with_files(("cv", "cv.txt", b"me"), end=b"\n", boundary=b"other")).entries
    assert one == again
    for changed in (("cv", "cv.txt", b"me!"), ("cv", "v.txt", b"me"), ("cvcv", ".txt", b"me"), ("c", "vcv.txt", b"me")):
        (other,) = read("generic", form_with_files(changed)).entries
        assert other.value[0]["url"] != one.value[0]["url"]  # type: ignore[index]


def test_files_beside_json() -> None:
    received = read("generic", form_with_files(("payload", '{"a": {"b": 1}}'), ("cv", "cv.txt", b"me")))
    assert entry(received, "a").value == {"b": 1}
    assert [one["name"] for one in entry(received, "cv").value] == ["cv.txt"]  # type: ignore[attr-defined]


def test_json_in_the_field_payload() -> None:
    said = {"a": {"b": 1}}
    assert answers(read("generic", b"payload=" + json.dumps(said).replace('"', "%22").encode())) == said
    assert answers(read("generic", b"payload=text")) == {"payload": "text"}


def test_ids_in_headers() -> None:
    assert read("generic", {"a": 1}).delivery_id == ""
    assert read("generic", {"a": 1}, idempotency_key="k1").delivery_id == "k1"
    assert read("generic", {"a": 1}, webhook_id="w1", idempotency_key="k1").delivery_id == "w1"


def test_proof() -> None:
    assert proves("generic", b"{}", {}, in_address="test-secret-not-real")
    assert proves("generic", b"{}", {"x-chancery-secret": "test-secret-not-real"})
    assert not proves("generic", b"{}", {"x-chancery-secret": "test-secret-not-rea"})
