"""A computer that several people use: who is done on it leaves nothing behind for the next."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.applicant.begun import MOST
from tests.web.walking import answered, begun, carried, draft_key, sent

URL = "/f/everything"
GO_ON, DONE = "Go on with what you began", "I am done on this computer"


def place_of(address: str) -> str:
    return address[: address.index(draft_key(address))] + draft_key(address)


def left(client: FlaskClient, page: str) -> None:
    """Press the button of a page."""
    text = client.get(page).text
    [where] = re.findall(r'action="([^"]*/leave[^"]*)"', text)
    answer = client.post(where, data=carried(text))
    assert (answer.status_code, answer.location) == (303, "/f/everything?lang=en")


def test_who_is_done_leaves_nothing_to_open_for_the_next_person(site: Flask, client: FlaskClient) -> None:
    step = begun(client, URL)
    answered(client, step, {"name": "Ana"})
    cookie = client.get_cookie(f"draft-{draft_key(step)[:16]}")
    assert cookie is not None
    assert DONE in client.get(URL).text
    left(client, URL)
    assert client.get_cookie(f"draft-{draft_key(step)[:16]}") is None
    assert GO_ON not in client.get(URL).text
    copied = site.test_client()
    copied.set_cookie(cookie.key, cookie.value)
    assert [one.get(step).status_code for one in (client, copied)] == [403, 403]


@pytest.mark.parametrize("page", ["/done", "/"])
def test_the_pages_after_sending_have_the_way_out_too(client: FlaskClient, page: str) -> None:
    place = place_of(sent(client, URL, {"name": "Ana"}).location)
    left(client, place + page)
    assert client.get(f"{place}/").status_code == 403


def test_the_page_that_says_that_a_link_went_out_has_it_too(client: FlaskClient) -> None:
    place = place_of(begun(client, URL))
    asked = carried(client.get(f"{place}/later").text)
    page = client.post(f"{place}/later", data={**asked, "email": "ana@example.org"}).text
    assert DONE in page


def test_another_site_sends_nobody_away(client: FlaskClient) -> None:
    step = begun(client, URL)
    assert client.post(place_of(step) + "/leave", data={"csrf": "made-up"}).status_code == 303
    assert client.get(step).status_code == 200


def test_of_very_many_drafts_the_newest_are_offered(client: FlaskClient) -> None:
    for _ in range(MOST):
        begun(client, URL)
    answered(client, begun(client, URL), {"name": "Ana"})
    assert GO_ON in client.get(URL).text
