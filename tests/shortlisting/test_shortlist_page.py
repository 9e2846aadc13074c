"""The page of a call's ranking, the command, and the workbook that is frozen with it."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result
from course_of_a_call import NAME, propose, review
from openpyxl import load_workbook

from app import cli as looking
from app.context import Context
from app.review import make_shortlist
from app.store import audit, outbox, shortlists, staff
from app.web.sign_in import HASHER
from jobs import shortlist_cli
from tests.served import served
from tests.web.test_staff_pages import csrf, enter


@pytest.fixture
def called(context: Context) -> Context:
    propose(context, 1, 45_000, region="x", partner="<b>Us")
    propose(context, 2, 40_000, region="x")
    propose(context, 3, 30_000, region="x")
    propose(context, 4, 90_000)
    for number, (worth, plan) in {1: (5, 5), 2: (4, 5), 3: (3, 3)}.items():
        review(context, number, "Ada", worth=worth, plan=plan)
        review(context, number, "Ben", worth=worth - 2, plan=plan - 2)
    review(context, 3, "Ben", "draft")
    return context


def test_the_page_tells_places_with_why_and_what_speaks_against_them(called: Context) -> None:
    with called.ledger.writing() as connection:
        staff.put(connection, "rita", HASHER.hash("right"), now=called.now())
    client = served(called).test_client()
    assert client.get(f"/staff/calls/{NAME}/shortlist").status_code == 303
    enter(client, "rita", "right")
    page = client.get(f"/staff/calls/{NAME}/shortlist").get_data(as_text=True)
    said = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "85,000.00 of 100,000.00 USD" in said
    assert "score 80.00; with it 45,000.00 of 100,000.00 USD are used" in said
    assert "the quota &#39;Region&#39; has its 2 already" in said
    assert "More than 50 000 USD is asked for." in said
    assert "1 complete reviews of 2" in said
    assert "members are far apart: a spread of 20.00" in said
    assert "Ben had not scored" in said
    assert "Worth weighed 10 % more" in said
    assert "&lt;b&gt;Us" in page
    assert "<script" not in page
    client.post(f"/staff/calls/{NAME}/shortlist", data={"csrf_token": csrf(page)})
    with called.ledger.reading() as connection:
        (item,) = outbox.listing(connection, kind="shortlist")
    assert (item.target, item.payload) == (NAME, {"who": "rita"})
    assert client.get("/staff/calls/no-such/shortlist").status_code == 404


def test_the_workbook_is_frozen_and_says_what_it_was_made_of(called: Context) -> None:
    made = make_shortlist(called, NAME, "rita")
    with called.ledger.reading() as connection:
        (frozen,) = shortlists.of_form(connection, NAME)
        (entry,) = audit.recent(connection, act="shortlist made")
    assert (frozen.made_by, entry.details["digest"], entry.details["shortlist"]) == ("rita", frozen.digest, frozen.id)
    book = load_workbook(made.path)
    names = ["Shortlist", "Not eligible", "Criteria", "Quotas", "Sensitivity", "Members", "Gaps", "Method"]
    assert book.sheetnames == names
    method = dict(book["Method"].iter_rows(min_row=5, max_col=2, values_only=True))
    assert method["SHA-256 of that"] == frozen.digest
    below = {name: [row for row in book[name].iter_rows(min_row=5, values_only=True) if row[0]] for name in names}
    assert below["Quotas"] == [("Region: x", 3, 2, "at most 2 with any one answer")]
    assert below["Criteria"] == [("Worth", 66.7, 70), ("Plan", 73.3, 80)]
    assert [row[:2] for row in below["Members"]] == [("Ada", 3), ("Ben", 2)]
    assert ("too few reviews", 3, "G-0003", "Partner 3", 1, 0) in below["Gaps"]
    assert "Ben had not scored" in [row[0] for row in below["Sensitivity"]]
    assert [len(book[name]._charts) for name in ("Shortlist", "Criteria", "Quotas", "Members")] == [2, 1, 1, 1]


@pytest.fixture
def command(called: Context, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setattr(looking, "ready_context", lambda: called)
    return lambda *words: CliRunner().invoke(shortlist_cli.shortlist, words)


def test_the_command_shows_freezes_lists_and_verifies(command: Callable[..., Result], called: Context) -> None:
    shown = command(NAME, "--as-of", called.now().isoformat())
    assert shown.exit_code == 0, shown.output
    assert "the quota 'Region' has its 2 already" in shown.output
    assert "not eligible: G-0004 (Partner 4): More than 50 000 USD is asked for." in shown.output
    assert "frozen: shortlist 1, the ledger as of 2027-02-01" in command(NAME, "--freeze").output
    assert re.search(r"^1 .* command line  [0-9a-f]{64}$", command(NAME, "--list").output, re.MULTILINE)
    verified = command(NAME, "--verify", "1")
    assert (verified.exit_code, "are as they were" in verified.output) == (0, True)
    review(replace(called, now=lambda: called.now.at), 1, "Ada", worth=0, plan=0)  # type: ignore[attr-defined]
    assert command(NAME, "--verify", "1").exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["grant"], "no form called 'grant'"),
        ([NAME, "--as-of", "soon"], "'soon' is no moment"),
        ([NAME, "--list", "--freeze"], "--list, --packet and --verify are said alone"),
    ],
)
def test_what_is_said_wrongly_is_refused(command: Callable[..., Result], words: list[str], said: str) -> None:
    refused = command(*words)
    assert refused.exit_code != 0
    assert said in refused.output
