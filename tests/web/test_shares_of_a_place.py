"""What one place may do: a program cannot fill the ledger with drafts, and an office behind one address can work."""

import time
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.context import Context
from app.store import submissions
from app.store.tables import drafts
from tests.served import served
from tests.web.walking import answered, begun, carried, walked

URL = "/f/everything"


def limited(context: Context, most: int) -> FlaskClient:
    return served(replace(context, settings=replace(context.settings, posts_per_minute=most))).test_client()


def begun_drafts(context: Context) -> int:
    with context.ledger.reading() as c:
        return int(c.execute(select(func.count()).select_from(drafts)).scalar_one())


def test_an_office_of_thirty_behind_one_address_works_undisturbed(site: Flask, context: Context) -> None:
    """In one minute each begins, has six steps saved by the script, comes back to it, asks for a link, and sends."""
    statuses = []
    for number in range(30):
        client = site.test_client()
        step = begun(client, URL)
        page = carried(client.get(step).text)
        for typed in range(6):
            said = {**page, "auto": "yes", "name": f"{number} {typed}"}
            saved = client.post(step, data=said)
            page["was"] = saved.json["was"]
            statuses.append(saved.status_code)
        later = step.replace("/q/first", "/later")
        statuses.append(client.post(later, data={**page, "email": f"{number}@example.org"}).status_code)
        statuses.append(walked(client, step, {"name": f"Person {number}"}).status_code)
    assert set(statuses) == {200, 303}
    with context.ledger.reading() as c:
        assert len(submissions.of_form(c, "everything")) == 30


def test_who_begins_draft_after_draft_waits(context: Context) -> None:
    client = limited(context, 2)
    answers = [client.post(URL) for _ in range(4)]
    assert [one.status_code for one in answers] == [303, 303, 429, 429]
    assert begun_drafts(context) == 2


def test_a_patient_program_is_told_to_wait_longer(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever keeps below the limit of a minute comes to that of a quarter of an hour."""
    client, clock = limited(context, 2), [time.time()]
    monkeypatch.setattr("time.time", lambda: clock[0])
    answers = []
    for _ in range(4):
        answers += [client.post(URL), client.post(URL)]
        clock[0] += 61
    assert [one.status_code for one in answers] == [303] * 6 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) > 60
    assert "Wait fifteen minutes and try again." in answers[-1].text


def test_one_draft_is_saved_so_often_and_another_still(context: Context) -> None:
    client = limited(context, 3)
    one, other = begun(client, URL), begun(client, URL)
    saved = [answered(client, one, {"auto": "yes"}).status_code for _ in range(4)]
    assert saved == [200, 200, 200, 429]
    assert answered(client, other, {"auto": "yes"}).status_code == 200
