"""Sign-in by an issuer: who is let in, and that no fault of what comes back lets anybody in."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.config import SettingsError, read_settings
from app.context import Context
from app.store import audit, members, staff
from app.store.engine import Ledger
from app.web.sign_in import HASHER
from tests.calls.a_committee import CALL, Committee, a_committee
from tests.emulators.issuer import CLIENT, RIGHT, SECRET, Issuer, issuing, new_key
from tests.served import served
from tests.web.test_staff_pages import csrf, enter

RITA = "rita@un.example"


@pytest.fixture(scope="module")
def running() -> Iterator[Issuer]:
    with issuing() as made:
        yield made


@pytest.fixture
def issuer(running: Issuer) -> Issuer:
    running.claims, running.signs_with, running.is_away, running.key = {}, None, False, new_key("one")
    running.metadata, running.answers = RIGHT, RIGHT
    return running


@pytest.fixture
def committee(tmp_path: Path, issuer: Issuer) -> Iterator[Committee]:
    with a_committee(tmp_path) as made:
        with made.context.ledger.writing() as c:
            staff.put(c, RITA, HASHER.hash("right"), now=made.clock.now)
        made.join("Anna")
        yield set_up(made, issuer)


def set_up(committee: Committee, issuer: Issuer, *required: str) -> Committee:
    settings = replace(
        committee.context.settings,
        oidc_issuer=issuer.url,
        oidc_client=CLIENT,
        oidc_secret=SECRET,
        oidc_required=frozenset(required),
    )
    context: Context = replace(committee.context, settings=settings)
    return replace(committee, context=context, app=served(context))


def led(client: FlaskClient, issuer: Issuer, email: str = RITA, begin: str = "/oidc/staff") -> str:
    """Where the issuer leads back to."""
    answer = client.get(begin)
    assert answer.status_code == 303, answer.text
    assert answer.location.startswith(f"{issuer.url}/authorize?")
    return issuer.consent(answer.location, email).partition("/oidc/back")[2]


def back(client: FlaskClient, issuer: Issuer, email: str = RITA, begin: str = "/oidc/staff") -> TestResponse:
    return client.get(f"/oidc/back{led(client, issuer, email, begin)}")


@pytest.mark.parametrize("email", [RITA, "Rita@UN.example"])
def test_staff_are_let_in_by_their_verified_address(committee: Committee, issuer: Issuer, email: str) -> None:
    client = committee.app.test_client()
    assert "/oidc/staff" in client.get("/staff/sign-in").text
    assert back(client, issuer, email).location == "/staff"
    assert RITA in client.get("/staff").text
    with committee.context.ledger.reading() as c:
        assert [(one.who, one.what) for one in audit.recent(c, act="signed in")] == [(RITA, "by the issuer")]


def test_members_are_let_in_by_their_verified_address(committee: Committee, issuer: Issuer) -> None:
    begin = f"/oidc/committee/{CALL}"
    client = committee.app.test_client()
    assert begin in client.get(f"/committee/{CALL}/link").text
    assert back(client, issuer, "Anna@committee.example", begin).location == f"/committee/{CALL}?lang=en"
    assert "Anna" in client.get(f"/committee/{CALL}").text
    stranger = committee.app.test_client()
    refused = back(stranger, issuer, RITA, f"{begin}?lang=fr")  # staff are no members
    assert refused.status_code == 403
    assert "Vous n’avez pas pu être connecté" in refused.text
    assert stranger.get(f"/committee/{CALL}").status_code == 403
    assert back(stranger, issuer, "anna@committee.example").status_code == 403  # nor members staff
    assert stranger.get("/staff").location == "/staff/sign-in"


NOW = int(time.time())
FAULTS = {
    "wrong nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "wrong audience": {"aud": "another-client"},
    "another issuer": {"iss": "https://evil.example"},
    "expired": {"exp": NOW - 3600, "iat": NOW - 7200},
    "no end": {"exp": None},
    "unverified address": {"email_verified": False},
    "address said to be verified in words": {"email_verified": "true"},
    "no word of verification": {"email_verified": None},
    "no address": {"email": None},
    "nobody's address": {"email": "nobody@un.example"},
    "issued to another": {"azp": "another-client"},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_with_a_token_lets_nobody_in(committee: Committee, issuer: Issuer, fault: str) -> None:
    issuer.claims = FAULTS[fault]
    client = committee.app.test_client()
    answer = back(client, issuer)
    assert answer.status_code == 403
    assert "You could not be signed in" in answer.text
    assert client.get("/staff").location == "/staff/sign-in"
    with committee.context.ledger.reading() as c:
        assert len(audit.recent(c, act="sign-in refused")) == 1


def test_a_token_of_another_key_lets_nobody_in(committee: Committee, issuer: Issuer) -> None:
    issuer.signs_with = new_key("one", 2)
    client = committee.app.test_client()
    assert back(client, issuer).status_code == 403
    assert client.get("/staff").location == "/staff/sign-in"


def test_a_key_that_was_changed_is_taken_up(committee: Committee, issuer: Issuer) -> None:
    assert back(committee.app.test_client(), issuer).status_code == 303
    issuer.rotate()
    assert back(committee.app.test_client(), issuer).location == "/staff"


def test_what_led_back_once_leads_back_no_more(committee: Committee, issuer: Issuer) -> None:
    client = committee.app.test_client()
    where = led(client, issuer)
    assert client.get(f"/oidc/back{where}").status_code == 303
    client.post("/staff/sign-out", data={"csrf_token": csrf(client.get("/staff").text)})
    assert client.get(f"/oidc/back{where}").status_code == 403
    assert client.get("/staff").location == "/staff/sign-in"


def test_a_state_of_another_browser_or_a_made_up_one_is_refused(committee: Committee, issuer: Issuer) -> None:
    where, client = led(committee.app.test_client(), issuer), committee.app.test_client()
    led(client, issuer)
    assert client.get(f"/oidc/back{where}").status_code == 403
    for query in ("", "?code=x", "?code=x&state=y", "?error=access_denied&state=x"):
        assert client.get(f"/oidc/back{query}").status_code == 403
    assert client.get("/staff").location == "/staff/sign-in"


def test_a_code_that_the_issuer_does_not_know_is_refused(committee: Committee, issuer: Issuer) -> None:
    client = committee.app.test_client()
    where = led(client, issuer)
    issuer.codes.clear()
    assert client.get(f"/oidc/back{where}").status_code == 403


def test_an_issuer_that_is_away_is_told_and_passwords_go_on(committee: Committee, issuer: Issuer) -> None:
    client = committee.app.test_client()
    issuer.is_away = True
    answer = client.get("/oidc/staff")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "cannot be reached at the moment" in answer.text
    assert enter(client, RITA, "right") == 303
    issuer.is_away = False
    where = led(client, issuer)
    issuer.is_away = True
    assert client.get(f"/oidc/back{where}").status_code == 503


def test_where_staff_must_come_by_the_issuer_no_password_lets_them_in(committee: Committee, issuer: Issuer) -> None:
    before = committee.app.test_client()
    assert enter(before, RITA, "right") == 303
    strict = set_up(committee, issuer, "staff")
    client = strict.app.test_client()
    page = client.get("/staff/sign-in").text
    assert 'name="password"' not in page
    sent = {"csrf_token": csrf(before.get("/staff").text), "name": RITA, "password": "right"}
    assert client.post("/staff/sign-in", data=sent).status_code in {400, 403}
    assert client.get("/staff").location == "/staff/sign-in"
    cookie = before.get_cookie("chancery")
    assert cookie is not None
    client.set_cookie("chancery", cookie.value)  # a session that a password began
    assert client.get("/staff").location == "/staff/sign-in"
    assert client.post("/staff/sign-in", data=sent).status_code == 403
    assert back(client, issuer).location == "/staff"
    assert client.get("/staff").status_code == 200


def test_where_members_must_a_link_is_not_enough_nor_is_the_issuer(committee: Committee, issuer: Issuer) -> None:
    strict = set_up(committee, issuer, "members")
    strict.join("Bo")
    client, link = strict.app.test_client(), strict.link("Anna")
    page = client.post(link)
    assert page.status_code == 200
    assert client.get(f"/committee/{CALL}").status_code == 403
    secret = link.rpartition("/")[2]
    begin = f"/oidc/committee/{CALL}?link={secret}&lang=en"
    assert begin.replace("&", "&amp;") in page.text
    assert "/oidc/" not in client.get(f"/committee/{CALL}/link").text
    for email, address in (
        ("anna@committee.example", f"/oidc/committee/{CALL}"),
        ("bo@committee.example", begin),
        ("anna@committee.example", f"/oidc/committee/{CALL}?link=made-up"),
    ):
        assert back(client, issuer, email, address).status_code == 403
        assert client.get(f"/committee/{CALL}").status_code == 403
    assert back(client, issuer, "anna@committee.example", begin).status_code == 303  # the link is good still
    assert "Anna" in client.get(f"/committee/{CALL}").text
    again = strict.app.test_client()
    assert back(again, issuer, "anna@committee.example", begin).status_code == 403  # once


def test_where_members_must_a_browser_that_a_link_let_in_before_is_shut_out(
    committee: Committee, issuer: Issuer
) -> None:
    begin = f"/oidc/committee/{CALL}"
    by_link, by_issuer = committee.browser("Anna").client, committee.app.test_client()
    assert back(by_issuer, issuer, "anna@committee.example", begin).status_code == 303
    strict = set_up(committee, issuer, "members")
    for before, status in ((by_link, 403), (by_issuer, 200)):
        client, [cookie] = strict.app.test_client(), [x for x in before._cookies.values() if CALL in x.key]
        client.set_cookie(cookie.key, cookie.value, path=cookie.path)
        assert client.get(f"/committee/{CALL}").status_code == status


def refusals(committee: Committee) -> list[str]:
    with committee.context.ledger.reading() as c:
        return [one.what for one in audit.recent(c, act="sign-in refused")]


def test_what_no_browser_began_here_is_not_noted(committee: Committee) -> None:
    client = committee.app.test_client()
    for query in ("?error=x", "?error=x&error_description=a%00b", "?code=1&state=%00"):
        assert client.get(f"/oidc/back{query}").status_code == 403
    assert refusals(committee) == []


def test_what_an_issuer_says_is_noted_once_without_what_no_ledger_keeps(
    tmp_path: Path, issuer: Issuer, ledger: Ledger
) -> None:
    with a_committee(tmp_path, ledger=ledger) as plain:
        made = set_up(plain, issuer)
        client = made.app.test_client()
        state = led(client, issuer).partition("state=")[2]
        for _ in range(3):
            answer = client.get(f"/oidc/back?error=x&error_description=a%00b&state={state}")
            assert answer.status_code == 403
        assert refusals(made) == ["x: ab"]
        issuer.claims = {"email": "a\x00b@un.example"}
        assert back(client, issuer).status_code == 403


def test_so_many_come_back_from_one_address(committee: Committee, issuer: Issuer) -> None:
    settings = replace(committee.context.settings, posts_per_minute=3)
    few = replace(committee, context=replace(committee.context, settings=settings))
    client = set_up(few, issuer).app.test_client()
    assert [client.get("/oidc/back").status_code for _ in range(4)] == [403, 403, 403, 429]


@pytest.mark.parametrize("metadata", [[], {}, {"token_endpoint": 7}, None, "soon"])
def test_metadata_that_are_none_are_told_as_away(committee: Committee, issuer: Issuer, metadata: object) -> None:
    issuer.metadata = metadata
    assert committee.app.test_client().get("/oidc/staff").status_code == 503


@pytest.mark.parametrize("lost", ["jwks_uri", "token_endpoint"])
def test_an_issuer_that_lacks_an_address_is_told_as_away(committee: Committee, issuer: Issuer, lost: str) -> None:
    issuer.metadata = {name: one for name, one in issuer.page("/").items() if name != lost}
    client = committee.app.test_client()
    assert back(client, issuer).status_code == 503


@pytest.mark.parametrize(
    "said", [None, 7, ["token"], {}, {"access_token": "x", "id_token": 7}, {"access_token": "x", "id_token": {}}]
)
def test_an_answer_that_is_no_token_lets_nobody_in(committee: Committee, issuer: Issuer, said: object) -> None:
    issuer.answers = said
    client = committee.app.test_client()
    assert back(client, issuer).status_code in {403, 503}
    assert client.get("/staff").location == "/staff/sign-in"


def test_who_has_left_is_not_let_in(committee: Committee, issuer: Issuer) -> None:
    with committee.context.ledger.writing() as c:
        members.leave(c, committee.members["Anna"].id, now=committee.clock.now)
    client = committee.app.test_client()
    assert back(client, issuer, "anna@committee.example", f"/oidc/committee/{CALL}").status_code == 403


def test_without_an_issuer_there_are_no_such_pages(tmp_path: Path) -> None:
    with a_committee(tmp_path) as plain:
        client = plain.app.test_client()
        assert "/oidc/" not in client.get("/staff/sign-in").text
        for path in ("/oidc/staff", "/oidc/back", f"/oidc/committee/{CALL}"):
            assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"CHANCERY_OIDC_ISSUER": "https://login.example"}, "go together"),
        ({"CHANCERY_OIDC_REQUIRED": "staff"}, "go together"),
        ({"CHANCERY_OIDC_REQUIRED": "everybody"}, "is not staff, members"),
        ({"CHANCERY_OIDC_ISSUER": "http://login.example"}, "must begin with https://"),
    ],
)
def test_half_a_setting_is_refused(given: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_settings(given)


def test_settings_keep_the_secret_to_themselves(tmp_path: Path) -> None:
    words = {"ISSUER": "https://login.example/", "CLIENT": "us", "SECRET": "hush-hush", "REQUIRED": "members, staff"}
    settings = read_settings({"CHANCERY_DATA": str(tmp_path)} | {f"CHANCERY_OIDC_{k}": v for k, v in words.items()})
    assert (settings.oidc_issuer, settings.oidc_required) == ("https://login.example/", {"staff", "members"})
    assert "hush-hush" not in repr(settings)
