"""The yearly report: as it stood when the year ended, sums by currency, over all cycles of a fund."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from a_fund import call_of, fund_of, granted, hand, needs_poppler, send, text_of
from click.testing import CliRunner
from openpyxl import load_workbook

from app.context import Context
from app.grants.acting import move, release_instalment
from app.grants.reviewing import accept_report
from app.grants.standing import standings_of
from app.grants.sums import sums, totals
from app.grants.terms import funds_of, terms_of
from app.grants.yearly import yearly
from app.store.engine import Ledger
from connectors.errors import ConnectorError
from connectors.ports import CellValue
from jobs import grants_cli

Table = list[tuple[CellValue, ...]]


def go_to(context: Context, day: str) -> None:
    context.now.at = datetime.fromisoformat(f"{day}T12:00+00:00")  # type: ignore[attr-defined]


def tables(context: Context, year: int) -> dict[str, Table]:
    return {one.title: list(one.rows) for one in yearly(context, "trust", year).sheets}


CYCLES = {
    "calls-2024": call_of("calls-2024", "D", currency="EUR", cycle=2024),
    "calls-2025": call_of("calls-2025", "E", currency="EUR", cycle=2025),
    "calls-2026": call_of("calls-2026", "F", currency="USD", cycle=2026),
    "calls": call_of(),
}


@pytest.fixture
def cycles(ledger: Ledger, tmp_path: Path) -> Context:
    """Four cycles in two currencies, one grant each, and two of the last."""
    context = fund_of(tmp_path, ledger, CYCLES)
    for form in CYCLES:
        granted(context, f"one of {form}", form, amount=1_000)
    granted(context, "two", amount=Decimal("0.05"))
    return context


def test_sums_are_by_currency_over_four_cycles(cycles: Context) -> None:
    with hand(cycles, "D-0001") as h:
        release_instalment(h, "first", "now")
    with cycles.ledger.reading() as c:
        found = standings_of(c, "trust", terms_of(funds_of(cycles, c)["trust"]))
    assert [(one.cycle, one.currency, one.count, one.granted, one.released) for one in sums(found)] == [
        (2024, "EUR", 1, 1000, 600),
        (2025, "EUR", 1, 1000, 0),
        (2026, "USD", 1, 1000, 0),
        (2027, "USD", 2, Decimal("1000.05"), 0),
    ]
    assert [(one.currency, one.granted, one.left) for one in totals(found)] == [
        ("EUR", 2000, 1400),
        ("USD", Decimal("2000.05"), Decimal("2000.05")),
    ]
    rows = tables(cycles, 2027)["Sums"]
    assert rows[0] == ("2024", "EUR", 1, 1000, 600, 600, 400)
    assert rows[-2:] == [
        ("All", "EUR", 2, 2000, 600, 600, 1400),
        ("All", "USD", 3, Decimal("2000.05"), 0, 0, Decimal("2000.05")),
    ]


def test_each_release_is_in_one_year_whatever_the_zones_of_the_calls(ledger: Ledger, tmp_path: Path) -> None:
    calls = {"calls": call_of(), "isles": call_of("isles", "I", zone="Pacific/Honolulu")}
    context = fund_of(tmp_path, ledger, calls)
    name = granted(context, "one", "isles")
    context.now.at = datetime.fromisoformat("2028-01-01T05:00+00:00")  # type: ignore[attr-defined]
    with hand(context, name) as h:  # in Honolulu it is still 2027
        release_instalment(h, "first", "early")
    go_to(context, "2029-06-01")
    assert [row[5] for year in (2027, 2028) for row in tables(context, year)["Releases"]] == [date(2028, 1, 1)]


def test_it_tells_of_the_year_as_it_ended(context: Context) -> None:
    name = granted(context)
    with hand(context, name) as h:
        move(h, "sign", starts=date(2027, 2, 1))
    send(context, "acceptances", "one", grant=name, email="a@help.or.ke")
    with hand(context, name) as h:
        accept_report(h, "acceptance")
    with hand(context, name) as h:
        release_instalment(h, "first")
    go_to(context, "2028-02-10")
    with hand(context, name, "otto") as h:
        release_instalment(h, "last", "early")
    with hand(context, name) as h:
        move(h, "terminate", reason="war")
    first, second = tables(context, 2027), tables(context, 2028)
    assert first["Grants"] == [
        (
            "T-2027-001",
            2027,
            "Kenya",
            "Safer stocks",
            "First instalment: released",
            "USD",
            40_000,
            24_000,
            24_000,
            16_000,
            "Interim report, 2027-03-01",
        )
    ]
    assert second["Grants"][0][4:] == ("Terminated", "USD", 40_000, 16_000, 40_000, 0, "")
    assert [row[2:] for row in first["Releases"]] == [
        ("First instalment", "USD", 24_000, date(2027, 1, 10), "rita", "")
    ]
    assert [row[2:] for row in second["Releases"]] == [
        ("Last instalment", "USD", 16_000, date(2028, 2, 10), "otto", "early")
    ]
    assert [row[2:] for row in first["Reports"]] == [
        ("Acceptance", date(2027, 2, 9), date(2027, 1, 10), "accepted", None),
        ("Interim report", date(2027, 3, 1), None, "owed", 305),
    ]
    assert second["Reports"] == []  # nothing is asked for any more
    assert tables(context, 2026) == {"Grants": [], "Sums": [], "Releases": [], "Reports": []}


def test_a_fund_that_there_is_not_is_told(context: Context) -> None:
    with pytest.raises(ConnectorError, match="there is no fund 'none'"):
        yearly(context, "none", 2027)


@pytest.fixture
def desk(context: Context, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    """The command line, over the ledger of the test."""
    monkeypatch.setattr(grants_cli, "standing_context", lambda: context)
    return CliRunner()


@needs_poppler
def test_the_command_shows_and_writes(context: Context, desk: CliRunner, tmp_path: Path) -> None:
    granted(context)
    shown = desk.invoke(grants_cli.grants, ["trust"])
    assert "T-2027-001  2027   Kenya    Approved  40,000.00  0.00" in shown.output
    assert "1 in USD: 40,000.00 granted, 0.00 released" in shown.output
    made = desk.invoke(grants_cli.grants, ["trust", "--report", "2027", "--to", str(tmp_path)])
    assert made.output.split() == [str(tmp_path / f"trust-report-2027.{kind}") for kind in ("xlsx", "pdf")]
    book = load_workbook(tmp_path / "trust-report-2027.xlsx")
    assert book.sheetnames == ["Grants", "Sums", "Releases", "Reports"]
    assert (book["Grants"]["A5"].value, book["Grants"]["G5"].value) == ("T-2027-001", 40_000)
    page = text_of((tmp_path / "trust-report-2027.pdf").read_bytes(), tmp_path)
    assert "Status report 2027: trust" in page
    assert "40,000.00" in page
    desk.invoke(grants_cli.grants, ["trust", "--list", "--to", str(tmp_path)])
    assert (tmp_path / "trust-list.pdf").read_bytes().startswith(b"%PDF")
    assert "there is no fund called 'none'" in desk.invoke(grants_cli.grants, ["none"]).output
    assert desk.invoke(grants_cli.grants, ["trust", "--list", "--report", "2027"]).exit_code == 2
