"""The documents name every setting, command, question type and screening test there is."""

from pathlib import Path

import click
import pytest

from app.config import SETTING_NAMES
from app.domain.eligibility import TESTS
from connectors.sources import SOURCES
from forms.questions import QUESTION_TYPES
from jobs.cli import chancery

DOCS = Path(__file__).parents[2] / "docs"


def commands(group: click.Group, before: str = "chancery") -> list[str]:
    found = []
    for name, command in group.commands.items():
        path = f"{before} {name}"
        found += commands(command, path) if isinstance(command, click.Group) else [path]
    return found


@pytest.mark.parametrize("name", SETTING_NAMES)
def test_every_setting_is_documented(name: str) -> None:
    assert f"| `{name}` |" in (DOCS / "operations.md").read_text()


@pytest.mark.parametrize("command", commands(chancery))
def test_every_command_is_documented(command: str) -> None:
    assert f"| `{command}` |" in (DOCS / "operations.md").read_text()


@pytest.mark.parametrize("word", [*QUESTION_TYPES, *TESTS, *SOURCES])
def test_every_word_of_the_language_is_documented(word: str) -> None:
    assert f"`{word}`" in (DOCS / "forms.md").read_text()
