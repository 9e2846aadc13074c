"""Until when a draft is taken: told on its pages, late links for what was begun before, what stays once it is over."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import late_links
from app.context import Context
from app.store import submissions
from app.store.engine import open_ledger
from tests.served import served
from tests.web.conftest import context_of
from tests.web.test_coming_back import TWO, Clock
from tests.web.walking import answered, begun, carried, draft_key, followed, sent, walked

URL, CLOSES = "/f/two", "15 January 2099, 18:00 (Coordinated Universal Time)"
AFTER = datetime(2099, 1, 15, 19, tzinfo=UTC)
CHANGED = "  - {mail: again, to: email, subject: Changed, body: Changed., on: changed}\n"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def context(tmp_path: Path, clock: Clock) -> Iterator[Context]:
    made = replace(context_of(tmp_path, TWO), now=clock)
    yield made
    made.ledger.engine.dispose()


@pytest.fixture
def client(context: Context) -> FlaskClient:
    return served(context).test_client()


def place_of(address: str) -> str:
    return address.partition("/q/")[0].partition("/done")[0]


def filled(client: FlaskClient, clock: Clock) -> str:
    """The place of a draft that lacks nothing, saved a minute before the closing."""
    clock.now = datetime(2099, 1, 15, 17, 59, tzinfo=UTC)
    step = begun(client, URL)
    answered(client, step, {"name": "Ana"})
    answered(client, step.replace("/who", "/what"), {"story": "Long"})
    return place_of(step)


def late_link(context: Context) -> str:
    return f"{URL}?late={late_links.made(context.settings.secret_key, 'two', context.now() + timedelta(days=3))}"


def kept(context: Context) -> list[object]:
    with context.ledger.reading() as c:
        return [(one.answers["name"], one.version) for one in submissions.of_form(c, "two")]


@pytest.mark.parametrize("page", ["q/who", "check", "?list=yes"])
def test_pages_of_a_draft_tell_until_when(client: FlaskClient, page: str) -> None:
    place = place_of(begun(client, URL))
    assert f"Answers are taken until {CLOSES}." in client.get(f"{place}/{page}").text


@pytest.mark.parametrize("page", ["q/who", "check", "?list=yes", "later", "people"])
def test_once_it_is_over_every_page_says_so(client: FlaskClient, clock: Clock, page: str) -> None:
    place = filled(client, clock)
    clock.now = AFTER
    said = client.get(f"{place}/{page}").text
    assert f"This form closed on {CLOSES}" in said
    assert "Your answers have not been sent. They stay here until" in said
    assert ">Send</button>" not in said
    assert "Fill in the parts" not in said
    assert "Answers are taken until" not in said


def test_once_it_is_over_the_answers_are_read(client: FlaskClient, clock: Clock) -> None:
    place = filled(client, clock)
    clock.now = AFTER
    assert client.get(f"{place}/").location.partition("?")[0] == f"{place}/check"
    page = client.get(f"{place}/check").text
    assert "<h1>Your answers</h1>" in page
    assert "Long" in page
    closed = client.get(URL).text
    assert f"{place}/?" in closed
    assert "still here" in closed


def test_a_late_link_lets_in_what_was_begun_before(client: FlaskClient, context: Context, clock: Clock) -> None:
    place = filled(client, clock)
    clock.now = AFTER
    link = late_link(context)
    page = client.get(link).text
    assert f'action="{place}/late?' in page
    assert "Go on with what you began" in page
    used = client.post(f"{place}/late?late={link.partition('=')[2]}", data=carried(page))
    assert used.status_code == 303
    check = client.get(f"{place}/check").text
    assert "Answers are taken until 18 January 2099" in check
    assert "Long" in check
    assert client.post(f"{place}/check", data=carried(check)).location.partition("?")[0] == f"{place}/done"
    assert kept(context) == [("Ana", 1)]
    other = served(context).test_client()
    assert "This form closed" in other.get(link).text  # one link, one draft
    assert client.get(link).status_code == 200


def test_a_late_link_lets_in_one_of_several(client: FlaskClient, context: Context, clock: Clock) -> None:
    place = filled(client, clock)
    clock.now = AFTER
    link = late_link(context)
    page = carried(client.get(link).text)
    client.post(f"{place}/late?late={link.partition('=')[2]}", data=page)
    other = served(context).test_client()
    assert sent(other, link, {"name": "Bo", "story": "Short"}).status_code == 303
    assert "This form closed" in client.get(f"{place}/check").text
    client.post(f"{place}/check", data={**page, "turn": "0"})
    assert kept(context) == [("Bo", 1)]


@pytest.mark.parametrize("wrong", [{"csrf": "0" * 32}, {}])
def test_a_late_link_of_nobodys_changes_nothing(
    client: FlaskClient, context: Context, clock: Clock, wrong: dict[str, str]
) -> None:
    place = filled(client, clock)
    clock.now = AFTER
    late = late_link(context).partition("=")[2] if wrong else "made-up"
    client.post(f"{place}/late?late={late}", data=carried(client.get(late_link(context)).text) | wrong)
    assert "This form closed" in client.get(f"{place}/check").text


def test_who_has_begun_elsewhere_is_told_how_to_use_a_late_link(
    client: FlaskClient, context: Context, clock: Clock
) -> None:
    clock.now = AFTER
    assert "Have you begun already?" in client.get(late_link(context)).text


def test_the_start_page_leads_on_to_what_was_begun(client: FlaskClient, context: Context, clock: Clock) -> None:
    assert "Start now" in client.get(URL).text
    step = followed(client, client.post(URL))
    assert "Go on with what you began" not in client.get(URL).text  # nothing was saved
    clock.now += timedelta(minutes=5)
    answered(client, step, {"name": "Ana"})
    page = client.get(URL).text
    assert f'href="{place_of(step)}/?' in page
    assert "Last saved: 1 December 2098, 12:05" in page
    assert page.index("Go on with what you began") < page.index("Start a new one")
    assert "Go on with what you began" not in served(context).test_client().get(URL).text
    walked(client, step, {"name": "Ana", "story": "Long"})
    assert "Start now" in client.get(URL).text  # it was sent


def test_what_was_sent_can_be_seen(client: FlaskClient) -> None:
    place = place_of(sent(client, URL, {"name": "Ana", "story": "Long"}).location)
    assert f"{place}/sent" in client.get(f"{place}/").text
    answered(client, f"{place}/q/who", {"name": "Bo"})
    page = client.get(f"{place}/sent").text
    assert "I speak for my Government." in page
    assert ("Ana" in page, "Bo" in page, "TW-2098-0001" in page, "Change" in page) == (True, False, True, False)
    assert client.get(f"{place_of(begun(client, URL))}/sent").status_code == 404


def test_changes_that_were_not_sent_are_told(client: FlaskClient) -> None:
    place = place_of(sent(client, URL, {"name": "Ana", "story": "Long"}).location)
    page = client.get(f"{place}/check").text
    assert "You sent this on 1 December 2098, 12:00" in page
    assert "have changed nothing since" in page
    assert "Send your changes" not in page
    answered(client, f"{place}/q/who", {"name": "Bo"})
    page = client.get(f"{place}/check").text
    assert "the changes that you have made since have not been sent" in page
    assert "Nothing has been sent yet" not in page
    assert "Send your changes" in page


def test_changes_are_confirmed_with_their_own_time(client: FlaskClient, clock: Clock) -> None:
    place = place_of(sent(client, URL, {"name": "Ana", "email": "ana@example.org", "story": "Long"}).location)
    assert "We will send you an e-mail" in client.get(f"{place}/done").text
    clock.now += timedelta(hours=2)
    answered(client, f"{place}/q/who", {"name": "Bo", "email": "ana@example.org"})
    client.post(f"{place}/check", data=carried(client.get(f"{place}/check").text))
    page = client.get(f"{place}/done").text
    assert "<h1>Changes received</h1>" in page
    assert "1 December 2098, 14:00" in page
    assert "1 December 2098, 12:00" not in page
    assert "We will send you an e-mail" not in page  # this form has no mail about changes
    assert "Changes received" in client.get(f"{place}/").text


def test_a_mail_is_promised_only_where_one_goes_out(tmp_path: Path, clock: Clock) -> None:
    made = replace(context_of(tmp_path, TWO + CHANGED), now=clock)
    client = served(made).test_client()
    place = place_of(sent(client, URL, {"name": "Ana", "story": "Long"}).location)
    assert "We will send you an e-mail" not in client.get(f"{place}/done").text  # no address was given
    answered(client, f"{place}/q/who", {"name": "Ana", "email": "ana@example.org"})
    client.post(f"{place}/check", data=carried(client.get(f"{place}/check").text))
    assert "confirm that we received your changes" in client.get(f"{place}/done").text
    made.ledger.engine.dispose()


@pytest.mark.parametrize("page", ["q/who", "check"])
def test_what_was_withdrawn_is_written_no_more(client: FlaskClient, page: str) -> None:
    place = place_of(sent(client, URL, {"name": "Ana", "story": "Long"}).location)
    old = carried(client.get(f"{place}/q/who").text)
    client.post(f"{place}/withdraw", data=carried(client.get(f"{place}/withdraw").text))
    for answer in (client.get(f"{place}/{page}"), client.post(f"{place}/{page}", data={**old, "name": "Bo"})):
        assert (answer.status_code, answer.location.partition("?")[0]) == (303, f"{place}/")
    assert "Ana" in client.get(f"{place}/sent").text
    assert client.get(f"{place}/done").location.partition("?")[0] == f"{place}/"


def test_the_start_page_is_there_while_the_ledger_is_not(client: FlaskClient, context: Context) -> None:
    step = begun(client, URL)
    cookie = client.get_cookie(f"draft-{draft_key(step)[:16]}")
    assert cookie
    away = replace(context, ledger=open_ledger(f"sqlite:///{context.settings.data_dir}"))
    other = served(away).test_client()
    other.set_cookie(cookie.key, cookie.value)
    assert "Start now" in other.get(URL).text
