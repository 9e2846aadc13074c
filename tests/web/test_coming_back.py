"""Coming back to a draft: by a link in a mail, in another browser, with others; and what was sent afterwards."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from app import drafting, late_links
from app.context import Context
from app.store import drafts, outbox, submissions, withdrawals
from jobs.run import run_in
from tests.served import served
from tests.web.conftest import context_of
from tests.web.walking import answered, begun, carried, draft_key, followed, sent, walked

TWO = """
form: two
version: 1
languages: [en, ar]
title: {en: Two, ar: اثنان}
reference: "TW-{year}-{number:04d}"
closes: 2099-01-15 18:00
declaration: I speak for my Government.
embed_on: [https://www.example.org]
sections:
  - section: who
    title: {en: Who, ar: من}
    questions:
      - {question: name, type: text, label: Name, required: yes}
      - {question: email, type: email, label: E-mail}
  - section: what
    title: What
    questions:
      - {question: story, type: long_text, label: Story, required: yes}
sheet:
  workbook: Two
  tab: All
  columns: [{path: $reference, header: Reference}, {path: $withdrawn, header: Withdrawn, format: yes_no}]
mails:
  - {mail: thanks, to: email, subject: "Thanks ((reference))", body: "We have it."}
  - {mail: report, to: email, subject: Report, body: "((link))", form: two, prefill: {name: name}}
"""
URL = "/f/two"


class Clock:
    """A time that tests move."""

    def __init__(self) -> None:
        self.now = datetime(2098, 12, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def context(tmp_path: Path, clock: Clock) -> Iterator[Context]:
    made = replace(context_of(tmp_path, TWO), now=clock)
    yield made
    made.ledger.engine.dispose()


@pytest.fixture
def site(context: Context) -> Flask:
    return served(context)


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    return site.test_client()


def kept(context: Context) -> list[submissions.Submission]:
    with context.ledger.reading() as c:
        return submissions.of_form(c, "two")


def mails(context: Context) -> list[EmailMessage]:
    """Every mail that is due, done; the newest last."""
    with context.ledger.reading() as c:
        due = outbox.due(c, now=context.now(), limit=100)
    for item in due:
        if item.kind in {"mail", "draft-link"}:
            run_in(context, item.id)
    folder = context.settings.mail_folder
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns) if folder.exists() else []
    return [
        one for file in files if isinstance(one := message_from_bytes(file.read_bytes(), policy=default), EmailMessage)
    ]


def link_in(mail: EmailMessage) -> str:
    said = next(mail.walk()) if not mail.is_multipart() else next(mail.iter_parts())
    found = re.search(r"/back/[A-Za-z0-9_-]+", said.get_content())
    assert found, said.get_content()
    return found[0]


def saved_for_later(client: FlaskClient, step: str, email: str = "ana@example.org") -> str:
    """A link asked for; returns the address of the page that says so."""
    later = answered(client, step, {"name": "Ana", "later": "yes"}).location
    page = client.post(later, data={**carried(client.get(later).text), "email": email})
    assert page.status_code == 200
    assert email in page.text
    return later


def test_a_draft_goes_on_in_another_browser_by_the_link(site: Flask, client: FlaskClient, context: Context) -> None:
    saved_for_later(client, begun(client, URL))
    [mail] = mails(context)
    assert mail["To"] == "ana@example.org"
    assert "Two" in mail["Subject"]
    other = site.test_client()
    page = other.get(link_in(mail))
    assert page.status_code == 200
    step = followed(other, other.post(link_in(mail)))
    assert 'value="Ana"' in other.get(step).text
    assert walked(other, step, {"name": "Ana", "story": "Long"}).status_code == 303
    assert kept(context)[0].answers["story"] == "Long"


def test_a_link_opens_once_and_then_sends_another(site: Flask, client: FlaskClient, context: Context) -> None:
    saved_for_later(client, begun(client, URL))
    [mail] = mails(context)
    site.test_client().post(link_in(mail))
    stranger = site.test_client()
    again = stranger.post(link_in(mail))
    assert again.status_code == 410
    assert not again.headers.getlist("Set-Cookie")
    assert stranger.post(asked_for(again.text)).status_code == 200
    assert [one["To"] for one in mails(context)] == ["ana@example.org"] * 2


def asked_for(page: str) -> str:
    found = re.search(r'action="([^"]*/new[^"]*)"', page)
    assert found, page
    return found[1]


def test_who_was_invited_gets_a_new_link_at_the_same_address(
    site: Flask, client: FlaskClient, context: Context
) -> None:
    step = begun(client, URL)
    people = step.partition("/q/")[0] + "/people"
    client.post(people, data={**carried(client.get(people).text), "email": "Bo@Example.org "})
    [mail] = mails(context)
    other = site.test_client()
    other.post(link_in(mail))
    used = site.test_client().post(link_in(mail))
    assert other.post(asked_for(used.text)).status_code == 200
    assert [one["To"] for one in mails(context)] == ["Bo@example.org"] * 2


def test_an_address_among_the_answers_gets_no_link_before_they_are_sent(
    site: Flask, client: FlaskClient, context: Context
) -> None:
    step = begun(client, URL)
    answered(client, step, {"name": "Ana", "email": "referee@example.org"})
    again = step.partition("/q/")[0] + "/new-link"
    assert site.test_client().post(again).status_code == 200
    assert mails(context) == []
    answered(client, step.replace("/who", "/what"), {"story": "Long"})
    check = step.partition("/q/")[0] + "/check"
    client.post(check, data=carried(client.get(check).text))
    assert site.test_client().post(again).status_code == 200
    with context.ledger.reading() as c:
        links = outbox.listing(c, kind="draft-link")
    assert [one.payload["email"] for one in links] == ["referee@example.org"]  # where the confirmation goes
    other = site.test_client()
    followed(other, other.post(link_in(mails(context)[-1])))
    page = step.partition("/q/")[0] + "/people"
    other.post(page, data={**carried(other.get(page).text), "shut": "yes"})
    assert other.get(page).status_code == 200
    assert client.get(page).status_code == 403  # whoever comes by that link is whose the draft is


def invited(site: Flask, client: FlaskClient, context: Context) -> tuple[FlaskClient, str]:
    """Somebody who was invited to the draft of a client, and the first questions of that."""
    step = begun(client, URL)
    people = step.partition("/q/")[0] + "/people"
    client.post(people, data={**carried(client.get(people).text), "email": "eve@example.org"})
    other = site.test_client()
    other.post(link_in(mails(context)[-1]))
    return other, step


def test_who_was_invited_can_make_the_draft_nobody_elses(site: Flask, client: FlaskClient, context: Context) -> None:
    eve, step = invited(site, client, context)
    place = step.partition("/q/")[0]
    eve.post(f"{place}/later", data={**carried(eve.get(f"{place}/later").text), "email": "eve@example.org"})
    with context.ledger.reading() as c:
        draft = drafts.find(c, "two", draft_key(step))
    assert draft is not None
    assert draft.email == ""
    assert "Shut all others out" not in eve.get(f"{place}/people").text
    eve.post(f"{place}/people", data={**carried(eve.get(f"{place}/later").text), "shut": "yes"})
    assert client.get(step).status_code == 200


def test_who_was_shut_out_has_no_way_in_any_more(site: Flask, client: FlaskClient, context: Context) -> None:
    eve, step = invited(site, client, context)
    place = step.partition("/q/")[0]
    eve.post(f"{place}/later", data={**carried(eve.get(f"{place}/later").text), "email": "eve@example.org"})
    page = client.get(f"{place}/people").text
    client.post(f"{place}/people", data={**carried(page), "email": "mallory@example.org"})
    client.post(f"{place}/people", data={**carried(page), "shut": "yes"})
    before = len(list(context.settings.mail_folder.glob("*.eml")))
    assert eve.get(step).status_code == 403
    eve.post(f"{place}/new-link")
    assert len(mails(context)) == before  # what was asked for before goes out no more


def test_a_link_is_not_followed_for_another_site(site: Flask, client: FlaskClient, context: Context) -> None:
    saved_for_later(client, begun(client, URL))
    [mail] = mails(context)
    other = site.test_client()
    refused = other.post(link_in(mail), headers={"Sec-Fetch-Site": "cross-site"})
    assert not refused.headers.getlist("Set-Cookie")
    assert other.post(link_in(mail), headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_a_page_that_did_not_hear_that_it_was_saved_does_not_overtake_itself(client: FlaskClient) -> None:
    step = begun(client, URL)
    page = client.get(step).text
    own = re.search(r'name="page" value="([0-9a-f]{32})"', page)
    assert own
    sent_by_it = {**carried(page), "page": own[1]}
    for typed in ("An", "Ana", "Ana Bo"):
        assert client.post(step, data={**sent_by_it, "auto": "1", "name": typed}).status_code == 200
    assert client.post(step, data={**carried(page), "page": "0" * 32, "name": "Bo"}).status_code == 409


def test_a_draft_that_was_forgotten_meanwhile_is_told(client: FlaskClient, context: Context) -> None:
    step = begun(client, URL)
    page = carried(client.get(step).text)
    kept_opened = drafting.opened

    def opened_and_forgotten(*given: Any) -> Any:
        found = kept_opened(*given)
        with context.ledger.writing() as c:
            drafts.remove(c, found.draft)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.web.applicant.visit.opened", opened_and_forgotten)
        answer = client.post(step, data={**page, "name": "Ana"})
    assert answer.status_code == 403
    assert "Ana" in answer.text


def test_a_link_grows_old(site: Flask, client: FlaskClient, context: Context, clock: Clock) -> None:
    saved_for_later(client, begun(client, URL))
    [mail] = mails(context)
    clock.now += timedelta(days=15)
    assert site.test_client().post(link_in(mail)).status_code == 410


def test_who_has_only_the_address_is_not_let_in(site: Flask, client: FlaskClient) -> None:
    step = begun(client, URL)
    stranger = site.test_client()
    page = stranger.get(step)
    assert page.status_code == 403
    stranger.set_cookie(f"draft-{draft_key(step)[:16]}", "made-up")
    posted = stranger.post(step, data={"name": "Eve", "email": "eve@example.org"})
    assert posted.status_code == 403
    assert "eve@example.org" in posted.text
    assert 'value="Eve"' not in client.get(step).text


def test_the_secret_of_one_draft_opens_no_other(site: Flask, client: FlaskClient) -> None:
    mine, theirs = begun(client, URL), begun(site.test_client(), URL)
    cookie = client.get_cookie(f"draft-{draft_key(mine)[:16]}")
    assert cookie
    client.set_cookie(f"draft-{draft_key(theirs)[:16]}", cookie.value)
    assert client.get(mine).status_code == 200
    assert client.get(theirs).status_code == 403


def test_a_session_ends(client: FlaskClient, clock: Clock) -> None:
    step = begun(client, URL)
    clock.now += timedelta(hours=11)
    assert answered(client, step, {"name": "Ana"}).status_code == 303
    clock.now += timedelta(hours=11)
    assert client.get(step).status_code == 200
    clock.now += timedelta(hours=2)
    assert client.get(step).status_code == 403


def test_what_another_window_changed_is_shown_before_it_is_replaced(client: FlaskClient, context: Context) -> None:
    step = begun(client, URL)
    old = carried(client.get(step).text)
    client.post(step, data={**old, "name": "Ana"})
    page = client.post(step, data={**old, "name": "Bo"})
    assert page.status_code == 409
    assert "Ana" in page.text
    assert 'value="Bo"' in page.text
    assert client.post(step, data={**carried(page.text), "name": "Bo"}).status_code == 303
    assert 'value="Bo"' in client.get(step).text


def test_a_language_that_lacks_texts_says_so(client: FlaskClient) -> None:
    said = "بعض نصوص هذه الاستمارة لم تُترجم بعد إلى هذه اللغة."
    assert said in client.get(f"{URL}?lang=ar").text
    assert "have not been translated" not in client.get(f"{URL}?lang=en").text


def test_another_language_keeps_what_was_typed(client: FlaskClient) -> None:
    step = begun(client, URL)
    turned = answered(client, step, {"name": "Ana", "speak": "ar"}).location
    page = client.get(turned).text
    assert '<html lang="ar" dir="rtl">' in page
    assert 'value="Ana"' in page


def test_another_language_still_leads_back_to_where_the_answers_are_checked(client: FlaskClient) -> None:
    step = begun(client, URL) + "&then=check"
    turned = answered(client, step, {"name": "Ana", "speak": "ar"}).location
    assert "then=check" in turned
    assert "lang=ar" in turned


def test_a_page_of_another_visit_saves_nothing(client: FlaskClient) -> None:
    step = begun(client, URL)
    page = client.post(step, data={**carried(client.get(step).text), "csrf": "0" * 32, "name": "Eve"})
    assert page.status_code == 409
    assert 'value="Eve"' in page.text
    assert 'value="Eve"' not in client.get(step).text


def test_people_are_invited_and_shut_out_again(site: Flask, client: FlaskClient, context: Context) -> None:
    step = begun(client, URL)
    people = step.partition("/q/")[0] + "/people"
    page = client.post(people, data={**carried(client.get(people).text), "email": "bo@example.org"})
    assert page.status_code == 200
    [mail] = mails(context)
    assert mail["To"] == "bo@example.org"
    other = site.test_client()
    theirs = followed(other, other.post(link_in(mail)))
    answered(other, theirs, {"name": "Bo"})
    page = client.get(people)
    assert "bo@example.org" in page.text
    assert re.search(r"<bdi>Who</bdi>, 1 December 2098, 12:00[^<]*, <bdi dir=.ltr.>bo@example.org", page.text)
    client.post(people, data={**carried(page.text), "shut": "yes"})
    assert other.get(theirs).status_code == 403
    assert client.get(step).status_code == 200


def test_a_late_link_admits_one_draft(site: Flask, client: FlaskClient, context: Context, clock: Clock) -> None:
    clock.now = datetime(2099, 2, 1, tzinfo=UTC)
    assert client.post(URL).status_code == 200
    said = late_links.made(context.settings.secret_key, "two", clock.now + timedelta(days=3))
    link = f"{URL}?late={said}"
    begun(site.test_client(), link)  # twice, as by a button pressed twice: the link is not used up by that
    assert sent(client, link, {"name": "Ana", "story": "Long"}).status_code == 303
    assert len(kept(context)) == 1
    assert site.test_client().post(link).status_code == 200  # it has been used: the form is closed
    other = late_links.made(context.settings.secret_key, "two", clock.now + timedelta(days=3))
    step = begun(site.test_client(), f"{URL}?late={other}")
    assert step
    clock.now += timedelta(days=4)
    again = late_links.made(context.settings.secret_key, "two", clock.now - timedelta(days=1))
    assert client.post(f"{URL}?late={again}").status_code == 200


def test_what_was_sent_can_be_withdrawn_until_it_closes(client: FlaskClient, context: Context, clock: Clock) -> None:
    done = sent(client, URL, {"name": "Ana", "story": "Long"}).location
    place = done.partition("/done")[0]
    page = client.get(f"{place}/withdraw")
    assert client.post(f"{place}/withdraw", data=carried(page.text)).status_code == 303
    assert "Withdrawn" in client.get(f"{place}/").text
    [submission] = kept(context)
    with context.ledger.reading() as c:
        assert withdrawals.of_form(c, "two") == {submission.key}
        assert any(item.kind == "sheet" for item in outbox.due(c, now=context.now(), limit=10))


def test_what_was_withdrawn_is_not_sent_again(client: FlaskClient, context: Context) -> None:
    place = sent(client, URL, {"name": "Ana", "story": "Long"}).location.partition("/done")[0]
    answered(client, f"{place}/q/who", {"name": "Bo"})
    old = carried(client.get(f"{place}/check").text)
    client.post(f"{place}/withdraw", data=carried(client.get(f"{place}/withdraw").text))
    for answer in (client.get(f"{place}/check"), client.post(f"{place}/check", data=old)):
        assert "Withdrawn" in client.get(followed(client, answer)).text
    assert [one.answers["name"] for one in kept(context)] == ["Ana"]


def test_what_another_changed_meanwhile_is_looked_at_before_it_is_sent(client: FlaskClient, context: Context) -> None:
    step = begun(client, URL)
    answered(client, step, {"name": "Ana"})
    check = step.partition("/q/")[0] + "/check"
    answered(client, step.replace("/who", "/what"), {"story": "Long"})
    old = carried(client.get(check).text)
    answered(client, step, {"name": "Bo"})  # in another window
    answer = client.post(check, data=old)
    assert (answer.status_code, kept(context)) == (409, [])
    assert "changed in another window" in answer.text
    assert "Bo" in answer.text
    assert client.post(check, data=carried(answer.text)).status_code == 303
    assert [one.answers["name"] for one in kept(context)] == ["Bo"]


def test_a_form_that_was_changed_is_looked_at_before_it_is_sent(context: Context, tmp_path: Path) -> None:
    before = served(context).test_client()
    step = begun(before, URL)
    for part, answers in (("who", {"name": "Ana"}), ("what", {"story": "Long"})):
        answered(before, step.replace("/who", f"/{part}"), answers)
    check = step.partition("/q/")[0] + "/check"
    old = carried(before.get(check).text)
    other = TWO.replace("version: 1", "version: 2").replace("label: Story", "label: Tale")
    later = replace(context_of(tmp_path / "later", other), now=context.now, ledger=context.ledger)
    after = served(later).test_client()
    for cookie in ("__Host-draft-", "draft-"):
        held = before.get_cookie(f"{cookie}{draft_key(step)[:16]}")
        if held:
            after.set_cookie(held.key, held.value)
    answer = after.post(check, data=old)
    assert (answer.status_code, kept(context)) == (409, [])
    assert "This form was changed since you began" in answer.text
    assert "Tale" in answer.text
    assert "This form was changed since you began" in after.get(check).text
    assert after.post(check, data=carried(answer.text)).status_code == 303
    assert len(kept(context)) == 1


def test_the_sheet_comes_to_say_what_was_withdrawn(client: FlaskClient, context: Context) -> None:
    place = sent(client, URL, {"name": "Ana", "story": "Long"}).location.partition("/done")[0]
    assert shown(context) == [("TW-2098-0001", False)]
    client.post(f"{place}/withdraw", data=carried(client.get(f"{place}/withdraw").text))
    assert shown(context) == [("TW-2098-0001", True)]


def shown(context: Context) -> list[tuple[object, ...]]:
    """The rows of the sheet once it is up to date, without their keys."""
    with context.ledger.writing() as c:
        item = outbox.put(c, "sheet", "two", now=context.now())
    run_in(context, item)
    sheet = load_workbook(context.settings.workbooks / "Two.xlsx")["All"]
    return [row[1:3] for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_what_people_confirm_is_what_the_form_says(client: FlaskClient) -> None:
    step = begun(client, URL)
    answered(client, step, {"name": "Ana"})
    assert "I speak for my Government." in client.get(step.partition("/q/")[0] + "/check").text


def test_after_the_closing_nothing_is_withdrawn(client: FlaskClient, context: Context, clock: Clock) -> None:
    place = sent(client, URL, {"name": "Ana", "story": "Long"}).location.partition("/done")[0]
    key = carried(client.get(f"{place}/withdraw").text)
    clock.now = datetime(2099, 1, 15, 17, 30, tzinfo=UTC) + timedelta(hours=1)
    client.post(f"{place}/withdraw", data=key)
    with context.ledger.reading() as c:
        assert withdrawals.of_form(c, "two") == frozenset()


def test_mails_lead_back_to_what_was_sent_and_on_to_the_next_form(
    site: Flask, client: FlaskClient, context: Context
) -> None:
    done = sent(client, URL, {"name": "Ana", "email": "ana@example.org", "story": "Long"}).location
    thanks, report = sorted(mails(context), key=lambda mail: mail["Subject"] != "Thanks TW-2098-0001")
    said, copy = thanks.iter_parts()
    assert f"{done.partition('/done')[0]}/?lang=en" in said.get_content()
    assert (copy.get_filename(), copy.get_content()[:5]) == ("TW-2098-0001.pdf", b"%PDF-")
    assert "Ana" not in next(report.iter_parts()).get_content()
    other = site.test_client()
    step = followed(other, other.post(link_in(report)))
    assert 'value="Ana"' in other.get(step).text
    assert draft_key(step) != draft_key(done)


def test_drafts_are_reminded_of_once_and_forgotten(client: FlaskClient, context: Context, clock: Clock) -> None:
    saved_for_later(client, begun(client, URL))
    assert len(mails(context)) == 1
    clock.now = datetime(2099, 1, 13, 12, tzinfo=UTC)
    with context.ledger.writing() as c:
        drafts.change(c, drafts.get(c, 1), expires_at=clock.now + timedelta(days=9))
    assert rounds(context) == "0 forgotten, 1 reminded"
    assert rounds(context) == "0 forgotten, 0 reminded"
    reminder = mails(context)[-1]
    assert "15 January 2099" in reminder.get_content()
    clock.now += timedelta(days=10)
    assert rounds(context) == "1 forgotten, 0 reminded"


def rounds(context: Context) -> str:
    with context.ledger.writing() as c:
        item = outbox.put(c, "drafts", "*", now=context.now())
    run_in(context, item)
    with context.ledger.reading() as c:
        done = outbox.get(c, item)
    assert done is not None
    return done.note or done.error


def test_a_copy_of_what_was_sent_is_kept_as_a_pdf(client: FlaskClient) -> None:
    done = sent(client, URL, {"name": "Ana", "story": "Long"}).location
    copy = client.get(f"{done.partition('/done')[0]}/copy.pdf")
    assert (copy.mimetype, copy.data[:5]) == ("application/pdf", b"%PDF-")
    assert 'filename="TW-2098-0001.pdf"' in copy.headers["Content-Disposition"]
    assert client.get(begun(client, URL).partition("/q/")[0] + "/copy.pdf").status_code == 404


def test_only_the_sites_that_a_form_names_may_show_it(client: FlaskClient) -> None:
    for page in (client.get(URL), client.get(begun(client, URL))):
        assert "frame-ancestors https://www.example.org;" in page.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in page.headers
    assert "frame-ancestors 'none'" in client.get("/").headers["Content-Security-Policy"]


def invite(client: FlaskClient, place: str, email: str) -> str:
    """Somebody invited; the page that says so."""
    page = client.post(f"{place}/people", data={**carried(client.get(f"{place}/people").text), "email": email})
    assert page.status_code == 200
    return page.text


def test_an_invitation_says_that_it_is_one(site: Flask, client: FlaskClient, context: Context) -> None:
    place = begun(client, URL).partition("/q/")[0]
    invite(client, place, "bo@example.org")
    [mail] = mails(context)
    assert mail["Subject"] == "Invitation to work together on: Two"
    said = mail.get_content()
    assert "Somebody who is filling in “Two” invites you" in said
    assert "see and change all answers and files" in said
    assert f"you can ask {context.settings.organisation}." in said
    assert "your answers" not in said
    bo = site.test_client()
    bo.post(link_in(mail))
    invite(bo, place, "eve@example.org")
    assert "bo@example.org invites you to work together on “Two”." in mails(context)[-1].get_content()


def test_an_address_that_nobody_has_shown_to_be_theirs_invites_nobody(
    site: Flask, client: FlaskClient, context: Context
) -> None:
    place = begun(client, URL).partition("/q/")[0]
    client.post(f"{place}/later", data={**carried(client.get(f"{place}/later").text), "email": "ana@example.org"})
    invite(client, place, "bo@example.org")
    links, asked = mails(context)
    assert "ana@example.org" not in asked.get_content()
    followed(site.test_client(), site.test_client().post(link_in(links)))
    invite(client, place, "eve@example.org")
    assert "ana@example.org invites you" in mails(context)[-1].get_content()


def test_an_invitation_to_what_was_sent_names_its_reference(client: FlaskClient, context: Context) -> None:
    place = sent(client, URL, {"name": "Ana", "story": "Long"}).location.partition("/done")[0]
    invite(client, place, "bo@example.org")
    assert "Its reference number is TW-2098-0001." in mails(context)[-1].get_content()


def test_who_was_invited_is_listed_before_the_mail_has_gone(client: FlaskClient, context: Context) -> None:
    place = begun(client, URL).partition("/q/")[0]
    assert '<li><bdi dir="ltr">bo@example.org</bdi></li>' in invite(client, place, "bo@example.org")
    page = client.get(f"{place}/people").text
    assert "Who has had a link" in page
    client.post(f"{place}/people", data={**carried(page), "shut": "yes"})
    assert "bo@example.org" not in client.get(f"{place}/people").text


def test_who_is_not_let_in_is_told_why(client: FlaskClient, site: Flask, clock: Clock) -> None:
    step = begun(client, URL)
    clock.now += timedelta(hours=13)
    over = client.get(step)
    assert (over.status_code, "This browser is not let in any more" in over.text) == (403, True)
    for stranger in (site.test_client(), site.test_client()):
        page = stranger.get(step)
        assert (page.status_code, "not let in any more" in page.text) == (403, False)
        assert "These answers do not open in this browser" in page.text
        assert "Send me a new link" in page.text
        stranger.set_cookie(f"draft-{draft_key(step)[:16]}", "made-up")


def test_a_form_within_another_page_whose_browser_keeps_no_cookies_is_offered_a_window(site: Flask) -> None:
    keeps_none = site.test_client(use_cookies=False)
    step = keeps_none.post(URL).location
    page = keeps_none.get(step, headers={"Sec-Fetch-Dest": "iframe"}).text
    assert "keeps no cookies for a form that stands within the page of another site" in page
    assert 'href="/f/two?lang=en" target="_blank" rel="noopener">Open the form in a window of its own' in page
