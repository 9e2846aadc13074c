"""Ways through a form without a browser: begin, fill in step by step, check, send."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from altcha import Challenge, Payload, solve_challenge
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from app.context import Context
from app.store import deliveries, submissions
from app.store.drafts import Draft, find
from app.store.tables import drafts

CARRIED = ("csrf", "was", "seen", "warned", "turn")


class Hidden(HTMLParser):
    """The hidden fields of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "input" and said.get("type") == "hidden":
            self.found.setdefault(said["name"] or "", said["value"] or "")


def carried(page: str) -> dict[str, str]:
    """What a page sends back by itself, answers aside."""
    return {name: value for name, value in Hidden(page).found.items() if name in CARRIED}


def begun(client: FlaskClient, form: str) -> str:
    """The address of the first questions of a new draft; `form` is the address of the form, with what a link says.

    It is as if it had been begun a while ago: what is sent at once is suspected (app.suspicion).
    """
    step = followed(client, client.post(form))
    aged(client.application.extensions["chancery"], step)
    return step


def aged(context: Context, address: str, by: timedelta = timedelta(minutes=10)) -> None:
    """Let the draft of an address be as if it had been begun so much earlier."""
    with context.ledger.writing() as c:
        mine = drafts.c.key == draft_key(address)
        begun = c.execute(select(drafts.c.started_at).where(mine)).scalar_one()
        c.execute(update(drafts).where(mine).values(started_at=begun - by))


def followed(client: FlaskClient, answer: TestResponse) -> str:
    """Where redirects end."""
    assert answer.status_code == 303, answer.text
    where = answer.location
    while (answer := client.get(where)).status_code in {302, 303}:
        where = answer.location
    return where


def answered(client: FlaskClient, step: str, data: Mapping[str, Any] | None = None, **how: Any) -> TestResponse:
    """A step sent with these answers."""
    page = client.get(step).text
    return client.post(step, data={**carried(page), **(data or {})}, **how)


def sent(client: FlaskClient, form: str, data: Mapping[str, Any] | None = None, **how: Any) -> TestResponse:
    """All steps of a new draft sent with these answers, then the draft itself; or the first answer that stops."""
    return walked(client, begun(client, form), data, **how)


def walked(client: FlaskClient, step: str, data: Mapping[str, Any] | None = None, **how: Any) -> TestResponse:
    """The rest of the way from a step on."""
    answer = answered(client, step, data, **how)
    while answer.status_code == 303 and "/q/" in answer.location:
        answer = answered(client, answer.location, data, **how)
    return checked(client, answer.location) if is_check(answer) else answer


def pressed(client: FlaskClient, step: str, data: Mapping[str, Any]) -> TestResponse:
    """The last step sent as a page says it would be, then the draft itself, where nothing stands in the way."""
    answer = client.post(step, data=data)
    return checked(client, answer.location) if is_check(answer) else answer


def is_check(answer: TestResponse) -> bool:
    """Whether all is answered."""
    return answer.status_code == 303 and urlsplit(answer.location).path.endswith("/check")


def checked(client: FlaskClient, check: str) -> TestResponse:
    """The answers sent from the page where they are checked."""
    return client.post(check, data=carried(client.get(check).text))


def worked(challenge: str) -> str:
    """What a browser makes of the challenge of a page."""
    asked = Challenge.from_dict(json.loads(challenge))
    found = solve_challenge(asked)
    assert found is not None
    return Payload(asked, found).to_base64()


def draft_key(address: str) -> str:
    """The draft that an address is of."""
    found = re.search(r"/f/[^/]+/([0-9a-f]{32})/", address)
    assert found, address
    return found[1]


def draft_at(context: Context, address: str) -> Draft:
    """The same as the ledger has it; of the form that the tests' site is of."""
    with context.ledger.reading() as c:
        found = find(c, "everything", draft_key(address))
    assert found is not None
    return found


def kept(context: Context) -> int:
    """How much of that form was taken in, or stands in quarantine."""
    with context.ledger.reading() as c:
        return len(submissions.of_form(c, "everything")) + sum(deliveries.counts(c).values())
