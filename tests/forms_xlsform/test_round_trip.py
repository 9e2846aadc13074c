"""A form written as a workbook and read again is the same form."""

from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from made_forms import PATH, forms
from test_plain_form import DEFINITIONS, SHIPPED, folder_of

from forms.definition import Form
from forms.load import load_form
from forms.reading.form import read_form
from forms.writing.plain_form import tree
from forms.writing.yaml_text import to_yaml
from forms.xlsform.workbook import read_workbook
from forms.xlsform.writing import write_workbook


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_form_is_the_same_as_a_workbook(name: str, tmp_path: Path) -> None:
    form = load_form(DEFINITIONS / name / "form.yaml")
    path = folder_of(name, tmp_path) / "form.xlsx"
    path.write_bytes(write_workbook(form))
    again = load_form(path)
    assert again == form
    assert to_yaml(tree(again)) == to_yaml(tree(form))


@given(form=forms())
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_any_form_is_the_same_as_a_workbook(form: Form, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("made") / "form.xlsx"
    path.write_bytes(write_workbook(form))
    assert read_form(read_workbook(path), PATH) == form


@given(form=forms())
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
def test_no_text_becomes_a_formula(form: Form, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("made") / "form.xlsx"
    path.write_bytes(write_workbook(form))
    book = openpyxl.load_workbook(path)
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]


def test_a_text_that_no_cell_can_hold_is_told(tmp_path: Path) -> None:
    form = load_form(DEFINITIONS / "side-event" / "form.yaml")
    from dataclasses import replace

    from forms.definition import Text

    with pytest.raises(ValueError, match="32,767"):
        write_workbook(replace(form, intro=Text({"en": "x" * 40_000})))
