"""Members come in, declare, read, score; what they may not know is not there."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from app.store import assignments, conflicts, outbox, reviews, withdrawals
from app.store.engine import Ledger, LedgerDown, open_ledger
from app.store.reviews import ABSTAINED, DRAFT, GIVEN, Review
from tests.calls.a_committee import AFTER, BEFORE, CALL, FEW, Committee, a_committee, told
from tests.served import served


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[Committee]:
    with a_committee(tmp_path) as made:
        made.join("Anna")
        made.join("Bo", language="ar")
        yield made


def test_the_whole_way_over_a_ledger_of_each_kind(ledger: Ledger, tmp_path: Path) -> None:
    with a_committee(tmp_path, ledger=ledger) as committee:
        committee.join("Anna")
        committee.join("Bo")
        one, two = committee.propose(1), committee.propose(2)
        anna = committee.browser("Anna")
        for secret in ("\x00", "x" * 5000):
            assert anna.client.get(f"/committee/enter/{quote(secret)}").status_code == 404
        anna.see("/%00/conflict", status=404)
        assert anna.client.get("/committee/%00").status_code == 404
        assert anna.client.post(f"/committee/{CALL}/link", data={"email": "a\x00@b.cd"}).status_code == 422
        assert anna.give(one, remark_="\x00NUL\ud7ff").status_code == 303
        committee.browser("Bo").give(one, remark_quality="splendid")
        asked = anna.see(f"/{two.key}/conflict")
        anna.send(asked, f"/{two.key}/conflict", conflict="conflict", reason="\x00My own")
        committee.clock.now = AFTER
        anna = committee.browser("Anna")
        assert "splendid" in anna.see(f"/{one.key}/scores")
        assert "zebra2" not in anna.see() + anna.see("/scores")


def kept(committee: Committee, proposal: int, name: str) -> Review | None:
    with committee.context.ledger.reading() as c:
        return reviews.find(c, proposal, committee.members[name].id)


def test_a_link_lets_in_once(committee: Committee) -> None:
    link, client = committee.link("Anna"), committee.app.test_client()
    assert "Go to the proposals" in client.get(link).text
    assert client.get(f"/committee/{CALL}").status_code == 403
    entered = client.post(link)
    assert (entered.status_code, entered.location) == (303, f"/committee/{CALL}?lang=en")
    assert "Proposals to review" in client.get(entered.location).text
    for answer in (client.post(link), client.get(link)):
        assert answer.status_code == 410
        assert "used already" in answer.text


def test_a_link_and_a_session_end(committee: Committee) -> None:
    link, browser = committee.link("Anna"), committee.browser("Anna")
    committee.clock.now += timedelta(hours=11)
    browser.see()
    committee.clock.now += timedelta(hours=11)  # it was used meanwhile
    browser.see()
    committee.clock.now += timedelta(hours=12, minutes=1)
    assert "not let in any more" in browser.see(status=403)
    committee.clock.now += timedelta(days=13)
    assert committee.app.test_client().post(link).status_code == 410


def test_under_https_the_cookie_is_of_this_host_alone_and_no_script_reads_it(committee: Committee) -> None:
    up = committee.context
    committee.app.extensions["chancery"] = replace(up, settings=replace(up.settings, base_url="https://forms.example"))
    cookie = committee.app.test_client().post(committee.link("Anna")).headers["Set-Cookie"]
    assert cookie.startswith(f"__Host-member-{CALL}=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_links_are_asked_for_so_often_from_one_place(committee: Committee) -> None:
    settings = replace(committee.context.settings, posts_per_minute=4)
    client = served(replace(committee.context, settings=settings)).test_client()
    asked = [client.post(f"/committee/{CALL}/link", data={"email": f"a{n}@b.example"}).status_code for n in range(3)]
    assert asked == [200, 200, 429]


def test_another_site_does_not_let_its_reader_in(committee: Committee) -> None:
    client, link = committee.app.test_client(), committee.link("Anna")
    assert client.post(link, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200
    assert client.get(f"/committee/{CALL}").status_code == 403
    assert client.get("/committee/enter/nothing").status_code == 404


def test_signing_out_ends_the_session_and_needs_a_page(committee: Committee) -> None:
    browser = committee.browser("Anna")
    page = browser.see()
    browser.client.post(f"/committee/{CALL}/out")
    browser.see()
    assert "You have signed out" in browser.client.get(browser.send(page, "/out").location).text
    browser.see(status=403)


def test_a_new_link_is_sent_to_members_alone_and_nothing_tells_who_is_one(committee: Committee) -> None:
    client = committee.app.test_client()
    answers = [
        client.post(f"/committee/{CALL}/link", data={"email": one}).text
        for one in ("ANNA@committee.example", "nobody@committee.example", *["anna@committee.example"] * 9)
    ]
    assert len(set(answers)) == 1
    with committee.context.ledger.reading() as c:
        asked = outbox.listing(c, kind="member-link")
    assert {one.payload["member_id"] for one in asked} == {committee.members["Anna"].id}
    assert len(asked) == 5  # to one address within the hour
    assert client.post(f"/committee/{CALL}/link", data={"email": "anna"}).status_code == 422
    assert client.get(f"/committee/{CALL}/link").status_code == 200
    assert client.get("/committee/nothing/link").status_code == 404


def test_a_member_reads_their_own_language(committee: Committee) -> None:
    committee.propose(1)
    page = committee.browser("Bo").see()
    assert 'lang="ar" dir="rtl"' in page
    assert "المقترحات" in page


def test_nobody_reads_before_they_say_that_they_have_no_conflict(committee: Committee) -> None:
    one, browser = committee.propose(1), committee.browser("Anna")
    for path in ("", "/copy.pdf", f"/files/{one.answers['annex'][0]['sha256']}"):
        answer = browser.client.get(f"/committee/{CALL}/{one.key}{path}")
        assert (answer.status_code, answer.location) == (303, f"/committee/{CALL}/{one.key}/conflict?lang=en")
        assert "Plan zebra1" not in answer.text
    asked = browser.see(f"/{one.key}/conflict")
    assert "Title zebra1" in asked
    assert "Plan zebra1" not in asked
    assert browser.send(asked, f"/{one.key}/conflict").status_code == 422
    assert browser.send("", f"/{one.key}/conflict", conflict="none").status_code == 409
    page = browser.open(one)
    for word in ("Plan zebra1", "zebra1@applicant.example", "Payee zebra1", "zebra1-annex.txt", "zebra1-passport.txt"):
        assert word in page
    assert (
        b"zebra1 annex"
        in browser.client.get(f"/committee/{CALL}/{one.key}/files/{one.answers['annex'][0]['sha256']}").data
    )
    assert browser.client.get(f"/committee/{CALL}/{one.key}/copy.pdf").data.startswith(b"%PDF")
    browser.see(f"/{one.key}/files/{'0' * 64}", status=404)


def test_a_declared_conflict_closes_the_proposal_at_once_and_keeps_the_draft(committee: Committee) -> None:
    one, browser = committee.propose(1), committee.browser("Anna")
    committee.propose(2)
    browser.give(one, quality="3", act="save")
    asked = browser.see(f"/{one.key}/conflict")
    assert browser.send(asked, f"/{one.key}/conflict", conflict="conflict").status_code == 422
    answer = browser.send(asked, f"/{one.key}/conflict", conflict="conflict", reason="My sister's\x00")
    page = browser.client.get(answer.location).text
    assert "not shown to you any more" in page
    assert "0 of 1 reviewed" in page
    assert "zebra1" not in page
    browser.see(f"/{one.key}", status=404)
    with committee.context.ledger.reading() as c:
        [found] = conflicts.of_form(c, CALL)
    assert (found.kind, found.reason, found.found_by) == ("declared", "My sister's", "Anna")
    draft = kept(committee, one.id, "Anna")
    assert draft is not None
    assert (draft.state, draft.scores["quality"]) == (DRAFT, 3)


def test_a_review_is_saved_given_changed_and_abstained_from(committee: Committee) -> None:
    one, browser = committee.propose(1), committee.browser("Anna")
    saved = browser.give(one, quality="3", worth="", act="save", remark_quality="unclear\r\nstill")
    assert "Your draft is saved" in browser.client.get(saved.location).text
    draft = kept(committee, one.id, "Anna")
    assert draft is not None
    assert (draft.state, draft.scores, draft.remarks) == (DRAFT, {"quality": 3}, {"quality": "unclear\nstill"})
    page = browser.see(f"/{one.key}")
    missing = browser.send(page, f"/{one.key}", act="give", score_quality="3")
    assert missing.status_code == 422
    assert 'href="#q-score.worth"' in missing.text
    assert (
        browser.send(page, f"/{one.key}", act="give", score_quality="3", score_worth="70").location
        == f"/committee/{CALL}?lang=en&given=yes"
    )
    given = kept(committee, one.id, "Anna")
    assert given is not None
    assert (given.state, given.scores) == (GIVEN, {"quality": 3, "worth": 70})
    page = browser.see(f"/{one.key}")
    assert browser.send(page, f"/{one.key}", act="abstain", score_quality="3", score_worth="70").status_code == 422
    browser.send(page, f"/{one.key}", act="abstain", score_quality="3", score_worth="70", remark_="I know too little")
    last = kept(committee, one.id, "Anna")
    assert last is not None
    assert (last.state, last.remarks) == (ABSTAINED, {"": "I know too little"})


@pytest.mark.parametrize("wrong", ["6", "-1", "2.5", "four", "9" * 4000, "٣x", "\x00", "1e1"])
def test_a_score_that_is_none_is_told_and_nothing_is_kept(committee: Committee, wrong: str) -> None:
    one, browser = committee.propose(1), committee.browser("Anna")
    answer = browser.give(one, quality=wrong, remark_worth="stays")
    assert answer.status_code == 422
    assert "Enter a whole number from 0 to 5: Quality of the plan" in answer.text
    assert "stays</textarea>" in answer.text
    assert kept(committee, one.id, "Anna") == Review(
        one.id, committee.members["Anna"].id, DRAFT, changed_at=committee.clock.now
    )


def test_a_remark_may_be_long_but_not_endless(committee: Committee) -> None:
    one, browser = committee.propose(1), committee.browser("Anna")
    assert browser.give(one, remark_quality="é" * 10_001).status_code == 422
    assert browser.give(one, remark_quality="é" * 10_000 + "\x00\x1b").status_code == 303
    given = kept(committee, one.id, "Anna")
    assert given is not None
    assert given.remarks == {"quality": "é" * 10_000}


def test_two_tabs_are_told_of_each_other_and_nothing_is_lost(committee: Committee) -> None:
    one, browser = committee.propose(1), committee.browser("Anna")
    first = second = browser.open(one)
    assert browser.send(first, f"/{one.key}", act="give", score_quality="1", score_worth="1").status_code == 303
    again = browser.send(first, f"/{one.key}", act="give", score_quality="1", score_worth="1")
    assert again.status_code == 303  # the same twice is no news
    other = browser.send(second, f"/{one.key}", act="give", score_quality="2", score_worth="2", remark_="mine")
    assert other.status_code == 409
    assert "mine</textarea>" in other.text
    assert "1 of 5" in told(other.text)
    assert browser.send(other.text, f"/{one.key}", act="give", score_quality="2", score_worth="2").status_code == 303
    given = kept(committee, one.id, "Anna")
    assert given is not None
    assert given.scores == {"quality": 2, "worth": 2}


def test_another_language_keeps_what_was_typed_and_saves_nothing(committee: Committee) -> None:
    one, browser = committee.propose(1), committee.browser("Anna")
    page = browser.open(one)
    answer = browser.send(page, f"/{one.key}?lang=fr", speak="fr", score_quality="4", remark_="not sent yet")
    assert answer.status_code == 200
    assert 'lang="fr"' in answer.text
    assert "not sent yet</textarea>" in answer.text
    assert browser.send(answer.text, f"/{one.key}", act="save", score_quality="4").status_code == 303
    draft = kept(committee, one.id, "Anna")
    assert draft is not None
    assert draft.scores == {"quality": 4}


def test_outside_its_time_a_review_is_read_and_what_is_sent_stands_to_be_copied(committee: Committee) -> None:
    one, browser = committee.propose(1), committee.browser("Anna")
    page = browser.open(one)
    for now, told_of in (
        (AFTER, "cannot be given or changed any more"),
        (BEFORE, "can be given from 1 February 2027 on"),
    ):
        committee.clock.now = now
        browser = committee.browser("Anna")
        assert told_of in browser.see(f"/{one.key}")
        assert 'name="act"' not in browser.see(f"/{one.key}")
        late = browser.send(
            browser.see(f"/{one.key}"),
            f"/{one.key}",
            csrf=key_of(browser.see()),
            act="give",
            score_quality="5",
            score_worth="9",
            remark_="too late",
        )
        assert late.status_code == 409
        assert "too late" in late.text
    assert 'name="act"' in page


def key_of(page: str) -> str:
    return page.split('name="csrf" value="')[1].split('"')[0]


def test_what_a_member_types_after_their_session_stands_on_the_page(committee: Committee) -> None:
    one, browser = committee.propose(1), committee.browser("Anna")
    page = browser.open(one)
    committee.clock.now += timedelta(hours=13)
    answer = browser.send(page, f"/{one.key}", act="give", score_quality="4", remark_="hours of work")
    assert answer.status_code == 403
    assert "hours of work" in answer.text


@pytest.mark.parametrize("down", ["away", "full"])
def test_while_the_ledger_is_down_what_was_typed_stands_on_the_page(committee: Committee, down: str) -> None:
    one, browser = committee.propose(1), committee.browser("Anna")
    page, up = browser.open(one), committee.context
    committee.clock.now += timedelta(hours=1)
    away = open_ledger(f"sqlite:///{up.settings.data_dir}")
    ledger = away if down == "away" else replace(up.ledger, turn=no_turn)
    committee.app.extensions["chancery"] = replace(up, ledger=ledger)
    answer = browser.send(page, f"/{one.key}", act="give", score_quality="4", score_worth="5", remark_="hours of work")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "hours of work" in answer.text
    assert browser.client.get(f"/committee/{CALL}/{one.key}").status_code == (503 if down == "away" else 200)
    asked = {"csrf": key_of(page), "conflict": "conflict", "reason": "My sister's"}
    assert "My sister" in browser.client.post(f"/committee/{CALL}/{one.key}/conflict", data=asked).text
    committee.app.extensions["chancery"] = up
    draft = kept(committee, one.id, "Anna")
    assert draft is not None
    assert draft.scores == {}


def no_turn() -> AbstractContextManager[None]:
    raise LedgerDown("the disk is full")


def test_a_page_of_another_session_saves_nothing(committee: Committee) -> None:
    one, anna, bo = committee.propose(1), committee.browser("Anna"), committee.browser("Bo")
    theirs = bo.open(one)
    anna.open(one)
    answer = anna.send(theirs, f"/{one.key}", act="give", score_quality="5", score_worth="5", remark_="kept here")
    assert answer.status_code == 409
    assert "kept here</textarea>" in answer.text
    draft = kept(committee, one.id, "Anna")
    assert draft is not None
    assert draft.scores == {}


def test_the_next_is_the_one_that_fewest_have_scored(committee: Committee) -> None:
    first, second, third = (committee.propose(number) for number in (1, 2, 3))
    committee.browser("Bo").give(first)
    anna = committee.browser("Anna")
    assert f"/{second.key}?" in anna.see().split("Begin")[0].rsplit("href=", 1)[1]
    assert f"/{third.key}?" in anna.give(second).location
    assert f"/{first.key}?" in anna.give(third).location
    assert "given=yes" in anna.give(first).location
    assert "You have reviewed all" in anna.see()


def test_what_is_withdrawn_or_unknown_is_not_there(committee: Committee) -> None:
    one, browser = committee.propose(1), committee.browser("Anna")
    with committee.context.ledger.writing() as c:
        withdrawals.put(c, CALL, one.key, now=committee.clock.now)
    assert "nothing for you to read" in browser.see()
    assert browser.see(f"/{one.key}", status=404) == browser.see(f"/{'0' * 32}", status=404)
    browser.see("/%00", status=404)


def test_nobody_sees_what_others_say_while_anything_can_be_scored(committee: Committee) -> None:
    one, two = committee.propose(1), committee.propose(2)
    committee.browser("Bo").give(one, remark_="splendid")
    committee.browser("Bo").give(two, remark_="shaky")
    anna = committee.browser("Anna")
    for proposal in (one, two):
        assert anna.give(proposal, act="abstain", remark_="Let me look first").status_code == 303
    seen = anna.see("/scores", status=403) + anna.see(f"/{one.key}/scores", status=403) + anna.see(f"/{one.key}")
    assert "splendid" not in seen
    assert anna.give(one, remark_="poor").status_code == 303
    assert "Once reviews cannot be given" in anna.see("/scores", status=403)
    committee.clock.now = AFTER
    anna = committee.browser("Anna")
    assert "Reviews: 2" in anna.see("/scores")
    assert two.key not in anna.see("/scores")
    page = told(anna.see(f"/{one.key}/scores"))
    assert "splendid" in page
    assert "poor" in page
    assert "shaky" not in anna.see(f"/{two.key}/scores", status=403)  # they abstained
    committee.clock.now = BEFORE
    assert "not shown yet" in committee.browser("Anna").see("/scores", status=403)


def test_who_is_to_read_nothing_sees_nothing_of_others(tmp_path: Path) -> None:
    with a_committee(tmp_path, FEW) as committee:
        anna = committee.join("Anna")
        committee.join("Bo")
        one = committee.propose(1)
        with committee.context.ledger.writing() as c:
            assignments.add(c, [(one.id, anna.id)], now=committee.clock.now)
        committee.browser("Anna").give(one, remark_="splendid")
        committee.clock.now = AFTER
        bo = committee.browser("Bo")
        assert "splendid" not in bo.see("/scores", status=403) + bo.see(f"/{one.key}/scores", status=403)
        assert "/scores" not in bo.see()


def test_drafts_of_others_and_reviews_that_a_conflict_closed_are_not_shown(committee: Committee) -> None:
    one = committee.propose(1)
    committee.join("Cy")
    committee.browser("Bo").give(one, act="save", remark_="draft of Bo")
    committee.browser("Cy").give(one, remark_="given by Cy")
    committee.browser("Anna").give(one)
    committee.clock.now = AFTER
    anna = committee.browser("Anna")
    assert "given by Cy" in anna.see(f"/{one.key}/scores")
    assert "draft of Bo" not in anna.see(f"/{one.key}/scores")
    committee.close(one, "Cy")
    assert "given by Cy" not in anna.see(f"/{one.key}/scores")
    assert "Reviews: 1" in anna.see("/scores")


def test_the_chair_alone_sees_how_far_everybody_is_in_numbers(committee: Committee) -> None:
    one, two = committee.propose(1), committee.propose(2)
    committee.join("Chris", role="chair")
    committee.browser("Bo").give(one, remark_="splendid")
    chair = committee.browser("Chris")
    assert "Bo 1 2 " in told(chair.see())
    assert "splendid" not in chair.see()
    committee.close(one, "Chris")
    committee.close(two, "Bo")
    assert "Bo 0 0 " in told(chair.see())
    assert "How far the committee is" not in committee.browser("Anna").see()
