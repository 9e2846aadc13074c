"""A tab for readers of Arabic begins at the right; from then on staff turn it as they like."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from emulators.google.emulator import Emulator
from openpyxl import load_workbook
from sheet_places import KEY, Place

from connectors.ports import SheetRow

Make = Callable[..., SheetRow]


@pytest.mark.parametrize("wanted", [True, False])
def test_a_workbook(excel: Place, proposal: Make, wanted: bool) -> None:
    excel.backend.upsert(replace(excel.spec, right_to_left=wanted), [proposal("1")])
    path = excel.backend.where(excel.spec)
    assert bool(load_workbook(path)[excel.spec.tab].sheet_view.rightToLeft) is wanted
    excel.backend.upsert(replace(excel.spec, right_to_left=not wanted), [proposal("1"), proposal("2")])
    assert bool(load_workbook(path)[excel.spec.tab].sheet_view.rightToLeft) is wanted


@pytest.mark.parametrize("wanted", [True, False])
def test_a_spreadsheet(google: Place, proposal: Make, sheets_api: Emulator, wanted: bool) -> None:
    for turned in (wanted, not wanted):
        google.backend.upsert(replace(google.spec, right_to_left=turned), [proposal("1")])
        assert sheets_api.book(KEY).tab(google.spec.tab).facts.get("rightToLeft", False) is wanted
