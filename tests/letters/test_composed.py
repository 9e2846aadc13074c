"""What mails on decisions say: words looked up once, each direction kept, headers of one line, nothing half said."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.composing import END, ISOLATE, message_of, said_on
from app.config import read_settings
from app.letter_words import WORDS
from app.occasions import Occasion
from app.store.decisions import Decision
from app.store.submissions import Submission
from forms.definition import Call, Column, Form, Mail, Question, Section, Sheet, Text
from forms.reading.placeholder_part import AMOUNT, CALL_WORDS, MAIL_WORDS
from forms.schema import compile_form

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
QUESTIONS = (
    Question("email", "email", Text({"en": "E-mail"})),
    Question("name", "text", Text({"en": "Name"})),
    Question("state", "country", Text({"en": "State"})),
    Question("asked", "money", Text({"en": "Asked"}), currency="USD"),
)
ANSWERS = {"email": "ana@example.org", "name": "Ana", "state": "DEU", "asked": "100"}
BODY = Text({"en": "((name)), ((applicant)): ((amount)) of ((asked)).\n\n((conditions))\n\n((organisation))"})


def occasion(body: Text = BODY, subject: str = "((title))", language: str = "en", **about: Any) -> Occasion:
    decided = {"outcome": "conditions", "amount": "80.5", "conditions": "", "reason": "", **about.pop("decided", {})}
    form = Form(
        "grants", 1, Text({"en": "Grants"}), ("en",), "G-{number}", (Section("all", Text(), QUESTIONS),),
        Sheet("Grants", "Tab", (Column("$reference", "Reference"),)),
        mails=(Mail("told", "email", Text({"en": subject}), body, on="released", decisions=("approve",)),),
        call=Call(100, "USD", "asked", "name", "state", (), ()),  # type: ignore[arg-type]
    )  # fmt: skip
    answers = {**ANSWERS, **about}
    submission = Submission(1, "k" * 32, "grants", 1, "page", "x", "G-1", 1, answers, language, None, NOW, NOW)
    decision = Decision(1, 1, 1, decided_by="rita", decided_at=NOW, released_at=NOW, replaced_at=None, **decided)
    return Occasion(compile_form(form), form.mails[0], submission, decision, NOW)


def test_words_are_answers_and_decisions_in_the_recipients_language() -> None:
    said = said_on(occasion(language="fr"), "Fund", "")
    assert said.body == "Ana, Allemagne: 80,50 USD of 100,00 USD.\n\nFund"
    assert (said.to, said.subject, said.lacking) == ("ana@example.org", "Ana", ())


def test_what_is_filled_in_is_not_looked_at_again_and_makes_no_header() -> None:
    odd = "((amount))\r\nBcc: x@example.org\r\n\r\nHello"
    said = said_on(occasion(name=odd), "Fund", "")
    assert said.subject == "((amount)) Bcc: x@example.org Hello"
    message = message_of(read_settings({"MAIL_FROM": "f@example.org"}), said, "", [])
    assert message["Bcc"] is None
    assert message.get_content().splitlines()[:2] == ["((amount))", "Bcc: x@example.org"]


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=100))
def test_whatever_is_filled_in_headers_stay_as_many(name: str) -> None:
    said = said_on(occasion(name=name), "Fund", "")
    message = message_of(read_settings({"MAIL_FROM": "f@example.org"}), said, "", [])
    heads = message.as_bytes().partition(b"\n\n")[0]
    assert {line.partition(b":")[0] for line in heads.splitlines() if not line.startswith((b" ", b"\t"))} == {
        b"From", b"To", b"Subject", b"Auto-Submitted", b"Content-Type", b"Content-Transfer-Encoding", b"MIME-Version",
        b"Content-Language",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("decided", "lacking"), [({"amount": None}, ("amount",)), ({}, ()), ({"conditions": "Report."}, ())]
)
def test_a_word_without_a_value_is_told_and_stays(decided: dict[str, Any], lacking: tuple[str, ...]) -> None:
    said = said_on(occasion(decided=decided), "Fund", "")
    assert said.lacking == lacking
    assert ("((amount))" in said.body) == bool(lacking)
    assert said.body.count("\n\n") == 1 + ("conditions" in decided)


def test_words_that_run_the_other_way_are_kept_apart() -> None:
    arabic = said_on(
        occasion(Text({"ar": "المشروع ((name)) ((reference))"}), language="ar", name="Plan (II)"), "Fund", ""
    )
    assert arabic.body == f"المشروع {ISOLATE}Plan (II){END} G-1"
    english = said_on(occasion(name="خطة"), "Fund", "")
    assert english.body.startswith(f"{ISOLATE}خطة{END}, Germany")


def test_the_table_has_every_word_of_the_language() -> None:
    assert set(WORDS) == {*MAIL_WORDS, *CALL_WORDS, AMOUNT}
