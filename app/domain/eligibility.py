"""Eligibility: the definition's rules against a submission's answers, each with its reason where it bars."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from forms.answers import at
from forms.definition import Rule, Text


@dataclass(frozen=True, slots=True)
class Bar:
    """A rule that a submission does not pass, and why."""

    rule: str
    reason: Text


def bars(rules: Collection[Rule], answers: Mapping[str, Any]) -> tuple[Bar, ...]:
    """The rules that bar; none means eligible."""
    return tuple(Bar(rule.name, rule.reason) for rule in rules if not _passes(rule, answers))


def _passes(rule: Rule, answers: Mapping[str, Any]) -> bool:
    return TESTS[rule.test](at(answers, rule.path), rule.value, answers)


def _number(value: object) -> Decimal | None:
    try:
        number = None if value is None or isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _min(value: object, wanted: object, _answers: Mapping[str, Any]) -> bool:
    number, least = _number(value), _number(wanted)
    return number is not None and least is not None and number >= least


def _max(value: object, wanted: object, _answers: Mapping[str, Any]) -> bool:
    number, most = _number(value), _number(wanted)
    return number is not None and most is not None and number <= most


def _is(value: object, wanted: object, _answers: Mapping[str, Any]) -> bool:
    return value is wanted if isinstance(wanted, bool) else value is not None and str(value) == str(wanted)


def _one_of(value: object, wanted: object, _answers: Mapping[str, Any]) -> bool:
    return isinstance(wanted, Collection) and value in wanted


def _equals(value: object, wanted: object, answers: Mapping[str, Any]) -> bool:
    other = at(answers, str(wanted))
    left, right = _number(value), _number(other)
    if left is None or right is None:
        return value is not None and value == other
    return left == right


def _filled(value: object, wanted: object, _answers: Mapping[str, Any]) -> bool:
    return (value not in (None, "", [])) is bool(wanted)


TESTS: dict[str, Callable[[object, object, Mapping[str, Any]], bool]] = {
    "min": _min,
    "max": _max,
    "is": _is,
    "one_of": _one_of,
    "equals": _equals,
    "filled": _filled,
}
"""The words a rule may test with; an unanswered question passes none but `filled: no`."""
