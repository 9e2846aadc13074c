"""Budgets: read with their tables, and every mistake located."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from forms.errors import DefinitionErrors
from forms.reading.budget import check_budgets, load_budget

CONTRIBUTIONS = Path(__file__).parents[2] / "forms/definitions/contributions"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(CONTRIBUTIONS, tmp_path / "contributions")
    return tmp_path


def test_the_budget_is_read_with_its_states_and_rates(folder: Path) -> None:
    budget = load_budget(folder, "budget-2027")
    assert [pool.amount_cents for pool in budget.pools] == [600_000_00, 400_000_00]
    assert budget.due_on == date(2027, 1, 13)
    assert budget.rates["PSE"] == Decimal("0.011")
    assert set(budget.rate_reasons) == {"PSE", "NIU"}
    assert {"GMB", "COL"} <= set(budget.parties)  # named by the budget: their day is not known


def test_parties_are_those_in_force_on_the_day(folder: Path) -> None:
    path = folder / "contributions/budget-2027.yaml"
    text = path.read_text(encoding="utf-8").replace("status_on: 2026-09-30", "status_on: 2021-10-15")
    path.write_text(text.replace("[COL, ECU, GMB, MWI, VUT]", "[]"), encoding="utf-8")
    assert len(load_budget(folder, "budget-2027").parties) == 110


MISTAKES = [
    ("budget: budget-2027", "budget: budget-2026", "'budget-2026' is not its file's name"),
    ("scale: 2025-2027 ", "scale: 2031-2033 ", "no column '2031-2033'"),
    ("scale: 2025-2027 ", "scale: member_state ", "no column 'member_state'"),
    ("scale: 2025-2027 ", "scale: [2025-2027] ", "is not a single text"),
    ("due_on: 2027-01-13", "due_on: soon", "'soon' is no day"),
    ("due_on: 2027-01-13", "due_on: 20270113", "'20270113' is no day"),
    ("due_on: 2027-01-13", "due_on: 2026-10-14", "2026-10-14 is before `issued_on`"),
    ("amount: 600000.00", "amount: 600000.005", "parts of a cent"),
    ("amount: 600000.00", "amount: 0", "amount: is 0"),
    ("amount: 600000.00", "amount: -5", "-5 is below 0"),
    ("floor: 100.00 ", "floor: -1 ", "-1 is below 0"),
    ("ceiling: 22 ", "ceiling: 0 ", "0 % is not above 0"),
    ("ceiling: 22 ", "ceiling: 101 ", "101 % is not above 0"),
    ("pool: Conference of States Parties", "pool: Secretariat", "'Secretariat' stands twice"),
    ("pool: Conference of States Parties", "pool:", "'pool' is empty"),
    ("year: 2027", "year: next", "'next' is not a number"),
    ("year: 2027", "year: 27", "not a whole number from 1900"),
    ("currency: USD", "currency: DOLLARS", "is no currency"),
    ("currency: USD", "currency: JPY", "not counted in hundredths"),
    ('"AC-{year}-{number:04d}"', '"AC-{year}"', "cannot be filled in"),
    ('"AC-{year}-{number:04d}"', '"../{year}/{number}"', "cannot be filled in"),
    ('"AC-{year}-{number:04d}"', '"AC-{number:x}"', "cannot be filled in"),
    ('"AC-{year}-{number:04d}"', f'"{"A" * 50}{{number}}"', "more than 50 characters"),
    ("[COL, ECU,", "[XXX, ECU,", "no state 'XXX'"),
    ("[COL, ECU,", "[COL, COL, ECU,", "'COL' stands twice"),
    ("[ARE, BDI,", "[ARE, ARE, BDI,", "'ARE' stands twice"),
    ("[ARE, BDI,", "[ARE, AUT, BDI,", "'AUT' is a State Party on 2026-09-30 already"),
    ("participants: all ", "participants: some ", "'some'"),
    ("{percent: 0.001, why:", "{percent: 0.001, because:", "'because'"),
    ("{percent: 0.001, why:", "{percent: 0, why:", "0 % is not above 0"),
    ("NIU: {", "NUI: {", "no state 'NUI'"),
    ("  NIU: {", "  # NIU: {", "NIU shares a pool but has no rate"),
    ("iban: CH93 0076 2011 6238 5295 7", "iban: CH93 0076 2011 6238 5295 8", "is no IBAN"),
    ("bic: EXAMCHGGXXX", "bic: EXAM", "is no BIC"),
    ("note: Please", "remark: Please", "'note' is missing"),
]


@pytest.mark.parametrize(("old", "new", "said"), MISTAKES)
def test_mistakes_are_located(folder: Path, old: str, new: str, said: str) -> None:
    path = folder / "contributions/budget-2027.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionErrors) as caught:
        load_budget(folder, "budget-2027")
    assert said in str(caught.value)
    assert all(int(error.where) > 0 and error.remedy for error in caught.value.errors)


def test_a_budget_needs_pools(folder: Path) -> None:
    path = folder / "contributions/budget-2027.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("pools:")] + "pools: []\n" + text[text.index("payable_to:") :], encoding="utf-8")
    with pytest.raises(DefinitionErrors, match="pools: are empty"):
        load_budget(folder, "budget-2027")


TABLE_MISTAKES = [
    ("states.csv", "AFG,Afghanistan,state_party,2020-10-27", "AFG,Afghanistan,state_party,27.10.2020", 2, "is no day"),
    ("states.csv", "ALB,Albania,state_party", "ALB,Albania,party", 3, "no status 'party'"),
    ("states.csv", "ALB,Albania,", "AFG,Albania,", 3, "AFG stands on line 2 too"),
    ("states.csv", "ALB,Albania,", "Alb,Albania,", 3, "'Alb' is no code"),
    ("states.csv", "ALB,Albania,", "ALB,,", 3, "no name"),
    ("states.csv", "ALB,Albania,state_party,2014-12-24", "ALB,Albania", 3, "2 cells under 4 headings"),
    ("states.csv", "iso3,state,status", "iso3,name,status", 1, "there is no state"),
    ("un_scale.csv", "0.007,0.006,0.005", "0.007,0.006,low", 2, "'low' is no rate"),
    ("un_scale.csv", "0.007,0.006,0.005", "0.007,0.006,-1", 2, "'-1' is no rate"),
    ("un_scale.csv", "ALB,Albania", "AFG,Albania", 3, "AFG stands on line 2 too"),
    ("un_scale.csv", "AFG,Afghanistan", 'AFG,"Afghanistan', 2, "not CSV"),
]


@pytest.mark.parametrize(("table", "old", "new", "line", "said"), TABLE_MISTAKES)
def test_mistakes_of_the_tables_are_located(folder: Path, table: str, old: str, new: str, line: int, said: str) -> None:
    path = folder / "contributions" / table
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionErrors, match=said) as caught:
        load_budget(folder, "budget-2027")
    assert (path, str(line)) in [(error.file, error.where) for error in caught.value.errors]


@pytest.mark.parametrize("table", ["states.csv", "un_scale.csv"])
@pytest.mark.parametrize(
    ("data", "said"),
    [(None, "cannot be read"), (b"", "no headings"), (b"iso3\nC\xf4te\n", "2: file: byte 6 is not UTF-8")],
)
def test_a_table_that_cannot_be_read_is_said(folder: Path, table: str, data: bytes | None, said: str) -> None:
    path = folder / "contributions" / table
    path.unlink()
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(DefinitionErrors, match=said):
        load_budget(folder, "budget-2027")


def test_tables_saved_by_a_spreadsheet_program_are_read_too(folder: Path) -> None:
    before = load_budget(folder, "budget-2027")
    for table in (folder / "contributions").glob("*.csv"):
        text = table.read_text(encoding="utf-8").replace(",", ";").replace("\n", "\r\n")
        table.write_text(text + "\r\n", encoding="utf-8-sig", newline="")
    assert load_budget(folder, "budget-2027") == before


@pytest.mark.parametrize("name", ["budget-1999", "../contributions/budget-2027", "", "states"])
def test_a_budget_that_is_not_there_is_said_with_those_that_are(folder: Path, name: str) -> None:
    with pytest.raises(DefinitionErrors, match="budget-2027"):
        load_budget(folder, name)


def test_all_budgets_are_checked_with_every_mistake(folder: Path) -> None:
    assert list(check_budgets(folder)) == ["budget-2027"]
    text = (folder / "contributions/budget-2027.yaml").read_text(encoding="utf-8")
    (folder / "contributions/budget-2028.yaml").write_text(text, encoding="utf-8")
    (folder / "contributions/budget-2029.yaml").write_bytes(b"")
    with pytest.raises(DefinitionErrors) as caught:
        check_budgets(folder)
    assert [error.file.name for error in caught.value.errors] == ["budget-2028.yaml", "budget-2029.yaml"]
    assert check_budgets(folder / "nowhere") == {}
