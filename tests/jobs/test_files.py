"""Files that answers name are fetched, looked at and kept; what is missing is told, and tried again if that helps."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app.attachments import ask_for_files, named_files
from app.config import read_settings
from app.context import Context, build_context
from app.intake import Outcome, submit
from app.store import attachments, outbox, submissions
from app.store.attachments import Attachment
from app.store.engine import Ledger
from connectors.clamav import ClamAV
from connectors.fetching import Fetcher
from connectors.files import Files
from jobs.deeds import JOBS
from jobs.files import fetch_files
from jobs.run import run_in
from jobs.work import Job
from tests.fetching.clamd import clamd, eicar
from tests.fetching.made_files import BOMB, png
from tests.fetching.servers import Site, site
from tests.jobs.test_run import Clock

FORM = """\
form: bid
version: 1
languages: [en]
title: Bid
reference: "BID-{year}-{number:04d}"
sections:
  - section: all
    title: All
    questions:
      - {question: letter, type: file, label: Letter, max_megabytes: 1}
      - question: contact
        type: group
        label: Contact
        questions:
          - {question: photo, type: file, label: Photo}
      - question: offers
        type: table
        label: Offers
        questions:
          - {question: item, type: text, label: Item}
          - {question: paper, type: file, label: Paper, max_megabytes: 2}
sheet:
  workbook: Bids
  tab: All
  columns:
    - {path: $reference, header: Reference}
sources:
  - source: typeform
    mapping: {letter: letter}
"""
TEXT = (200, {"content-type": "text/html"}, b"Dear all")


@pytest.fixture
def provider() -> Iterator[Site]:
    with site(letter=TEXT, photo=(200, {}, png())) as found:
        yield found


@pytest.fixture
def context(ledger: Ledger, tmp_path: Path, provider: Site) -> Context:
    folder = tmp_path / "forms" / "bid"
    folder.mkdir(parents=True)
    (folder / "form.yaml").write_text(FORM, encoding="utf-8")
    environ = {"CHANCERY_DATA": str(tmp_path / "var"), "CHANCERY_FORMS": str(folder.parent), "MAX_ATTEMPTS": "3"}
    settings = read_settings({**environ, "TRUSTED_HOSTS": provider.host})
    return replace(build_context(settings), ledger=ledger, now=Clock())


def named(provider: Site, path: str, name: str = "") -> dict[str, str]:
    return {"name": name or f"{path}.txt", "url": provider.url(f"/{path}")}


def send(context: Context, answers: dict[str, Any], number: int = 1, source: str = "api") -> Outcome:
    outcome = submit(
        context, "bid", answers, source=source, delivery_id=f"d{number}", language="en", body=b"{}", headers={}
    )
    assert outcome.state == "accepted", outcome
    return outcome


def asked(context: Context) -> list[outbox.Item]:
    with context.ledger.reading() as c:
        return [one for one in outbox.listing(c)[::-1] if one.kind == "files"]


def files(context: Context) -> list[Attachment]:
    with context.ledger.reading() as c:
        return [one for kept in submissions.of_form(c, "bid") for one in attachments.of_submission(c, kept.id)]


def run(context: Context) -> str:
    """Do what is asked for last, whenever it is due; the clock goes on to then."""
    last = asked(context)[-1]
    context.now.time = max(context.now.time, last.not_before)  # type: ignore[attr-defined]
    return run_in(context, last.id)


def states(context: Context) -> list[tuple[str, str, str]]:
    return [(one.place, one.state, one.reason) for one in files(context)]


def test_every_file_that_is_named_is_fetched_and_kept(context: Context, provider: Site) -> None:
    answers = {
        "letter": [named(provider, "letter"), named(provider, "photo", "p.png")],
        "contact": {"photo": [named(provider, "photo", "q.png") | {"url": provider.url("/photo?2")}]},
        "offers": [
            {"item": "a"},
            {"item": "b", "paper": [named(provider, "letter", "c.txt") | {"url": provider.url("/letter?3")}]},
        ],
    }
    outcome = send(context, answers)
    [item] = asked(context)
    assert item.target == outcome.submission_key
    assert [one.state for one in files(context)] == ["waiting"] * 4
    assert run(context) == "done"
    found = files(context)
    assert [one.place for one in found] == ["letter.0", "letter.1", "contact.photo.0", "offers.1.paper.0"]
    assert {one.state for one in found} == {"kept"}
    first = found[0]
    assert (first.name, first.size, first.type) == ("letter.txt", 8, "text/plain")
    assert first.sha256 == sha256(b"Dear all").hexdigest()
    assert first.fetched_at == context.now()
    assert context.files.store.path(first.sha256).read_bytes() == b"Dear all"
    assert asked(context)[0].note == "4 kept"
    with context.ledger.reading() as c:
        [kept] = submissions.of_form(c, "bid")
    assert kept.answers["letter"][0] == named(provider, "letter")


def test_without_files_nothing_is_asked_for(context: Context) -> None:
    send(context, {})
    send(context, {"letter": [{"name": "a.pdf", "url": "https://files.example.org/a.pdf"}]}, 2)
    assert (asked(context), files(context)) == ([], [])


def test_a_file_of_our_own_page_needs_no_fetching(context: Context) -> None:
    send(context, {"letter": [context.files.take("a.txt", b"Dear all")]}, source="page")
    assert asked(context) == []


def test_to_do_it_again_changes_nothing(context: Context, provider: Site) -> None:
    outcome = send(context, {"letter": [named(provider, "letter")]})
    run(context)
    before = files(context)
    with context.ledger.writing() as c:
        outbox.put(c, "files", outcome.submission_key, now=context.now())
    assert run(context) == "done"
    assert files(context) == before
    assert len(provider.asked) == 1


def test_a_crash_between_disk_and_ledger_is_made_good(context: Context, provider: Site) -> None:
    send(context, {"letter": [named(provider, "letter")]})
    context.files.take("letter.txt", b"Dear all")
    assert run(context) == "done"
    assert [one.state for one in files(context)] == ["kept"]


def test_what_fails_for_now_is_tried_again_and_keeps_nobody_waiting(context: Context, provider: Site) -> None:
    provider.answers["/late"] = (503, {"retry-after": "700"}, b"")
    send(context, {"letter": [named(provider, "late"), named(provider, "letter")]})
    began = context.now()
    assert run(context) == "failed"
    assert states(context) == [("letter.0", "failed", "127.0.0.1 answered 503"), ("letter.1", "kept", "")]
    [item] = asked(context)
    assert (item.state, (item.not_before - began).total_seconds()) == ("due", 700)
    assert item.error == "late.txt (letter.0) failed: 127.0.0.1 answered 503"
    provider.answers["/late"] = TEXT
    assert run(context) == "done"
    assert [one.state for one in files(context)] == ["kept", "kept"]
    assert [one.path for one in provider.asked] == ["/late", "/letter", "/late"]


def test_what_keeps_failing_is_given_up_and_told(context: Context, provider: Site) -> None:
    provider.answers["/late"] = (500, {}, b"")
    send(context, {"letter": [named(provider, "late")]})
    assert [run(context) for _ in range(3)] == ["failed"] * 3
    assert asked(context)[0].state == "failed"
    assert len(provider.asked) == 3


def test_what_is_not_there_is_told_at_once_and_can_be_tried_by_staff(context: Context, provider: Site) -> None:
    send(context, {"letter": [named(provider, "gone")]})
    assert run(context) == "failed"
    [item] = asked(context)
    assert (item.state, item.error) == ("failed", "gone.txt (letter.0) failed: 127.0.0.1 answered 404")
    provider.answers["/gone"] = TEXT
    with context.ledger.writing() as c:
        assert outbox.retry(c, item.id, now=context.now())
    assert run(context) == "done"
    assert states(context) == [("letter.0", "kept", "")]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "x.png",
            b"<!DOCTYPE html><script>alert(1)</script>",
            "x.png: the content of the file is not what its name says",
        ),
        ("x.svg", b'<svg onload="alert(1)"/>', "x.svg: files of this kind are not taken"),
        ("x.xlsx", BOMB, "x.xlsx: the file is too large once it is unpacked"),
        ("x.txt", b"a" * 1_000_001, "127.0.0.1: the answer is larger than 1,000,000 bytes"),
        ("x.txt", b"", "x.txt: the file is empty, damaged or locked with a password"),
    ],
)
def test_what_is_refused_is_told_and_not_kept(
    context: Context, provider: Site, name: str, content: bytes, said: str
) -> None:
    provider.answers["/x"] = (200, {}, content)
    send(context, {"letter": [named(provider, "x", name)]})
    assert run(context) == "failed"
    assert states(context) == [("letter.0", "refused", said)]
    [item] = asked(context)
    assert (item.state, item.error) == ("failed", f"{name} (letter.0) refused: {said}")
    assert not context.files.store.folder.exists()


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:127.0.0.1]:6379/",
        "http://0x7f.1/",
        "http://127.0.0.1/",
    ],
)
def test_nothing_inside_is_fetched(context: Context, url: str) -> None:
    send(context, {"letter": [{"name": "a.txt", "url": url}]})
    assert run(context) == "failed"
    [(_, state, reason)] = states(context)
    assert state == "refused"
    assert "public internet" in reason or "usual" in reason or "ports 80 and 443" in reason


def test_what_is_refused_is_not_fetched_over_and_over(context: Context, provider: Site) -> None:
    provider.answers |= {"/bad": (200, {}, b"<html>"), "/late": (503, {}, b"")}
    send(context, {"letter": [named(provider, "bad"), named(provider, "late")]})
    assert [run(context), run(context)] == ["failed", "failed"]
    provider.answers["/late"] = TEXT
    assert run(context) == "failed"
    assert [one.path for one in provider.asked].count("/bad") == 1
    assert asked(context)[0].state == "failed"
    assert [one.state for one in files(context)] == ["refused", "kept"]


def revise(context: Context, provider: Site, *paths: str) -> None:
    """The sender's later version of its submission, as intake keeps it."""
    with context.ledger.writing() as c:
        [earlier] = submissions.of_form(c, "bid")
        answers = {**earlier.answers, "letter": [named(provider, path) for path in paths]}
        told = {"form_version": 1, "language": "en", "submitted_at": None, "received_at": context.now()}
        kept = submissions.revise(c, earlier, answers=answers, **told)
        ask_for_files(c, context.forms["bid"].form, kept, now=context.now())


def test_another_file_in_its_place_settles_the_matter(context: Context, provider: Site) -> None:
    provider.answers["/bad"] = (200, {}, b"<html>")
    send(context, {"letter": [named(provider, "bad"), named(provider, "letter")]})
    assert run(context) == "failed"
    revise(context, provider, "letter", "photo")
    provider.answers["/photo"] = TEXT
    assert run(context) == "done"
    assert [(one.name, one.state) for one in files(context)] == [("letter.txt", "kept"), ("photo.txt", "kept")]
    assert [one.state for one in asked(context)] == ["done", "done"]
    assert [one.path for one in provider.asked].count("/letter") == 1


def test_a_file_that_is_named_no_more_stays_if_it_is_kept(context: Context, provider: Site) -> None:
    send(context, {"letter": [named(provider, "letter"), named(provider, "gone")]})
    run(context)
    revise(context, provider)
    assert run(context) == "done"
    assert [(one.name, one.state) for one in files(context)] == [("letter.txt", "kept")]
    assert [one.state for one in asked(context)] == ["done", "done"]


def test_no_submission_has_us_fetch_without_end(context: Context, provider: Site) -> None:
    send(context, {"letter": [named(provider, f"n{number}") for number in range(5_000)]})
    assert len(files(context)) == 100


def test_a_scanner_that_is_away_makes_nothing_clean(context: Context, provider: Site) -> None:
    provider.answers["/evil"] = (200, {}, eicar())
    with clamd() as address:
        scanned = replace(context, files=Files(context.files.store, ClamAV(address).scan))
        send(context, {"letter": [named(provider, "evil"), named(provider, "letter")]})
        assert run(scanned) == "failed"
        assert states(context) == [
            ("letter.0", "refused", "evil.txt: the file holds something harmful"),
            ("letter.1", "kept", ""),
        ]
    send(context, {"letter": [named(provider, "photo", "p.png")]}, 2)
    assert run(scanned) == "failed"
    assert files(context)[-1].state == "failed"
    assert asked(context)[-1].state == "due"
    assert len([one for one in context.files.store.folder.rglob("*") if one.is_file()]) == 1


def test_the_token_goes_to_the_provider_alone(
    context: Context, provider: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def token(_connection: object, form: str, source: str) -> str:
        return f"{form}-{source}"

    with site(letter=TEXT) as stranger:
        fetcher = Fetcher(frozenset({provider.host, stranger.host}))
        both = replace(context, fetcher=fetcher)
        monkeypatch.setitem(JOBS, "files", Job(lambda c, w: fetch_files(c, w, token), covers=True))
        send(both, {"letter": [named(provider, "letter"), named(stranger, "letter")]}, source="kobotoolbox")
        assert run(replace(both, fetcher=replace(fetcher, trusted=frozenset({provider.host})))) == "failed"
        assert provider.asked[0].headers["authorization"] == "Token bid-kobotoolbox"
        assert stranger.asked == []


def test_a_submission_that_is_not_there_is_told(context: Context) -> None:
    with context.ledger.writing() as c:
        outbox.put(c, "files", "0" * 32, now=context.now())
    assert run(context) == "failed"
    assert asked(context)[0].state == "failed"


def test_answers_of_an_odd_shape_name_nothing(context: Context) -> None:
    questions = context.forms["bid"].form.questions
    for answers in ({}, {"letter": None, "contact": None, "offers": None}, {"letter": [], "offers": {"rows": []}}):
        assert list(named_files(questions, answers)) == []
