"""A form written out as a plain tree and as YAML reads as the same form."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from made_forms import PATH, forms

from forms.definition import Form
from forms.load import load_form
from forms.reading.form import read_form
from forms.reading.yaml_lines import read_yaml
from forms.tree import placed, plain
from forms.writing.plain_form import tree
from forms.writing.yaml_text import to_yaml

DEFINITIONS = Path(__file__).parents[2] / "forms" / "definitions"
SHIPPED = sorted(path.parent.name for path in DEFINITIONS.glob("*/form.yaml"))


def folder_of(name: str, folder: Path) -> Path:
    """A folder for a copy of a shipped form, with the lists beside it."""
    target = folder / name
    target.mkdir()
    for path in (DEFINITIONS / name).glob("*.csv"):
        shutil.copy(path, target)
    return target


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_form_is_the_same_once_written_out(name: str, tmp_path: Path) -> None:
    form = load_form(DEFINITIONS / name / "form.yaml")
    path = folder_of(name, tmp_path) / "form.yaml"
    path.write_text(to_yaml(tree(form)), encoding="utf-8")
    assert load_form(path) == form
    assert plain(read_yaml(path)) == tree(form)
    assert to_yaml(tree(load_form(path))) == path.read_text(encoding="utf-8")


@given(form=forms())
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_any_form_is_the_same_as_its_tree_and_its_yaml(form: Form, tmp_path_factory: pytest.TempPathFactory) -> None:
    written = tree(form)
    assert read_form(placed(written, "1"), PATH) == form
    path = tmp_path_factory.mktemp("made") / "form.yaml"
    path.write_text(to_yaml(written), encoding="utf-8", newline="")
    assert plain(read_yaml(path)) == written
    assert read_form(read_yaml(path), PATH) == form


def test_yaml_is_written_as_people_write_it() -> None:
    written = to_yaml(
        {
            "form": "side-event",
            "version": "1",
            "languages": ["en", "fr"],
            "title": {"en": "Side event", "fr": "Événement parallèle"},
            "closes": "2099-01-15 18:00",
            "sections": [
                {
                    "section": "event",
                    "questions": [
                        {"question": "a", "type": "yes_no", "label": "1", "required": "yes", "min": "5"},
                        {"question": "b", "label": "two\nlines", "show_if": {"question": "a", "is": "yes"}},
                        {"question": "c", "choices": [{"value": "yes", "label": "Yes: all"}]},
                    ],
                }
            ],
        }
    )
    assert (
        written
        == """\
form: side-event
version: 1
languages: [en, fr]
title:
  en: Side event
  fr: Événement parallèle
closes: 2099-01-15 18:00

sections:
  - section: event
    questions:
      - question: a
        type: yes_no
        label: '1'
        required: yes
        min: 5
      - question: b
        label: |-
          two
          lines
        show_if:
          question: a
          is: yes
      - question: c
        choices:
          - value: 'yes'
            label: 'Yes: all'
"""
    )
