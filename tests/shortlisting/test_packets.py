"""The committee's packet: what it says, that it is the same each time, and how staff come by it."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from course_of_a_call import DEFINITION, NAME, context_of, propose, review

from app import cli as looking
from app.context import Context
from app.packet.composing import packet_of, packet_pdf
from app.packet.contents import Packet
from app.packet.making import make_packet
from app.packet.material import gathered
from app.review import make_shortlist
from app.shortlisting.freezing import freeze
from app.store import members, outbox, reviews, sheet_edits, shortlists, staff
from app.store.engine import Ledger
from app.store.members import About
from app.store.reviews import Review
from app.store.sheet_edits import SheetEdit
from app.store.submissions import Submission
from app.web.sign_in import HASHER
from connectors.errors import ConnectorError
from jobs import shortlist_cli
from jobs.run import run_in
from tests.documents.test_copies_printed import plain, text_of
from tests.served import served
from tests.web.test_staff_pages import csrf, enter

TOLD = DEFINITION.replace("  reviews: 2\n", "  reviews: 2\n  summary: [aim, kind, title]\n").replace(
    "      - {question: partner,",
    """      - {question: aim, type: long_text, label: Aim}
      - {question: kind, type: choose_one, label: Kind, choices: [{value: a, label: Training}]}
      - {question: partner,""",
)
SHEET = "    - {path: $reference, header: Reference}\n"
STAFFED = TOLD.replace(SHEET, f"{SHEET}    - {{header: Contributions, owner: staff, dropdown: [paid, in arrears]}}\n")
AIMS = (
    "تدريب موظفي الجمارك على تتبّع الشحنات",
    "国家登记册：更新与培训",
    "Обучение сотрудников таможни",
    "Safer #stores *now*",
)
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")


@pytest.fixture
def called(ledger: Ledger, tmp_path: Path) -> Context:
    context = context_of(tmp_path, ledger, STAFFED)
    for number, aim in enumerate(AIMS, start=1):
        propose(context, number, 30_000 + number, region="xy"[number % 2], aim=aim, kind="a")
        for member, score in (("Ada", 5), ("Ben", 5 - number)):
            review(context, number, member, worth=score, plan=score)
    propose(context, 5, 90_000, aim="Too much")
    propose(context, 6, 10_000, title="Small", aim="Nobody has read it")
    return context


def remark(context: Context, number: int, member: str, said: dict[str, str]) -> None:
    with context.ledger.writing() as c:
        one = members.put(c, NAME, About(member), now=context.now())
        before = reviews.find(c, number, one.id)
        assert before is not None
        reviews.save(c, Review(number, one.id, reviews.GIVEN, before.scores, said), now=context.now())


def packet(context: Context) -> Packet:
    return packet_of(gathered(context, NAME, freeze(context, NAME, "rita").number))


def test_each_proposal_has_a_page_that_says_why_it_stands_there(called: Context) -> None:
    remark(called, 1, "Ben", {"": "Well thought out.\n\nBut late.", "plan": "Who does it?"})
    made = packet(called)
    assert [one.reference for one in made.pages] == ["G-0001", "G-0002", "G-0003", "G-0004", "G-0006"]
    first, last = made.pages[0], made.pages[-1]
    assert [(one.label, one.lines) for one in first.summary] == [
        ("Aim", (AIMS[0],)),
        ("Kind", ("Training",)),
        ("Title", ("Project 1",)),
    ]
    worth, plan = first.scores
    assert (worth.label, worth.weight, worth.mean, worth.median, worth.each) == (
        "Worth",
        "60 %",
        "4.50 of 5",
        "4.50",
        "5 4",
    )
    assert (plan.spread, plan.share) == ("0.50", 0.9)
    assert ("Asked for", "30,001.00 USD") in first.facts
    assert first.why[0] == "Place 1 of 5: score 90.00; with it 30,001.00 of 100,000.00 USD are used."
    assert [(one.who, one.about, one.lines) for one in first.remarks] == [
        ("Ben", "", ("Well thought out.", "But late.")),
        ("Ben", "Plan", ("Who does it?",)),
    ]
    assert last.why[0] == "Place 5 of 5: not yet scored on every criterion."
    assert "Complete reviews: 0 of 2 that are wanted." in last.why
    assert last.scores[0].each == "–"
    assert last.notes == ("The title is short.",)


def test_its_charts_have_their_figures_and_its_annexes_what_speaks_against_it(called: Context) -> None:
    made = packet(called)
    assert made.money is not None
    assert made.money.figures[-1] == ("5", "130,010.00 USD")
    assert made.money.points[-1] == (1.0, 1.0)
    assert made.money.envelope == pytest.approx(100_000 / 130_010, abs=1e-5)
    criteria, region = made.charts
    assert [(one.label, one.every, one.taken) for one in criteria.bars] == [
        ("Worth", "75.0 %", "80.0 %"),
        ("Plan", "75.0 %", "80.0 %"),
    ]
    assert sorted((one.label, one.every, one.taken) for one in region.bars) == [("x", "2", "1"), ("y", "2", "2")]
    tables = {one.title: one for one in made.annexes}
    assert list(tables) == ["Method", "Quotas", "Sensitivity", "Members", "Gaps", "Not eligible"]
    assert tables["Not eligible"].rows == (("G-0005", "Partner 5", "Project 5", "More than 50 000 USD is asked for."),)
    assert ("SHA-256 of that", made.digest) in tables["Method"].rows
    assert [row[0] for row in tables["Members"].rows] == ["Ada", "Ben"]


def test_members_are_numbers_where_the_call_is_blind(ledger: Ledger, tmp_path: Path) -> None:
    context = context_of(tmp_path, ledger, DEFINITION.replace("  reviews: 2\n", "  reviews: 2\n  blind: [partner]\n"))
    propose(context, 1)
    review(context, 1, "Ada", worth=1, plan=2)
    remark(context, 1, "Ada", {"": "Mine"})
    made = packet(context)
    assert [one.who for one in made.pages[0].remarks] == ["Member 1"]
    assert "Ada" not in repr(made)


def test_what_is_said_later_is_not_in_it(called: Context) -> None:
    note(called, 2, "in arrears")
    number = freeze(called, NAME, "rita").number
    before = packet_pdf(packet_of(gathered(called, NAME, number)))
    propose(called, 1, 30_001, region="y", aim="Something else", kind="a")
    note(called, 2, "paid")
    review(called, 2, "Ada", worth=1, plan=1)
    remark(called, 3, "Ben", {"": "A later thought"})
    again = packet_of(gathered(called, NAME, number))
    assert packet_pdf(again) == before
    assert ("Contributions", "in arrears") in again.pages[1].facts
    assert "A later thought" in repr(packet(called))


def note(context: Context, number: int, said: str) -> None:
    """Staff choose something in a column of theirs."""
    kept: Submission = propose(
        context, number, 30_000 + number, region="xy"[number % 2], aim=AIMS[number - 1], kind="a"
    )
    about = {"header": "Contributions", "column": "contributions", "owner": "staff"}
    with context.ledger.writing() as c:
        sheet_edits.add(c, [SheetEdit(NAME, kept.key, sheet_edits.EDIT, context.now(), **about, after=said)])


@needs_poppler
def test_the_pdf_says_it_in_every_script(called: Context, tmp_path: Path) -> None:
    remark(called, 1, "Ben", {"": "目标明确"})
    made = packet(called)
    pdf = packet_pdf(replace(made, title="#panic() *bold*"))
    said = plain(text_of(pdf, tmp_path))
    for text in (*AIMS, "目标明确", "#panic() *bold*", made.digest, "Budget line", "For staff", "Annex: Sensitivity"):
        assert plain(text) in said, text
    assert made.warning == ""
    for mark in ("<pdfaid:part>2<", "<pdfuaid:part>1<"):
        assert mark.encode() in pdf


@pytest.mark.parametrize("proposals", [0, 1])
def test_an_empty_call_has_a_packet_too(context: Context, proposals: int) -> None:
    for number in range(proposals):
        propose(context, number + 1)
    made = packet(context)
    assert len(made.pages) == proposals
    assert packet_pdf(made).startswith(b"%PDF")


def test_a_letter_that_no_font_has_costs_nobody_the_packet(called: Context) -> None:
    propose(called, 1, 30_001, region="y", aim="ཀ", kind="a")
    assert packet_pdf(packet(called)).startswith(b"%PDF")


def test_another_number_has_no_packet(called: Context) -> None:
    with pytest.raises(ConnectorError, match="has no shortlist 7"):
        make_packet(called, NAME, 7, "rita", lambda _said: None)


def test_staff_ask_for_it_see_how_far_it_is_and_take_it_away(called: Context) -> None:
    with called.ledger.writing() as connection:
        staff.put(connection, "rita", HASHER.hash("right"), now=called.now())
    client = served(called).test_client()
    base = f"/staff/calls/{NAME}/shortlist"
    for path in ("/progress", "/1/packet", "/1/workbook"):
        assert client.get(base + path).status_code == 303  # to sign in
    enter(client, "rita", "right")
    assert "No packet was asked for yet" in client.get(f"{base}/progress").get_data(as_text=True)
    page = client.get(base).get_data(as_text=True)
    asked = client.post(f"{base}/packet", data={"csrf_token": csrf(page)})
    assert asked.headers["Location"] == f"{base}/progress"
    waiting = client.get(f"{base}/progress")
    assert waiting.headers["Refresh"] == "2"
    assert "It waits for a worker." in waiting.get_data(as_text=True)
    assert "Refresh" not in client.get(f"{base}/progress?stop=1").headers
    with called.ledger.writing() as connection:
        (item,) = outbox.listing(connection, kind="packet")
        outbox.tell(connection, [item.id], "5 proposals are set in type")
    assert "5 proposals are set in type" in client.get(f"{base}/progress").get_data(as_text=True)
    assert run_in(called, item.id) == "done"
    done = client.get(f"{base}/progress")
    assert "Refresh" not in done.headers
    links = re.findall(rf'href="({base}/1/\w+)"', done.get_data(as_text=True))
    assert links == [f"{base}/1/workbook", f"{base}/1/packet"]
    workbook, pdf = (client.get(link) for link in links)
    assert (workbook.data[:2], pdf.data[:5]) == (b"PK", b"%PDF-")
    assert "attachment; filename=packet-grants-1_" in pdf.headers["Content-Disposition"]
    assert set(links) <= set(re.findall(r'href="([^"]+)"', client.get(base).get_data(as_text=True)))


@pytest.mark.parametrize("path", ["2/packet", "1/letter", "1/..%2f..%2fledger.db", "../1/packet", "99999999999/packet"])
def test_nothing_else_can_be_taken_away(called: Context, path: str) -> None:
    make_packet(called, NAME, make_shortlist(called, NAME).number, "rita", lambda _said: None)
    with called.ledger.writing() as connection:
        staff.put(connection, "rita", HASHER.hash("right"), now=called.now())
    client = served(called).test_client()
    enter(client, "rita", "right")
    assert client.get(f"/staff/calls/{NAME}/shortlist/{path}").status_code == 404
    assert client.get(f"/staff/calls/{NAME}/shortlist/1/packet").status_code == 200


def test_one_frozen_before_is_asked_for_by_its_number(called: Context) -> None:
    made = make_shortlist(called, NAME)
    with called.ledger.writing() as connection:
        item = outbox.put(
            connection, "packet", NAME, now=called.now(), payload={"who": "rita", "shortlist": made.number}
        )
    assert run_in(called, item) == "done"
    with called.ledger.reading() as connection:
        assert [one.id for one in shortlists.of_form(connection, NAME)] == [made.number]
    assert len(list((called.settings.documents / "shortlists").glob(f"packet-{NAME}-{made.number}_*.pdf"))) == 1


@pytest.fixture
def command(called: Context, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setattr(looking, "ready_context", lambda: called)
    return lambda *words: CliRunner().invoke(shortlist_cli.shortlist, words)


def test_the_command_makes_it_in_one_step(command: Callable[..., Result], called: Context) -> None:
    ran = command(NAME, "--packet")
    assert ran.exit_code == 0, ran.output
    assert "a packet of 5 proposals; packet-grants-1_" in ran.output
    assert (called.settings.documents / f"shortlist-{NAME}.xlsx").exists()
    refused = command(NAME, "--packet", "--list")
    assert "said alone" in refused.output
