"""Staff see what differs in a sheet, have it repaired, and release what their decisions have asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from emulators.staff import ExcelStaff
from flask.testing import FlaskClient

from app.context import Context
from app.store import audit, outbox, sheets, staff, submissions
from app.store.outbox import ON_HOLD, Item
from app.store.submissions import Submission
from app.web.sign_in import HASHER
from jobs.run import run_in
from tests.served import served
from tests.web.conftest import context_of
from tests.web.test_staff_pages import csrf, enter

FORM = """
form: aid
version: 1
languages: [en]
title: Aid
reference: "AID-{number}"
sections:
  - section: all
    title: All
    questions:
      - {question: city, type: text, label: City}
      - {question: email, type: email, label: E-mail}
sheet:
  workbook: Aid
  tab: aid
  deleted_rows: withdraw
  columns:
    - {path: $reference, header: Reference}
    - {path: city, header: City}
    - {header: Decision, owner: staff, dropdown: [accepted, refused]}
mails:
  - mail: promise
    "on": decided
    column: Decision
    is: accepted
    to: email
    subject: "((reference))"
    body: You have it.
"""


@dataclass
class Office:
    """The site, a member of staff signed in to it, and others at the workbook."""

    context: Context
    member: FlaskClient
    staff: ExcelStaff
    kept: list[Submission]

    def sync(self) -> None:
        with self.context.ledger.writing() as c:
            item = outbox.put(c, "sheet", "aid", now=self.context.now())
        run_in(self.context, item)

    def run_all(self) -> None:
        """What is due, as the worker does it."""
        with self.context.ledger.reading() as c:
            due = outbox.listing(c, state=outbox.DUE)
        for one in due:
            run_in(self.context, one.id)

    def write(self, number: int, header: str, value: str) -> None:
        rows = self.staff.rows()
        keys = [row[rows[0].index("_id")] for row in rows]
        self.staff.write(keys.index(self.kept[number].key), rows[0].index(header), value)

    def press(self, page: str, url: str, **data: object) -> int:
        token = csrf(self.member.get(page).text)
        assert self.member.post(url, data=data).status_code == 400  # without the token
        return self.member.post(url, data={"csrf_token": token, **data}).status_code

    def mails(self) -> list[Item]:
        with self.context.ledger.reading() as c:
            return [one for one in outbox.listing(c) if one.kind == "mail"][::-1]


def filled(context: Context) -> list[Submission]:
    kept = []
    with context.ledger.writing() as c:
        for number in range(3):
            one = submissions.insert(
                c,
                form="aid",
                form_version=1,
                source="api",
                source_id=str(number),
                reference=f"AID-{number}",
                answers={"city": f"<City> {number}", "email": "a@example.org"},
                language="en",
                submitted_at=None,
                received_at=context.now(),
            )
            assert one is not None
            sheets.put(c, [sheets.Unshown("aid", one.id, 1)])
            kept.append(one)
    return kept


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    context = context_of(tmp_path, FORM)
    with context.ledger.writing() as c:
        staff.put(c, "rita", HASHER.hash("right"), now=context.now())
    client = served(context).test_client()
    assert enter(client, "rita", "right") == 303
    found = Office(context, client, ExcelStaff(context.settings.workbooks / "Aid.xlsx", "aid"), filled(context))
    found.sync()
    yield found
    context.ledger.engine.dispose()


PAGE = "/staff/sheets/aid"


def test_a_sheet_s_page_is_for_staff_alone_and_of_a_form_that_there_is(office: Office) -> None:
    stranger = served(office.context).test_client()
    assert stranger.get(PAGE).location == "/staff/sign-in"
    assert office.member.get("/staff/sheets/none").status_code == 404
    assert "Nothing: the sheet shows what the ledger has." in office.member.get(PAGE).text


def test_what_differs_is_shown_and_repaired(office: Office) -> None:
    office.write(1, "City", "<b>Elsewhere</b>")
    page = office.member.get(PAGE).text
    assert "&lt;b&gt;Elsewhere&lt;/b&gt;" in page
    assert "&lt;City&gt; 1" in page
    assert "staff wrote there" in page
    assert office.press(PAGE, f"{PAGE}/repair", repair="compare") == 303
    assert office.press(PAGE, f"{PAGE}/repair", repair="anything") == 400
    office.run_all()
    page = office.member.get(PAGE).text
    assert "Nothing: the sheet shows" in page
    assert "written over by the service" in page
    with office.context.ledger.reading() as c:
        [line] = audit.recent(c, act="sheet.repair")
    assert (line.who, line.what, line.details) == ("rita", "aid", {"repair": "compare"})


def test_what_is_wrong_and_who_is_withdrawn_stands_on_the_pages(office: Office) -> None:
    office.write(0, "Decision", "acepted")
    office.staff.delete_row(3)
    office.sync()
    page = office.member.get(PAGE).text
    assert "Decision must be one of: accepted, refused" in page
    assert "withdrawn" in page
    assert "Wrong values" in office.member.get("/staff/sheets").text
    assert "acepted" in office.member.get("/staff/submissions/AID-0").text
    one = office.member.get("/staff/submissions/AID-2").text
    assert "staff deleted its row" in one
    assert "withdrawn" in one
    assert office.member.get("/staff/submissions").text.count("withdrawn") == 1
    assert office.press(PAGE, f"{PAGE}/repair", repair="restore") == 303
    office.run_all()
    assert "staff deleted its row" not in office.member.get("/staff/submissions/AID-2").text


def test_a_sheet_that_cannot_be_read_says_why(office: Office) -> None:
    office.staff.path.write_bytes(b"no workbook")
    assert "cannot be read" in office.member.get(PAGE).text


def test_decisions_are_released_one_or_many(office: Office) -> None:
    for number in range(3):
        office.write(number, "Decision", "accepted")
    office.sync()
    first, second, third = office.mails()
    page = office.member.get("/staff/outbox").text
    assert "Waiting for release" in page
    assert "Decision: accepted" in page
    assert "Release all 3 of aid" in page
    url = "/staff/outbox/held"
    assert office.press("/staff/outbox", url, do="release", item=[first.id]) == 303
    assert office.press("/staff/outbox", url, do="drop", item=[second.id, first.id]) == 303
    assert office.press("/staff/outbox", url, do="anything", item=[third.id]) == 400
    assert [one.state for one in office.mails()] == ["due", "done", ON_HOLD]
    assert office.press("/staff/outbox", url, do="release", form="aid", last=second.id) == 303
    assert office.mails()[2].state == ON_HOLD  # it was decided after the page was shown
    assert f'name="last" value="{third.id}"' in page
    assert office.press("/staff/outbox", url, do="release", form="aid", last=third.id) == 303
    office.run_all()
    assert [one.note for one in office.mails()] == [
        "sent to a@example.org",
        "not sent: rita decided so",
        "sent to a@example.org",
    ]
