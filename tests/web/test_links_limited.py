"""Nobody can have a stranger written to over and over: links by mail are few for a draft, an address and a place."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.context import Context
from app.draft_links import LINK_MAIL
from app.drafting import known
from app.link_share import MOST_OF_A_DRAFT, MOST_TO_ONE, WITHIN
from app.store import outbox
from app.store.engine import Ledger
from jobs.run import run_in
from tests.served import served
from tests.web.conftest import FORM, context_of
from tests.web.walking import begun, carried, draft_key

VICTIM = "ana@example.org"
URL = "/f/everything"
TOO_MANY = "Several links were sent already"


@dataclass
class Office:
    """A site, one visitor of it, and its time."""

    context: Context
    client: FlaskClient
    time: datetime

    def ask(self, step: str, email: str, **how: object) -> TestResponse:
        page = re.sub(r"/q/.*", "/later", step)
        data = {**carried(self.client.get(page).text), "email": email}
        return self.client.post(page, data=data, environ_overrides=how)

    def asked(self) -> list[str]:
        """The addresses that links go to, the first first."""
        with self.context.ledger.reading() as c:
            return [one.payload["email"] for one in outbox.listing(c, kind=LINK_MAIL)][::-1]


@pytest.fixture
def office(tmp_path: Path, ledger: Ledger) -> Office:
    context = replace(context_of(tmp_path, FORM), ledger=ledger)
    made = Office(context, served(context).test_client(), datetime.now(UTC))
    made.context = replace(context, now=lambda: made.time)
    made.client = served(made.context).test_client()
    return made


def test_a_draft_has_so_many_links_whomever_they_go_to(office: Office) -> None:
    step = begun(office.client, URL)
    answers = [office.ask(step, f"{number}@example.org") for number in range(MOST_OF_A_DRAFT + 2)]
    assert [one.status_code for one in answers] == [200] * MOST_OF_A_DRAFT + [429, 429]
    assert TOO_MANY in answers[-1].text
    assert len(office.asked()) == MOST_OF_A_DRAFT


def test_an_address_has_so_many_links_whatever_draft_they_open(office: Office) -> None:
    steps = [begun(office.client, URL) for _ in range(MOST_TO_ONE + 1)]
    spelled = [VICTIM, "Ana@Example.org", "ana+1@example.org"]
    answers = [office.ask(step, spelled[number % 3]) for number, step in enumerate(steps)]
    assert [one.status_code for one in answers] == [200] * MOST_TO_ONE + [429]
    assert office.ask(steps[-1], "rita@example.org").status_code == 200
    assert len(office.asked()) == MOST_TO_ONE + 1


def test_an_address_is_one_however_its_domain_is_spelled(office: Office) -> None:
    spelled = ["ana@example.org", "ana@ｅxample.org", "ana@example。org", "ana@EXAMPLE.org", "ANA@examplE.org"]
    steps = [begun(office.client, URL) for _ in range(MOST_TO_ONE + 1)]
    answers = [office.ask(step, spelled[number % len(spelled)]) for number, step in enumerate(steps)]
    assert [one.status_code for one in answers] == [200] * MOST_TO_ONE + [429]


@pytest.mark.parametrize("odd", ["ü@example.org", "ana@", "x" * 5_000, "a@b\r\nBcc: c@example.org"])
def test_what_not_every_server_takes_gets_no_link(office: Office, odd: str) -> None:
    assert office.ask(begun(office.client, URL), odd).status_code == 422
    assert office.asked() == []


def test_a_link_that_cannot_go_has_no_other_sent_again(office: Office) -> None:
    step = begun(office.client, URL)
    office.ask(step, "ana@example.org")
    office.ask(step, "rita@example.org")
    with office.context.ledger.reading() as c:
        lanes = {one.target for one in outbox.listing(c, kind=LINK_MAIL)}
    assert len(lanes) == 2


def test_what_was_refused_leaves_the_draft_as_it_was(office: Office) -> None:
    steps = [begun(office.client, URL) for _ in range(MOST_TO_ONE + 1)]
    for step in steps:
        office.ask(step, VICTIM)
    draft = known(office.context, "everything", draft_key(steps[-1]))
    assert draft is not None
    assert draft.email == ""


def test_invitations_count_too_and_shutting_others_out_begins_no_new_count(office: Office) -> None:
    step = begun(office.client, URL)
    people = re.sub(r"/q/.*", "/people", step)
    page = carried(office.client.get(people).text)
    said = [{"email": f"{number}@example.org"} for number in range(MOST_OF_A_DRAFT)]
    assert {office.client.post(people, data={**page, **one}).status_code for one in said} == {200}
    office.client.post(people, data={**page, "shut": "yes"})
    refused = office.client.post(people, data={**page, "email": VICTIM})
    assert refused.status_code == 429
    assert TOO_MANY in refused.text
    assert VICTIM not in office.asked()


def test_a_link_counts_once_when_it_was_mailed(office: Office) -> None:
    step = begun(office.client, URL)
    for _ in range(MOST_TO_ONE - 1):
        office.ask(step, VICTIM)
    with office.context.ledger.reading() as c:
        items = [one.id for one in outbox.listing(c, kind=LINK_MAIL)]
    for item in items:
        run_in(office.context, item)
    assert len(list(office.context.settings.mail_folder.glob("*.eml"))) == MOST_TO_ONE - 1
    assert [office.ask(step, VICTIM).status_code for _ in range(2)] == [200, 429]


def test_an_hour_later_links_go_again(office: Office) -> None:
    steps = [begun(office.client, URL) for _ in range(MOST_TO_ONE + 1)]
    for step in steps:
        office.ask(step, VICTIM)
    office.time += WITHIN
    assert office.ask(steps[-1], VICTIM).status_code == 200


def test_who_has_no_key_learns_nothing_and_sends_no_more(office: Office) -> None:
    step = begun(office.client, URL)
    office.ask(step, VICTIM)
    stranger = served(office.context).test_client()
    again = re.sub(r"/q/.*", "/new-link", step)
    answers = [stranger.post(again) for _ in range(MOST_OF_A_DRAFT + 2)]
    assert {one.status_code for one in answers} == {200}
    assert len({one.text for one in answers}) == 1
    assert office.asked() == [VICTIM] * MOST_TO_ONE


def test_a_place_has_so_many_links_and_is_told_to_wait(office: Office) -> None:
    settings = replace(office.context.settings, posts_per_minute=6)
    office.client = served(replace(office.context, settings=settings)).test_client()
    steps = [begun(office.client, URL) for _ in range(4)]
    answers = [office.ask(step, f"{number}@example.org") for number, step in enumerate(steps)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) <= 15 * 60
    assert office.ask(steps[-1], VICTIM, REMOTE_ADDR="192.0.2.9").status_code == 200
