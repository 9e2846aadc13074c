"""Reads tables that stand in CSV files: rows that know their line, and every mistake of the file located."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from forms.errors import DefinitionError, DefinitionErrors

MAX_BYTES = 10_000_000
SEPARATORS = ",;\t"  # Excel writes semicolons where the comma stands before decimals


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file and its cells by heading, without spaces around."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The headings and the rows below them; a blank line is a row of empty cells, so that rows can be counted."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def read_csv(path: Path) -> Table:
    """The table in a CSV file (UTF-8; commas, semicolons or tabs). Raises DefinitionErrors."""
    try:
        with path.open("rb") as file:
            return table_of(file.read(MAX_BYTES + 1), path)
    except OSError as fault:
        raise _wrong(path, f"cannot be read: {fault.strerror}.", "Put the file there.") from None


def table_of(data: bytes, path: Path) -> Table:
    """The same of what a file holds; `path` is what mistakes call it. Raises DefinitionErrors."""
    lines = list(_lines(path, _text(path, data)))
    headings = [heading.strip() for heading in lines[0][1]] if lines else []
    if not any(headings):
        raise DefinitionErrors(
            (DefinitionError(path, "1", "file", "has no headings.", "Write them in the first line."),)
        )
    errors = [*_twice(path, headings), *_ragged(path, lines[1:], len(headings))]
    if errors:
        raise DefinitionErrors(tuple(errors))
    return Table(tuple(headings), tuple(_row(line, headings, cells) for line, cells in lines[1:]))


def _text(path: Path, data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _wrong(path, f"has more than {MAX_BYTES:,} bytes.", "Make it smaller.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        cause = f"byte {fault.start} is not UTF-8."
        raise _wrong(path, cause, 'Save the file as UTF-8 (in Excel: "CSV UTF-8").', line) from None


def _lines(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins."""
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(SEPARATORS, key=first.count), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as fault:
        raise _wrong(path, f"not CSV: {fault}.", "Mend this line or the one before.", begins) from None


def _row(line: int, headings: list[str], cells: list[str]) -> Row:
    padded = cells or [""] * len(headings)
    return Row(line, {heading: cell.strip() for heading, cell in zip(headings, padded, strict=True)})


def _twice(path: Path, headings: list[str]) -> Iterator[DefinitionError]:
    for heading, count in Counter(headings).items():
        if count > 1:
            yield DefinitionError(path, "1", "headings", f"{heading!r} stands {count} times.", "Keep one of them.")


def _ragged(path: Path, lines: list[tuple[int, list[str]]], width: int) -> Iterator[DefinitionError]:
    for line, cells in lines:
        if cells and len(cells) != width:
            cause = f"has {len(cells)} cells under {width} headings."
            yield DefinitionError(path, str(line), "row", cause, "Put a text that holds the separator into quotes.")


def _wrong(path: Path, cause: str, remedy: str, line: int = 1) -> DefinitionErrors:
    return DefinitionErrors((DefinitionError(path, str(line), "file", cause, remedy),))
