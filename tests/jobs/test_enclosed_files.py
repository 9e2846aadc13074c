"""Files inside multipart deliveries come over HTTP, are judged, looked at, kept and served; nobody gets at others."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.config import read_settings
from app.context import Context, build_context
from app.intake import submit
from app.judging import judge_again, judge_received
from app.outcome import Outcome
from app.store import attachments, deliveries, outbox, secrets, staff, submissions
from app.store.attachments import Attachment
from app.store.engine import Ledger
from app.store.submissions import Submission
from app.web.sign_in import HASHER
from connectors.clamav import ClamAV
from connectors.errors import Unwanted
from connectors.fetching import Fetcher
from connectors.files import Files
from connectors.sources.form_body import MOST_PARTS
from forms.definition import Source
from forms.schema import compile_form
from jobs.run import run_in
from tests.fetching.clamd import clamd, eicar
from tests.fetching.made_files import png
from tests.jobs.test_run import Clock
from tests.served import served
from tests.sources.sent import form_with_files
from tests.web.test_staff_pages import enter

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
      - {question: title, type: text, label: Title}
      - {question: site, type: url, label: Site}
      - question: contact
        type: group
        label: Contact
        questions:
          - {question: photo, type: file, label: Photo, accept: [png]}
      - question: links
        type: table
        label: Links
        questions:
          - {question: name, type: text, label: Name}
          - {question: url, type: text, label: Address}
sheet:
  workbook: Bids
  tab: All
  columns:
    - {path: $reference, header: Reference}
sources:
  - {source: standard-webhooks}
  - source: generic
    mapping: {number: $submission, at: $time, portrait: contact.photo}
"""
SECRET = "test-secret-not-real"
Part = tuple[str, str] | tuple[str, str, bytes]
LETTER = ("letter", "letter.txt", b"Dear all")


class Unasked(Fetcher):
    """Nothing of what is enclosed may be asked of anybody."""

    def send(self, method: str, url: str, **_how: Any) -> Any:
        raise AssertionError(f"{method} {url}")


@pytest.fixture
def context(ledger: Ledger, tmp_path: Path) -> Context:
    folder = tmp_path / "forms" / "bid"
    folder.mkdir(parents=True)
    (folder / "form.yaml").write_text(FORM, encoding="utf-8")
    environ = {"CHANCERY_DATA": str(tmp_path / "var"), "CHANCERY_FORMS": str(folder.parent), "MAX_ATTEMPTS": "3"}
    made = replace(build_context(read_settings(environ)), ledger=ledger, now=Clock(), fetcher=Unasked())
    with ledger.writing() as c:
        secrets.add(c, "bid", "generic", SECRET, now=made.now())
    return made


def send(context: Context, *parts: Part, boundary: bytes = b"xyz") -> Outcome:
    """Deliver over HTTP and judge."""
    body = form_with_files(*parts, boundary=boundary)
    return send_body(context, body, f"multipart/form-data; boundary={boundary.decode()}")


def send_body(context: Context, body: bytes, kind: str) -> Outcome:
    client = served(context).test_client()
    said = client.post("/hooks/bid/generic", data=body, headers={"X-Chancery-Secret": SECRET, "Content-Type": kind})
    assert said.status_code == 200
    [outcome] = judge_received(context, "bid", limit=10)
    return outcome


def run(context: Context) -> str:
    """Do the files job that was asked for last, whenever it is due."""
    with context.ledger.reading() as c:
        last = next(one for one in outbox.listing(c) if one.kind == "files")
    context.now.time = max(context.now(), last.not_before)  # type: ignore[attr-defined]
    return run_in(context, last.id)


def files(context: Context) -> list[Attachment]:
    with context.ledger.reading() as c:
        return [one for kept in submissions.of_form(c, "bid") for one in attachments.of_submission(c, kept.id)]


def states(context: Context) -> list[tuple[str, str, str]]:
    return [(one.place, one.state, one.reason) for one in files(context)]


def kept(context: Context) -> list[Submission]:
    with context.ledger.reading() as c:
        return list(submissions.of_form(c, "bid"))


def is_asked_for(context: Context) -> bool:
    with context.ledger.reading() as c:
        return any(one.kind == "files" for one in outbox.listing(c))


def stored(context: Context) -> list[bytes]:
    """What the folder of files holds."""
    return sorted(one.read_bytes() for one in context.files.store.folder.rglob("*") if one.is_file())


def member(context: Context) -> FlaskClient:
    with context.ledger.writing() as c:
        staff.put(c, "rita", HASHER.hash("right"), now=context.now())
    client = served(context).test_client()
    assert enter(client, "rita", "right") == 303
    return client


def test_a_file_goes_from_the_delivery_to_the_staff_page(context: Context) -> None:
    outcome = send(context, ("title", "Road"), ("letter", "../../etc/let\x01ter.txt", b"Dear all"))
    assert (outcome.state, outcome.reasons) == ("accepted", ())
    assert states(context) == [("letter.0", "waiting", "")]
    assert run(context) == "done"
    [file] = files(context)
    digest = sha256(b"Dear all").hexdigest()
    assert (file.name, file.state, file.size, file.sha256, file.type) == (
        *("let_ter.txt", "kept", 8, digest),
        "text/plain",
    )
    assert context.files.store.path(digest).read_bytes() == b"Dear all"
    assert stored(context) == [b"Dear all"]
    [submission] = kept(context)
    assert submission.answers["letter"] == [{"name": "let_ter.txt", "url": file.url}]
    client, url = member(context), f"/staff/files/{submission.key}/{digest}"
    page = client.get(f"/staff/submissions/{submission.reference}").text
    assert page.count(f'<a href="{url}"><bdi>let_ter.txt</bdi></a>') == 2
    assert "enclosed:" not in page
    with client.get(url) as answer:
        assert answer.data == b"Dear all"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["Content-Type"] == "application/octet-stream"


def test_several_files_in_one_question_and_one_in_a_group(context: Context) -> None:
    send(context, LETTER, ("letter", "b.png", png()), ("portrait", "me.png", png()), ("letter", "letter.txt", b"Sirs"))
    assert run(context) == "done"
    assert [(one.place, one.name, one.state) for one in files(context)] == [
        ("letter.0", "letter.txt", "kept"),
        ("letter.1", "b.png", "kept"),
        ("letter.2", "letter.txt", "kept"),
        ("contact.photo.0", "me.png", "kept"),
    ]
    assert stored(context) == sorted([b"Dear all", b"Sirs", png()])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.png", b"<html><script>alert(1)</script>", "x.png: the content of the file is not what its name says"),
        ("x.svg", b'<svg onload="alert(1)"/>', "x.svg: files of this kind are not taken"),
        ("x.txt", b"a" * 1_000_001, "x.txt: the file is larger than 1,000,000 bytes"),
        ("x.txt", b"", "x.txt: the file is empty, damaged or locked with a password"),
        ("", b"MZ", "file: files of this kind are not taken"),
    ],
)
def test_what_is_refused_is_told_and_the_rest_stands(context: Context, name: str, content: bytes, said: str) -> None:
    outcome = send(context, ("title", "Road"), ("letter", name, content), ("portrait", "me.png", png()))
    assert outcome.state == "accepted"
    assert run(context) == "failed"
    assert states(context) == [("letter.0", "refused", said), ("contact.photo.0", "kept", "")]
    with context.ledger.reading() as c:
        [item] = [one for one in outbox.listing(c) if one.kind == "files"]
    assert (item.state, item.error) == ("failed", f"{name or 'file'} (letter.0) refused: {said}")
    assert stored(context) == [png()]
    page = member(context).get(f"/staff/submissions/{outcome.reference}").text
    assert page.count('<span class="state refused">refused</span>') == 2
    assert said in page
    assert "enclosed:" not in page


def test_the_largest_that_is_allowed_is_taken(context: Context) -> None:
    send(context, ("letter", "x.txt", b"a" * 1_000_000))
    assert run(context) == "done"


def test_the_limit_of_each_question_counts_for_the_same_bytes(context: Context) -> None:
    large = png() + bytes(1_000_000)
    send(context, ("portrait", "x.png", large), ("letter", "x.png", large))
    assert run(context) == "failed"
    assert {one.place: one.state for one in files(context)} == {"letter.0": "refused", "contact.photo.0": "kept"}


def test_the_same_bytes_under_another_name_are_looked_at_again(context: Context) -> None:
    send(context, LETTER, ("letter", "letter.png", b"Dear all"))
    assert run(context) == "failed"
    assert [(one.name, one.state) for one in files(context)] == [("letter.txt", "kept"), ("letter.png", "refused")]


def test_an_ending_that_the_question_does_not_take_sets_the_delivery_aside(context: Context) -> None:
    outcome = send(context, ("portrait", "me.txt", b"me"))
    assert outcome.state == "quarantined"
    assert "png" in outcome.reasons[0]
    assert (kept(context), is_asked_for(context)) == ([], False)


def test_a_scanner_is_asked(context: Context) -> None:
    with clamd() as address:
        scanned = replace(context, files=Files(context.files.store, ClamAV(address).scan))
        send(scanned, ("letter", "evil.txt", eicar()))
        assert run(scanned) == "failed"
    assert states(context) == [("letter.0", "refused", "evil.txt: the file holds something harmful")]
    assert not context.files.store.folder.exists()


def test_a_scanner_that_is_away_only_delays(context: Context) -> None:
    with clamd() as address:
        pass
    send(context, LETTER)
    assert run(replace(context, files=Files(context.files.store, ClamAV(address).scan))) == "failed"
    assert [one.state for one in files(context)] == ["failed"]
    assert run(context) == "done"
    assert [one.state for one in files(context)] == ["kept"]


def test_a_form_of_which_no_file_was_chosen(context: Context) -> None:
    outcome = send(context, ("title", "Road"), ("letter", "", b""), ("other", "", b""))
    assert outcome.state == "accepted"
    assert kept(context)[0].answers["letter"] == []
    assert not is_asked_for(context)


@pytest.mark.parametrize("key", ["title", "site", "links", "contact"])
def test_a_file_for_a_question_of_another_type_is_told_and_not_lost(context: Context, key: str) -> None:
    outcome = send(context, (key, "letter.txt", b"Dear all"))
    assert outcome.state == "quarantined"
    assert outcome.reasons == (f"A file was sent for {key}, which takes none: map it to a question of type file.",)
    assert (kept(context), is_asked_for(context)) == ([], False)
    with context.ledger.reading() as c:
        [delivery] = deliveries.listing(c, form="bid", body_bytes=10_000)
    assert b"Dear all" in delivery.body


@pytest.mark.parametrize("target", ["$submission", "$time", "$language"])
def test_a_file_is_no_identity(context: Context, target: str) -> None:
    outcome = send(remapped(context, {"id": target}), ("title", "Road"), ("id", "x.txt", b"Dear all"))
    assert outcome.state == "accepted"
    assert not is_asked_for(context)
    assert "enclosed:" not in kept(context)[0].source_id


def test_a_file_that_nobody_asked_for_is_told_of_as_any_field(context: Context) -> None:
    send(context, ("title", "Road"))
    outcome = send(context, ("title", "Bridge"), ("annex", "annex.txt", b"Dear all"))
    assert outcome.state == "accepted"
    [reason] = outcome.reasons
    assert reason.startswith("The form at generic shows annex for the first time, and no question here takes it: map")
    assert (files(context), is_asked_for(context)) == ([], False)


def test_files_are_counted_among_the_parts(context: Context) -> None:
    outcome = send(context, ("title", "Road"), *[("letter", "a.txt", b"x")] * MOST_PARTS)
    assert outcome.state == "quarantined"
    assert f"has over {MOST_PARTS} parts" in outcome.reasons[0]


def test_of_files_without_end_a_hundred_are_taken(context: Context) -> None:
    send(context, *[("letter", f"{number}.txt", b"x") for number in range(150)])
    assert len(files(context)) == 100


def remapped(context: Context, mapping: dict[str, str]) -> Context:
    """The same once staff have mended the mapping."""
    form = context.forms["bid"].form
    sources = tuple(Source(one.word, mapping) if one.word == "generic" else one for one in form.sources)
    return replace(context, forms={"bid": compile_form(replace(form, sources=sources))})


def judged_again(context: Context) -> Outcome:
    with context.ledger.reading() as c:
        number = deliveries.listing(c, form="bid")[0].id
    outcome = judge_again(context, number, asked_by="rita")
    assert outcome is not None
    return outcome


def test_a_file_is_taken_once_the_mapping_is_mended(context: Context) -> None:
    assert send(context, ("title", "Road"), ("annex", "annex.txt", b"Dear all")).state == "accepted"
    mended = remapped(context, {"annex": "letter"})
    assert judged_again(mended).state == "accepted"
    assert run(mended) == "done"
    assert states(context) == [("letter.0", "kept", "")]
    assert kept(context)[0].version == 2


def test_a_file_is_taken_out_of_quarantine(context: Context) -> None:
    assert send(remapped(context, {"letter": "title"}), LETTER).state == "quarantined"
    assert judged_again(context).state == "accepted"
    assert run(context) == "done"
    assert stored(context) == [b"Dear all"]


def test_to_judge_and_do_it_again_changes_nothing(context: Context) -> None:
    send(context, LETTER)
    assert run(context) == "done"
    before = files(context)
    assert judged_again(context).state == "accepted"
    with context.ledger.writing() as c:
        outbox.put(c, "files", kept(context)[0].key, now=context.now())
    assert run(context) == "done"
    assert (files(context), kept(context)[0].version) == (before, 1)


def test_a_refused_file_is_taken_once_the_form_allows_it(context: Context) -> None:
    send(context, ("letter", "x.txt", b"a" * 1_500_000))
    assert run(context) == "failed"
    form = context.forms["bid"].form
    [section] = form.sections
    questions = (replace(section.questions[0], max_megabytes=2), *section.questions[1:])
    wider = replace(form, sections=(replace(section, questions=questions),))
    with context.ledger.writing() as c:
        item = next(one for one in outbox.listing(c) if one.kind == "files")
        assert outbox.retry(c, item.id, now=context.now())
    assert run(replace(context, forms={"bid": compile_form(wider)})) == "done"
    assert [one.state for one in files(context)] == ["kept"]


def test_the_same_files_sent_again_make_no_version(context: Context) -> None:
    first = send(context, ("number", "7"), LETTER)
    run(context)
    again = send(context, ("number", "7"), LETTER, boundary=b"another")
    assert first.reference == again.reference
    assert [(one.version, len(files(context))) for one in kept(context)] == [(1, 1)]


def test_an_edit_brings_another_file_and_keeps_the_first(context: Context) -> None:
    first = send(context, ("number", "7"), LETTER)
    assert run(context) == "done"
    context.now.forward(hours=1)  # type: ignore[attr-defined]
    send(context, ("number", "7"), ("letter", "letter.txt", b"Dear both"))
    assert run(context) == "done"
    [submission] = kept(context)
    before, after = files(context)
    assert (submission.version, submission.answers["letter"][0]["url"]) == (2, after.url)
    assert [context.files.store.path(one.sha256).read_bytes() for one in (before, after)] == [b"Dear all", b"Dear both"]
    page = member(context).get(f"/staff/submissions/{first.reference}").text
    assert re.search(r'<th scope="row">Letter</th><td><mark>', page)


def test_an_edit_before_the_first_was_taken(context: Context) -> None:
    send(context, ("number", "7"), LETTER)
    context.now.forward(hours=1)  # type: ignore[attr-defined]
    send(context, ("number", "7"), LETTER, ("letter", "b.txt", b"Dear both"))
    assert run(context) == "done"
    assert [(one.name, one.state) for one in files(context)] == [("letter.txt", "kept"), ("b.txt", "kept")]


def test_an_older_state_that_comes_late_brings_nothing(context: Context) -> None:
    send(context, ("number", "7"), ("at", "2026-11-02T08:00:00Z"), LETTER)
    send(context, ("number", "7"), ("at", "2026-11-02T07:00:00Z"), ("letter", "old.txt", b"old"))
    assert run(context) == "done"
    assert stored(context) == [b"Dear all"]


def forged(context: Context) -> tuple[str, str]:
    """The address of a file that somebody else sent, which is kept, and that of one that nobody sent."""
    send(context, LETTER)
    assert run(context) == "done"
    return files(context)[0].url, f"enclosed:{'0' * 64}"


def as_field(url: str) -> tuple[bytes, str]:
    return form_with_files(("letter", url)), "multipart/form-data; boundary=xyz"


def as_json_in_a_field(url: str) -> tuple[bytes, str]:
    said = json.dumps({"letter": [{"name": "a.txt", "url": url}]})
    return form_with_files(("payload", said)), "multipart/form-data; boundary=xyz"


def as_fields_of_its_parts(url: str) -> tuple[bytes, str]:
    return form_with_files(("letter[name]", "a.txt"), ("letter[url]", url)), "multipart/form-data; boundary=xyz"


def as_json(url: str) -> tuple[bytes, str]:
    return json.dumps({"letter": [{"name": "a.txt", "url": url}]}).encode(), "application/json"


def as_its_parts(url: str) -> tuple[bytes, str]:
    return json.dumps({"letter": {"name": "a.txt", "url": url, "sha256": url[-64:], "size": 8}}).encode(), "text/plain"


def beside_a_file_of_its_own(url: str) -> tuple[bytes, str]:
    body = form_with_files(("payload", json.dumps({"letter": url})), ("portrait", "me.png", png()))
    return body, "multipart/form-data; boundary=xyz"


@pytest.mark.parametrize(
    "way", [as_field, as_json_in_a_field, as_fields_of_its_parts, as_json, as_its_parts, beside_a_file_of_its_own]
)
def test_who_writes_such_an_address_gets_nothing(context: Context, way: Callable[[str], tuple[bytes, str]]) -> None:
    for url in forged(context):
        outcome = send_body(context, *way(url))
        if way is as_fields_of_its_parts:  # keys that no question has
            assert (outcome.state, kept(context)[-1].answers["letter"]) == ("accepted", [])
        else:
            assert outcome.state == "quarantined"
            assert any("letter" in reason for reason in outcome.reasons)
    assert len(files(context)) == 1


def test_programs_get_nothing_by_it_either(context: Context) -> None:
    for url in forged(context):
        raw = {"letter": [{"name": "a.txt", "url": url}]}
        for source in ("api", "page"):
            outcome = submit(context, "bid", raw, source=source, delivery_id=url, language="en", body=b"{}", headers={})
            assert (outcome.state, [one.path for one in outcome.problems]) == ("refused", ["letter"])


def test_a_text_that_says_such_an_address_is_a_text(context: Context) -> None:
    url, _ = forged(context)
    assert send(context, ("title", url)).state == "accepted"
    assert len(files(context)) == 1


def test_an_address_leads_into_no_delivery_of_others(context: Context) -> None:
    """Though it stood in the ledger: as if somebody had found a way to have it kept."""
    url, _ = forged(context)
    send(context, ("title", "Mine"), ("portrait", "me.png", png()))
    assert run(context) == "done"
    mine = kept(context)[-1]
    with context.ledger.writing() as c:
        attachments.want(c, mine.id, place="letter.0", name="a.txt", url=url)
        attachments.want(c, mine.id, place="letter.1", name="a.txt", url="enclosed:../../etc/passwd")
        outbox.put(c, "files", mine.key, now=context.now())
    assert run(context) == "failed"
    told = [(one.state, one.reason) for one in files(context) if one.submission_id == mine.id]
    assert told == [("kept", ""), *[("failed", "the file is in no delivery of this submission")] * 2]


def test_the_net_is_never_asked_for_such_an_address() -> None:
    with pytest.raises(Unwanted, match="only addresses that begin with http"):
        Fetcher().get(f"enclosed:{'0' * 64}")
