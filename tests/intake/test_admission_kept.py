"""Opening hours, one submission each, and references: problems for people, quarantine for providers."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Barrier

import pytest
from intake_forms import NOW, SECRET, Clock, clock, deliver

from app.config import read_settings
from app.context import Context, build_context
from app.intake import Outcome, submit
from app.judging import judge_again, judge_received
from app.store import deliveries, outbox, secrets, submissions
from app.store.engine import Ledger
from connectors.ports import HookRequest
from connectors.sources import SOURCES
from forms.schema import compile_form
from forms.types import messages

__all__ = ["clock"]

FORM = """\
form: NAME
version: 1
languages: [en]
title: Title
reference: "NAME-{number}"
MORE
sections:
  - section: all
    title: All
    questions:
QUESTIONS
sheet: {workbook: NAME, tab: Tab, columns: [{path: $reference, header: Reference}]}
sources:
  - source: standard-webhooks
"""
GRANT = """\
      - {question: state, type: text, label: State, required: yes}
      - {question: email, type: email, label: E-mail}
      - {question: urgent, type: yes_no, label: Urgent}
      - question: why
        type: text
        label: Why
        show_if: {question: urgent, is: yes}
        checks: [{check: short, must: length(why) > 3, message: Is that all?, severity: warning}]"""
REPORT = """\
      - {question: grant, type: reference, label: Grant, form: grant}
      - question: others
        type: group
        label: Others
        questions: [{question: more, type: reference, label: More, form: grant}]
      - question: visits
        type: table
        label: Visits
        questions: [{question: about, type: reference, label: About, form: grant}]"""
MAILS = """\
mails:
  - {mail: thanks, to: email, subject: Thanks, body: Thanks}
  - {mail: changed, on: changed, to: email, subject: Changed, body: Changed}
  - {mail: later, after_days: 30, to: email, subject: Later, body: Later}"""
numbers = count()


def write_form(folder: Path, name: str, questions: str, more: str = "") -> None:
    path = folder / name / "form.yaml"
    path.parent.mkdir(parents=True)
    text = FORM.replace("MORE", more).replace("QUESTIONS", questions).replace("NAME", name)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def context(ledger: Ledger, tmp_path: Path, clock: Clock) -> Context:
    write_form(tmp_path / "forms", "grant", GRANT, f"one_per: state\n{MAILS}")
    write_form(tmp_path / "forms", "report", REPORT)
    settings = read_settings({"CHANCERY_DATA": str(tmp_path / "var"), "CHANCERY_FORMS": str(tmp_path / "forms")})
    with ledger.writing() as c:
        for form in ("grant", "report"):
            secrets.add(c, form, "standard-webhooks", SECRET, now=NOW)
    return replace(build_context(settings), ledger=ledger, now=clock)


def timed(context: Context, **fields: object) -> Context:
    """The grant form with other hours."""
    form = replace(context.forms["grant"].form, **fields)
    return replace(context, forms={**context.forms, "grant": compile_form(form)})


def sent(context: Context, form: str, answers: dict[str, object], source: str = "api", delivery: str = "") -> Outcome:
    body = json.dumps(answers).encode()
    name = delivery or f"d{next(numbers)}"
    return submit(context, form, answers, source=source, delivery_id=name, language="en", body=body, headers={})


def hooked(context: Context, form: str, answers: dict[str, object], identity: str = "s1", minute: int = 0) -> Outcome:
    at = f"2026-05-04T09:{minute:02d}:00Z"
    data = {"id": identity, "answers": answers, "submitted_at": at}
    raw = json.dumps({"type": "submission", "timestamp": at, "data": data}).encode()
    shown = SOURCES["standard-webhooks"].proof.show(raw, SECRET, context.now())
    return deliver(context, "standard-webhooks", HookRequest(raw, shown.headers), form)


def kept(context: Context, form: str = "grant") -> list[submissions.Submission]:
    with context.ledger.reading() as c:
        return submissions.of_form(c, form)


def newest_delivery(context: Context) -> deliveries.Delivery:
    with context.ledger.reading() as c:
        return deliveries.listing(c, body_bytes=1_000_000)[0]


@pytest.mark.parametrize("source", ["page", "api"])
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"opens": NOW + timedelta(hours=1)}, messages.NOT_OPEN),
        ({"closes": NOW - timedelta(hours=1)}, messages.CLOSED),
    ],
)
def test_outside_of_its_hours_a_person_is_told(
    context: Context, source: str, fields: dict[str, object], message: str
) -> None:
    outcome = sent(timed(context, **fields), "grant", {"state": "Fiji"}, source)
    assert (outcome.state, [one.message for one in outcome.problems]) == ("refused", [message])
    assert kept(context) == []
    with context.ledger.reading() as c:
        assert deliveries.counts(c) == {}


def test_outside_of_its_hours_a_provider_is_set_aside_with_the_reason(context: Context, clock: Clock) -> None:
    closed = timed(context, closes=NOW - timedelta(hours=1))
    outcome = hooked(closed, "grant", {"state": "Fiji"})
    assert (outcome.state, outcome.stored, kept(context)) == ("quarantined", True, [])
    delivery = newest_delivery(context)
    assert (delivery.state, delivery.reasons) == ("quarantined", ("This form closed on 2026-05-04 09:00 UTC",))
    clock.pass_seconds(3600)
    again = judge_again(timed(context, closes=NOW + timedelta(minutes=1)), delivery.id, asked_by="rita")
    assert again is not None
    assert (again.state, len(kept(context))) == ("accepted", 1)  # it had come in time


def test_a_repeated_delivery_is_repeated_after_the_closing_too(context: Context, clock: Clock) -> None:
    first = sent(context, "grant", {"state": "Fiji"}, delivery="same")
    closed = timed(context, closes=NOW - timedelta(hours=1))
    again = sent(closed, "grant", {"state": "Fiji"}, delivery="same")
    assert (again.state, again.reference) == ("repeated", first.reference)


def test_a_late_one_is_taken_where_the_form_says_so(context: Context) -> None:
    late = timed(context, closes=NOW - timedelta(hours=1), accepts_late=True)
    assert sent(late, "grant", {"state": "Fiji"}).state == "accepted"


def test_a_change_that_comes_too_late_stands_in_quarantine(context: Context, clock: Clock) -> None:
    limited = timed(context, closes=NOW + timedelta(hours=1), edit_until=NOW + timedelta(hours=2))
    hooked(limited, "grant", {"state": "Fiji"})
    clock.pass_seconds(5400)
    assert hooked(limited, "grant", {"state": "Fidji"}, minute=1).state == "accepted"
    assert hooked(limited, "grant", {"state": "Samoa"}, "s2", 2).state == "quarantined"
    clock.pass_seconds(5400)
    assert hooked(limited, "grant", {"state": "Tonga"}, minute=3).state == "quarantined"
    assert hooked(limited, "grant", {"state": "Fidji"}, minute=4).state == "accepted"  # nothing changes
    assert [(one.answers["state"], one.version) for one in kept(context)] == [("Fidji", 2)]


def test_the_second_with_the_same_answer_is_refused(context: Context) -> None:
    assert sent(context, "grant", {"state": "Fiji"}).state == "accepted"
    for source in ("page", "api"):
        outcome = sent(context, "grant", {"state": "FIJI"}, source)
        assert [(one.path, one.message) for one in outcome.problems] == [("state", messages.ANOTHER)]
    assert hooked(context, "grant", {"state": "fiji"}).state == "quarantined"
    assert "there can be only one (state)" in newest_delivery(context).reasons[0]
    assert len(kept(context)) == 1


def test_a_change_may_keep_its_answer_but_not_take_anothers(context: Context) -> None:
    hooked(context, "grant", {"state": "Fiji"}, "s1")
    hooked(context, "grant", {"state": "Tonga"}, "s2", 1)
    assert hooked(context, "grant", {"state": "FIJI", "urgent": True}, "s1", 2).state == "accepted"
    assert hooked(context, "grant", {"state": "Fiji"}, "s2", 3).state == "quarantined"
    assert hooked(context, "grant", {"state": "Samoa"}, "s1", 4).state == "accepted"
    assert sent(context, "grant", {"state": "Fiji"}).state == "accepted"  # it is free again
    assert [one.answers["state"] for one in kept(context)] == ["Samoa", "Tonga", "Fiji"]


@pytest.mark.parametrize("number", range(4))
def test_of_two_at_once_one_is_taken_and_one_told(context: Context, number: int) -> None:
    start = Barrier(2)

    def send(_: int) -> Outcome:
        start.wait()
        return sent(context, "grant", {"state": "Fiji"})

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(send, range(2)))
    assert sorted(one.state for one in outcomes) == ["accepted", "refused"]
    [refused] = [one for one in outcomes if one.state == "refused"]
    assert [one.message for one in refused.problems] == [messages.ANOTHER]
    assert len(kept(context)) == 1


def test_of_two_changes_at_once_to_one_answer_one_is_set_aside(context: Context) -> None:
    for number in (1, 2):
        hooked(context, "grant", {"state": f"State {number}"}, f"s{number}")
    start = Barrier(2)

    def change(number: int) -> None:
        start.wait()
        hooked(context, "grant", {"state": "Fiji"}, f"s{number}", 5)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(change, (1, 2)))
    judge_received(context, "grant", limit=2)  # what the one left to the other
    with context.ledger.reading() as c:
        states = sorted(one.state for one in deliveries.listing(c, limit=2))
    assert states == ["accepted", "quarantined"]
    assert sum(one.answers["state"] == "Fiji" for one in kept(context)) == 1


REFERENCES = [
    ({"grant": "REF"}, "grant"),
    ({"others": {"more": "REF"}}, "others.more"),
    ({"visits": [{"about": "grant-1"}, {"about": "REF"}]}, "visits.1.about"),
]


@pytest.mark.parametrize(("answers", "path"), REFERENCES)
def test_a_reference_must_be_there(context: Context, answers: dict[str, object], path: str) -> None:
    sent(context, "grant", {"state": "Fiji"})
    wrong = json.loads(json.dumps(answers).replace("REF", "grant-9"))
    outcome = sent(context, "report", wrong)
    assert [(one.path, one.message) for one in outcome.problems] == [(path, messages.NO_SUCH_REFERENCE)]
    assert hooked(context, "report", wrong).state == "quarantined"
    assert sent(context, "report", json.loads(json.dumps(answers).replace("REF", "grant-1"))).state == "accepted"


def test_the_reference_of_another_form_is_none(context: Context) -> None:
    sent(context, "grant", {"state": "Fiji"})
    sent(context, "report", {"grant": "grant-1"})
    assert sent(context, "report", {"grant": "report-1"}).state == "refused"


def test_what_staff_should_know_is_kept_with_the_delivery(context: Context) -> None:
    assert hooked(context, "grant", {"state": "Fiji", "urgent": True, "why": "so"}).state == "accepted"
    assert newest_delivery(context).reasons == ("Is that all? (why: short)",)
    assert hooked(context, "grant", {"state": "Tonga", "urgent": False, "why": "because"}, "s2").state == "accepted"
    assert newest_delivery(context).reasons == ("why was answered though the rules do not ask it: that was left out.",)
    assert [one.answers["why"] for one in kept(context)] == ["so", None]
    outcome = sent(context, "grant", {"state": "Samoa", "urgent": True, "why": "no"})
    assert (outcome.state, outcome.reasons) == ("accepted", ("Is that all? (why: short)",))


def test_each_mail_is_asked_for_at_its_time(context: Context, clock: Clock) -> None:
    hooked(context, "grant", {"state": "Fiji"})
    clock.pass_seconds(600)
    hooked(context, "grant", {"state": "Fiji", "urgent": True}, minute=1)
    hooked(context, "grant", {"state": "Fiji", "urgent": True}, minute=2)
    with context.ledger.reading() as c:
        items = [item for item in outbox.listing(c)[::-1] if item.kind == "mail"]
    asked = [(item.payload["mail"], item.payload["version"], item.not_before) for item in items]
    later = NOW + timedelta(seconds=600)
    assert asked == [("thanks", 1, NOW), ("later", 1, NOW + timedelta(days=30)), ("changed", 2, later)]
    assert datetime(2026, 6, 3, 10, tzinfo=UTC) == asked[1][2]


def test_a_publication_alone_makes_no_new_version_of_what_is_said_again(context: Context) -> None:
    hooked(context, "grant", {"state": "Fiji"})
    first = context.forms["grant"].form
    [section] = first.sections
    asked = tuple(
        replace(one, name="name", was=("state",)) if one.name == "state" else one for one in section.questions
    )
    second = replace(first, version=2, one_per=("name",), sections=(replace(section, questions=asked),))
    later = replace(context, forms={"grant": compile_form(second)}, earlier=lambda _name, _version: first)
    assert hooked(later, "grant", {"name": "Fiji"}, minute=1).state == "accepted"
    assert [one.version for one in kept(context)] == [1]


def test_the_year_of_a_reference_is_that_of_the_forms_zone(context: Context, clock: Clock) -> None:
    clock.time = datetime(2026, 12, 31, 12, tzinfo=UTC)
    there = timed(context, zone="Pacific/Auckland", reference="G-{year}-{number}")
    assert sent(there, "grant", {"state": "Fiji"}).reference == "G-2027-1"
