"""A step that its page saves by itself while it is filled in: what is kept, what is answered, what is left alone."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.context import Context
from app.drafting import SESSION
from app.store import drafts, submissions
from app.store.drafts import Draft
from app.web.applicant.visit import REMEMBERED
from tests.served import served
from tests.web.test_uploads import notes
from tests.web.walking import begun, carried, draft_key

URL = "/f/everything"
ROW = {"budget.1.item": "Chairs", "budget.1.quantity": "2", "budget.1.unit_cost": "10.50"}


@pytest.fixture
def step(client: FlaskClient) -> str:
    return begun(client, URL)


def saved(client: FlaskClient, step: str, **data: Any) -> TestResponse:
    page = client.get(step).text
    return client.post(step, data={**carried(page), "auto": "1", **data})


def kept(context: Context, step: str) -> Draft:
    with context.ledger.reading() as c:
        found = drafts.find(c, "everything", draft_key(step))
    assert found is not None
    return found


def test_what_was_typed_is_kept_and_nothing_is_sent(client: FlaskClient, context: Context, step: str) -> None:
    answer = saved(client, step, name="Ada", email="not yet an addr")
    assert answer.status_code == 200
    draft = kept(context, step)
    assert (draft.answers["name"], draft.answers["email"], draft.visited) == ("Ada", "not yet an addr", [])
    with context.ledger.reading() as c:
        assert submissions.of_form(c, "everything") == []


def test_it_is_told_what_the_answers_come_to(client: FlaskClient, step: str) -> None:
    totals = saved(client, step, **ROW).get_json()["totals"]
    assert totals["budget.1.total_usd"] == totals["budget.total_usd"] == "21.00 USD"
    assert totals["budget.0.total_usd"] == ""
    totals = saved(client, step, **{**ROW, "budget.1.quantity": "many"}).get_json()["totals"]
    assert totals["budget.1.total_usd"] == ""


def test_saving_goes_on_from_what_was_saved(client: FlaskClient, context: Context, step: str) -> None:
    page = carried(client.get(step).text)
    first = client.post(step, data={**page, "auto": "1", "name": "A"}).get_json()
    second = client.post(step, data={**page, "was": first["was"], "auto": "1", "name": "Ada"})
    assert second.status_code == 200
    assert kept(context, step).answers["name"] == "Ada"


def test_another_window_is_not_overwritten(client: FlaskClient, context: Context, step: str) -> None:
    page = carried(client.get(step).text)
    client.post(step, data={**page, "auto": "1", "name": "Ada"})
    assert client.post(step, data={**page, "auto": "1", "name": "Grace"}).status_code == 409
    assert kept(context, step).answers["name"] == "Ada"


def test_a_page_of_another_site_saves_nothing(client: FlaskClient, context: Context, step: str) -> None:
    assert client.post(step, data={"auto": "1", "name": "Mallory", "csrf": "0" * 32}).status_code == 409
    assert client.post(step, data={"auto": "1", "name": "Mallory"}).status_code == 409
    assert kept(context, step).answers.get("name", "") == ""


def test_who_has_not_the_secret_saves_nothing(client: FlaskClient, context: Context, step: str) -> None:
    stranger = served(context).test_client()
    page = carried(client.get(step).text)
    assert stranger.post(step, data={**page, "auto": "1", "name": "Mallory"}).status_code == 403
    assert kept(context, step).answers.get("name", "") == ""


def test_ten_megabytes_of_text_are_refused_and_cost_nothing(client: FlaskClient, context: Context, step: str) -> None:
    saved(client, step, name="Ada")
    assert saved(client, step, name="Ada", about="x" * 10_000_000).status_code == 413
    assert kept(context, step).answers["name"] == "Ada"


def test_files_that_are_kept_stay(client: FlaskClient, context: Context, step: str) -> None:
    page = carried(client.get(step).text)
    data = {**page, "name": "Ada", "letter": (BytesIO(b"Dear all"), "a.txt")}
    client.post(step, data=data, content_type="multipart/form-data")
    [note] = notes(client.get(step).text)
    saved(client, step, name="Ada L", **{"letter.kept": note})
    assert [one["name"] for one in kept(context, step).answers["letter"]] == ["a.txt"]


def test_a_browser_is_let_in_for_as_long_after_each_saving(client: FlaskClient, context: Context, step: str) -> None:
    answer = saved(client, step, name="Ada")
    assert answer.get_json()["session"] == SESSION.total_seconds()
    assert f"Max-Age={int(REMEMBERED.total_seconds())}" in answer.headers["Set-Cookie"]
    draft = kept(context, step)
    with context.ledger.writing() as c:
        drafts.stay(c, secret_of(client, step), context.now() + timedelta(minutes=10))
    page = client.get(step).text
    assert 590 <= int(page.split('data-session="')[1].split('"')[0]) <= 600
    assert kept(context, step) == draft
    again = client.post(step, data={**carried(page), "name": "Ada L", "add": "budget"}).text
    assert int(again.split('data-session="')[1].split('"')[0]) > SESSION.total_seconds() - 60


def secret_of(client: FlaskClient, step: str) -> str:
    cookie = client.get_cookie(f"draft-{draft_key(step)[:16]}")
    assert cookie is not None
    return str(cookie.decoded_value)
