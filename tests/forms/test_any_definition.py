"""However a definition is garbled, what comes of it is a form or a list of mistakes, and nothing else."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from grant_form import GRANT, NOW, write_form
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.definition import Form
from forms.errors import DefinitionError, DefinitionErrors
from forms.load import load_form
from forms.schema import compile_form

LINES = GRANT.splitlines()
ODD = st.sampled_from(
    ["[]", "{}", "null", "''", "[a, b]", "{a: b}", "- x", "5", "yes", "NaN", "{en: [1]}", "a: b", "\t"]
)
KINDS = st.sampled_from(["drop", "repeat", "word", "value"])
CHANGES = st.lists(st.tuples(st.integers(0, len(LINES) - 1), KINDS, st.integers(0, 9), ODD), min_size=1, max_size=4)


def garbled(lines: list[str], line: int, kind: str, nth: int, odd: str) -> Iterator[str]:
    """The lines with one thing changed in one of them."""
    for number, text in enumerate(lines):
        if number != line:
            yield text
        elif kind == "repeat":
            yield from (text, text)
        elif kind != "drop":
            pattern = r"\w+" if kind == "word" else r"(?<=: )[^,}]+"
            found = list(re.finditer(pattern, text)) or [re.match("", text)]
            match = found[nth % len(found)]
            assert match is not None
            yield text[: match.start()] + odd + text[match.end() :]


@pytest.fixture(scope="module")
def path() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield write_form(Path(folder))


def outcome(path: Path) -> tuple[Form | None, tuple[DefinitionError, ...]]:
    """The form, or its mistakes."""
    try:
        return load_form(path), ()
    except DefinitionErrors as found:
        return None, found.errors


@given(changes=CHANGES)
@settings(max_examples=150)
def test_a_garbled_definition(path: Path, changes: list[tuple[int, str, int, str]]) -> None:
    lines = LINES
    for change in changes:
        lines = list(garbled(lines, *change))
    path.write_text("\n".join(lines), encoding="utf-8")
    form, mistakes = outcome(path)
    assert (form is None) is bool(mistakes)
    assert all(1 <= int(one.where) <= len(lines) + 1 and one.cause and one.remedy for one in mistakes)
    if form is not None:
        checked = compile_form(form).check({}, NOW)
        assert (checked.answers is None) is bool(checked.problems)
