"""A definition as it was written, whatever it was written in: words, lists and texts that know their place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Blank(NamedTuple):
    """A cell that says nothing: where it is, and what is told where it has to say something."""

    where: str
    cause: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Value:
    """A part of a definition: a mapping, a list, or a text as it was written, and where: "12" or "survey!C5"."""

    where: str
    content: "dict[str, Value] | list[Value] | str"
    blanks: Mapping[str, Blank] = field(default_factory=dict, compare=False, repr=False)  # of a workbook, by word

    def part(self, word: str) -> "Value":
        """What stands under `word`, or this value itself: the nearest place to point at."""
        return self.content.get(word, self) if isinstance(self.content, dict) else self

    def list_under(self, word: str) -> "list[Value]":
        """The items of the list under `word`; none where there is no such list."""
        inner = self.content.get(word) if isinstance(self.content, dict) else None
        return inner.content if inner is not None and isinstance(inner.content, list) else []


def plain(value: Value) -> object:
    """The same without places: dicts, lists and texts."""
    if isinstance(value.content, dict):
        return {word: plain(inner) for word, inner in value.content.items()}
    if isinstance(value.content, list):
        return [plain(inner) for inner in value.content]
    return value.content


def placed(content: object, where: str = "") -> Value:
    """A plain tree as one whose every part stands at `where`."""
    if isinstance(content, dict):
        return Value(where, {str(word): placed(inner, where) for word, inner in content.items()})
    if isinstance(content, list):
        return Value(where, [placed(inner, where) for inner in content])
    return Value(where, str(content))
