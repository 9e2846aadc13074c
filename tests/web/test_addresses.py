"""Addresses as people type them, and what a browser asks for by itself."""

import re

import pytest
from flask.testing import FlaskClient

from tests.web.walking import begun


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("/staff/", "/staff"),
        ("/staff/sign-in/", "/staff/sign-in"),
        ("/f/everything/?lang=fr", "/f/everything?lang=fr"),
        ("/f/everything/0/check/?lang=fr", "/f/everything/0/check?lang=fr"),
        ("/f/everything/0/q/first/", "/f/everything/0/q/first"),
        ("/f/", "/"),
    ],
)
def test_a_slash_too_many_leads_to_the_page(client: FlaskClient, typed: str, leads_to: str) -> None:
    answer = client.get(typed)
    assert answer.status_code in {302, 308}
    assert answer.location == leads_to


@pytest.mark.parametrize("typed", ["//elsewhere.example/", "/f//elsewhere.example/", "/nothing/", "/staff/nothing/"])
def test_a_slash_never_leads_to_what_is_not_there(client: FlaskClient, typed: str) -> None:
    answer = client.get(typed)
    assert answer.location is None or answer.location.startswith("http://localhost/")


def test_every_page_names_an_icon_that_is_there(client: FlaskClient) -> None:
    for page in ("/f/everything", begun(client, "/f/everything"), "/f/everything/0/"):
        [icon] = re.findall(r'rel="icon"[^>]*href="([^"]+)"', client.get(page).get_data(as_text=True))
        with client.get(icon) as answer:
            assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
