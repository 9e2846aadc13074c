"""A budget of assessed contributions as staff define it, with the tables beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from forms.errors import DefinitionError, DefinitionErrors
from forms.near import near
from forms.reading.budget_part import (
    BudgetPool,
    currency,
    day,
    file_name,
    number_pattern,
    order_of_days,
    payee,
    pools,
    rate,
)
from forms.reading.budget_tables import Rates, States, read_scale, read_states
from forms.reading.reader import Reader
from forms.reading.yaml_lines import read_yaml
from forms.tree import Value

FOLDER = "contributions"
WORDS = (
    "budget", "title", "year", "currency", "status_on", "issued_on", "due_on", "number", "scale", "rates", "parties",
    "participants", "pools", "payable_to", "note",
)  # fmt: skip
FIRST_YEAR, LAST_YEAR = 1900, 9999


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


def check_budgets(folder: Path) -> dict[str, Budget]:
    """Every budget in `folder`/contributions, by name. Raises DefinitionErrors with all their mistakes."""
    found: dict[str, Budget] = {}
    errors: dict[DefinitionError, None] = {}  # each once: the tables are the same for all budgets
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        try:
            found[path.stem] = _load(path)
        except DefinitionErrors as mistakes:
            errors |= dict.fromkeys(mistakes.errors)
    if errors:
        raise DefinitionErrors(tuple(errors))
    return found


def load_budget(folder: Path, name: str) -> Budget:
    """The budget called `name` in `folder`/contributions. Raises DefinitionErrors with all its mistakes."""
    files = {path.stem: path for path in (folder / FOLDER).glob("*.yaml")}
    if name not in files:
        mistake = DefinitionError(folder / FOLDER, "1", "budget", f"there is no {name!r}.", near(name, files))
        raise DefinitionErrors((mistake,))
    return _load(files[name])


def _load(path: Path) -> Budget:
    reader = Reader(path)
    parts = reader.mapping(read_yaml(path), "budget", WORDS, WORDS)
    states, rates = read_states(reader, path.with_name("states.csv")), Rates("", {})
    if "scale" in parts:
        rates = read_scale(reader, parts["scale"], path.with_name("un_scale.csv"))
    budget = _read(reader, parts, states, rates)
    if not reader.errors:
        _check_states(reader, parts, budget, states)
    if reader.errors:
        raise DefinitionErrors(tuple(sorted(reader.errors, key=lambda error: (str(error.file), error.order))))
    return budget


def _read(reader: Reader, parts: Mapping[str, Value], states: States, rates: Rates) -> Budget:
    days = {word: day(reader, parts.get(word), word) for word in ("status_on", "issued_on", "due_on")}
    order_of_days(reader, parts.get("due_on"), days["issued_on"], days["due_on"])
    own = {state: rate(reader, state, one) for state, one in reader.pairs(parts.get("rates"), "rates").items()}
    year = reader.integer(parts.get("year"), "year", FIRST_YEAR, LAST_YEAR) or FIRST_YEAR
    return Budget(
        name=file_name(reader, parts.get("budget")),
        title=reader.filled(parts.get("title"), "title", "title"),
        year=year,
        currency=currency(reader, parts.get("currency")),
        **days,
        number=number_pattern(reader, parts.get("number"), year),
        scale_period=rates.period,
        pools=pools(reader, parts.get("pools")),
        payable_to=payee(reader, parts.get("payable_to")),
        note=reader.word(parts.get("note"), "note"),
        names=states.names,
        rates=rates.percent | {state: percent for state, (percent, _) in own.items()},
        rate_reasons={state: why for state, (_, why) in own.items()},
        parties=tuple(sorted({*states.in_force(days["status_on"]), *reader.words(parts.get("parties"), "parties")})),
        participants=reader.words(parts.get("participants"), "participants"),
    )


def _check_states(reader: Reader, parts: Mapping[str, Value], budget: Budget, states: States) -> None:
    """Whom the budget names must be known, once, and have a rate."""
    named = {word: reader.items(parts[word], word) for word in ("parties", "participants")}
    codes = [(one, word, str(one.content)) for word, items in named.items() for one in items]
    codes += [(one, "rates", state) for state, one in reader.pairs(parts["rates"], "rates").items()]
    for value, word, state in codes:
        if state not in states.names:
            cause = f"states.csv has no state {state!r}."
            reader.wrong(value, word, cause, f"Add it there. {near(state, states.names)}")
    for word, items in named.items():
        reader.once(items, (str(one.content) for one in items), word)
    for one in named["participants"]:
        if one.content in budget.parties:
            cause = f"{one.content!r} is a State Party on {budget.status_on} already."
            reader.wrong(one, "participants", cause, "Take it from this list.")
    lacking = {state for pool in budget.pools for state in budget.sharing(pool)} - set(budget.rates)
    for state in sorted(lacking & set(states.names)):
        cause = f"{state} shares a pool but has no rate in un_scale.csv."
        reader.wrong(parts["rates"], "rates", cause, f"Add `{state}: {{percent: …, why: …}}`.")
