"""Opens a workbook and gives its sheets as rows of cells that know their place."""

import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import python_calamine
from openpyxl.utils import get_column_letter

from forms.tree import Value
from forms.xlsform.cells import text_of
from forms.xlsform.headers import Header, header, sheet_name
from forms.xlsform.kinds import Row
from forms.xlsform.notes import Findings
from forms.xlsform.package import SAVE_AGAIN, read_bytes, wrong

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 25_000, 300, 100
Cells = list[list[object]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its headers in order, and the rows below them that say something."""

    name: str
    headers: tuple[Header, ...]
    rows: tuple[Row, ...]
    where: str
    top: int = 0  # the number of the row with its headers
    columns: frozenset[int] = frozenset()  # the numbers of the columns that have one

    @property
    def words(self) -> frozenset[str]:
        """The words of its headers."""
        return frozenset(one.word for one in self.headers)


def open_workbook(path: Path) -> dict[str, Cells]:
    """The cells of every sheet by its name in small letters. Raises DefinitionErrors."""
    data = read_bytes(path)
    try:
        with python_calamine.load_workbook(io.BytesIO(data)) as book:
            return dict(_sheets(path, book))
    except python_calamine.PasswordError:
        raise wrong(path, "is protected by a password.", "Open it, take the password off, and save it.") from None
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError):
        raise wrong(path, "is damaged, or no workbook.", SAVE_AGAIN) from None
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # what a fault of the Rust library comes as
            raise
        raise wrong(path, "is damaged.", SAVE_AGAIN) from None


def _sheets(path: Path, book: python_calamine.CalamineWorkbook) -> Iterator[tuple[str, Cells]]:
    worksheets = [one.name for one in book.sheets_metadata if one.typ == python_calamine.SheetTypeEnum.WorkSheet]
    if len(worksheets) > MOST_SHEETS:
        raise wrong(path, f"has more than {MOST_SHEETS} sheets.", "Take some out.")
    seen: set[str] = set()
    for title in worksheets:
        name = sheet_name(title)
        if name in seen:
            raise wrong(path, f"has two sheets {name!r}.", "Rename or remove one of them.", f"{title}!A1")
        seen.add(name)
        sheet = book.get_sheet_by_name(title)
        if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
            cause = f"sheet {title!r} has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns."
            raise wrong(path, cause, "Take some out.", f"{title}!A1")
        yield name, [list(line) for line in sheet.to_python(skip_empty_area=False)]


def sheet_of(
    findings: Findings,
    name: str,
    cells: Cells,
    known: Collection[str],
    *,
    default_language: str = "en",
    stand_in: str = "",
) -> Sheet:
    """A sheet with its first row that says something as headers; what is not `known` keeps its spelling.

    Texts in the language `stand_in` count as those in the default one.
    """
    texts = [[text_of(cell) for cell in line] for line in cells]
    top = next((number for number, line in enumerate(texts) if any(line)), 0)
    headers = _headers(findings, name, top, texts[top] if texts else [], known)
    headers = [replace(one, language=default_language) if one.language == stand_in != "" else one for one in headers]
    placed = {column: one for column, one in enumerate(headers) if one.said}
    letters = {one.word: get_column_letter(column + 1) for column, one in reversed(placed.items())}
    rows = tuple(
        replace(_row(name, number, line, placed, default_language), letters=letters)
        for number, line in enumerate(texts[top + 1 :], start=top + 2)
        if any(line)
    )
    _check_below_nothing(findings, name, top, texts, placed)
    columns = frozenset(column + 1 for column in placed)
    return Sheet(name, tuple(placed.values()), rows, f"{name}!A{top + 1}", top + 1, columns)


def _check_below_nothing(
    findings: Findings, name: str, top: int, texts: list[list[str]], placed: Collection[int]
) -> None:
    """Texts in a column that has no header are not read: the first of each column is told."""
    told: set[int] = set(placed) if placed else set(range(MOST_COLUMNS))
    for number, line in enumerate(texts[top + 1 :], start=top + 2):
        for column, said in enumerate(line):
            if said and column not in told:
                told.add(column)
                letter = get_column_letter(column + 1)
                why = f"nothing stands above it in {letter}{top + 1}, so that the column is not read."
                remedy = "Write the column's header there, or take the text out."
                findings.leave_out(f"{name}!{letter}{number}", f"text {said[:40]!r}", why, remedy)


def _headers(findings: Findings, name: str, top: int, line: list[str], known: Collection[str]) -> list[Header]:
    headers = [
        header(said, f"{name}!{get_column_letter(column)}{top + 1}", known) for column, said in enumerate(line, 1)
    ]
    headers = [one if one.word in known else replace(one, word=one.said, language="") for one in headers]
    seen: dict[tuple[str, str], Header] = {}
    for one in headers:
        first = seen.setdefault((one.word, one.language), one)
        if one.said and first is not one and one.word != "media":
            cause = f"{one.said!r} is the same column as {first.where.rpartition('!')[2]}."
            findings.wrong(one.where, f"sheet {name}", cause, "Rename or remove one of them.")
    return headers


def _row(name: str, number: int, line: list[str], headers: Mapping[int, Header], default_language: str) -> Row:
    cells: dict[str, dict[str, Value]] = {}
    plain: list[tuple[str, Value]] = []
    first = ""
    for column, said in enumerate(line):
        one = headers.get(column)
        where = f"{name}!{get_column_letter(column + 1)}{number}"
        if not said or one is None:
            continue
        first = first or where
        if one.language:
            cells.setdefault(one.word, {})[one.language] = Value(where, said)
        else:
            plain.append((one.word, Value(where, said)))
    for word, cell in plain:  # a text without a language is in the default one, where that has none of its own
        cells.setdefault(word, {}).setdefault(default_language, cell)
    return Row(first or f"{name}!A{number}", number, cells)
