"""The sheet of a definition file: workbook, tab and columns that a spreadsheet can take."""

import re
from collections.abc import Iterable, Mapping

from forms.definition import Column, Question, Sheet
from forms.reading.reader import Reader
from forms.reading.renamed import meant
from forms.tree import Value

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
    "$late": frozenset({"yes_no"}),
    "$problems": frozenset(),
    "$withdrawn": frozenset({"yes_no"}),
}
"""What a column may take from the ledger -> the formats it can have besides text."""

ANSWER_FORMATS: Mapping[str, frozenset[str]] = {
    "integer": NUMBERS,
    "decimal": NUMBERS - {"integer"},
    "money": NUMBERS - {"integer"},
    "date": frozenset({"date"}),
    "datetime": TIME,
    "yes_no": frozenset({"yes_no"}),
    "consent": frozenset({"yes_no"}),
}
"""Question type -> the formats its answers can have besides text; no other type has any."""

GOOGLE = re.compile(r"(?:https://docs\.google\.com/spreadsheets/d/)?[A-Za-z0-9_-]{20,}(?:[/?#].*)?")
BAD_IN_TAB = re.compile(r"[\[\]:*?/\\]|^'|'$")
BAD_IN_FILE = re.compile(r'[<>:"/\\|?*]|^\.|\.$')
LONGEST_TAB, LONGEST_WORKBOOK, LONGEST_HEADER = 31, 100, 250
MOST_DROPDOWN, MOST_WIDTH = 500, 255
OWNERS = ("service", "both", "staff")
DELETED_ROWS = ("restore", "keep out", "withdraw")
SHEET_NEEDED = ("workbook", "tab", "columns")
SHEET_WORDS = (*SHEET_NEEDED, "google", "deleted_rows")
COLUMN_WORDS = ("path", "header", "format", "width", "owner", "dropdown")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def read_sheet(reader: Reader, value: Value, answers: Mapping[str, Question]) -> Sheet:
    """The sheet; `answers` are the form's questions and totals by path."""
    parts = reader.mapping(value, "sheet", SHEET_WORDS, SHEET_NEEDED)
    items = reader.items(parts.get("columns"), "sheet")
    if "columns" in parts and not items:
        reader.wrong(parts["columns"], "sheet", "has no columns.", "Add some under `columns`.")
    columns = tuple(_column(reader, one, answers) for one in items)
    reader.once(items, (column.header.casefold() for column in columns), "sheet, headers")
    owned = [(value, column.path) for value, column in zip(items, columns, strict=True) if column.path]
    reader.once([value for value, _ in owned], (path for _, path in owned), "sheet, paths")
    return Sheet(
        workbook=_title(reader, parts.get("workbook"), "workbook", BAD_IN_FILE, LONGEST_WORKBOOK),
        tab=_title(reader, parts.get("tab"), "tab", BAD_IN_TAB, LONGEST_TAB),
        columns=columns,
        google=_google(reader, parts.get("google")),
        deleted_rows=reader.one_of(parts.get("deleted_rows"), "sheet, deleted_rows", DELETED_ROWS, "restore"),
    )


def _google(reader: Reader, value: Value | None) -> str:
    address = reader.word(value, "sheet, google")
    if value is not None and not GOOGLE.fullmatch(address):
        cause = f"{address!r} is no address of a Google spreadsheet."
        reader.wrong(
            value, "sheet, google", cause, "Copy it from the browser: https://docs.google.com/spreadsheets/d/…"
        )
    return address


def _title(reader: Reader, value: Value | None, word: str, bad: re.Pattern[str], longest: int) -> str:
    title = reader.filled(value, "sheet", word)
    unfit = bad.search(title) or CONTROL.search(title) or len(title) > longest or title.casefold() == "history"
    if value is not None and unfit:
        remedy = f'Use {longest} characters at most and none of [ ] < > : " * ? | / \\.'
        reader.wrong(value, "sheet", f"{title!r} cannot be the name of a {word}.", remedy)
    return title


def _column(reader: Reader, value: Value, answers: Mapping[str, Question]) -> Column:
    parts = reader.mapping(value, "sheet column", COLUMN_WORDS, ("header",))
    header = reader.filled(parts.get("header"), "sheet column", "header")
    place = f"sheet column {header!r}"
    if len(header) > LONGEST_HEADER:
        reader.wrong(parts["header"], place, "is too long.", f"Use {LONGEST_HEADER} characters at most.")
    if CONTROL.search(header):
        reader.wrong(parts["header"], place, "contains control characters.", "Take them out.")
    owner = reader.one_of(parts.get("owner"), f"{place}, owner", OWNERS, "service")
    path = _path(reader, value, place, owner=owner, answers=answers)
    able = _formats(path, answers)
    format_ = reader.one_of(parts.get("format"), f"{place}, format", FORMATS, "text")
    _check_format(reader, value.part("format"), place, format_, able if owner != "staff" else FORMATS)
    return Column(
        path=path,
        header=header,
        format=format_ if "format" in parts else _default_format(path, able),
        width=reader.integer(parts.get("width"), place, 1, MOST_WIDTH) or 18,
        owner=owner,
        dropdown=_dropdown(reader, parts.get("dropdown"), place),
    )


def _path(reader: Reader, value: Value, place: str, *, owner: str, answers: Mapping[str, Question]) -> str:
    parts = value.content if isinstance(value.content, dict) else {}
    if owner == "staff":
        if "path" in parts:
            reader.wrong(parts["path"], place, "is staff's own, and has a path.", "Take the path out, or the owner.")
        return ""
    if "path" not in parts:
        reader.wrong(value, place, "'path' is missing.", "Add a line `path: …`, or `owner: staff`.")
    path = reader.filled(parts.get("path"), place, "path")
    if path and path not in answers and path not in LEDGER_WORDS:
        remedy = meant(path, [*answers, *LEDGER_WORDS], answers)
        reader.wrong(parts["path"], place, f"there is no question at {path!r}.", remedy)
    return path


def _dropdown(reader: Reader, value: Value | None, place: str) -> tuple[str, ...]:
    items = reader.items(value, place)
    offered = tuple(reader.filled(one, place, "dropdown") for one in items)
    reader.once(items, offered, f"{place}, dropdown")
    if value is not None and len(offered) > MOST_DROPDOWN:
        reader.wrong(value, place, f"offers more than {MOST_DROPDOWN} words.", "Make the list shorter.")
    return offered


def _default_format(path: str, able: frozenset[str]) -> str:
    """Moments of the ledger stand as moments where nothing else is said: as text they would not sort."""
    return "datetime" if path in LEDGER_WORDS and "datetime" in able else "text"


def _formats(path: str, answers: Mapping[str, Question]) -> frozenset[str]:
    if path in LEDGER_WORDS:
        return LEDGER_WORDS[path]
    if path in answers:
        asked = answers[path]
        return ANSWER_FORMATS.get(asked.result or asked.type, frozenset())
    return frozenset(FORMATS)  # the path is the mistake then


def _check_format(reader: Reader, value: Value, place: str, format_: str, able: Iterable[str]) -> None:
    if format_ not in {"text", *able}:
        remedy = f"Use one of: {', '.join(('text', *sorted(able)))}."
        reader.wrong(value, place, f"its answer cannot have the format {format_!r}.", remedy)
