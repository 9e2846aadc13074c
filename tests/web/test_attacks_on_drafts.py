"""The attacks on drafts and on what was sent: nobody opens one without its secret, and none is changed by the way."""

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.context import Context
from app.store import submissions
from tests.web.walking import answered, begun, carried, draft_at, draft_key, kept, sent

PAGE = "/f/everything"


@pytest.fixture
def step(client: FlaskClient) -> str:
    """The address of the questions of a draft that the visitor has begun."""
    return begun(client, PAGE)


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "POST\r\n", "Ø", ""])
@pytest.mark.parametrize("page", ["q/first", "check", "later", "people"])
def test_a_wrong_method_changes_no_draft(
    client: FlaskClient, context: Context, step: str, page: str, method: str
) -> None:
    before, data = draft_at(context, step), {**carried(client.get(step).text), "name": "Ada"}
    url = step.replace("q/first", page)
    answer = client.open(url, method="POST", data=data, environ_overrides={"REQUEST_METHOD": method})
    assert answer.status_code in ({200} if method in {"GET", "OPTIONS"} else {405})
    assert (draft_at(context, step), kept(context)) == (before, 0)


def confirmed(client: FlaskClient) -> str:
    answer = sent(client, PAGE, {"name": "Ada"})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_a_confirmation_is_found_by_its_key_and_the_secret_of_its_browser(site: Flask, context: Context) -> None:
    client, stranger = site.test_client(), site.test_client()
    url = confirmed(client)
    key = draft_key(url)
    assert "Your reference number" in client.get(url).text
    changed = [key[:-1], key[:-1] + ("a" if key[-1] != "a" else "b"), key + "x", key.upper() + "A", "1", "EV-2026-0001"]
    for other in [*changed, "." + key, "%2e%2e", "%00", key + "%00", "a" * 10_000]:
        answer = client.get(f"{PAGE}/{other}/done")
        assert (answer.status_code, "Your reference number" in answer.text) == (403, False)
    assert client.get(f"/f/other/{key}/done").status_code == 404
    theirs = stranger.get(url)
    assert (theirs.status_code, "EV-" in theirs.text, "Ada" in theirs.text) == (403, False, False)
    missing = stranger.get(url.replace(key, "0" * 32))
    assert missing.text.replace("0" * 32, key) == theirs.text  # nobody learns which drafts there are
    assert kept(context) == 2


@pytest.mark.parametrize("forged", ["", "x", "a" * 4_000, "\xff", "Ø", "0" * 43])
def test_a_secret_that_is_made_up_opens_no_draft(site: Flask, client: FlaskClient, step: str, forged: str) -> None:
    stranger = site.test_client()
    stranger.set_cookie(f"draft-{draft_key(step)[:16]}", forged)
    assert stranger.get(step).status_code == 403
    assert stranger.get(f"/back/{forged or 'x'}").status_code == 404


def test_a_note_of_a_kept_file_is_no_confirmation_and_the_other_way_round(
    site: Flask, client: FlaskClient, context: Context, step: str
) -> None:
    key = draft_key(confirmed(client))
    [cookie] = [client.get_cookie(f"draft-{key[:16]}")]
    assert cookie is not None
    for said in (key, cookie.value):
        answered(client, step, {"name": "Ada", "letter.kept": said})
        assert draft_at(context, step).answers["letter"] == []
    shown = answered(client, step, {"letter": (BytesIO(b"A"), "a.txt"), "name": ""})
    [note] = re.findall(r'name="letter\.kept" value="([^"]+)"', shown.text)
    assert client.get(f"{PAGE}/{note}/done").status_code == 403
    assert client.get(f"/back/{note}").status_code == 404
    stranger = site.test_client()
    stranger.set_cookie(f"draft-{key[:16]}", note)
    assert stranger.get(f"{PAGE}/{key}/done").status_code == 403


@pytest.mark.parametrize("turn", ["1", "-1", "99999999999999999999", "9" * 4_000, "x", "\u0661", "1.5", ""])
def test_a_turn_that_is_made_up_sends_once_and_breaks_nothing(
    client: FlaskClient, context: Context, step: str, turn: str
) -> None:
    check = answered(client, step, {"name": "Ada"}).location
    pressed = {**carried(client.get(check).text), "turn": turn}
    assert [client.post(check, data=pressed).status_code for _ in range(2)] == [303, 303]
    assert (draft_at(context, step).sent in {1, 2}, draft_at(context, step).is_changed) == (True, False)
    with context.ledger.reading() as c:
        [one] = submissions.of_form(c, "everything")
    assert one.version == 1
