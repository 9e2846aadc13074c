"""The kinds of columns: how cells become a part of a definition, and a part cells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.definition import LANGUAGES
from forms.rules.conditions import TESTS
from forms.tree import Blank, Value
from forms.xlsform.cells import in_list, in_pairs, in_test, listed, may_be_empty, paired, tested
from forms.xlsform.headers import TITLES

WITH_TEST = "_is"
"""What a column's companion is called, which says the test of a simple rule."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing of a sheet: the cells of its words, by language where there is one."""

    where: str
    number: int
    cells: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)  # of the sheet's columns, by word

    def cell(self, word: str) -> Value | None:
        """The cell under a word; None where it is empty."""
        return next(iter(self.cells.get(word, {}).values()), None)

    def said(self, word: str) -> str:
        """What it says; empty for an empty one."""
        cell = self.cell(word)
        return str(cell.content) if cell is not None else ""

    def at(self, word: str) -> str:
        """Where the cell under a word is, whatever it says; the row, where there is no such column."""
        sheet = self.where.partition("!")[0]
        return f"{sheet}!{self.letters[word]}{self.number}" if word in self.letters else self.where

    def blank(self, word: str) -> Blank:
        """What is told where a cell has to say something and does not."""
        if word + WITH_TEST in self.cells:
            where = self.at(word if word in self.letters else word + WITH_TEST)
            return Blank(where, f"`{word}` is blank.", f"Name the question there, under {word!r}.")
        if word not in self.letters:
            return Blank(self.where, f"there is no column {word!r}.", "Add it, and write into this row what it says.")
        return Blank(self.at(word), f"the {word} is blank.", "Write it into this cell.")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of column."""

    read: Callable[[Row, str], Value | None]
    write: Callable[[Any], dict[str, str]]  # what stands behind the header's word -> the cell's text


def _word(row: Row, word: str) -> Value | None:
    return row.cell(word)


def _text(row: Row, word: str) -> Value | None:
    cells = row.cells.get(word, {})
    found = {language: cell for language, cell in cells.items() if language in LANGUAGES}
    return Value(next(iter(found.values())).where, dict(found)) if found else None


def _text_cells(part: Any) -> dict[str, str]:
    by_language = {"en": part} if isinstance(part, str) else part
    return {f"::{TITLES[code]}": said for code, said in by_language.items()}


def _list(row: Row, word: str) -> Value | None:
    cell = row.cell(word)
    return None if cell is None else Value(cell.where, [Value(cell.where, one) for one in listed(str(cell.content))])


def _pairs(row: Row, word: str) -> Value | None:
    cell = row.cell(word)
    pairs = None if cell is None else paired(str(cell.content))
    if cell is None or pairs is None:
        return cell
    return Value(cell.where, {left: Value(cell.where, right) for left, right in pairs.items()})


def _pairs_cells(part: Any) -> dict[str, str]:
    return {"": part if isinstance(part, str) else in_pairs(part)}


def _rule(row: Row, word: str) -> Value | None:
    cell, companion = row.cell(word), row.cell(word + WITH_TEST)
    if companion is None:
        return cell
    test, value = tested(str(companion.content))
    many = [Value(companion.where, one) for one in value] if isinstance(value, list) else value
    said = {test: Value(companion.where, many)}
    words = {"question": cell, **said} if cell is not None else said
    return Value(companion.where, words, {"question": row.blank(word)})


def _rule_cells(part: Any) -> dict[str, str]:
    if isinstance(part, str):
        return {"": part}
    test = next(word for word in TESTS if word in part)
    return {"": part["question"], WITH_TEST: in_test(test, part[test])}


def _plain_cells(part: Any) -> dict[str, str]:
    return {"": part}


def _list_cells(part: Any) -> dict[str, str]:
    return {"": in_list([part] if isinstance(part, str) else part)}


KINDS: dict[str, Kind] = {
    "word": Kind(_word, _plain_cells),
    "number": Kind(_word, _plain_cells),
    "flag": Kind(_word, _plain_cells),
    "text": Kind(_text, _text_cells),
    "list": Kind(_list, _list_cells),
    "pairs": Kind(_pairs, _pairs_cells),
    "rule": Kind(_rule, _rule_cells),
}
"""Kind of column -> how it is read and written."""


def attribute(cell: Value) -> Value:
    """The cell of a choice's further column."""
    return Value(cell.where, may_be_empty(str(cell.content)))
