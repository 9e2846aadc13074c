"""Staff ask an applicant for what is missing: a link opens what was sent, for what was asked and until a day."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import unescape
from pathlib import Path
from threading import Barrier

import pytest
from a_call import DEFINITION, GOOD, NAME, Clock, context_of, propose
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.asked_for import limited
from app.clarifying import Wanted, ask
from app.context import Context
from app.journey import asked_of
from app.proposals import proposals_of
from app.screening import screen
from app.store import audit, clarifications, outbox, sendings, staff, submissions, withdrawals
from app.store.call_tables import clarifications as table
from app.store.clarifications import ANSWERED, OPEN, OVERDUE, Clarification
from app.store.engine import Ledger, migrate
from app.store.submissions import Submission
from app.store.tables import drafts
from app.web.sign_in import HASHER
from connectors.errors import ConnectorError, OutcomeUnknown
from forms.load import load_form
from forms.schema import compile_form
from forms.writing.example_answers import example_answers
from jobs.run import run_in
from jobs.share import MOST
from tests.served import served
from tests.web.test_staff_pages import csrf, enter
from tests.web.walking import carried, checked, draft_key, sent

CLOSED = DEFINITION.replace("edit_until: 2099-01-01 18:00\n", "closes: 2027-01-15 18:00\nzone: Europe/Paris\n") + (
    'mails:\n  - {mail: thanks, to: email, subject: "Thanks", body: "We have it."}\n'
)
DEFINITIONS = Path(__file__).parents[2] / "forms" / "definitions"
UNTIL = "2027-02-15T18:00"


class Office:
    """A call that has closed, with one proposal that came by a program, and a member of staff."""

    def __init__(self, context: Context) -> None:
        self.context, self.site = context, served(context)
        with context.ledger.writing() as c:
            staff.put(c, "rita", HASHER.hash("right"), now=context.now())
        self.staff = self.site.test_client()
        assert enter(self.staff, "rita", "right") == 303

    @property
    def clock(self) -> Clock:
        assert isinstance(self.context.now, Clock)
        return self.context.now

    def proposal(self, reference: str = "G-0001") -> Submission:
        with self.context.ledger.reading() as c:
            found = submissions.with_reference(c, reference)
        assert found is not None
        return found

    def ask(self, *questions: str, message: str = "The amount is too high.", until: str = UNTIL) -> None:
        ask(self.context, NAME, self.proposal(), Wanted(message, questions, until), who="rita")

    def follow(self) -> tuple[FlaskClient, str]:
        """Who follows the link of the last mail, and the page they come to."""
        applicant = self.site.test_client()
        link = re.findall(r"/back/[\w-]+", self.mail())[-1]
        answer = applicant.post(link, follow_redirects=True)
        assert answer.status_code == 200
        return applicant, answer.request.path

    def mail(self) -> str:
        with self.context.ledger.reading() as c:
            due = [one for one in outbox.listing(c, state=outbox.DUE) if one.kind == "draft-link"]
        for one in due:
            run_in(self.context, one.id)
        return mails_in(self.context)[-1].get_content()

    def asked(self) -> Clarification:
        with self.context.ledger.reading() as c:
            found = clarifications.newest(c, self.proposal().id)
        assert found is not None
        return found


@pytest.fixture
def office(tmp_path: Path, ledger: Ledger) -> Iterator[Office]:
    yield from offices(tmp_path, CLOSED, ledger)


def offices(folder: Path, definition: str, ledger: Ledger | None = None) -> Iterator[Office]:
    context = context_of(folder, definition, ledger)
    migrate(context.ledger)
    clock = context.now
    assert isinstance(clock, Clock)
    clock.at = datetime(2027, 1, 10, 9, tzinfo=UTC)
    propose(context, "one", amount=60_000, other=0)
    clock.at = datetime(2027, 2, 1, 9, tzinfo=UTC)
    screen(context, NAME)
    yield Office(context)
    context.ledger.engine.dispose()


def mails_in(context: Context) -> list[EmailMessage]:
    """Every mail that has gone out, the newest last."""
    folder = context.settings.mail_folder
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns) if folder.exists() else []
    return [message_from_bytes(file.read_bytes(), policy=default) for file in files]


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html)))


def fill(applicant: FlaskClient, place: str, **given: str) -> None:
    """Change answers on the one page of questions."""
    page = applicant.get(f"{place}q/all").text
    standing = dict(re.findall(r'<input[^>]*name="([a-z]+)"[^>]*value="([^"]*)"', page))
    answer = applicant.post(f"{place}q/all", data={**standing, **carried(page), **given})
    assert answer.status_code == 303, words(answer.text)


def send(applicant: FlaskClient, place: str) -> int:
    return checked(applicant, f"{place}check").status_code


def test_the_mail_says_what_is_missing_and_its_link_opens_what_was_sent(office: Office) -> None:
    office.ask("amount")
    said = office.mail()
    for part in ("The amount is too high.", "– Amount", "until 15 February 2027, 18:00", "G-0001"):
        assert part in said
    applicant, place = office.follow()
    page = words(applicant.get(place).text)
    assert "Something is missing in what you sent The amount is too high." in page
    assert "until 15 February 2027, 18:00 (Central European Standard Time)" in page
    assert "Change your answers" in page


def test_only_what_was_asked_for_is_changed_and_the_rules_are_run_again(office: Office) -> None:
    office.ask("amount")
    applicant, place = office.follow()
    shown = applicant.get(f"{place}q/all").text
    assert re.findall(r'name="(title|state|email|partner|amount|other)[."]', shown) == ["amount"]
    fill(applicant, place, amount="40000", title="Another project")
    assert send(applicant, place) == 303
    now = office.proposal()
    assert (now.version, now.answers["amount"], now.answers["title"]) == (2, "40000.00", "Safer stocks")
    assert office.asked().standing(office.context.now()) == ANSWERED
    screen(office.context, NAME)
    with office.context.ledger.reading() as c:
        [one] = proposals_of(c, NAME)
    assert (one.standing, one.asked and one.asked.answered_at is not None) == ("eligible", True)
    assert "Your answer has come" in words(applicant.get(place).text)
    fill(applicant, place, amount="45000")  # until the deadline it may be put right
    assert send(applicant, place) == 303
    assert office.proposal().version == 3


def test_with_no_question_chosen_everything_can_be_changed(office: Office) -> None:
    office.ask()
    applicant, place = office.follow()
    fill(applicant, place, title="Another project", amount="40000")
    assert send(applicant, place) == 303
    assert (office.proposal().answers["title"], office.proposal().reference) == ("Another project", "G-0001")


def test_after_the_deadline_nothing_is_changed_and_the_page_says_so(office: Office) -> None:
    office.ask("amount", until="2027-02-01T18:00")
    applicant, place = office.follow()
    fill(applicant, place, amount="40000")
    office.clock.at = datetime(2027, 2, 1, 17, 1, tzinfo=UTC)
    assert "Send your changes" not in applicant.get(f"{place}check").text
    page = words(applicant.get(place).text)
    assert "Since 1 February 2027, 18:00 (Central European Standard Time) what you sent can no longer" in page
    assert "What you changed after that has not been sent." in page
    assert "Something is missing" not in page
    assert office.asked().standing(office.context.now()) == OVERDUE
    office.ask("amount")  # staff may ask once more
    assert "Something is missing" in words(applicant.get(place).text)


def test_what_was_shown_in_time_and_comes_too_late_is_refused(office: Office) -> None:
    office.ask("amount")
    applicant, place = office.follow()
    fill(applicant, place, amount="40000")
    shown = carried(applicant.get(f"{place}check").text)
    office.clock.at = datetime(2027, 2, 1, 20, tzinfo=UTC)
    with office.context.ledger.writing() as c:
        c.execute(update(table).values(until=office.clock.at))
    assert applicant.post(f"{place}check", data=shown).status_code == 422
    assert office.proposal().version == 1


def test_what_came_by_a_program_has_one_draft_however_often_staff_ask(office: Office) -> None:
    office.ask("amount")
    _, first = office.follow()
    office.ask("title")
    _, second = office.follow()
    assert first == second
    assert list(office.asked().questions) == ["title"]


def test_what_came_by_our_page_is_changed_in_the_draft_it_was_sent_from(office: Office) -> None:
    office.clock.at = datetime(2027, 1, 12, 9, tzinfo=UTC)
    given = {**GOOD, "amount": "55000", "other": "1"}
    done = sent(office.site.test_client(), f"/f/{NAME}", given).location
    office.clock.at = datetime(2027, 2, 1, 9, tzinfo=UTC)
    wanted = Wanted("", ("amount",), UNTIL)
    ask(office.context, NAME, office.proposal("G-0002"), wanted, who="rita")
    applicant, place = office.follow()
    assert draft_key(place) == draft_key(done)
    fill(applicant, place, amount="50000")
    assert send(applicant, place) == 303
    now = office.proposal("G-0002")
    assert (now.version, now.answers["amount"], now.answers["title"]) == (2, "50000.00", GOOD["title"])
    assert office.proposal().version == 1


def test_who_withdrew_is_asked_for_nothing(office: Office) -> None:
    with office.context.ledger.writing() as c:
        withdrawals.put(c, NAME, office.proposal().key, now=office.context.now())
    with pytest.raises(ConnectorError, match="it was withdrawn"):
        office.ask("amount")
    assert "its applicant is asked for nothing" in words(office.staff.get(f"/staff/calls/{NAME}/screening/G-0001").text)


def test_a_link_is_mailed_no_more_once_the_time_is_over(office: Office) -> None:
    office.ask("amount", until="2027-02-01T18:00")
    office.clock.at = datetime(2027, 2, 2, tzinfo=UTC)
    with office.context.ledger.reading() as c:
        [due] = outbox.listing(c, state=outbox.DUE, kind="draft-link")
    run_in(office.context, due.id)
    with office.context.ledger.reading() as c:
        [done] = outbox.listing(c, kind="draft-link")
    assert done.note == "not sent: the time to answer is over"
    assert mails_in(office.context) == []


@pytest.mark.parametrize(
    ("questions", "message", "until", "said"),
    [
        ((), "", UNTIL, "say what is missing"),
        (("amount",), "", "tomorrow", "say until when"),
        (("amount",), "", "2027-01-31T18:00", "has to lie ahead"),
        (("amount",), "", "2029-01-31T18:00", "within a year"),
        (("nothing",), "", UNTIL, "no question 'nothing'"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    office: Office, questions: tuple[str, ...], message: str, until: str, said: str
) -> None:
    with pytest.raises(ConnectorError, match=said):
        office.ask(*questions, message=message, until=until)
    assert not mails_in(office.context)


def test_staff_ask_on_the_page_and_see_how_it_stands(office: Office) -> None:
    base = f"/staff/calls/{NAME}"
    page = office.staff.get(f"{base}/screening/G-0001").text
    assert "More than 50 000 USD is asked for." in unescape(page.partition('name="message"')[2])
    sent = {"csrf_token": csrf(page), "message": "Please ask for less.", "question": "amount", "until": UNTIL}
    assert office.staff.post(f"{base}/asking/G-0001", data={**sent, "until": ""}).status_code == 422
    assert office.staff.post(f"{base}/asking/G-0001", data=sent).status_code == 303
    shown = words(office.staff.get(f"{base}/screening/G-0001").text)
    assert "Please ask for less." in shown
    assert OPEN in shown
    assert "G-0001" in office.staff.get(f"{base}/screening?show=asked").text
    assert "G-0001" not in words(office.staff.get(f"{base}/screening?show=overdue").text)
    office.clock.at = datetime(2027, 2, 16, tzinfo=UTC)
    assert "G-0001" in office.staff.get(f"{base}/screening?show=overdue").text
    with office.context.ledger.reading() as c:
        [line] = audit.recent(c, act="clarification asked")
    assert (line.who, line.what, line.details["questions"]) == ("rita", "G-0001", ["amount"])


def test_who_has_no_address_is_told_to_staff(tmp_path: Path) -> None:
    for office in offices(tmp_path, CLOSED.partition("mails:")[0]):
        with pytest.raises(ConnectorError, match="no address"):
            office.ask("amount")
        page = words(office.staff.get(f"/staff/calls/{NAME}/screening/G-0001").text)
        assert "No address of the applicant is known" in page


def test_questions_that_were_not_asked_before_may_be_answered(tmp_path: Path) -> None:
    grown = CLOSED.replace(
        "      - {question: other,",
        "      - {question: why, type: text, label: Why, show_if: {question: amount, min: 70000}, required: yes}\n"
        "      - {question: other,",
    )
    compiled = context_of(tmp_path, grown).forms[NAME]
    now = datetime(2027, 2, 1, tzinfo=UTC)
    standing = {**GOOD, "amount": "60000.00"}
    may, answers = limited(compiled, ["amount"], standing, {**GOOD, "amount": "80000", "why": "x", "title": "y"}, now)
    assert may == {"amount", "why"}
    assert (answers["amount"], answers["why"], answers["title"]) == ("80000", "x", "Safer stocks")


def test_what_cannot_be_sent_otherwise_may_be_put_right_too(tmp_path: Path) -> None:
    compiled = context_of(tmp_path, CLOSED).forms[NAME]
    now = datetime(2027, 2, 1, tzinfo=UTC)
    may, answers = limited(compiled, ["amount"], {**GOOD, "state": "XXX"}, {**GOOD, "title": "y"}, now)
    assert may == {"amount", "state"}
    assert (answers["state"], answers["title"]) == ("KEN", "Safer stocks")


@pytest.mark.parametrize("form", ["vtf-proposal", "sponsorship-application", "delegate-registration", "annual-report"])
def test_what_stands_in_the_ledger_is_what_would_be_typed(form: str) -> None:
    """Else nobody could be let change one answer and leave the others."""
    compiled = compile_form(load_form(DEFINITIONS / form / "form.yaml"))
    questions, now = compiled.form.questions, datetime(2026, 8, 1, tzinfo=UTC)
    first = compiled.check(example_answers(compiled, now), now).answers
    assert first is not None
    assert compiled.check(asked_of(questions, first), now).answers == first


class Silent:
    """A mail server that falls silent over the first message, and takes the others."""

    def __init__(self) -> None:
        self.had: list[EmailMessage] = []

    def send(self, message: EmailMessage, return_path: str = "") -> None:
        self.had.append(message)
        if len(self.had) == 1:
            raise OutcomeUnknown("the mail server fell silent over a message")


def test_a_request_that_may_have_gone_is_not_sent_again_by_itself(office: Office) -> None:
    office.ask()
    mailer = Silent()
    context = replace(office.context, mailer=mailer)
    with context.ledger.reading() as c:
        (item,) = outbox.listing(c, kind="draft-link")
    for _ in range(3):
        office.clock.at += timedelta(hours=2)
        run_in(context, item.id)
    with context.ledger.reading() as c:
        found, sending = outbox.get(c, item.id), sendings.get(c, item.id)
    assert found
    assert (found.state, len(mailer.had)) == (outbox.FAILED, 1)
    assert "may have gone" in found.error
    assert sending
    assert sending.taken_at is None


def test_what_staff_ask_for_goes_however_much_one_address_had(office: Office) -> None:
    for number in range(MOST + 2):
        office.ask(message=f"Question {number}")
        assert f"Question {number}" in office.mail()


def test_what_no_ledger_keeps_is_left_out_of_a_request(office: Office) -> None:
    office.ask(message="The amount\x00 is\r\ntoo high.\x1b")
    assert office.asked().message == "The amount is\ntoo high."
    with pytest.raises(ConnectorError, match="say what is missing"):
        office.ask(message="\x00 ")


def test_who_asks_at_the_same_time_makes_no_second_draft(office: Office) -> None:
    start = Barrier(4)

    def go(number: int) -> None:
        start.wait()
        office.ask(message=f"Question {number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(go, range(4)))
    with office.context.ledger.reading() as c:
        made = c.execute(select(drafts.c.id).where(drafts.c.submission_id == office.proposal().id)).all()
    assert len(made) == 1
    office.ask()
