"""Eligibility: the rules of a call against a submission's answers, each with its reason where it bars."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from forms.definition import Eligibility, Text
from forms.rules.engine import Rule


@dataclass(frozen=True, slots=True)
class Bar:
    """A rule that a submission does not pass, and why; a note bars nobody."""

    rule: str
    reason: Text
    is_note: bool = False


def bars(rules: Iterable[tuple[Eligibility, Rule]], values: Mapping[str, Any]) -> tuple[Bar, ...]:
    """What the answers do not pass: a rule that cannot be worked out, for an answer is missing, is not passed."""
    return tuple(
        Bar(eligibility.name, eligibility.reason, eligibility.is_note)
        for eligibility, rule in rules
        if rule.holds(values) is not True
    )
