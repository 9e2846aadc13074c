"""Eligibility: the rules of a call against a submission's answers, each with its reason where it bars."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.definition import Eligibility, Text
from forms.rules.engine import Overrun, Rule

Rules = Iterable[tuple[Eligibility, Rule]]


@dataclass(frozen=True, slots=True)
class Bar:
    """A rule that a submission does not pass, and why; a note bars nobody."""

    rule: str
    reason: Text
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """The names of rules that a submission does not pass, and of those that could not be worked out, with why."""

    bars: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unsure: Mapping[str, str] = field(default_factory=dict)


def judge(rules: Rules, values: Mapping[str, Any], unread: Collection[str] = ()) -> Judged:
    """What the rules make of answers; `unread` are the variables whose answers are not of their question's type.

    A rule that cannot be worked out is neither passed nor failed: people must look at it.
    """
    failed: dict[bool, list[str]] = {True: [], False: []}  # by whether they are notes
    unsure: dict[str, str] = {}
    for eligibility, rule in rules:
        holds, why = _tried(rule, values, unread)
        if holds is None:
            unsure[eligibility.name] = why
        elif not holds:
            failed[eligibility.is_note].append(eligibility.name)
    return Judged(tuple(failed[False]), tuple(failed[True]), unsure)


def _tried(rule: Rule, values: Mapping[str, Any], unread: Collection[str]) -> tuple[bool | None, str]:
    """Whether a rule holds; where that cannot be said, why."""
    if wrong := sorted(rule.mentions & set(unread)):
        return None, f"not of the type that the form asks for now: {', '.join(wrong)}"
    try:
        holds = rule.truth(values)
    except Overrun as fault:
        return None, str(fault)
    if holds is not None:
        return holds, ""
    missing = sorted(name for name in rule.mentions if values.get(name) is None)
    return None, f"not answered: {', '.join(missing)}" if missing else rule.failure(values)
