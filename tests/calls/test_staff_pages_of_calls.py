"""Staff's pages of a call, as a browser without scripts uses them: from the committee to the release."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from a_call import GOOD, NAME, STAGED, Clock, context_of, convene, propose
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.context import Context
from app.decisions import decide
from app.domain.decisions import Said
from app.screening import screen
from app.store import assignments, conflicts, decisions, members, outbox, screenings, staff, submissions
from app.store.engine import migrate
from app.store.members import About
from app.store.submissions import Submission
from app.web.sign_in import HASHER
from connectors.errors import ConnectorError
from tests.served import served
from tests.web.test_staff_pages import csrf, enter

BASE = f"/staff/calls/{NAME}"
PAGES = ["", "/screening", "/screening/G-0001", "/committee", "/committee/1", "/conflicts", "/assignment", "/decisions"]
ALL = ["/staff/calls", *(f"{BASE}{page}" for page in (*PAGES, "/decisions/of/G-0001"))]


@dataclass
class Office:
    """The site, and a member of staff signed in to it."""

    context: Context
    staff: FlaskClient

    def read(self, page: str) -> str:
        answer = self.staff.get(f"{BASE}{page}")
        assert answer.status_code == 200
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", answer.text)))

    def press(self, page: str, to: str, **data: object) -> tuple[int, str]:
        """The status, and what the page says is wrong."""
        shown = self.staff.get(f"{BASE}{page}").text
        assert self.staff.post(f"{BASE}{to}", data=data).status_code == 400  # without the token
        seen = re.search(r'name="seen" value="([^"]*)"', shown)
        sent = {"csrf_token": csrf(shown), **({"seen": unescape(seen[1])} if seen else {}), **data}
        answer = self.staff.post(f"{BASE}{to}", data=sent)
        wrong = re.search(r"There is a problem</h2><p>([^<]*)", answer.text)
        return answer.status_code, unescape(wrong[1]) if wrong else ""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    context = context_of(tmp_path)
    migrate(context.ledger)
    for number, answers in enumerate(
        ({"other": 0}, {"state": "FRA", "other": 0}, {"amount": 60_000, "other": 0}, {}), start=1
    ):
        propose(context, f"proposal {number}", **{"title": f"<b>{number}</b> stocks", **answers})
    screen(context, NAME)
    convene(context, About("Anna <i>", "anna@un.org", state="KEN"))
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
    assert not re.search(r"<b>\d</b>|<i>", page.text)


@pytest.mark.parametrize(
    "path",
    [
        "/staff/calls/none",
        "/staff/calls/none/decisions",
        f"{BASE}/screening/G-9999",
        f"{BASE}/committee/99",
        f"{BASE}/decisions/of/G-9999",
    ],
)
def test_what_there_is_not_is_not_found(office: Office, path: str) -> None:
    assert office.staff.get(path).status_code == 404


def test_the_overview_counts_and_says_what_is_open(office: Office, tmp_path: Path) -> None:
    assert "2 eligible, 1 ineligible, 1 unsure" in office.read("")
    assert "everything may be done at any time" in office.read("")
    staged = context_of(tmp_path / "staged", STAGED, office.context.ledger)
    client = served(staged).test_client()
    assert enter(client, "rita", "right") == 303
    there = Office(staged, client)
    page = there.read("")
    assert "Screening open" in page
    assert "Deciding closed" in page
    assert "Pre-screening 2027-02-01 2027-02-10 screening now" in page
    assert isinstance(staged.now, Clock)
    staged.now.at = staged.now.at.replace(day=20)
    assert "Screening closed" in there.read("")
    status, told = there.press("/screening/G-0001", "/screening/G-0001", verdict="ineligible", reason="late")
    assert (status, told) == (422, "Screening is not open today: it is from 2027-02-01 to 2027-02-10.")


@pytest.mark.parametrize(
    ("show", "listed"),
    [
        ("", [1, 2, 3, 4]),
        ("settle", [4]),
        ("barred", [3]),
        ("unsure", [4]),
        ("noted", []),
        ("overridden", []),
        ("stale", []),
        ("withdrawn", []),
        ("anything", []),
    ],
)
def test_proposals_are_listed_by_what_became_of_them(office: Office, show: str, listed: list[int]) -> None:
    page = office.read(f"/screening?show={show}")
    assert [int(number) for number in re.findall(r"G-000(\d)", page)] == listed


def test_staff_override_a_rule_and_are_told_what_is_missing(office: Office) -> None:
    page = "/screening/G-0003"
    assert "More than 50 000 USD is asked for." in office.read(page)
    status, told = office.press(page, page, verdict="eligible", reason=" ")
    assert (status, told) == (422, "Say why: it is not what the rules say.")
    assert office.press(page, page, verdict="eligible", reason="<u>agreed</u>")[0] == 303
    assert "rita said eligible" in office.read(page)
    assert "G-0003" in office.read("/screening?show=overridden")
    status, told = office.press(page, page, verdict="ineligible", reason="no", seen="1 1 ")
    assert (status, told) == (422, "It was changed while you looked at it: look again, then decide.")
    assert "failed to run not answered: other" in office.read("/screening/G-0004")


def upload(office: Office, table: bytes) -> TestResponse:
    page = office.staff.get(f"{BASE}/committee").text
    data = {"csrf_token": csrf(page), "table": (io.BytesIO(table), "members.csv")}
    return office.staff.post(f"{BASE}/committee/table", data=data)


def test_a_committee_is_put_together_by_form_and_table(office: Office) -> None:
    said = {
        "name": "Bo",
        "email": "bo@un.org",
        "language": "fr",
        "state": "SWE",
        "organisation": "Help",
        "role": "chair",
    }
    assert office.press("/committee", "/committee", **said) == (303, "")
    assert upload(office, b"name;email;state\nCleo;cleo@un.org;Kenya\n BO ;;se\n").status_code == 303
    with office.context.ledger.reading() as c:
        found = {one.name: (one.email, one.state, one.role) for one in members.of_form(c, NAME)}
        closed = {one.name: len(conflicts.closed_to(c, one.id)) for one in members.of_form(c, NAME)}
    assert found == {
        "Anna <i>": ("anna@un.org", "KEN", "member"),
        "BO": ("", "SWE", "chair"),  # what the table says nothing of stays
        "Cleo": ("cleo@un.org", "KEN", "member"),
    }
    assert closed == {"Anna <i>": 3, "BO": 4, "Cleo": 3}


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (b"", "has no headings"),
        (b"name\n", "no row says anybody"),
        (b"nom\nBo\n", "the columns are nom; there may be: name, email"),
        (b"name,email\nBo,nobody\n", "row 2: 'nobody' is no e-mail address"),
        (b"name,state\nBo,Atlantis\nCleo,Kenya\n", "row 2: 'Atlantis' is no State"),
        (b"name,language\nBo,de\n", "row 2: the call is not in 'de' but in: en, fr"),
        (b"name,role\nBo,king\n", "row 2: 'king' is no role: write member, chair or donor"),
        (b"name\nBo\nbo\n", "'bo' stands 2 times"),
        (b"name,email\n,a@un.org\n", "row 2: a name has 1 to 200 printable characters"),
        (b"name\n\xff\n", "is not UTF-8"),
    ],
)
def test_a_wrong_table_adds_nobody(office: Office, table: bytes, told: str) -> None:
    answer = upload(office, table)
    assert answer.status_code == 422
    assert told in unescape(answer.text)
    with office.context.ledger.reading() as c:
        assert len(members.of_form(c, NAME)) == 1


def test_what_was_typed_wrong_stays_on_the_page(office: Office) -> None:
    data = {"name": "Bo", "email": "nobody", "language": "fr", "organisation": "Help"}
    page = office.staff.get(f"{BASE}/committee").text
    answer = office.staff.post(f"{BASE}/committee", data={"csrf_token": csrf(page), **data})
    assert answer.status_code == 422
    assert 'value="nobody"' in answer.text
    assert 'value="Help"' in answer.text
    assert office.press("/committee", "/committee/table") == (422, "Choose a CSV file.")


def test_links_go_to_those_chosen_and_who_leaves_is_gone(office: Office) -> None:
    assert office.press("/committee", "/committee/links", member="1")[0] == 303
    assert office.press("/committee", "/committee/links", member="77")[0] == 303
    with office.context.ledger.reading() as c:
        (item,) = outbox.listing(c, kind="member-link")
    assert item.payload == {"member_id": 1}
    assert office.press("/committee/1", "/committee/1/leave")[0] == 303
    assert office.staff.get(f"{BASE}/committee/1").status_code == 404
    assert "Who has left Anna <i>" in office.read("/committee")


def test_conflicts_are_added_and_lifted_with_a_reason(office: Office) -> None:
    page = "/conflicts"
    assert "Kenya is the member’s State too" in office.read(page)
    assert office.press(page, page, member="1", reference="G-0002", reason="her brother")[0] == 303
    assert office.press(page, page, member="1", reference="G-0002", reason="")[1] == "Say why."
    assert office.press(page, page, member="1", reference="X", reason="so")[0] == 422
    with office.context.ledger.reading() as c:
        by_staff = next(one for one in conflicts.of_form(c, NAME) if one.kind == "staff")
        assert len(conflicts.closed_to(c, 1)) == 4
    lift = f"/conflicts/{by_staff.id}/lift"
    assert office.press(page, lift, reason="")[0] == 422
    assert office.press(page, lift, reason="a mistake")[0] == 303
    assert office.press(page, "/conflicts/99/lift", reason="a mistake")[0] == 404
    with office.context.ledger.reading() as c:
        assert len(conflicts.closed_to(c, 1)) == 3


def test_an_assignment_is_made_and_its_gaps_told(office: Office) -> None:
    convene(office.context, About("Bo"))
    page = office.read("/assignment")
    assert "G-0001 : 1 too few" in page
    assert "2 proposals are not assigned" in page
    assert office.press("/assignment", "/assignment")[0] == 303
    with office.context.ledger.reading() as c:
        assert len(assignments.of_form(c, NAME)) == 3
    page = office.read("/assignment")
    assert "It is made as the call stands now." in page
    assert "Bo 2" in page


def test_decisions_are_made_and_released(office: Office) -> None:
    bo, cleo = convene(office.context, About("Bo"), About("Cleo"))
    one, three = "/decisions/of/G-0001", "/decisions/of/G-0003"
    assert office.press(one, one, outcome="approve", amount="50 000")[1].startswith("That is more than was asked for")
    assert office.press(one, one, outcome="approve", amount="50 000", may_be_more="yes")[0] == 303
    assert office.press(one, one, outcome="conditions", amount="25000", conditions="a report")[0] == 303
    assert office.press(three, three, outcome="approve")[1].startswith("It is not eligible")
    assert office.press(three, three, outcome="reject", reason="too much")[0] == 303
    assert office.press(one, one, outcome="reserve", seen="1 1")[1].startswith("It was changed while you looked at it")
    page = office.read("/decisions")
    assert "25,000.00 USD, waiting or released" in page
    assert "100,000.00 USD, of which 75,000.00 USD are left" in page
    status, told = office.press("/decisions", "/decisions/release", present=str(bo.id), minutes="Agreed.")
    assert (status, told) == (422, "Nothing was released: 1 member was there, and 2 must have been.")
    stale = office.press("/decisions", "/decisions/release", present=[str(bo.id), str(cleo.id)], seen="0" * 64)
    assert stale == (422, "What waits was changed while you looked at it: look again, then release.")
    done = office.press("/decisions", "/decisions/release", present=[str(bo.id), str(cleo.id)], minutes="Agreed.")
    assert done == (303, "")
    page = office.read("/decisions?released=2")
    assert "2 decisions are released." in page
    assert "Were there Bo, Cleo Minutes Agreed." in page
    with office.context.ledger.reading() as c:
        found = [one.released and one.released.outcome for one in decisions.of_form(c, NAME).values()]
    assert found == ["conditions", "reject"]


def test_a_decision_that_waits_is_taken_back(office: Office) -> None:
    one = "/decisions/of/G-0001"
    assert office.press(one, one, outcome="reserve")[0] == 303
    assert office.press(one, one, do="take back")[0] == 303
    assert office.press(one, one, do="take back") == (422, "Nothing of G-0001 waits to be released.")
    assert "taken back or replaced" in office.read(one)


def test_a_proposal_that_was_changed_since_is_marked_until_it_is_decided_anew(office: Office) -> None:
    one = "/decisions/of/G-0001"
    assert office.press(one, one, outcome="approve", amount="25000,50")[0] == 303
    propose(office.context, "proposal 1", title="Other stocks", amount=10, other=0)
    screen(office.context, NAME)
    assert "25,000.50 USD changed since: decide anew" in office.read("/decisions")
    assert "it cannot be released until you decide anew" in office.read(one)
    present = [str(one.id) for one in convene(office.context, About("Bo"), About("Cleo"))]
    status, told = office.press("/decisions", "/decisions/release", present=present)
    assert (status, told) == (
        422,
        "Nothing was released: decide anew on what was changed since it was decided on: G-0001.",
    )
    assert office.press(one, one, outcome="approve")[0] == 303
    assert "decide anew" not in office.read("/decisions") + office.read(one)
    assert office.press("/decisions", "/decisions/release", present=present)[0] == 303


def unfinished(context: Context) -> Submission:
    """A proposal whose applicant is still at it."""
    told = {"form_version": 1, "source": "form", "source_id": "still", "reference": "G-0009", "is_partial": True}
    answers = {**GOOD, "amount": "40000.00", "other": "0.00"}
    said = {"answers": answers, "language": "en", "submitted_at": None, "received_at": context.now()}
    with context.ledger.writing() as c:
        kept = submissions.insert(c, form=NAME, **told, **said)  # type: ignore[arg-type]  # by name
    assert kept is not None
    return kept


def test_what_is_unfinished_is_no_proposal_yet(office: Office) -> None:
    bo, _ = convene(office.context, About("Bo"), About("Cleo"))
    kept = unfinished(office.context)
    screen(office.context, NAME)
    with office.context.ledger.writing() as c:
        conflicts.add(c, [conflicts.Found(kept.id, bo.id, "state")], who="service", now=office.context.now())
    for page in ("/screening", "/assignment", "/decisions", "/conflicts"):
        assert "G-0009" not in office.read(page)
    for page in ("/screening/G-0009", "/decisions/of/G-0009"):
        assert office.staff.get(f"{BASE}{page}").status_code == 404
    assert office.press("/assignment", "/assignment")[0] == 303
    with office.context.ledger.reading() as c:
        assert kept.id not in {submission for submission, _ in assignments.of_form(c, NAME)}
    with pytest.raises(ConnectorError, match="no proposal 'G-0009'"):
        decide(office.context, NAME, "G-0009", Said("approve"), seen="0 1", who="rita")


def test_an_empty_call_has_its_pages(tmp_path: Path) -> None:
    context = context_of(tmp_path)
    migrate(context.ledger)
    with context.ledger.writing() as c:
        staff.put(c, "rita", HASHER.hash("right"), now=context.now())
    client = served(context).test_client()
    assert enter(client, "rita", "right") == 303
    office = Office(context, client)
    for page in ("", "/screening", "/committee", "/conflicts", "/assignment", "/decisions"):
        assert office.read(page)
    with context.ledger.reading() as c:
        assert screenings.of_form(c, NAME) == {}
        assert submissions.of_form(c, NAME) == []
