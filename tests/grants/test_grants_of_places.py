"""A programme that gives places and no money: no envelope, no agreement, a checklist for each, letters and a list."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from a_fund import call_of, fund_of, granted, hand, needs_poppler, send, standing, text_of

from app.context import Context
from app.grants.acting import amend, check, move, release_instalment
from app.grants.letters import grant_letter
from app.grants.sheet import listed
from app.grants.sums import sums
from app.grants.yearly import yearly
from app.store.engine import Ledger
from connectors.errors import ConnectorError


def places() -> str:
    """The call, without money and agreement, whose two reports come by one form and are told apart by an answer."""
    text = call_of()
    for line in ("  envelope: 100000\n", "  currency: USD\n", "  amount: amount\n", "    agreement: agreement\n"):
        text = text.replace(line, "  places: 5\n" if "envelope" in line else "")
    start, end = text.index("    instalments:"), text.index("    reports:")
    text = text[:start] + text[end:]
    text = text.replace(": ((amount)) to", " to").replace(" : ((amount)) ;", " :")
    text = text.replace("email: email, months: 1}", "email: email, on: 2027-01-15, told_by: {answer: before}}")
    return text.replace("email: email, months: 12}", "email: email, months: 1, told_by: {answer: after}}")


@pytest.fixture
def programme(ledger: Ledger, tmp_path: Path) -> Context:
    return fund_of(tmp_path, ledger, {"calls": places()})


def test_a_place_is_a_grant_without_money(programme: Context) -> None:
    name = granted(programme)
    found = standing(programme, name)
    assert (found.grant.currency, found.grant.amount, found.instalments, found.left) == ("", "0", {}, 0)
    days = {report: one.due_on for report, one in found.reports.items()}
    assert days == {"acceptance": date(2027, 2, 9), "interim": date(2027, 1, 15), "final": date(2027, 2, 10)}
    with pytest.raises(ConnectorError, match="no amount that could be amended"), hand(programme, name) as h:
        amend(h, "5", "why not")
    with pytest.raises(ConnectorError, match="no instalment 'first'"), hand(programme, name) as h:
        release_instalment(h, "first")
    with pytest.raises(ConnectorError, match="cannot be done"), hand(programme, name) as h:
        move(h, "sign", starts=date(2027, 2, 1))


def test_an_answer_tells_which_report_it_is(programme: Context) -> None:
    name = granted(programme)
    send(programme, "reports", "one", grant=name, answer="after", email="a@help.or.ke")
    send(programme, "reports", "two", grant=name, answer="neither", email="a@help.or.ke")
    states = {report: one.state for report, one in standing(programme, name).reports.items()}
    assert states == {"acceptance": "owed", "interim": "owed", "final": "received"}
    assert standing(programme, name).stage == "Final report: received"


def test_sums_and_reports_have_no_amounts(programme: Context) -> None:
    granted(programme)
    found = {one.title: one for one in yearly(programme, "trust", 2027).sheets}
    assert found["Grants"].rows[0][5:10] == ("", None, None, None, None)
    assert found["Sums"].rows[0] == ("2027", "", 1, None, None, None, None)
    (one,) = sums([standing(programme, "C-0001")])
    assert (one.granted, one.released, one.left) == (Decimal(0), 0, 0)


def test_the_list_has_answers_and_the_checklist(programme: Context) -> None:
    name, out = granted(programme), granted(programme, "two")
    send(programme, "reports", "one", grant=name, answer="after", spent="LX 318", email="a@help.or.ke")
    with hand(programme, name) as h:
        check(h, "ticket", done=True, remark="window")
    with hand(programme, out) as h:
        move(h, "withdraw", reason="is ill")
    (sheet,) = listed(programme, "trust").sheets
    assert [one.title for one in sheet.headings] == ["Number", "Who", "Spent", "Ticket", "State"]
    assert sheet.rows == (("T-2027-001", "Kenya", "LX 318", "2027-01-10: window", "Final report: received"),)


@needs_poppler
def test_a_letter_of_a_place(programme: Context, tmp_path: Path) -> None:
    granted(programme)
    name, pdf = grant_letter(programme, 1, "agreement", "en")
    assert name == "T-2027-001_agreement.pdf"
    assert "T-2027-001 to Kenya. –. Acceptance: 9 February 2027; Interim" in text_of(pdf, tmp_path)
    with pytest.raises(ConnectorError, match="no letter 'none'"):
        grant_letter(programme, 1, "none")
