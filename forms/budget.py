"""A budget of assessed contributions as staff define it, with the tables beside it."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from forms.errors import DefinitionErrors
from forms.reader import Reader
from forms.tree import Value
from forms.yaml_lines import read_yaml

FOLDER = "contributions"
WORDS = (
    "budget", "title", "year", "currency", "status_on", "issued_on", "due_on", "number", "scale", "rates", "parties",
    "participants", "pools", "payable_to", "note",
)  # fmt: skip
POOL_WORDS = ("pool", "amount", "participants", "ceiling", "floor")
RATE_WORDS = ("percent", "why")
PAYEE_WORDS = ("account_name", "bank", "iban", "bic")


@dataclass(frozen=True, slots=True)
class BudgetPool:
    """One pool: its amount and who shares it ("parties" or "all")."""

    name: str
    amount_cents: int
    participants: str
    ceiling_percent: Decimal
    floor_cents: int


@dataclass(frozen=True, slots=True)
class Budget:
    """A budget with its states and rates."""

    name: str
    title: str
    year: int
    currency: str
    status_on: date
    issued_on: date
    due_on: date
    number: str
    scale_period: str
    pools: tuple[BudgetPool, ...]
    payable_to: Mapping[str, str]
    note: str  # stands below the payment details
    names: Mapping[str, str]  # ISO 3166 alpha-3 -> name of the state
    rates: Mapping[str, Decimal]  # alpha-3 -> percent
    rate_reasons: Mapping[str, str]  # alpha-3 -> why, for states without a row in the scale
    parties: tuple[str, ...]  # States Parties on `status_on`
    participants: tuple[str, ...]  # others that take part in the Conference

    def sharing(self, pool: BudgetPool) -> tuple[str, ...]:
        """The states that share a pool."""
        return self.parties if pool.participants == "parties" else self.parties + self.participants


def load_budget(folder: Path, name: str) -> Budget:
    """The budget called `name` in `folder`/contributions. Raises DefinitionErrors with all its mistakes."""
    home = folder / FOLDER
    path = home / f"{name}.yaml"
    reader = Reader(path)
    if not path.is_file():
        found = ", ".join(sorted(one.stem for one in home.glob("*.yaml"))) or "none"
        reader.wrong(Value("1", ""), "budget", f"there is no budget {name!r}.", f"There are: {found}.")
        raise DefinitionErrors(tuple(reader.errors))
    parts = reader.mapping(read_yaml(path), "budget", WORDS, WORDS)
    if reader.errors:
        raise DefinitionErrors(tuple(reader.errors))
    budget = _read(reader, parts, _rows(home / "states.csv"), _rows(home / "un_scale.csv"))
    if reader.errors or budget is None:
        raise DefinitionErrors(tuple(reader.errors))
    return budget


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _read(
    reader: Reader, parts: dict[str, Value], states: list[dict[str, str]], scale: list[dict[str, str]]
) -> Budget | None:
    days = {word: _day(reader, parts[word], word) for word in ("status_on", "issued_on", "due_on")}
    period = reader.word(parts["scale"], "scale")
    if period not in scale[0]:
        periods = ", ".join(list(scale[0])[2:])
        reader.wrong(parts["scale"], "scale", f"un_scale.csv has no column {period!r}.", f"There are: {periods}.")
        return None
    rates = {row["iso3"]: Decimal(row[period]) for row in scale}
    own = {state: _rate(reader, state, one) for state, one in reader.pairs(parts["rates"], "rates").items()}
    names = {row["iso3"]: row["state"] for row in states}
    known = {word: reader.words(parts[word], word) for word in ("parties", "participants")}
    for word, listed in known.items():
        for state in set(listed) - set(names):
            reader.wrong(parts[word], word, f"states.csv has no state {state!r}.", "Add it, or correct the code.")
    return Budget(
        name=reader.word(parts["budget"], "budget"),
        title=reader.word(parts["title"], "title"),
        year=reader.integer(parts["year"], "year") or 0,
        currency=reader.word(parts["currency"], "currency"),
        **days,
        number=reader.word(parts["number"], "number"),
        scale_period=period,
        pools=tuple(_pool(reader, one) for one in reader.items(parts["pools"], "pools")),
        payable_to=_payee(reader, parts["payable_to"]),
        note=reader.word(parts["note"], "note"),
        names=names,
        rates=rates | {state: percent for state, (percent, _) in own.items()},
        rate_reasons={state: why for state, (_, why) in own.items()},
        parties=_parties(states, days["status_on"], known["parties"]),
        participants=known["participants"],
    )


def _parties(states: list[dict[str, str]], on: date, named: tuple[str, ...]) -> tuple[str, ...]:
    """The States Parties for which the treaty was in force on the day, and those the budget names itself."""
    dated = {
        row["iso3"]
        for row in states
        if row["status"] == "state_party"
        and row["entry_into_force"]
        and date.fromisoformat(row["entry_into_force"]) <= on
    }
    return tuple(sorted(dated | set(named)))


def _day(reader: Reader, value: Value, place: str) -> date:
    word = reader.word(value, place)
    try:
        return date.fromisoformat(word)
    except ValueError:
        reader.wrong(value, place, f"{word!r} is no day.", "Write it like 2026-10-15.")
        return date.min


def _pool(reader: Reader, value: Value) -> BudgetPool:
    parts = reader.mapping(value, "pool", POOL_WORDS, POOL_WORDS)
    name = reader.word(parts.get("pool"), "pool")
    who = reader.word(parts.get("participants"), name)
    if who not in {"parties", "all"}:
        reader.wrong(value, f"pool {name!r}", f"{who!r} says nobody.", "Write `parties` or `all`.")
    amount, floor = (reader.number(parts.get(word), name) or Decimal(0) for word in ("amount", "floor"))
    ceiling = reader.number(parts.get("ceiling"), name) or Decimal(100)
    if any(one * 100 % 1 for one in (amount, floor)):
        reader.wrong(value, f"pool {name!r}", "an amount has parts of a cent.", "Write two decimals at most.")
    return BudgetPool(name, int(amount * 100), who, ceiling, int(floor * 100))


def _rate(reader: Reader, state: str, value: Value) -> tuple[Decimal, str]:
    """Percent and reason of one state that the scale does not list."""
    parts = reader.mapping(value, f"rates {state}", RATE_WORDS, RATE_WORDS)
    return reader.number(parts.get("percent"), f"rates {state}") or Decimal(0), reader.word(parts.get("why"), state)


def _payee(reader: Reader, value: Value) -> dict[str, str]:
    parts = reader.mapping(value, "payable_to", PAYEE_WORDS, PAYEE_WORDS)
    return {word: reader.word(inner, "payable_to") for word, inner in parts.items()}
