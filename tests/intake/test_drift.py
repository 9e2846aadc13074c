"""A source's questions are remembered: what is new and what is worded anew is told once, and written only on news."""

import json
from dataclasses import replace
from datetime import timedelta

from intake_forms import NOW, SECRET, Clock, clock, deliver
from intake_forms import context as context_of_aid
from sqlalchemy import event

from app.arrival import Asked, arrival
from app.context import Context
from app.drift import MOST_KEYS, compared
from app.judging import judge_received
from app.store import audit, deliveries, source_questions
from connectors.ports import HookRequest, Received
from connectors.sources import SOURCES

__all__ = ["clock"]

context = context_of_aid


def typeform(number: int, fields: dict[str, tuple[str, str]], language: str = "") -> HookRequest:
    """A response whose fields are ref -> (title, answer)."""
    answers = [
        {"type": "text", "text": said, "field": {"id": f"id_{ref}", "ref": ref}} for ref, (_, said) in fields.items()
    ]
    titles = [{"id": f"id_{ref}", "title": title} for ref, (title, _) in fields.items()]
    hidden = {"lang": language} if language else {}
    response = {"token": f"tok{number}", "answers": answers, "definition": {"fields": titles}, "hidden": hidden}
    body = json.dumps({"event_id": f"e{number}", "event_type": "form_response", "form_response": response}).encode()
    shown = SOURCES["typeform"].proof.show(body, SECRET, NOW)
    return HookRequest(body, shown.headers)


FIRST = {"t_state": ("Country", "CHE"), "t_size": ("Size", "small")}


def known(context: Context) -> dict[str, tuple[str, str, str]]:
    with context.ledger.reading() as c:
        return {one.key: (one.label, one.before, one.change) for one in source_questions.of_form(c, "aid")}


def test_the_first_delivery_is_remembered_and_no_change(context: Context) -> None:
    outcome = deliver(context, "typeform", typeform(1, {**FIRST, "extra": ("Shoe size", "42")}))
    assert known(context) == {
        "t_state": ("Country", "", ""),
        "t_size": ("Size", "", ""),
        "extra": ("Shoe size", "", ""),
    }
    assert outcome.reasons == ("typeform sent extra, which no question takes: map it or list it under ignore.",)


def test_each_key_that_nobody_takes_is_told_once_on_a_delivery(context: Context) -> None:
    deliver(context, "typeform", typeform(1, {**FIRST, "old": ("Fax", "1")}))
    second = deliver(context, "typeform", typeform(2, {**FIRST, "old": ("Fax", "1"), "new": ("Shoe size", "42")}))
    assert [[key in reason for key in ("new", "old")] for reason in second.reasons] == [[True, False], [False, True]]
    third = deliver(context, "typeform", typeform(3, {**FIRST, "new": ("Shoe size", "42")}))
    assert third.reasons == ("typeform sent new, which no question takes: map it or list it under ignore.",)
    with context.ledger.reading() as c:
        accepted = audit.recent(c, act="submission.accepted")
    assert [one.details["unmapped"] for one in accepted] == [["new"], ["old", "new"], ["old"]]


def test_a_new_question_and_a_new_label_are_told_on_the_first_delivery_that_shows_them(context: Context) -> None:
    deliver(context, "typeform", typeform(1, FIRST))
    changed = {"t_state": ("State", "CHE"), "extra": ("Shoe\nsize", "42")}
    second = deliver(context, "typeform", typeform(2, changed))
    assert second.state == "accepted"
    assert second.reasons == (
        "The form at typeform words t_state anew: 'State' was 'Country'.",
        (
            "The form at typeform shows extra ('Shoe size') for the first time, and no question here takes it: "
            "map it or list it under ignore."
        ),
    )
    third = deliver(context, "typeform", typeform(3, changed))
    assert not any("anew" in reason or "for the first time" in reason for reason in third.reasons)
    assert known(context)["t_state"] == ("State", "Country", "label")
    assert known(context)["extra"] == ("Shoe size", "", "new")
    with context.ledger.reading() as c:
        lines = audit.recent(c, act="source.changed")
        assert [(one.what, one.details["key"], one.details["change"]) for one in lines] == [
            ("aid/typeform", "extra", "new"),
            ("aid/typeform", "t_state", "label"),
        ]
        assert len(source_questions.changed(c)) == 2
        kept = deliveries.listing(c)
    assert [any("anew" in reason for reason in one.reasons) for one in kept] == [False, True, False]


def test_a_form_in_several_languages_is_worded_in_each_of_them(context: Context) -> None:
    french = {"t_state": ("Pays", "CHE"), "t_size": ("Taille", "small")}
    for number, (fields, language) in enumerate(((french, "fr"), (FIRST, "en"), (french, "fr"), (FIRST, ""))):
        outcome = deliver(context, "typeform", typeform(number, fields, language))
        assert not any("anew" in reason for reason in outcome.reasons)
    assert known(context) == {"t_state": ("Country", "", ""), "t_size": ("Size", "", "")}


def test_a_new_question_that_is_mapped_is_no_change(context: Context) -> None:
    deliver(context, "typeform", typeform(1, FIRST))
    deliver(context, "typeform", typeform(2, {**FIRST, "t_photo": ("Photo", "a.jpg")}))
    assert known(context)["t_photo"] == ("Photo", "", "")


def test_a_change_that_is_marked_as_seen_is_open_no_more(context: Context) -> None:
    deliver(context, "typeform", typeform(1, FIRST))
    deliver(context, "typeform", typeform(2, {"t_state": ("State", "CHE")}))
    with context.ledger.writing() as c:
        assert source_questions.mark_seen(c, "aid", "typeform", "t_state")
        assert not source_questions.mark_seen(c, "aid", "typeform", "t_state")
        assert not source_questions.mark_seen(c, "aid", "typeform", "nothing")
        assert source_questions.changed(c) == []
    assert known(context)["t_state"] == ("State", "Country", "")


def test_a_delivery_without_news_writes_nothing_about_questions(context: Context, clock: Clock) -> None:
    deliver(context, "typeform", typeform(1, FIRST))
    said: list[str] = []
    event.listen(context.ledger.engine, "before_cursor_execute", lambda _c, _k, sql, *_: said.append(sql))
    deliver(context, "typeform", typeform(2, FIRST))
    assert [sql[:6] for sql in said if "source_questions" in sql] == ["SELECT"]
    clock.pass_seconds(timedelta(days=2).total_seconds())
    deliver(context, "typeform", typeform(3, FIRST))
    with context.ledger.reading() as c:
        assert {one.last_seen for one in source_questions.of_form(c, "aid")} == {clock.time}


def test_a_sender_that_makes_up_names_fills_nothing(context: Context) -> None:
    form = context.forms["aid"].form
    asked = tuple(Asked(f"k{number}") for number in range(MOST_KEYS + 50))
    made = arrival(form, "typeform", Received(), headers={}, body=b"", received_at=context.now())
    assert len(compared([], [replace(made, asked=asked)]).put) == MOST_KEYS


def test_the_same_message_twice_in_one_batch_is_one(context: Context) -> None:
    request = typeform(1, FIRST)
    message = deliveries.Message("aid", "typeform", NOW, {}, request.body)
    with context.ledger.writing() as c:
        deliveries.keep(c, [message, message])
    assert [one.state for one in judge_received(context, "aid", limit=10)] == ["accepted", "repeated"]
    with context.ledger.reading() as c:
        assert [one.times for one in deliveries.listing(c)] == [2]
