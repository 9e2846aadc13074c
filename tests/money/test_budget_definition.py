"""Budgets: read with their tables, and every mistake located."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from forms.budget import load_budget
from forms.errors import DefinitionErrors

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


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("scale: 2025-2027 ", "scale: 2031-2033 ", "no column"),
        ("due_on: 2027-01-13", "due_on: soon", "is no day"),
        ("amount: 600000.00", "amount: 600000.005", "parts of a cent"),
        ("[COL, ECU,", "[XXX, ECU,", "no state 'XXX'"),
        ("participants: all ", "participants: some ", "'some'"),
        ("{percent: 0.001, why:", "{percent: 0.001, because:", "'because'"),
        ("note: Please", "remark: Please", "'note' is missing"),
    ],
)
def test_mistakes_are_located(folder: Path, old: str, new: str, said: str) -> None:
    path = folder / "contributions/budget-2027.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionErrors) as caught:
        load_budget(folder, "budget-2027")
    assert said in str(caught.value)
    assert all(error.line > 0 and error.remedy for error in caught.value.errors)


def test_a_budget_that_is_not_there_is_said_with_those_that_are(folder: Path) -> None:
    with pytest.raises(DefinitionErrors, match="budget-2027"):
        load_budget(folder, "budget-1999")
