"""Invoices: numbered without gaps, summing to the budget, frozen, and safe to issue again."""

import dataclasses
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier

import pytest
from openpyxl import load_workbook
from sqlalchemy import text, update

from app.config import read_settings
from app.context import Context, build_context
from app.domain.invoice import digest
from app.money import Issued, issue_invoices
from app.store import audit, invoices, numbers
from app.store.engine import Ledger
from app.store.invoices import Invoice
from app.store.tables import invoices as invoices_table
from connectors.errors import ConnectorError
from forms.errors import DefinitionErrors

CONTRIBUTIONS = Path(__file__).parents[2] / "forms/definitions/contributions"


def now() -> datetime:
    return datetime(2026, 10, 15, 9, tzinfo=UTC)


PARTIES = ("AFG", "ALB", "AUT", "BEL", "BRA", "CHE", "CIV", "IRL", "NIU", "PSE", "ZMB")
OTHERS = ("ARE", "BDI")


@pytest.fixture
def whole(ledger: Ledger, tmp_path: Path) -> Context:
    """With all the states of the sample budget."""
    shutil.copytree(CONTRIBUTIONS, tmp_path / "forms/contributions")
    environment = {"CHANCERY_DATA": str(tmp_path / "data"), "CHANCERY_FORMS": str(tmp_path / "forms")}
    return dataclasses.replace(build_context(read_settings(environment)), ledger=ledger, now=now)


@pytest.fixture
def context(whole: Context) -> Context:
    """With few states, which is faster."""
    path = whole.settings.forms_dir / "contributions/states.csv"
    heading, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([heading, *(row for row in rows if row[:3] in PARTIES + OTHERS)]), encoding="utf-8")
    change_budget(whole, "[COL, ECU, GMB, MWI, VUT]", "[]")
    change_budget(whole, "[ARE, BDI, COG, ISR, MYS, RWA, SGP, THA, TUR, UKR, USA]", "[ARE, BDI]")
    return whole


def change_budget(context: Context, old: str, new: str) -> None:
    path = context.settings.forms_dir / "contributions/budget-2027.yaml"
    said = path.read_text(encoding="utf-8")
    assert old in said
    path.write_text(said.replace(old, new), encoding="utf-8")


def numbers_to(last: int) -> list[str]:
    return [f"AC-2027-{number:04d}" for number in range(1, last + 1)]


def test_every_state_gets_one_invoice_and_they_sum_to_the_budget(whole: Context) -> None:
    issued = issue_invoices(whole, "budget-2027")
    assert [invoice.number for invoice in issued.invoices] == numbers_to(129)
    assert (issued.new, issued.total_cents) == (129, 1_000_000_00)
    files = sorted(path.name for path in issued.folder.iterdir())
    assert files == [f"{invoice.number}_{invoice.debtor}.pdf" for invoice in issued.invoices]


def test_issuing_again_changes_nothing(context: Context) -> None:
    first = issue_invoices(context, "budget-2027")
    again = issue_invoices(context, "budget-2027")
    assert (again.new, again.invoices) == (0, first.invoices)
    with context.ledger.reading() as connection:
        assert len(audit.recent(connection, act="invoices issued")) == 1


def test_a_lost_pdf_is_printed_again_from_the_ledger_to_the_same_bytes(context: Context) -> None:
    issued = issue_invoices(context, "budget-2027")
    path = next(issued.folder.glob("*_CIV.pdf"))
    before = path.read_bytes()
    path.unlink()
    issue_invoices(context, "budget-2027")
    assert path.read_bytes() == before


def test_what_is_frozen_carries_its_digest_and_the_accents_of_names(whole: Context) -> None:
    by_state = {invoice.debtor: invoice for invoice in issue_invoices(whole, "budget-2027").invoices}
    with whole.ledger.reading() as connection:
        kept = invoices.of_budget(connection, "budget-2027")
    assert all(invoice.document["sha256"] == digest(invoice.document) for invoice in kept)
    assert by_state["CIV"].document["state"] == "Côte d'Ivoire"
    assert by_state["TUR"].document["state"] == "Türkiye"
    assert "non-member observer State" in by_state["PSE"].document["steps"][-1]


def change_ledger(context: Context, invoice: Invoice, **values: object) -> None:
    """Change an issued invoice as only who owns the database could, its guards taken away."""
    guards = {
        "sqlite": "drop trigger invoices_stay_changed",
        "postgresql": "alter table invoices disable trigger invoices_stay",
    }
    with context.ledger.writing() as connection:
        connection.execute(text(guards[context.ledger.engine.dialect.name]))
        connection.execute(update(invoices_table).where(invoices_table.c.id == invoice.id).values(**values))


@pytest.mark.parametrize(
    "values",
    [
        {"amount_cents": 1},
        {"number": "AC-2027-9999"},
        {"debtor": "XXX"},
        {"currency": "EUR"},
        {"issued_on": date(2026, 1, 1)},
        {"document": {"total": "1.00"}},
    ],
)
def test_an_invoice_changed_in_the_ledger_is_found_though_its_pdf_exists(
    context: Context, values: dict[str, object]
) -> None:
    one = issue_invoices(context, "budget-2027").invoices[0]
    document = values.get("document")
    change_ledger(context, one, **(values | {"document": {**one.document, **document}} if document else values))
    with pytest.raises(ConnectorError, match=r"AC-2027-\d+ is not as it was issued"):
        issue_invoices(context, "budget-2027")


def test_a_pdf_that_was_changed_is_named_and_left_alone(context: Context) -> None:
    issued = issue_invoices(context, "budget-2027")
    path = next(issued.folder.glob("*_CIV.pdf"))
    path.write_bytes(b"%PDF-1.7 another account")
    with pytest.raises(ConnectorError, match=r"_CIV\.pdf is not the file that was issued"):
        issue_invoices(context, "budget-2027")
    assert path.read_bytes() == b"%PDF-1.7 another account"


def test_a_lost_pdf_that_can_only_be_printed_otherwise_is_not_replaced(context: Context) -> None:
    issued = issue_invoices(context, "budget-2027")
    change_ledger(context, issued.invoices[0], pdf_sha256="0" * 64)  # as if another release of Typst had printed it
    path = next(issued.folder.glob("AC-2027-0001_*.pdf"))
    path.unlink()
    with pytest.raises(ConnectorError, match="lost and cannot be printed as it was issued"):
        issue_invoices(context, "budget-2027")
    assert not path.exists()


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("note: Please", "note: ཀ Please", "ཀ"),
        ("title: Assessed", "title: ཀ Assessed", "ཀ"),
    ],
)
def test_what_cannot_be_printed_is_named_before_anything_is_numbered(
    context: Context, old: str, new: str, named: str
) -> None:
    change_budget(context, old, new)
    with pytest.raises(ConnectorError, match=f"nothing was issued: invoice AC-2027-0001 to Afghanistan: .*{named}"):
        issue_invoices(context, "budget-2027")
    change_budget(context, new, old)
    assert issue_invoices(context, "budget-2027").invoices[0].number == "AC-2027-0001"


def test_the_last_state_that_cannot_be_printed_keeps_all_from_being_numbered(context: Context) -> None:
    states = context.settings.forms_dir / "contributions/states.csv"
    before = states.read_text(encoding="utf-8")
    states.write_text(before.replace("Zambia", "ཀ"), encoding="utf-8")
    with pytest.raises(ConnectorError, match="AC-2027-0013 to ཀ"):
        issue_invoices(context, "budget-2027")
    with context.ledger.reading() as connection:
        assert invoices.of_budget(connection, "budget-2027") == []
        assert audit.recent(connection, act="invoices issued") == []
    states.write_text(before, encoding="utf-8")
    issued = issue_invoices(context, "budget-2027")
    assert [invoice.number for invoice in issued.invoices] == numbers_to(13)


def test_printing_cut_off_after_numbering_is_finished_by_the_next_run(context: Context) -> None:
    blocked = context.settings.documents / "invoices/AC-2027-0010_IRL.pdf"
    blocked.mkdir(parents=True)  # writing in the middle of the list fails
    with pytest.raises(OSError, match="directory"):
        issue_invoices(context, "budget-2027")
    blocked.rmdir()
    issued = issue_invoices(context, "budget-2027")
    assert [invoice.number for invoice in issued.invoices] == numbers_to(13)
    assert (issued.new, issued.total_cents) == (0, 1_000_000_00)
    assert len(list(issued.folder.iterdir())) == 13


def test_two_that_issue_at_once_issue_once(context: Context) -> None:
    together = Barrier(2)

    def issue(_: int) -> Issued:
        together.wait()
        return issue_invoices(context, "budget-2027")

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(issue, range(2))
    assert sorted([first.new, second.new]) == [0, 13]
    assert first.invoices == second.invoices
    assert [invoice.number for invoice in first.invoices] == numbers_to(13)
    with context.ledger.reading() as connection:
        assert len(audit.recent(connection, act="invoices issued")) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("amount: 600000.00", "amount: 700000.00", "amounts, pools"),
        ("issued_on: 2026-10-15", "issued_on: 2026-10-16", "issued_on"),
        ("due_on: 2027-01-13", "due_on: 2027-02-13", "due_on"),
        ("pool: Secretariat", "pool: Office", "amounts, pools"),
        ("title: Assessed", "title: Contributions, assessed", "title"),
        ("bank: Example Bank", "bank: Another Bank", "payable_to"),
        ("[ARE, BDI]", "[BDI]", r"states \(ARE\)"),
    ],
)
def test_a_budget_changed_after_its_invoices_is_refused(context: Context, old: str, new: str, said: str) -> None:
    first = issue_invoices(context, "budget-2027")
    change_budget(context, old, new)
    with pytest.raises(ConnectorError, match=f"changed after its invoices were issued: .*{said}") as caught:
        issue_invoices(context, "budget-2027")
    assert "another name" not in str(caught.value)
    with context.ledger.reading() as connection:
        assert tuple(invoices.of_budget(connection, "budget-2027")) == first.invoices


def copy_budget(context: Context, name: str, *changes: tuple[str, str]) -> None:
    """A second budget, like the first but for its name and the changes."""
    folder = context.settings.forms_dir / "contributions"
    said = (folder / "budget-2027.yaml").read_text(encoding="utf-8")
    for old, new in (("budget: budget-2027", f"budget: {name}"), *changes):
        assert old in said
        said = said.replace(old, new)
    (folder / f"{name}.yaml").write_text(said, encoding="utf-8")


def test_a_copy_that_kept_its_old_name_bills_nobody_and_says_so(context: Context) -> None:
    copy_budget(context, "budget-2028")
    path = context.settings.forms_dir / "contributions/budget-2028.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("budget-2028", "budget-2027"), encoding="utf-8")
    with pytest.raises(DefinitionErrors, match="'budget-2027' is not its file's name"):
        issue_invoices(context, "budget-2028")


def test_a_pool_is_billed_once_a_year_whatever_the_budget_is_called(context: Context) -> None:
    issue_invoices(context, "budget-2027")
    copy_budget(
        context, "budget-2027-b", ("amount: 600000.00", "amount: 700000.00"), ("pool: Conf", "pool: Second conf")
    )
    with pytest.raises(ConnectorError, match="'Secretariat' of 2027 was billed with 'budget-2027' already"):
        issue_invoices(context, "budget-2027-b")
    with context.ledger.reading() as connection:
        assert invoices.of_budget(connection, "budget-2027-b") == []


def test_other_pools_of_the_year_go_on_in_its_numbers_and_another_year_begins_anew(context: Context) -> None:
    issue_invoices(context, "budget-2027")
    copy_budget(context, "extra", ("pool: Secretariat", "pool: Review"), ("pool: Conf", "pool: Second conf"))
    assert issue_invoices(context, "extra").invoices[0].number == "AC-2027-0014"
    copy_budget(context, "budget-2028", ("year: 2027", "year: 2028"))
    assert issue_invoices(context, "budget-2028").invoices[0].number == "AC-2028-0001"


def test_a_form_called_invoices_takes_no_number_of_an_invoice(context: Context) -> None:
    with context.ledger.writing() as connection:
        assert [numbers.next_number(connection, series) for series in ("invoices-2027", "invoices")] == [1, 1]
    assert issue_invoices(context, "budget-2027").invoices[0].number == "AC-2027-0001"


def test_a_number_that_is_taken_is_said_and_the_numbers_are_given_back(context: Context) -> None:
    issue_invoices(context, "budget-2027")
    others = (("pool: Secretariat", "pool: Review"), ("pool: Conf", "pool: Second conf"))
    copy_budget(context, "extra", ('"AC-{year}-{number:04d}"', '"AC-2027-{number:04d}"'), *others)
    with pytest.raises(ConnectorError, match="AC-2027-0001 is the number of an invoice of 'budget-2027' already"):
        issue_invoices(context, "extra")
    copy_budget(context, "extra", ('"AC-{year}-{number:04d}"', '"EX-{number}"'), *others)
    given = [invoice.number for invoice in issue_invoices(context, "extra").invoices]
    assert given == [f"EX-{number}" for number in range(1, 14)]


def test_a_budget_that_cannot_be_shared_leaves_nothing_behind(context: Context) -> None:
    change_budget(context, "amount: 400000.00", "amount: 400.00")
    with pytest.raises(ConnectorError, match="floors"):
        issue_invoices(context, "budget-2027")
    with context.ledger.reading() as connection:
        assert invoices.of_budget(connection, "budget-2027") == []


def test_the_register_says_what_was_issued_and_adds_up_to_the_budget(context: Context) -> None:
    issued = issue_invoices(context, "budget-2027")
    rows = list(load_workbook(issued.register)["Register"].iter_rows(min_row=4, values_only=True))
    assert rows[0] == (
        "Number",
        "State",
        "ISO 3166",
        "Secretariat",
        "Conference of States Parties",
        "Total USD",
        "Issued",
        "Due",
        "Document",
    )
    assert len(rows) == 1 + 13 + 1
    assert rows[-1] == ("Total", None, None, 600_000, 400_000, 1_000_000, None, None, None)
    assert all((issued.folder / str(row[-1])).is_file() for row in rows[1:-1])


def test_the_register_is_what_was_frozen(context: Context) -> None:
    issued = issue_invoices(context, "budget-2027")
    rows = list(load_workbook(issued.register)["Register"].iter_rows(min_row=5, max_row=17, values_only=True))
    for invoice, row in zip(issued.invoices, rows, strict=True):
        cents = {line["pool"]: line["cents"] for line in invoice.document["lines"]}
        assert round(100 * row[3]) == cents.get("Secretariat", 0)
        assert round(100 * row[4]) == cents["Conference of States Parties"]
        assert round(100 * row[5]) == invoice.amount_cents == sum(cents.values()) == invoice.document["total_cents"]


def test_rates_are_printed_as_they_are(context: Context) -> None:
    change_budget(context, "percent: 0.011", "percent: 0.0114")
    by_state = {invoice.debtor: invoice.document for invoice in issue_invoices(context, "budget-2027").invoices}
    assert by_state["PSE"]["lines"][0]["rate"] == "0.0114"
    assert "the rate of 0.0114 % is" in by_state["PSE"]["steps"][0]
    assert by_state["ALB"]["lines"][0]["rate"] == "0.010"
