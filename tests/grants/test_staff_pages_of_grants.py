"""Staff's pages of grants, as a browser without scripts uses them: from the approval to the last instalment."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from a_fund import call_of, fund_of, granted, needs_poppler, send, standing, text_of
from flask.testing import FlaskClient
from openpyxl import load_workbook

from app.context import Context
from app.store import staff
from app.store.engine import migrate
from app.web.sign_in import HASHER
from tests.served import served
from tests.web.test_staff_pages import csrf, enter

ALL = [
    "/staff/grants",
    "/staff/grants/of/trust",
    "/staff/grants/of/trust?show=overdue&cycle=2027&state=approved",
    "/staff/grants/1",
    "/staff/grants/1/letters/agreement.pdf",
    "/staff/grants/of/trust/report-2027.pdf",
    "/staff/grants/of/trust/report-2027.xlsx",
    "/staff/grants/of/trust/list.pdf",
    "/staff/grants/of/trust/list.xlsx",
]
NONE = [
    "/staff/grants/of/none",
    "/staff/grants/99",
    "/staff/grants/99999999999999999999",
    "/staff/grants/1/letters/none.pdf",
    "/staff/grants/of/none/report-2027.pdf",
    "/staff/grants/of/trust/report-2027.doc",
    "/staff/grants/of/none/list.pdf",
]


@dataclass
class Office:
    """The site, and a member of staff signed in to it."""

    context: Context
    staff: FlaskClient

    def read(self, page: str) -> str:
        answer = self.staff.get(page)
        assert answer.status_code == 200
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", answer.text)))

    def press(self, page: str, **data: object) -> tuple[int, str]:
        """The status, and what the page says is wrong."""
        shown = self.staff.get(page).text
        assert self.staff.post(page, data=data).status_code == 400  # without the token
        seen = re.search(r'name="seen" value="([^"]*)"', shown)
        assert seen
        answer = self.staff.post(page, data={"csrf_token": csrf(shown), "seen": unescape(seen[1]), **data})
        wrong = re.search(r"There is a problem</h2><p>([^<]*)", answer.text)
        return answer.status_code, unescape(wrong[1]) if wrong else ""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    context = fund_of(tmp_path)
    migrate(context.ledger)
    granted(context, title="<b>Safer</b> stocks")
    with context.ledger.writing() as c:
        staff.put(c, "rita", HASHER.hash("right"), now=context.now())
    client = served(context).test_client()
    assert enter(client, "rita", "right") == 303
    yield Office(context, client)
    context.ledger.engine.dispose()


@pytest.mark.parametrize("path", ALL)
def test_every_page_is_for_staff_alone_and_escapes_what_others_wrote(office: Office, path: str) -> None:
    stranger = served(office.context).test_client()
    assert stranger.get(path).location == "/staff/sign-in"
    page = office.staff.get(path)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert b"<b>Safer" not in page.data


@pytest.mark.parametrize("path", NONE)
def test_what_there_is_not_is_not_found(office: Office, path: str) -> None:
    assert office.staff.get(path).status_code == 404


def test_from_the_approval_to_the_last_instalment(office: Office) -> None:
    grant = "/staff/grants/1"
    assert office.press(grant, do="move", act="send")[0] == 303
    assert office.press(grant, do="release", instalment="first") == (
        422,
        "The agreement is not signed. If it is to be released all the same, say why.",
    )
    send(office.context, "acceptances", "one", grant="C-0001", email="a@help.or.ke", starts="2027-02-01")
    assert 'name="starts" type="date" value="2027-02-01"' in office.staff.get(grant).text
    assert office.press(grant, do="move", act="sign", starts="soon")[1] == "'soon' is no day; write it like 2027-01-31."
    assert office.press(grant, do="move", act="sign", starts="2027-02-01")[0] == 303
    assert "1 to review" in office.read("/staff/grants/of/trust")
    assert office.press(grant, do="return", report="acceptance", reason="Sign it.", due_on="")[0] == 422
    assert office.press(grant, do="return", report="acceptance", reason="Sign it.", due_on="2027-03-01")[0] == 303
    assert "Returned: Sign it." in office.read(grant)
    send(office.context, "acceptances", "one", grant="C-0001", email="a@help.or.ke", answer="signed")
    assert office.press(grant, do="accept", report="acceptance")[0] == 303
    assert "an instalment to release" in office.read("/staff/grants/of/trust")
    assert office.press(grant, do="release", instalment="first")[0] == 303
    assert office.press(grant, do="amend", amount="30000", reason="cheaper")[0] == 303
    page = office.read(grant)
    assert "30,000.00 USD, of which 24,000.00 USD are released" in page
    assert "6,000.00 USD “Final report” is owed, and not accepted" in page
    assert office.press(grant, do="check", item="ticket", done="yes", remark="LX 318")[0] == 303
    assert "LX 318" in office.read(grant)
    assert office.press(grant, do="nothing")[0] == 400


def test_what_a_stranger_sent_waits_and_is_taken_or_not(office: Office) -> None:
    send(office.context, "acceptances", "evil", grant="C-0001", email="x@evil.example")
    assert "it came from an address that is not that of the grant" in office.read("/staff/grants/1")
    assert office.press("/staff/grants/1", do="settle", arrival=1, taken="no")[0] == 303
    assert "Waits for you" not in office.read("/staff/grants/1")
    assert office.press("/staff/grants/1", do="settle", arrival=1, taken="yes")[1] == "It does not wait any more."
    assert standing(office.context, "C-0001").reports["acceptance"].state == "owed"


@pytest.mark.parametrize("number", [10**30, -(10**30)])
def test_a_number_that_no_ledger_can_hold_is_no_arrival(office: Office, number: int) -> None:
    said = office.press("/staff/grants/1", do="settle", arrival=number, taken="yes")
    assert said == (422, "It does not wait any more.")


def test_the_second_of_two_members_of_staff_is_told(office: Office) -> None:
    shown = office.staff.get("/staff/grants/1").text
    seen = unescape(re.findall(r'name="seen" value="([^"]*)"', shown)[0])
    said = {"csrf_token": csrf(shown), "seen": seen, "do": "release", "instalment": "first", "reason": "now"}
    assert office.staff.post("/staff/grants/1", data=said).status_code == 303
    again = office.staff.post("/staff/grants/1", data=said)
    assert again.status_code == 422
    assert "T-2027-001 was changed while you looked at it: look again." in again.text


def test_filters_show_what_they_say(office: Office) -> None:
    granted(office.context, "two")
    assert office.press("/staff/grants/1", do="move", act="terminate", reason="war")[0] == 303

    def numbers(query: str) -> list[str]:
        return re.findall(r"<bdi>(T-2027-\d+)</bdi>", office.staff.get(f"/staff/grants/of/trust?{query}").text)

    assert numbers("") == ["T-2027-001", "T-2027-002"]
    assert numbers("show=out") == numbers("state=terminated") == ["T-2027-001"]
    assert numbers("show=owes") == numbers("show=live") == ["T-2027-002"]
    assert numbers("show=overdue") == numbers("cycle=2026") == numbers("show=none") == []


@needs_poppler
def test_a_letter_says_what_the_grant_says(office: Office, tmp_path: Path) -> None:
    for language, said in {
        "en": "40,000.00 USD to Kenya. First instalment: 24,000.00 USD; Last",
        "fr": "24 000,00 USD",
    }.items():
        answer = office.staff.get(f"/staff/grants/1/letters/agreement.pdf?language={language}")
        assert answer.mimetype == "application/pdf"
        assert said in text_of(answer.data, tmp_path)


def test_the_report_and_the_list_are_workbooks(office: Office, tmp_path: Path) -> None:
    send(office.context, "reports", "one", grant="C-0001", email="a@help.or.ke")
    send(office.context, "reports", "two", grant="C-0001", email="a@help.or.ke", spent="=1+1")
    (tmp_path / "list.xlsx").write_bytes(office.staff.get("/staff/grants/of/trust/list.xlsx").data)
    book = load_workbook(tmp_path / "list.xlsx")
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=4)]
    assert rows == [
        ["Number", "Who", "Spent", "Ticket", "State"],
        ["T-2027-001", "Kenya", "=1+1", None, "Approved"],
    ]
    assert book.worksheets[0]["C5"].data_type == "s"


def test_without_a_fund_the_page_says_so(tmp_path: Path) -> None:
    text = call_of()
    text = text[: text.index("  fund: trust")] + text[text.index("sections:") :]
    text = text[: text.index("letters:")] + text[text.index("call:") :]
    context = fund_of(tmp_path, calls={"calls": text})
    migrate(context.ledger)
    with context.ledger.writing() as c:
        staff.put(c, "rita", HASHER.hash("right"), now=context.now())
    client = served(context).test_client()
    assert enter(client, "rita", "right") == 303
    assert "No call has a" in client.get("/staff/grants").text
    context.ledger.engine.dispose()
