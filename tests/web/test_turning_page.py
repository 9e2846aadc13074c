"""A page whose questions turn on one another: it asks what the rules ask, tells what is new, and loses nothing."""

import errno
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import pytest
from flask.testing import FlaskClient

from app.context import Context
from app.store import submissions
from connectors.errors import ConnectorError
from connectors.files import Files
from connectors.stores.folder import FolderStore
from tests.served import served
from tests.web.conftest import context_of
from tests.web.turning_form import EARLY, LATE, TURNING, Fields, error_at, shown
from tests.web.walking import answered, begun, carried, pressed, sent

URL = "/f/turning"
CLOSES = "15 January 2099, 18:00 (Central European Standard Time)"
FURTHER = "Because of your answers there are further questions"
ONCE_MORE = "Please look at this once more, then send"


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    made = context_of(tmp_path, TURNING)
    yield made
    made.ledger.engine.dispose()


@pytest.fixture
def client(context: Context) -> FlaskClient:
    return served(context).test_client()


@pytest.fixture
def step(client: FlaskClient) -> str:
    return begun(client, URL)


def kept(context: Context) -> list[submissions.Submission]:
    with context.ledger.reading() as c:
        return submissions.of_form(c, "turning")


def test_what_the_rules_do_not_ask_is_not_on_the_page(client: FlaskClient, step: str) -> None:
    page = client.get(step).text
    for name in ("partner", "partner_site", "since", "office", "kind_other", "budget.0.item_other", "budget.0.place"):
        assert not shown(page, name)
    assert "The partnership" not in page
    assert shown(page, "partnered")


def test_further_questions_come_up_as_news_and_not_as_errors(client: FlaskClient, context: Context, step: str) -> None:
    first = pressed(client, step, Fields(client.get(step).text).sent(partnered="yes", here="46 6"))
    assert first.status_code == 200
    assert FURTHER in first.text
    assert "There is a problem" not in first.text
    assert error_at(first.text, "partner") == ""
    assert all(shown(first.text, name) for name in ("partner", "partner_site", "since"))
    assert "The partnership" in first.text
    assert 'value="46 6"' in first.text

    second = pressed(client, step, Fields(first.text).sent())
    assert second.status_code == 422
    assert error_at(second.text, "partner") == "Enter Partner"
    assert kept(context) == []

    assert pressed(client, step, Fields(second.text).sent(partner="We")).status_code == 303
    assert kept(context)[0].answers["partner"] == "We"


def test_a_section_that_comes_up_is_shown_before_it_is_passed_over(tmp_path: Path) -> None:
    only = TURNING.replace(", show_if: {question: partnered, is: yes}, required: yes}", "}")
    only = only.replace("Their site, show_if: {question: partnered, is: yes}}", "Their site}")
    context = context_of(tmp_path, only)
    client = served(context).test_client()
    step = begun(client, URL)
    first = pressed(client, step, Fields(client.get(step).text).sent(partnered="yes"))
    assert first.status_code == 200
    assert FURTHER in first.text
    assert shown(first.text, "since")
    assert pressed(client, step, Fields(first.text).sent()).status_code == 303
    context.ledger.engine.dispose()


def test_an_answer_to_a_question_that_goes_away_comes_back_with_it(client: FlaskClient, step: str) -> None:
    page = pressed(client, step, Fields(client.get(step).text).sent(partnered="yes")).text
    gone = pressed(client, step, Fields(page).sent(partnered="no", partner="We", at="noon")).text
    assert not shown(gone, "partner")
    back = pressed(client, step, Fields(gone).sent(partnered="yes")).text
    assert shown(back, "partner")
    assert Fields(back).values["partner"] == ["We"]


def test_what_is_not_asked_is_not_kept(client: FlaskClient, context: Context) -> None:
    assert sent(client, URL, {"partnered": "no", "partner": "We"}).status_code == 303
    assert kept(context)[0].answers["partner"] is None


def test_a_cascade_offers_what_goes_with_the_answer_above(client: FlaskClient, context: Context, step: str) -> None:
    first = pressed(client, step, Fields(client.get(step).text).sent(region="africa")).text
    assert FURTHER in first
    assert "Nairobi" in first
    assert "Dakar" in first
    assert "Bangkok" not in first
    wrong = pressed(client, step, Fields(first).sent(region="asia", office="nairobi")).text
    assert error_at(wrong, "office") == "Office must be one of the choices that go with your other answers"
    assert "Bangkok" in wrong
    assert "Nairobi" not in wrong
    assert pressed(client, step, Fields(wrong).sent(office="bangkok")).status_code == 303
    assert kept(context)[0].answers["office"] == "bangkok"


def test_a_cascade_in_a_table_is_offered_in_new_rows_too(client: FlaskClient, context: Context, step: str) -> None:
    first = pressed(client, step, Fields(client.get(step).text).sent(region="asia", budget__1__quantity="2")).text
    for row in (0, 1, 2):
        assert shown(first, f"budget.{row}.place")
    assert "Nairobi" not in first
    grown = pressed(client, step, Fields(first).sent(office="bangkok", add="budget")).text
    assert shown(grown, "budget.3.place")
    assert pressed(client, step, Fields(grown).sent(budget__1__place="bangkok")).status_code == 303
    [row] = kept(context)[0].answers["budget"]["rows"]
    assert (row["place"], row["quantity"]) == ("bangkok", 2)


def test_other_in_a_row_asks_there_and_only_there(client: FlaskClient, step: str) -> None:
    page = pressed(client, step, Fields(client.get(step).text).sent(budget__1__item="other")).text
    assert FURTHER in page
    assert shown(page, "budget.1.item_other")
    assert not shown(page, "budget.0.item_other")
    again = pressed(client, step, Fields(page).sent()).text
    assert error_at(again, "budget.1.item_other") == "Enter Which item"
    assert "Row 2: Enter Which item" in again


def test_a_warning_is_shown_once_and_then_accepted(client: FlaskClient, context: Context, step: str) -> None:
    first = answered(client, step, {"amount": "5"})
    assert first.status_code == 200
    assert ONCE_MORE in first.text
    assert '<a href="#q-amount">Is it really that little?</a>' in first.text
    assert "There is a problem" not in first.text
    assert kept(context) == []
    assert pressed(client, step, Fields(first.text).sent()).status_code == 303
    assert kept(context)[0].answers["amount"] == "5.00"


def test_a_link_fills_in_what_it_may(client: FlaskClient) -> None:
    link = "?partnered=yes&partner=We&topics=law&topics=it&opinion.pace=good&contact.email=a@example.org&campaign=may"
    page = client.get(begun(client, URL + link)).text
    values = Fields(page).values
    assert values["partner"] == ["We"]
    assert values["topics"] == ["law", "it"]
    assert values["opinion.pace"] == ["good"]
    assert (values["contact.email"], values["contact.email.again"]) == (["a@example.org"], [""])
    assert values["campaign"] == ["may"]
    assert "There is a problem" not in page


def test_a_link_cannot_consent_upload_or_set_what_is_worked_out(client: FlaskClient, step: str) -> None:
    link = "?agreed=yes&letter=x&fee=1&welcome=x&order=x&order.x=1&budget.0.quantity=4&budget=x&unknown=x&warned=small"
    page = client.get(begun(client, f"{URL}{link}&seen=partner&was=x&csrf=x")).text
    plain = client.get(step).text
    unlike = {"csrf", "page"}
    link_values, plain_values = Fields(page).values, Fields(plain).values
    assert {k: v for k, v in link_values.items() if k not in unlike} == {
        k: v for k, v in plain_values.items() if k not in unlike
    }


def test_what_a_link_filled_in_stays_in_another_language(client: FlaskClient) -> None:
    page = client.get(f"{URL}?partner=A%26B&partnered=yes&lang=en").text
    assert 'href="/f/turning?partner=A%26B&amp;partnered=yes&amp;lang=ar"' in page


def test_a_filled_in_answer_waits_until_its_question_is_asked(client: FlaskClient) -> None:
    step = begun(client, f"{URL}?partner=We")
    page = client.get(step).text
    assert not shown(page, "partner")
    assert Fields(pressed(client, step, Fields(page).sent(partnered="yes")).text).values["partner"] == ["We"]


def test_hidden_questions_are_kept(client: FlaskClient, context: Context) -> None:
    step = begun(client, f"{URL}?campaign=may")
    pressed(client, step, Fields(client.get(step).text).sent())
    assert kept(context)[0].answers["campaign"] == "may"


def test_consent_is_a_tick(client: FlaskClient, context: Context, step: str) -> None:
    assert '<input type="checkbox" id="q-agreed" name="agreed" value="yes">' in client.get(step).text
    failed = sent(client, URL, {"agreed": "yes", "at": "noon"}).text
    assert '<input type="checkbox" id="q-agreed" name="agreed" value="yes" checked>' in failed
    sent(client, URL, {"agreed": "yes"})
    sent(client, URL, {})
    assert [one.answers["agreed"] for one in kept(context)] == [True, None]


def test_places_rank(client: FlaskClient, context: Context) -> None:
    data = {"order.x": "2", "order.z": "1"}
    wrong = sent(client, URL, {**data, "order.y": "2"}).text
    assert error_at(wrong, "order") == "Put in order: give each place once, from 1 without a gap"
    assert '<a href="#q-order">' in wrong
    assert Fields(wrong).values["order.x"] == ["2"]
    assert sent(client, URL, data).status_code == 303
    assert kept(context)[0].answers["order"] == ["z", "x"]


def test_a_matrix_asks_line_by_line(client: FlaskClient, context: Context) -> None:
    assert sent(client, URL, {"opinion.pace": "good", "opinion.venue": "bad"}).status_code == 303
    assert kept(context)[0].answers["opinion"] == {"pace": "good", "venue": "bad"}
    wrong = sent(client, URL, {"opinion.pace": "awful"}).text
    assert error_at(wrong, "opinion.pace") == "the pace must be one of the choices"


def test_an_address_is_asked_twice(client: FlaskClient, context: Context, step: str) -> None:
    wrong = answered(client, step, {"contact.email": "a@example.org", "contact.email.again": "b@example.org"}).text
    assert error_at(wrong, "contact.email") == "E-mail: the two e-mail addresses must be the same"
    assert Fields(wrong).values["contact.email.again"] == ["b@example.org"]
    assert pressed(client, step, Fields(wrong).sent(contact__email__again="a@example.org")).status_code == 303
    assert kept(context)[0].answers["contact"] == {"email": "a@example.org"}


def test_places_times_and_references(client: FlaskClient, context: Context) -> None:
    sent(client, URL, {})
    reference = kept(context)[0].reference
    data = {"here": "46.2, 6.1", "at": "9:05", "call_at": "2026-11-27T14:30", "grant": reference}
    assert sent(client, URL, data).status_code == 303
    found = kept(context)[1].answers
    assert (found["here"], found["at"], found["call_at"]) == ("46.2 6.1", "09:05", "2026-11-27T14:30")
    assert found["grant"] == reference


def test_a_reference_that_is_not_there_is_told_at_its_field(client: FlaskClient) -> None:
    page = sent(client, URL, {"grant": "TU-2020-0001", "at": "09:00"})
    assert page.status_code == 422
    assert page.text.count("The grant: there is no submission with this reference") == 2
    assert "#q-grant" in page.text


def test_a_second_one_of_its_kind_is_told_at_its_field(client: FlaskClient) -> None:
    data = {"contact.email": "a@example.org", "contact.email.again": "a@example.org"}
    assert sent(client, URL, data).status_code == 303
    page = sent(client, URL, {**data, "at": "09:00"})
    assert page.status_code == 422
    assert page.text.count("E-mail: there is a submission with this answer already") == 2
    assert "#q-contact.email" in page.text


def test_a_note_is_read(client: FlaskClient, step: str) -> None:
    page = client.get(step).text
    assert "Read this first." in page
    assert "A hint" in page
    assert not shown(page, "welcome")


def test_what_is_worked_out_is_shown_once_it_is_known(client: FlaskClient, step: str) -> None:
    hidden = 'id="q-{}" tabindex="-1" hidden'.format
    assert hidden("fee") in client.get(step).text
    rows = {"budget.1.quantity": "2", "budget.1.unit_cost": "10.50"}
    for page in (
        sent(client, URL, {"amount": "2000", "at": "noon", **rows}).text,
        sent(client, URL, {"amount": "2000", "add": "budget", **rows}).text,
    ):
        assert '<output data-path="fee">160.00 USD</output>' in page
        assert '<output data-path="budget.1.cost">21.00 USD</output>' in page
        assert [hidden(name) in page for name in ("fee", "budget.0.cost", "budget.1.cost")] == [False, True, False]
        assert '<dt>Sum</dt><dd><bdi><output data-path="budget.total_usd">21.00 USD</output></bdi></dd>' in page


def test_what_cannot_be_worked_out_says_so_at_its_place(client: FlaskClient) -> None:
    huge = {"budget.2.quantity": "900000000000000", "budget.2.unit_cost": "9000000"}
    page = sent(client, URL, huge)
    assert page.status_code == 422
    assert error_at(page.text, "budget.2.cost") == "Cost must have 15 digits or fewer"
    assert 'href="#q-budget.2.cost"' in page.text
    assert 'id="q-budget.2.cost"' in page.text


def test_rows_stay_where_they_were_filled_in(client: FlaskClient, step: str) -> None:
    page = pressed(client, step, Fields(client.get(step).text).sent(budget__2__quantity="x")).text
    assert Fields(page).values["budget.2.quantity"] == ["x"]
    assert error_at(page, "budget.2.quantity") != ""


EVERY_ERROR = {
    "contact.email": "x",
    "partnered": "perhaps",
    "region": "x",
    "kind": "x",
    "agreed": "x",
    "order.x": "7",
    "opinion.pace": "x",
    "topics": ["x"],
    "here": "x",
    "at": "x",
    "call_at": "x",
    "letter.kept": "",
    "grant": "?",
    "amount": "x",
    "budget.0.item": "x",
    "budget.0.quantity": "x",
    "budget.0.unit_cost": "x",
    "campaign": "x" * 2000,
}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_line_of_the_summary_leads_to_something(client: FlaskClient, language: str) -> None:
    page = sent(client, f"{URL}?lang={language}", EVERY_ERROR).text
    fields = Fields(page)
    assert len(fields.links) == len(EVERY_ERROR) - 2
    assert set(fields.links) <= set(fields.ids)
    assert len(set(fields.ids)) == len(fields.ids)
    described = [name for part in page.split('aria-describedby="')[1:] for name in part.split('"')[0].split()]
    assert set(described) <= set(fields.ids)


def test_every_field_has_a_label(client: FlaskClient) -> None:
    fields = Fields(sent(client, URL, {"partnered": "yes", "region": "asia", "budget.0.item": "other"}).text)
    assert fields.fields - fields.labels == set()


def test_arabic_speaks_arabic(client: FlaskClient) -> None:
    page = sent(client, f"{URL}?lang=ar", {"partnered": "yes", "contact.email": "x"}).text
    assert '<html lang="ar" dir="rtl">' in page
    assert "There is a problem" not in page
    assert "البريد الإلكتروني" in error_at(page, "contact.email")
    assert "The same e-mail address again" not in page


def test_the_privacy_notice_says_how_long(client: FlaskClient) -> None:
    page = client.get(URL).text
    assert "The Secretariat sees your answers." in page
    assert "We keep your answers for 84 months." in page
    assert "تطّلع الأمانة على إجاباتك." in client.get(f"{URL}?lang=ar").text


def at_time(context: Context, definition: str, tmp_path: Path, *moment: int) -> tuple[Context, FlaskClient]:
    made = context_of(tmp_path / "other", definition)
    then = replace(made, now=lambda: datetime(*moment, tzinfo=UTC))
    return then, served(then).test_client()


def test_a_late_form_says_so_and_takes_it(context: Context, tmp_path: Path) -> None:
    assert f">{CLOSES}</time>" in served(context).test_client().get(URL).text
    then, client = at_time(context, TURNING, tmp_path, 2099, 2, 1)
    page = client.get(URL).text
    assert f"Answers were due by {CLOSES}. What you send now counts as late." in page
    assert "Open until" not in page
    assert sent(client, URL).status_code == 303
    assert len(kept(then)) == 1
    then.ledger.engine.dispose()


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "1 October 2098, 09:00 (Central European Summer Time)"), ("ar", "1 أكتوبر 2098")],
)
def test_before_it_opens_a_form_says_when(context: Context, tmp_path: Path, language: str, said: str) -> None:
    then, client = at_time(context, TURNING.replace(LATE, EARLY), tmp_path, 2098, 1, 1)
    page = client.get(f"{URL}?lang={language}").text
    assert said in page.replace("\u200f", "")
    assert "<form" not in page
    then.ledger.engine.dispose()


def test_answers_that_come_too_late_are_told_when_it_was(context: Context, tmp_path: Path) -> None:
    made = context_of(tmp_path / "other", TURNING.replace("late: accept\n", ""))
    clock = [datetime(2099, 1, 15, 16, 59, tzinfo=UTC)]
    then = replace(made, now=lambda: clock[-1])
    client = served(then).test_client()
    check = answered(client, begun(client, URL), {"at": "09:00"}).location
    before = carried(client.get(check).text)
    clock.append(datetime(2099, 1, 15, 17, 1, tzinfo=UTC))
    assert f"This form closed on {CLOSES}" in client.get(URL).text
    page = client.post(check, data=before)
    assert page.status_code == 422
    assert f"This form closed on {CLOSES}" in page.text
    assert "9:00" in page.text
    assert kept(then) == []
    then.ledger.engine.dispose()


class FullDisk(FolderStore):
    """A store whose disk is full."""

    def put(self, digest: str, content: IO[bytes]) -> None:
        raise ConnectorError("the disk is full") from OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_costs_no_answer(context: Context) -> None:
    client = served(replace(context, files=Files(FullDisk(context.settings.files)))).test_client()
    data: dict[str, Any] = {"at": "09:00", "amount": "2000", "letter": (BytesIO(b"Dear all"), "a.txt")}
    page = sent(client, URL, data, content_type="multipart/form-data")
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "30"
    assert "Your answers could not be saved" in page.text
    assert error_at(page.text, "letter") == "This file could not be saved: choose it again"
    values = Fields(page.text).values
    assert (values["at"], values["amount"]) == (["09:00"], ["2000"])
    assert kept(context) == []
