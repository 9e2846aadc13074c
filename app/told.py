"""What somebody answered, section by section, as people read it: for the page where it is checked, and for copies."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.definition import Question, Section
from forms.types.answers import at, shown

UNTOLD = frozenset({"note", "hidden"})
"""Types of which there is nothing to tell."""
LEFT_TO_RIGHT = frozenset({"email", "phone", "url", "integer", "decimal", "money", "geopoint", "reference"})
"""Types whose answers are written from left to right in every language."""


@dataclass(frozen=True, slots=True)
class Line:
    """A question and its answer; a table has `rows` of cells under `heads`, and totals."""

    path: str
    label: str
    text: str = ""  # empty where nothing was answered
    is_left_to_right: bool = False
    files: tuple[tuple[str, int], ...] = ()  # name and bytes
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    totals: tuple[tuple[str, str], ...] = ()  # label and amount


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its lines."""

    name: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """Canonical answers, the paths that were not asked for, and the language they are told in."""

    answers: Mapping[str, Any]
    hidden: Collection[str]
    language: str

    def parts(self, sections: Iterable[Section]) -> tuple[Part, ...]:
        """The sections with the questions that were asked, answered or not."""
        parts = (
            Part(one.name, one.title.in_language(self.language), tuple(self.lines(one.questions))) for one in sections
        )
        return tuple(part for part in parts if part.lines)

    def lines(self, questions: Iterable[Question], before: str = "", called: str = "") -> Iterator[Line]:
        """The lines of some questions; those of a group say whose they are."""
        for question in questions:
            path, label = before + question.name, called + question.label.in_language(self.language)
            if path in self.hidden or question.type in UNTOLD:
                continue
            if question.type == "group":
                yield from self.lines(question.questions, f"{path}.", f"{label}: ")
                continue
            line = _line(question, path, label, at(self.answers, path), self.language)
            if line.text or question.type != "calculated":
                yield line


def _line(question: Question, path: str, label: str, answer: Any, language: str) -> Line:
    if question.type == "file":
        files = tuple((str(one["name"]), int(one["size"])) for one in answer or ())
        return Line(path, label, "; ".join(name for name, _ in files), files=files)
    if question.type == "table":
        return _table(question, path, label, answer or {}, language)
    if question.type == "matrix":
        cells = _cells(question.questions, answer or {}, language)
        heads = [one.label.in_language(language) for one in question.questions]
        said = tuple(pair for pair in zip(heads, cells, strict=True) if pair[1])
        return Line(path, label, "; ".join(cells).strip("; "), rows=said)
    text = shown(question, answer, language) if answer not in (None, []) else ""
    return Line(path, label, text, is_left_to_right=(question.result or question.type) in LEFT_TO_RIGHT)


def _table(table: Question, path: str, label: str, answer: Mapping[str, Any], language: str) -> Line:
    columns = [one for one in table.questions if one.type not in UNTOLD]
    rows = tuple(_cells(columns, row, language) for row in answer.get("rows", ()))
    by_name = {column.name: column for column in columns}
    totals = tuple(
        (one.label.in_language(language), shown(by_name[one.sum], amount, language))
        for one in table.totals
        if rows and (amount := answer.get("totals", {}).get(one.name)) is not None
    )
    heads = tuple(one.label.in_language(language) for one in columns)
    return Line(path, label, str(len(rows)) if rows else "", heads=heads, rows=rows, totals=totals)


def _cells(columns: Iterable[Question], row: Mapping[str, Any], language: str) -> tuple[str, ...]:
    return tuple(shown(one, row.get(one.name), language) for one in columns)
