"""Staff look at held letters as they will go, edit them, try them dry, and let them go, one or all of a filter."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from a_call import DEFINITION, NAME, context_of, propose
from flask.testing import FlaskClient

from app.context import Context
from app.decisions import decide, lines_of
from app.domain.decisions import Said
from app.releasing import Release, fingerprint, pending_of, release
from app.screening import screen
from app.store import audit, held, outbox, staff
from app.store.engine import Ledger, migrate
from app.web.sign_in import HASHER
from jobs.run import run_in
from tests.served import served
from tests.web.test_staff_pages import csrf, enter

LETTERS = """
letters:
  - letter: award
    title: "Your grant ((reference))"
    body: "Dear ((partner)), you have ((amount)) for “((title))”."
    signed: A. Example
  - letter: notice
    title: "No grant ((reference))"
    body: "((reason))"
mails:
  - mail: promise
    on: released
    is: approve
    to: email
    subject: {en: "Your grant: ((title))"}
    body: {en: "Dear ((partner)),\\n\\nYou have ((amount)).\\n\\n((conditions))\\n\\nTell us more: ((link))"}
    form: grants
    attach: [award]
    calendar: [{event: briefing, label: Briefing, starts: 2099-05-10 09:00, ends: 2099-05-10 10:00, where: Geneva}]
  - {mail: regret, on: released, is: reject, to: email, subject: "((reference))", body: "((reason))", attach: [notice]}
"""
MAILING = DEFINITION.replace("  quorum: 2\n", "") + LETTERS
OUTBOX = "/staff/outbox"


def released(folder: Path, ledger: Ledger | None, *titles: str) -> Context:
    """The call with three proposals: the first and the last approved, the other rejected, and all of it released."""
    context = context_of(folder, MAILING, ledger)
    if ledger is None:
        migrate(context.ledger)
    for name, title in zip(("one", "two", "three"), titles, strict=True):
        propose(context, name, other=0, title=title, email=f"{name}@help.or.ke")
    screen(context, NAME)
    for reference in ("G-0001", "G-0003"):
        say(context, reference, Said("approve"))
    say(context, "G-0002", Said("reject", reason="Too late."))
    with context.ledger.reading() as c:
        seen = fingerprint(pending_of(lines_of(c, NAME)))
    release(context, NAME, Release([], "", seen), who="rita")
    return context


@pytest.fixture
def call(ledger: Ledger, tmp_path: Path) -> Context:
    return released(tmp_path, ledger, "Title one", "Title two", "Title three")


def say(context: Context, reference: str, said: Said) -> None:
    with context.ledger.reading() as c:
        (line,) = [one for one in lines_of(c, NAME) if one.proposal.head.reference == reference]
    decide(context, NAME, reference, said, seen=line.stamp, who="rita")


@pytest.fixture
def rita(call: Context) -> FlaskClient:
    with call.ledger.writing() as c:
        staff.put(c, "rita", HASHER.hash("right"), now=call.now())
    client = served(call).test_client()
    assert enter(client, "rita", "right") == 303
    return client


def press(client: FlaskClient, page: str, action: str, **typed: Any) -> Any:
    return client.post(action, data={"csrf_token": csrf(client.get(page).text), **typed})


def items(context: Context) -> dict[str, int]:
    """The held mails by their proposals' titles' order: G-0001, G-0002, G-0003."""
    with context.ledger.reading() as c:
        return {f"{one.payload['mail']} {one.payload['submission_id']}": one.id for one in held.waiting(c)}


def sent(context: Context) -> list[EmailMessage]:
    with context.ledger.reading() as c:
        due = [one.id for one in outbox.listing(c, state=outbox.DUE, kind="mail")]
    for one in due:
        run_in(context, one)
    found = sorted(context.settings.mail_folder.glob("*.eml"))
    return [message_from_bytes(path.read_bytes(), policy=default) for path in found]  # type: ignore[misc]


def test_a_held_mail_is_looked_at_as_it_will_go(rita: FlaskClient, call: Context) -> None:
    number = items(call)["promise 1"]
    page = rita.get(f"{OUTBOX}/held/{number}").text
    assert "Your grant: Title one" in page
    assert "You have 40,000.00 USD." in page
    assert f"/f/{NAME}?lang=en" in page  # nothing is made to look at it
    letter = rita.get(f"{OUTBOX}/held/{number}/award-G-0001.pdf")
    assert (letter.mimetype, letter.data[:4]) == ("application/pdf", b"%PDF")
    calendar = rita.get(f"{OUTBOX}/held/{number}/calendar.ics")
    assert b"SUMMARY" in calendar.data
    assert rita.get(f"{OUTBOX}/held/{number}/other.pdf").status_code == 404
    assert rita.get(f"{OUTBOX}/held/{number + 99}").status_code == 404


def test_a_filter_chooses_what_is_shown_tried_and_released(rita: FlaskClient, call: Context) -> None:
    numbers = items(call)
    page = rita.get(f"{OUTBOX}?mail=promise").text
    assert page.count('class="tick"') == 2
    assert f'name="last" value="{max(numbers["promise 1"], numbers["promise 3"])}"' in page
    dry = rita.get(f"{OUTBOX}/held/dry-run?mail=promise").text
    assert "2 of 2 would go" in dry
    assert sent(call) == []
    assert press(rita, OUTBOX, f"{OUTBOX}/held", do="release", mail="promise", last=9_999).status_code == 303
    assert list(items(call)) == ["regret 2"]
    assert sorted(one["To"] for one in sent(call)) == ["one@help.or.ke", "three@help.or.ke"]
    assert "None of these waits" in rita.get(f"{OUTBOX}?mail=promise").text


def test_an_edited_mail_says_literally_what_staff_wrote_and_who_they_were(rita: FlaskClient, call: Context) -> None:
    number = items(call)["promise 1"]
    url = f"{OUTBOX}/held/{number}"
    shown = rita.get(url).text
    assert "((link))" in shown
    text = "Dear ((partner)) {x}\r\n\r\nSee ((link))"
    assert press(rita, url, url, do="save", seen="", subject="New\r\nBcc: x@example.org", body=text).status_code == 303
    page = rita.get(url).text
    assert "Edited" in page
    assert "rita" in page
    again = press(rita, url, url, do="save", seen="", subject="Mine", body="Mine")
    assert (again.status_code, "Somebody else edited it meanwhile" in again.text) == (409, True)
    assert ">Mine</textarea>" in again.text
    empty = press(rita, url, url, do="save", seen="", subject=" ", body="Mine")
    assert (empty.status_code, "The subject is empty" in empty.text) == (409, True)
    with call.ledger.reading() as c:
        [line] = audit.recent(c, act="mail edited")
    assert (line.who, line.what, line.details["subject"]) == ("rita", f"outbox {number}", "New Bcc: x@example.org")
    press(rita, OUTBOX, f"{OUTBOX}/held", do="release", item=number)
    [message] = sent(call)
    assert (message["Subject"], message["Bcc"]) == ("New Bcc: x@example.org", None)
    body = message.get_body()
    assert body
    assert body.get_content().splitlines()[0] == "Dear ((partner)) {x}"
    assert "/back/" in body.get_content()


def test_an_edit_can_be_undone(rita: FlaskClient, call: Context) -> None:
    url = f"{OUTBOX}/held/{items(call)['regret 2']}"
    press(rita, url, url, do="save", seen="", subject="Mine", body="Mine")
    assert "Mine" in rita.get(url).text
    assert press(rita, url, url, do="undo").status_code == 303
    page = rita.get(url).text
    assert "Mine" not in page
    assert "Too late." in page


def test_what_was_released_meanwhile_is_not_edited(rita: FlaskClient, call: Context) -> None:
    number = items(call)["regret 2"]
    url = f"{OUTBOX}/held/{number}"
    token = csrf(rita.get(url).text)
    press(rita, OUTBOX, f"{OUTBOX}/held", do="drop", item=number)
    answer = rita.post(url, data={"csrf_token": token, "do": "save", "subject": "S", "body": "B", "seen": ""})
    assert answer.status_code == 404
    assert sent(call) == []


def test_a_letter_goes_with_its_mail(rita: FlaskClient, call: Context) -> None:
    press(rita, OUTBOX, f"{OUTBOX}/held", do="release", item=items(call)["promise 3"])
    [message] = sent(call)
    files = {part.get_filename(): part for part in message.iter_attachments()}
    assert list(files) == ["award-G-0003.pdf", "calendar.ics"]
    assert files["award-G-0003.pdf"].get_content().startswith(b"%PDF")
    assert files["calendar.ics"].get_content_type() == "text/calendar"
    assert "Content-Language: en" in message.as_string()


def test_a_word_without_a_value_keeps_the_mail_and_says_which(rita: FlaskClient, call: Context) -> None:
    number = items(call)["promise 1"]
    with call.ledger.writing() as c:
        c.exec_driver_sql("UPDATE decisions SET amount = NULL")
    assert "nothing is known for ((amount))" in rita.get(f"{OUTBOX}/held/{number}").text
    dry = rita.get(f"{OUTBOX}/held/dry-run").text
    assert "1 of 3 would go" in dry
    assert dry.count("nothing is known for ((amount))") == 2
    lacking = rita.get(f"{OUTBOX}/held/{number}/award-G-0001.pdf")
    assert (lacking.status_code, "cannot be made" in lacking.text) == (409, True)
    press(rita, OUTBOX, f"{OUTBOX}/held", do="release", item=number)
    assert sent(call) == []
    with call.ledger.reading() as c:
        found = outbox.get(c, number)
    assert found
    assert (found.state, "((amount))" in found.error) == ("failed", True)
