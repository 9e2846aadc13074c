"""What a table works out: totals are read, and the columns of products and sums are checked."""

import re
from collections.abc import Mapping

from forms.definition import Question, Total
from forms.logic.scopes import kind_of
from forms.near import near
from forms.reading.reader import Reader
from forms.tree import Value

TOTAL_WORDS = ("total", "label", "sum")


def read_totals(reader: Reader, value: Value | None, place: str) -> tuple[Total, ...]:
    """The totals of a table."""
    items = reader.items(value, place)
    totals = tuple(_total(reader, one, f"{place}, total") for one in items)
    reader.once(items, (total.name for total in totals), f"{place}, totals")
    return totals


def _total(reader: Reader, value: Value, place: str) -> Total:
    parts = reader.mapping(value, place, TOTAL_WORDS, TOTAL_WORDS)
    return Total(
        name=reader.name(parts.get("total"), place),
        label=reader.text(parts.get("label"), place, "label"),
        sum=reader.filled(parts.get("sum"), place, "sum"),
    )


def check_columns(reader: Reader, value: Value, table: Question, place: str) -> None:
    """Products multiply asked number columns, totals add up number columns."""
    numbers = {c.name: c for c in table.questions if kind_of(c) == "number"}
    asked = [name for name, column in numbers.items() if not column.product and not column.calculation]
    columns = [column for column in table.questions if not column.is_companion]
    for column, written in zip(columns, value.list_under("questions"), strict=True):
        for factor in column.product:
            if cause := _wrong_factor(column, factor, numbers):
                signs = [one.strip() for one in re.split(r"[*×x;]", factor)]
                between = f"Part them with a comma: {', '.join(signs)}" if set(signs) <= set(asked) else ""
                reader.wrong(written.part("product"), place, cause, between or near(factor, asked))
    for total, written in zip(table.totals, value.list_under("totals"), strict=True):
        if total.sum and total.sum not in numbers:
            cause = f"{total.name!r} sums {total.sum!r}, which is no number column."
            reader.wrong(written.part("sum"), place, cause, near(total.sum, numbers))


def _wrong_factor(column: Question, factor: str, numbers: Mapping[str, Question]) -> str:
    if factor not in numbers:
        return f"{column.name!r} multiplies {factor!r}, which is no number column."
    if numbers[factor].product or numbers[factor].calculation:
        return f"{column.name!r} multiplies {factor!r}, which is worked out itself."
    if column.type == "integer" and numbers[factor].type != "integer":
        return f"{column.name!r} is a whole number, but {factor!r} need not be one."
    return ""
