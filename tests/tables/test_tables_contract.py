"""What every kind of file keeps of what is written into it, read again by another program."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from made_tables import FORMATS, READERS, naive, plain, table_of, write

from connectors.cells import LONGEST_TEXT, cell_value, csv_text
from connectors.ports import CellValue
from connectors.tables import KINDS

HARD = [
    "=1+1", "+41 79 000", "-1", "@me", "\tx", "007", "TRUE", "2026-01-31", "1e5", "'quoted", "a;=1", '"', "<&>", "]]>",
    "_x0041_", "_x005F_x0041_", " two  blanks ", "\t tab\t", "line\n- line\n\n", "\r\n", "bell \a", "half \ud800",
    "\ufffe", "مرحبا بالعالم", "中文", "😀", "\u202eright to left", "\u0085\u2028\u00a0", "é", "x" * (LONGEST_TEXT + 1),
]  # fmt: skip
NUMBERS = [
    0,
    -5,
    10**14,
    10**29 + 1,
    2.5,
    -0.0,
    1e300,
    5e-324,
    Decimal("0.10"),
    Decimal("-1234567890123456.78"),
    Decimal("1E+400"),
]
TIMES = [
    date(2026, 1, 31),
    date(1850, 6, 1),
    date(1900, 2, 28),
    date(9999, 12, 31),
    naive(2026, 1, 31, 9, 5, 7),
    datetime(2026, 1, 31, 9, 5, 7, 999_999, UTC),
]
TEXTS = st.text(st.characters(exclude_categories=()), max_size=20) | st.sampled_from(HARD)
VALUES: dict[str, st.SearchStrategy[CellValue]] = {
    "text": TEXTS,
    "integer": st.integers(),
    "decimal": st.floats(allow_nan=False, allow_infinity=False),
    "money": st.decimals(allow_nan=False, allow_infinity=False),
    "date": st.dates(),
    "datetime": st.datetimes(timezones=st.none() | st.timezones()),
    "yes_no": st.booleans(),
}


ROWS = st.lists(st.tuples(*(st.none() | VALUES[kind] for kind in FORMATS)), max_size=4)


def expected(kind: str, value: CellValue) -> object:
    """What a reader finds: in JSON Lines all of it, in a CSV file its text, in a spreadsheet what the cell holds."""
    if kind == "csv":
        return csv_text(value)
    if kind == "jsonl":
        return value.isoformat() if isinstance(value, date) else value
    return plain(cell_value(value))


def found(kind: str, value: object, wanted: CellValue) -> object:
    if kind == "jsonl":
        return Decimal(str(value)) if isinstance(wanted, Decimal) else value
    return value if kind == "csv" else plain(value)


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=150)
@given(rows=ROWS)
@example(rows=[(text, *[None] * 6) for text in HARD])
@example(rows=[(None, None, number, number, None, None, None) for number in NUMBERS])
@example(rows=[(None, None, None, None, moment, moment, None) for moment in TIMES])
def test_any_value_is_read_again_as_it_was_or_in_its_safe_form(reader: str, rows: list[tuple[CellValue, ...]]) -> None:
    kind, read = READERS[reader]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"t{KINDS[kind].suffix}"
        numbered = [("row", *row) for row in rows]  # no row is empty: readers differ on those
        write(path, kind, [table_of("t", "text", *FORMATS)], numbered)
        _, *standing = read(path)["t"]
    assert len(standing) == len(rows)
    for wanted, got in zip(numbered, standing, strict=True):
        whole = [*got, *[None] * (len(wanted) - len(got))]  # and on empty cells at the end
        assert [found(kind, *one) for one in zip(whole, wanted, strict=True)] == [expected(kind, one) for one in wanted]
