"""The call of a definition file: money, rules and criteria, checked against the form's questions."""

from collections.abc import Mapping
from decimal import Decimal

from babel.numbers import is_currency

from forms.definition import Call, Criterion, Question
from forms.questions import QUESTION_TYPES
from forms.reader import Reader, near, titled
from forms.rule_part import read_rule
from forms.yaml_lines import Value

CALL_WORDS = ("envelope", "currency", "amount", "title", "applicant", "rules", "criteria")
MOST_SCALE = 1_000


def read_call(reader: Reader, value: Value, answers: Mapping[str, Question]) -> Call:
    """The call; `answers` are the form's questions and totals by path."""
    parts = reader.mapping(value, "call", CALL_WORDS, CALL_WORDS)
    rule_items = reader.items(parts.get("rules"), "call")
    rules = tuple(read_rule(reader, one, answers) for one in rule_items)
    reader.once(rule_items, (rule.name for rule in rules), "call, rules")
    call = Call(
        envelope=_positive(reader, parts.get("envelope"), "call, envelope"),
        currency=reader.filled(parts.get("currency"), "call", "currency"),
        amount=_path(reader, parts, "amount", answers),
        title=_path(reader, parts, "title", answers),
        applicant=_path(reader, parts, "applicant", answers),
        rules=rules,
        criteria=_criteria(reader, parts.get("criteria")),
    )
    _check_money(reader, parts, call, answers)
    return call


def _check_money(reader: Reader, parts: dict[str, Value], call: Call, answers: Mapping[str, Question]) -> None:
    if call.currency and not is_currency(call.currency):
        remedy = "Use a code of ISO 4217, like USD."
        reader.wrong(parts["currency"], "call", f"{call.currency!r} is no currency.", remedy)
    amount = answers.get(call.amount) if call.amount else None
    if amount is not None and not QUESTION_TYPES[amount.type].is_number:
        numbers = [path for path, one in answers.items() if QUESTION_TYPES[one.type].is_number]
        reader.wrong(parts["amount"], "call", f"{call.amount!r} is no number.", near(call.amount, numbers))
    if amount is not None and amount.currency not in {"", call.currency}:
        cause = f"{call.amount!r} is in {amount.currency}, the call in {call.currency}."
        reader.wrong(parts["amount"], "call", cause, "Use one currency.")


def _path(reader: Reader, parts: dict[str, Value], word: str, answers: Mapping[str, Question]) -> str:
    path = reader.filled(parts.get(word), "call", word)
    if path and path not in answers:
        reader.wrong(parts[word], f"call, {word}", f"there is no question at {path!r}.", near(path, answers))
    return path


def _positive(reader: Reader, value: Value | None, place: str) -> Decimal:
    number = reader.number(value, place)
    if value is not None and number is not None and number <= 0:
        reader.wrong(value, place, f"{number} is not above 0.", "Write a number above 0.")
    return number or Decimal(0)


def _criteria(reader: Reader, value: Value | None) -> tuple[Criterion, ...]:
    items = reader.items(value, "call, criteria")
    criteria = tuple(_criterion(reader, one) for one in items)
    reader.once(items, (criterion.name for criterion in criteria), "call, criteria")
    total = sum((criterion.weight for criterion in criteria), Decimal(0))
    if value is not None and total != 100:
        reader.wrong(value, "call, criteria", f"the weights sum to {total}.", "Make them sum to 100.")
    return criteria


def _criterion(reader: Reader, value: Value) -> Criterion:
    known = ("criterion", "label", "weight", "scale")
    place = titled(value, "criterion")
    parts = reader.mapping(value, place, known, ("criterion", "label", "weight"))
    return Criterion(
        name=reader.name(parts.get("criterion"), place),
        label=reader.text(parts.get("label"), place, "label"),
        weight=_positive(reader, parts.get("weight"), place),
        scale=reader.integer(parts.get("scale"), place, 1, MOST_SCALE) or 5,
    )
