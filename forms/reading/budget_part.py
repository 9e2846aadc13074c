"""The parts of a budget's file: days, money, pools, the pattern of numbers, and where to pay."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.numbers import get_currency_precision, is_currency

from forms.reading.reader import Reader
from forms.tree import Value

POOL_WORDS = ("pool", "amount", "participants", "ceiling", "floor")
RATE_WORDS = ("percent", "why")
PAYEE_WORDS = ("account_name", "bank", "iban", "bic")
BUDGET_NAME = re.compile(r"[a-z][a-z0-9-]{0,59}")
NUMBER_PATTERN = re.compile(r"(?=.*\{number)(?![ .-])(?:[A-Za-z0-9 ._-]|\{year\}|\{number(?::0?[1-9]d)?\})+")
LONGEST_NUMBER = 50  # characters, what the ledger keeps
MOST_INVOICES = 999_999
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}")
BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
WHO = ("parties", "all")


@dataclass(frozen=True, slots=True)
class BudgetPool:
    """One pool: its amount and who shares it ("parties" or "all")."""

    name: str
    amount_cents: int
    participants: str
    ceiling_percent: Decimal
    floor_cents: int


def file_name(reader: Reader, value: Value | None) -> str:
    """The budget's name: its file's, so that a copied file cannot pass for the budget it was copied from."""
    name, stem = reader.word(value, "budget"), reader.file.stem
    if value is not None and (name != stem or not BUDGET_NAME.fullmatch(name)):
        remedy = f"Call it {stem!r}, or rename the file; small letters, digits and hyphens."
        reader.wrong(value, "budget", f"{name!r} is not its file's name.", remedy)
    return name


def day(reader: Reader, value: Value | None, place: str) -> date:
    """A day as ISO 8601 writes it."""
    word = reader.word(value, place)
    found = as_day(word)
    if value is not None and found is None:
        reader.wrong(value, place, f"{word!r} is no day.", "Write it like 2026-10-15.")
    return found or date.min


def as_day(word: str) -> date | None:
    """The day, or None where the text is none."""
    try:
        return date.fromisoformat(word) if ISO_DAY.fullmatch(word) else None
    except ValueError:
        return None


def order_of_days(reader: Reader, value: Value | None, issued: date, due: date) -> None:
    """Nothing is due before it is asked for."""
    if value is not None and date.min < due < issued:
        reader.wrong(value, "due_on", f"{due} is before `issued_on`.", "Give a day on or after it.")


def currency(reader: Reader, value: Value | None) -> str:
    """A currency of ISO 4217 that has cents."""
    word = reader.word(value, "currency")
    if value is not None and not is_currency(word):
        reader.wrong(value, "currency", f"{word!r} is no currency.", "Use a code of ISO 4217, like USD.")
    elif value is not None and get_currency_precision(word) != 2:
        reader.wrong(value, "currency", f"{word} is not counted in hundredths.", "Use a currency that is, like USD.")
    return word


def number_pattern(reader: Reader, value: Value | None, year: int) -> str:
    """How invoices are numbered; part of a file's name, so without slashes."""
    pattern = reader.word(value, "number")
    if value is None:
        return pattern
    if not NUMBER_PATTERN.fullmatch(pattern):
        remedy = 'Write it like "AC-{year}-{number:04d}": letters, digits, and {number}.'
        reader.wrong(value, "number", f"{pattern!r} cannot be filled in.", remedy)
    elif len(pattern.format(year=year, number=MOST_INVOICES)) > LONGEST_NUMBER:
        reader.wrong(value, "number", f"makes more than {LONGEST_NUMBER} characters.", "Shorten it.")
    return pattern


def pools(reader: Reader, value: Value | None) -> tuple[BudgetPool, ...]:
    """The pools, each of its own name."""
    items = reader.items(value, "pools")
    if value is not None and value.content == []:
        reader.wrong(value, "pools", "are empty.", "Add a pool.")
    found = tuple(_pool(reader, one) for one in items)
    reader.once(items, (pool.name for pool in found), "pools")
    return found


def _pool(reader: Reader, value: Value) -> BudgetPool:
    parts = reader.mapping(value, "pool", POOL_WORDS, POOL_WORDS)
    name = reader.filled(parts.get("pool"), "pool", "pool")
    place = f"pool {name!r}"
    amount, floor = (_cents(reader, parts.get(word), f"{place}, {word}") for word in ("amount", "floor"))
    if amount == 0:
        reader.wrong(value.part("amount"), f"{place}, amount", "is 0.", "Write an amount above 0.")
    return BudgetPool(
        name=name,
        amount_cents=amount or 0,
        participants=reader.one_of(parts.get("participants"), f"{place}, participants", WHO),
        ceiling_percent=_percent(reader, parts.get("ceiling"), f"{place}, ceiling"),
        floor_cents=floor or 0,
    )


def _cents(reader: Reader, value: Value | None, place: str) -> int | None:
    amount = reader.number(value, place)
    if value is None or amount is None:
        return None
    if amount < 0:
        reader.wrong(value, place, f"{amount} is below 0.", "Write an amount of 0 or more.")
    if amount * 100 % 1:
        reader.wrong(value, place, f"{amount} has parts of a cent.", "Write two decimals at most.")
    return int(amount * 100)


def rate(reader: Reader, state: str, value: Value) -> tuple[Decimal, str]:
    """Percent and reason of one state that the scale does not list."""
    place = f"rates {state}"
    parts = reader.mapping(value, place, RATE_WORDS, RATE_WORDS)
    return _percent(reader, parts.get("percent"), place), reader.filled(parts.get("why"), place, "why")


def _percent(reader: Reader, value: Value | None, place: str) -> Decimal:
    percent = reader.number(value, place)
    if value is not None and percent is not None and not 0 < percent <= 100:
        reader.wrong(value, place, f"{percent} % is not above 0 and 100 at most.", "Write a percentage that is.")
    return percent or Decimal(0)


def payee(reader: Reader, value: Value | None) -> Mapping[str, str]:
    """Where to pay: an account whose numbers are not mistyped."""
    parts = {} if value is None else reader.mapping(value, "payable_to", PAYEE_WORDS, PAYEE_WORDS)
    found = {word: reader.filled(inner, f"payable_to, {word}", word) for word, inner in parts.items()}
    if found.get("iban") and not is_iban(found["iban"]):
        reader.wrong(
            parts["iban"], "payable_to, iban", f"{found['iban']!r} is no IBAN.", "Copy it from the bank again."
        )
    if found.get("bic") and not BIC.fullmatch(found["bic"]):
        reader.wrong(
            parts["bic"], "payable_to, bic", f"{found['bic']!r} is no BIC.", "Write 8 or 11 letters and digits."
        )
    return found


def is_iban(written: str) -> bool:
    """Whether the check digits fit (ISO 13616: the remainder by 97 is 1)."""
    iban = written.replace(" ", "")
    return bool(IBAN.fullmatch(iban)) and int("".join(str(int(one, 36)) for one in iban[4:] + iban[:4])) % 97 == 1
