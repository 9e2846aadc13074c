"""The sheet of a definition file: workbook, tab and columns that a spreadsheet can take."""

import re
from collections.abc import Iterable, Mapping

from forms.definition import Column, Question, Sheet
from forms.reader import Reader, near
from forms.yaml_lines import Value

FORMATS = ("text", "integer", "decimal", "money", "date", "datetime", "yes_no")
NUMBERS = frozenset({"integer", "decimal", "money"})
TIME, COUNT = frozenset({"date", "datetime"}), frozenset({"integer", "decimal"})
LEDGER_WORDS: Mapping[str, frozenset[str]] = {
    "$reference": frozenset(),
    "$received": TIME,
    "$updated": TIME,
    "$version": COUNT,
    "$language": frozenset(),
    "$source": frozenset(),
}
"""What a column may take from the ledger -> the formats it can have besides text."""

ANSWER_FORMATS: Mapping[str, frozenset[str]] = {
    "integer": NUMBERS,
    "decimal": NUMBERS - {"integer"},
    "money": NUMBERS - {"integer"},
    "date": frozenset({"date"}),
    "yes_no": frozenset({"yes_no"}),
}
"""Question type -> the formats its answers can have besides text; no other type has any."""

BAD_IN_TAB = re.compile(r"[\[\]:*?/\\]|^'|'$")
BAD_IN_FILE = re.compile(r'[<>:"/\\|?*]|^\.|\.$')
LONGEST_TAB, LONGEST_WORKBOOK, LONGEST_HEADER = 31, 100, 250
SHEET_WORDS = ("workbook", "tab", "columns", "staff_columns", "google")


def read_sheet(reader: Reader, value: Value, answers: Mapping[str, Question]) -> Sheet:
    """The sheet; `answers` are the form's questions and totals by path."""
    parts = reader.mapping(value, "sheet", SHEET_WORDS, ("workbook", "tab", "columns"))
    items = reader.items(parts.get("columns"), "sheet")
    if "columns" in parts and not items:
        reader.wrong(parts["columns"], "sheet", "has no columns.", "Add some under `columns`.")
    columns = tuple(_column(reader, one, answers) for one in items)
    staff_items = reader.items(parts.get("staff_columns"), "sheet")
    staff = tuple(reader.filled(one, "sheet", "staff_columns") for one in staff_items)
    headers = (one.casefold() for one in (*(column.header for column in columns), *staff))
    reader.once([*items, *staff_items], headers, "sheet, headers")
    reader.once(items, (column.path for column in columns), "sheet, paths")
    return Sheet(
        workbook=_title(reader, parts.get("workbook"), "workbook", BAD_IN_FILE, LONGEST_WORKBOOK),
        tab=_title(reader, parts.get("tab"), "tab", BAD_IN_TAB, LONGEST_TAB),
        columns=columns,
        staff_columns=staff,
        google=reader.word(parts.get("google"), "sheet"),
    )


def _title(reader: Reader, value: Value | None, word: str, bad: re.Pattern[str], longest: int) -> str:
    title = reader.filled(value, "sheet", word)
    if value is not None and (bad.search(title) or len(title) > longest):
        remedy = f'Use {longest} characters at most and none of [ ] < > : " * ? | / \\.'
        reader.wrong(value, "sheet", f"{title!r} cannot be the name of a {word}.", remedy)
    return title


def _column(reader: Reader, value: Value, answers: Mapping[str, Question]) -> Column:
    place = "sheet column"
    parts = reader.mapping(value, place, ("path", "header", "format", "width"), ("path", "header"))
    path = reader.filled(parts.get("path"), place, "path")
    header = reader.filled(parts.get("header"), place, "header")
    place = f"sheet column {header!r}"
    if len(header) > LONGEST_HEADER:
        reader.wrong(parts["header"], place, "is too long.", f"Use {LONGEST_HEADER} characters at most.")
    if path and path not in answers and path not in LEDGER_WORDS:
        remedy = near(path, [*answers, *LEDGER_WORDS])
        reader.wrong(parts["path"], place, f"there is no question at {path!r}.", remedy)
    format_ = reader.one_of(parts.get("format"), f"{place}, format", FORMATS, "text")
    _check_format(reader, value.part("format"), place, format_, _formats(path, answers))
    return Column(path, header, format_, reader.integer(parts.get("width"), place, 1, 255) or 18)


def _formats(path: str, answers: Mapping[str, Question]) -> frozenset[str]:
    if path in LEDGER_WORDS:
        return LEDGER_WORDS[path]
    if path in answers:
        return ANSWER_FORMATS.get(answers[path].type, frozenset())
    return frozenset(FORMATS)  # the path is the mistake then


def _check_format(reader: Reader, value: Value, place: str, format_: str, able: Iterable[str]) -> None:
    if format_ not in {"text", *able}:
        remedy = f"Use one of: {', '.join(('text', *sorted(able)))}."
        reader.wrong(value, place, f"its answer cannot have the format {format_!r}.", remedy)
