"""The tables beside the budgets: the states with their status, and the United Nations scale of assessments."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from forms.errors import DefinitionError, DefinitionErrors
from forms.near import near
from forms.reading.budget_part import as_day
from forms.reading.csv_rows import Row, Table, read_csv
from forms.reading.reader import Reader
from forms.tree import Value
from forms.types.numbers import is_plain_number

CODE = re.compile(r"[A-Z]{3}")
STATUSES = ("state_party", "signatory")
STATE_HEADINGS = ("iso3", "state", "status", "entry_into_force")
SCALE_HEADINGS = ("iso3", "member_state")


@dataclass(frozen=True, slots=True)
class States:
    """The states there are, and from when the treaty is in force for them."""

    names: Mapping[str, str]  # ISO 3166 alpha-3 -> name
    since: Mapping[str, date]  # alpha-3 -> day of entry into force, for States Parties where it is known

    def in_force(self, on: date) -> set[str]:
        """The States Parties for which the treaty was in force on the day."""
        return {state for state, begun in self.since.items() if begun <= on}


@dataclass(frozen=True, slots=True)
class Rates:
    """The scale of one period."""

    period: str
    percent: dict[str, Decimal]  # alpha-3 -> percent


def read_states(reader: Reader, path: Path) -> States:
    """The states of states.csv; its mistakes go to the reader."""
    names: dict[str, str] = {}
    since: dict[str, date] = {}
    for row in _rows(reader, path, _table(reader, path, STATE_HEADINGS)):
        state, entry = row.cells["iso3"], row.cells["entry_into_force"]
        names[state] = row.cells["state"]
        begun = as_day(entry)
        if not names[state]:
            _wrong(reader, path, row, "the state has no name.", "Write it under `state`.")
        if row.cells["status"] not in STATUSES:
            _wrong(
                reader, path, row, f"there is no status {row.cells['status']!r}.", near(row.cells["status"], STATUSES)
            )
        if entry and begun is None:
            _wrong(reader, path, row, f"{entry!r} is no day.", "Write it like 2026-10-15, or nothing.")
        if begun is not None and row.cells["status"] == "state_party":
            since[state] = begun
    return States(names, since)


def read_scale(reader: Reader, value: Value, path: Path) -> Rates:
    """The rates of the period that the budget's `scale` names; mistakes go to the reader."""
    table = _table(reader, path, SCALE_HEADINGS)
    period = reader.word(value, "scale")
    periods = table.headings[len(SCALE_HEADINGS) :] if table else ()
    if table is None or period not in periods:
        reader.wrong(value, "scale", f"un_scale.csv has no column {period!r}.", f"There are: {', '.join(periods)}.")
        return Rates(period, {})
    percent: dict[str, Decimal] = {}
    for row in _rows(reader, path, table):
        written = row.cells[period]
        rate = Decimal(written) if is_plain_number(written) else None
        if written and (rate is None or not 0 < rate <= 100):
            _wrong(reader, path, row, f"{written!r} is no rate.", "Write a percentage above 0, like 0.024.")
        elif rate is not None:
            percent[row.cells["iso3"]] = rate
    return Rates(period, percent)


def _table(reader: Reader, path: Path, needed: Collection[str]) -> Table | None:
    try:
        table = read_csv(path)
    except DefinitionErrors as mistakes:
        reader.errors += mistakes.errors
        return None
    missing = [heading for heading in needed if heading not in table.headings]
    if missing:
        remedy = f"The headings begin with {', '.join(needed)}."
        reader.errors.append(DefinitionError(path, "1", "headings", f"there is no {', '.join(missing)}.", remedy))
    elif not table.rows:
        reader.errors.append(DefinitionError(path, "1", "file", "has no rows.", "Write one for each state."))
    return None if missing else table


def _rows(reader: Reader, path: Path, table: Table | None) -> Iterator[Row]:
    """The rows of states, each state once; blank lines are left out."""
    seen: dict[str, int] = {}
    for row in (one for one in (table.rows if table else ()) if any(one.cells.values())):
        state = row.cells["iso3"]
        if not CODE.fullmatch(state):
            _wrong(reader, path, row, f"{state!r} is no code of a state.", "Write three capital letters (ISO 3166).")
        elif state in seen:
            _wrong(reader, path, row, f"{state} stands on line {seen[state]} too.", "Keep one of them.")
        else:
            seen[state] = row.line
            yield row


def _wrong(reader: Reader, path: Path, row: Row, cause: str, remedy: str) -> None:
    reader.errors.append(DefinitionError(path, str(row.line), row.cells["iso3"] or "row", cause, remedy))
