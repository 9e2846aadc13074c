"""The acknowledgement: in the language of the applicant, from a closed list of words, one message when sent twice."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from app.config import read_settings
from app.context import Context, build_context
from app.store import outbox, submissions
from app.store.engine import migrate
from forms.placeholders import fill
from jobs.run import run_in

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def context(tmp_path: Path):
    made = build_context(read_settings({"CHANCERY_DATA": str(tmp_path)}))
    migrate(made.ledger)
    yield made
    made.ledger.engine.dispose()


def acknowledge(context: Context, language: str, email: str | None) -> outbox.Item:
    with context.ledger.writing() as connection:
        kept = submissions.insert(
            connection,
            form="vtf-proposal",
            form_version=1,
            source="page",
            source_id="x",
            reference="VTF-2026-0007",
            answers={"contact": {"email": email}},
            language=language,
            submitted_at=None,
            received_at=NOW,
        )
        payload = {"submission_id": kept.id, "mail": "acknowledgement", "version": 1}
        items = [outbox.put(connection, "mail", kept.key, now=NOW, payload=payload) for _ in range(2)]
    run_in(context, items[0])
    with context.ledger.reading() as connection:
        found = outbox.get(connection, items[0])
    assert found is not None
    return found


def test_it_speaks_the_applicants_language_and_is_one_message_however_often_sent(context: Context) -> None:
    assert acknowledge(context, "ar", "amina@example.org").state == "done"
    files = list(context.settings.mail_folder.glob("*.eml"))
    assert len(files) == 1
    message = message_from_bytes(files[0].read_bytes(), policy=default)
    form = context.forms["vtf-proposal"].form
    said = message.get_content()
    assert message["To"] == "amina@example.org"
    assert "VTF-2026-0007" in said
    assert form.title.in_language("ar") in said
    assert message["Content-Language"] == "ar"


def test_without_an_address_nothing_is_sent_and_that_is_said(context: Context) -> None:
    item = acknowledge(context, "en", None)
    assert (item.state, item.note) == ("done", ", ".join(["the applicant gave no e-mail address"] * 2))
    assert not context.settings.mail_folder.exists()


def test_words_are_filled_in_and_nothing_else_is() -> None:
    said = "((reference)) ((reference.__class__)) ((x)) {reference} (((reference)))"
    assert fill(said, {"reference": "((x))"}) == "((x)) ((reference.__class__)) ((x)) {reference} (((x)))"
