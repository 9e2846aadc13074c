"""Whoever a proposal is closed to learns nothing of it, by whatever address, nor of what a call keeps from all."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.dossier import Reading
from app.scoring_book.seal import opened
from app.store import assignments, submissions, withdrawals
from app.store.submissions import Submission
from tests.calls.a_committee import AFTER, BLIND, CALL, FEW, Browser, Committee, a_committee, told
from tests.calls.a_workbook import book_of, send
from tests.calls.test_donors import decided, say

WORDS = ("SG-7042", "zebra7042")
"""All that a proposal says of itself has one of these in it: title, applicant, every answer, the names of files."""

ROW_OF_NOBODY = (
    "This row is not among those that you review now: nothing of it was taken."
    " Ask those who invited you if you think that this is wrong."
)


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[Committee]:
    with a_committee(tmp_path) as made:
        for name in ("Anna", "Bo"):
            made.join(name)
        made.join("Chris", role="chair")
        yield made


def addresses(app: Flask, closed: Submission) -> Iterator[tuple[Rule, str]]:
    """Every address there is, made to be about the proposal wherever it can be."""
    digest = closed.answers["annex"][0]["sha256"]
    given = {
        "name": CALL,
        "form": CALL,
        "key": closed.key,
        "sha256": digest,
        "reference": closed.reference,
        "secret": closed.key,
        "filename": "chancery.css",
        "source": "page",
    }
    for rule in app.url_map.iter_rules():
        path = rule.rule
        for one in rule.arguments:
            value = str(closed.id) if f"<int:{one}>" in path else given.get(one, closed.key)
            for kind in ("", "int:", "path:"):
                path = path.replace(f"<{kind}{one}>", quote(value))
        yield rule, path


def spelled(data: bytes) -> str:
    """What an answer says; of an archive, a workbook too, the names of its files and what each says."""
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "replace")
    with ZipFile(BytesIO(data)) as archive:
        return " ".join(f"{name} {spelled(archive.read(name))}" for name in archive.namelist())


def everything(browser: Browser, app: Flask, closed: Submission, page: str = "") -> Iterator[tuple[str, str]]:
    """What each address answers, to whatever way of asking, but for what was asked with."""
    key = browser.see(page).split('name="csrf" value="')[1].split('"')[0]
    typed = {"csrf": key, "act": "give", "conflict": "none", "email": "a@b.cd"}
    typed |= {"score.quality": "3", "score.worth": "3", "comment.": "Fair", f"comment.{closed.key}": "Not fair"}
    asked = f"reference={closed.reference}"
    for rule, path in addresses(app, closed):
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            for query in ("", "?lang=ar", f"?form={CALL}&{asked}"):
                if rule.endpoint == "committee.sign_out":
                    continue
                answer = browser.client.open(path + query, method=method, data=typed if method == "POST" else None)
                assert answer.status_code < 500, (method, path)
                said = f"{spelled(answer.data)} {[pair for pair in answer.headers if pair[0] != 'Location']}"
                yield f"{method} {path}{query}", said.replace(asked, "")


@pytest.mark.parametrize("name", ["Anna", "Chris"])
def test_no_address_tells_of_a_closed_proposal(committee: Committee, name: str) -> None:
    closed, other = committee.propose(7042), committee.propose(2)
    committee.browser("Bo").give(closed, remark_="zebra7042 is splendid")
    member = committee.browser(name)
    member.give(closed, remark_="zebra7042 is mine")  # before the conflict was found
    committee.close(closed, name)
    member.give(other)
    seen = dict(everything(member, committee.app, closed))
    committee.clock.now = AFTER  # when they see what others say
    member = committee.browser(name)
    seen |= {f"{path} after": body for path, body in everything(member, committee.app, closed)}
    assert len(seen) > 150
    assert any("zebra2" in body for body in seen.values())  # what is open is there
    book = seen[f"GET /committee/{CALL}/workbook.zip"]
    assert all(word in book for word in ("zebra2", "dossiers/SG-0002.pdf", other.key))
    assert closed.key not in book
    assert [path for path, body in seen.items() if any(word in body for word in WORDS)] == []
    for path in ("", "/conflict", "/scores", "/copy.pdf", f"/files/{closed.answers['annex'][0]['sha256']}"):
        assert member.see(f"/{closed.key}{path}", status=404) == member.see(f"/{'0' * 32}{path}", status=404)


def test_the_seal_of_a_workbook_does_not_name_it(committee: Committee) -> None:
    closed, other = committee.propose(7042), committee.propose(2)
    member = committee.browser("Anna")
    member.give(closed)
    committee.close(closed, "Anna")
    said = book_of(member).workbook["seal"]["A2"].value
    seal = opened(committee.context.settings.secret_key, str(said))
    assert seal is not None
    assert set(seal.rows) == {other.key}


@pytest.mark.parametrize("conflict", ["No", "Yes", None])
def test_a_workbook_from_before_is_told_nothing_of_it(committee: Committee, conflict: str | None) -> None:
    closed, withdrawn = committee.propose(7042), committee.propose(2)
    member = committee.browser("Anna")
    book = book_of(member)
    places = [book.place(f"SG-{number}", "reference") for number in ("7042", "0002")]
    for number in ("7042", "0002"):
        book.put(
            f"SG-{number}", conflict=conflict, why="A reason", score_quality=3, score_worth=9, title="", applicant=""
        )
    for place in places:
        book.table[place] = "mine"
    committee.close(closed, "Anna")
    with committee.context.ledger.writing() as c:
        withdrawals.put(c, CALL, withdrawn.key, now=committee.clock.now)
    page = told(send(member, book.data()).text)
    assert [word for word in (*WORDS, "7042") if word in page] == []
    if conflict == "Yes":
        assert "Nothing changed 2" in page
        return
    assert [place for place in places if f"Your scores!{place} mine {ROW_OF_NOBODY}" not in page] == []
    assert page.count("Your scores!") == 2


@pytest.mark.parametrize("outcome", ["approve", "reject", ""])
def test_no_address_tells_a_donor_of_what_is_closed_or_not_proposed(committee: Committee, outcome: str) -> None:
    hidden, listed = committee.propose(7042), committee.propose(2)
    committee.join("Dora", role="donor")
    committee.join("Emil", role="donor")
    for one, word in ((hidden, outcome), (listed, "reserve")):
        if word:
            decided(committee, one, word, reason="zebra7042 is the reason")
    if outcome == "approve":
        say(committee, "Emil", hidden, "zebra7042 is splendid")
        committee.close(hidden, "Dora")
    committee.browser("Bo").give(listed, remark_="zebra7042 is better")
    seen = dict(everything(committee.browser("Dora"), committee.app, hidden, "/comments"))
    assert any("zebra2" in body for body in seen.values())
    assert [path for path, body in seen.items() if any(word in body for word in WORDS)] == []


def test_it_is_in_no_count(committee: Committee) -> None:
    closed, _ = committee.propose(1), committee.propose(2)
    committee.close(closed, "Chris")
    committee.browser("Bo").give(closed)
    page = told(committee.browser("Chris").see())
    assert "0 of 1 reviewed" in page
    assert "Bo 0 1" in page


def test_what_would_be_said_of_it_is_not_kept(committee: Committee) -> None:
    closed, other = committee.propose(1), committee.propose(2)
    anna = committee.browser("Anna")
    page = anna.open(other)
    committee.close(closed, "Anna")
    for path in ("", "/conflict"):
        assert (
            anna.send(
                page, f"/{closed.key}{path}", act="give", score_quality="1", score_worth="1", conflict="none"
            ).status_code
            == 404
        )


def test_only_what_is_assigned_is_there_to_read(tmp_path: Path) -> None:
    with a_committee(tmp_path, FEW) as committee:
        anna = committee.join("Anna")
        theirs, others = committee.propose(1), committee.propose(2)
        with committee.context.ledger.writing() as c:
            assignments.add(c, [(theirs.id, anna.id)], now=committee.clock.now)
        browser = committee.browser("Anna")
        assert "0 of 1 reviewed" in browser.see()
        assert "zebra2" not in browser.see()
        for path in ("", "/copy.pdf", f"/files/{others.answers['annex'][0]['sha256']}"):
            browser.see(f"/{others.key}{path}", status=404)
        browser.give(theirs)
        browser.see(f"/{others.key}/conflict")  # they may know of it, and declare a conflict
        committee.clock.now = AFTER
        assert "zebra2" not in committee.browser("Anna").see("/scores")


HIDDEN = (
    "Organisation zebra1",
    "Senegal",
    "SEN",
    "Person zebra1",
    "zebra1@applicant.example",
    ">Total<",
    "Title zebra1",
    "passport",
    "zebra1-annex.txt",
)
SHOWN = ("Plan zebra1", "Item zebra1", "Payee zebra1", "10.00 USD", "annex-1.txt", "SG-0001")


def test_what_members_are_blind_to_is_in_no_page_and_no_file(tmp_path: Path) -> None:
    with a_committee(tmp_path, BLIND) as committee:
        committee.join("Anna")
        one, browser = committee.propose(1), committee.browser("Anna")
        page = browser.open(one)
        pages = {
            "queue": browser.see(),
            "conflict": browser.see(f"/{one.key}/conflict"),
            "proposal": page,
            "title": str(browser.give(one).headers),
        }
        committee.clock.now = AFTER
        browser = committee.browser("Anna")
        pages |= {
            "scores": browser.see("/scores"),
            "others": browser.see(f"/{one.key}/scores"),
        }
        assert [(name, word) for name, body in pages.items() for word in HIDDEN if word in body] == []
        assert [word for word in SHOWN if word not in page] == []
        browser.see(f"/{one.key}/files/{one.answers['contact']['passport'][0]['sha256']}", status=404)
        file = browser.client.get(f"/committee/{CALL}/{one.key}/files/{one.answers['annex'][0]['sha256']}")
        assert file.headers["Content-Disposition"] == "attachment; filename=annex-1.txt"


def test_the_copy_leaves_out_what_members_are_blind_to(tmp_path: Path) -> None:
    with a_committee(tmp_path, BLIND) as committee:
        one, compiled = committee.propose(1), committee.context.forms[CALL]
        assert compiled.form.call is not None
        with committee.context.ledger.reading() as c:
            [kept] = submissions.numbered(c, [one.id])
        copy = str(Reading(compiled, compiled.form.call, committee.context.earlier, "en").copy(kept, "The fund"))
        assert [word for word in HIDDEN if word in copy] == []
        assert [word for word in SHOWN if word not in copy] == []
