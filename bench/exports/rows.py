"""The rows that are written: thirty columns of texts, numbers, amounts, days, moments and truths."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import cycle, islice

from connectors.ports import SheetColumn
from connectors.tables.table import Table

FORMATS = (*["text"] * 14, *["integer"] * 5, *["money"] * 5, *["date"] * 3, *["datetime"] * 2, "yes_no")
HEADERS = tuple(f"Column {number}" for number in range(len(FORMATS)))
TABLE = Table("bench", "Bench", tuple(SheetColumn(*column) for column in zip(HEADERS, HEADERS, FORMATS, strict=True)))
DIFFERENT = 2_000
"""Rows that differ: made beforehand, so that making them is not measured, and few enough to take no memory."""
FIRST = datetime(2026, 1, 1, 10, 0, 1)


def rows(count: int) -> Iterator[tuple[object, ...]]:
    """So many of them."""
    return islice(cycle([one(number) for number in range(DIFFERENT)]), count)


def one(number: int) -> tuple[object, ...]:
    texts = [f"An answer of some length & more, number {number}, part {part}" for part in range(14)]
    amounts = [Decimal(number * 137 + part) / 100 for part in range(5)]
    days = [date(2026, 1, 1) + timedelta(days=(number + part) % 300) for part in range(3)]
    moments = [FIRST + timedelta(seconds=number * 61 + part) for part in range(2)]
    return (*texts, *(number * 137 + part for part in range(5)), *amounts, *days, *moments, number % 2 == 0)
