"""Shows an author what each rule of a form makes of some answers, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from google.protobuf.timestamp_pb2 import Timestamp

from forms.logic.logic import Step
from forms.rules.engine import Rule
from forms.rules.functions import text_of
from forms.schema import Checked, CompiledForm

NOON = time(12)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule made of the answers: where it stands, "yes", "no", a value or "cannot be said", and why."""

    place: str
    outcome: str
    source: str
    why: str  # the values it saw


@dataclass(frozen=True, slots=True)
class Tried:
    """A check of some answers with the outcome of every rule."""

    checked: Checked
    rules: tuple[Outcome, ...]


def try_rules(compiled: CompiledForm, raw: object, day: date) -> Tried:
    """Check raw answers as if they came on `day` (noon in the form's zone), and say what each rule made of them."""
    now = datetime.combine(day, NOON, tzinfo=ZoneInfo(compiled.form.zone))
    checked = compiled.check(raw, now)
    values = compiled.logic.values(checked.so_far, now)
    return Tried(checked, tuple(_outcomes(compiled, values)))


def _outcomes(compiled: CompiledForm, values: Mapping[str, Any]) -> Iterator[Outcome]:
    logic = compiled.logic
    for step in logic.steps:
        yield from _of_step(step, values)
    for check, rule in logic.checks:
        yield _outcome(f"check {check.name}", rule, values)
    for eligibility, rule in logic.eligibility:
        yield _outcome(f"call, rule {eligibility.name}", rule, values)
    for name, rule in logic.mails.items():
        yield _outcome(f"mail {name}, when", rule, values)


def _of_step(step: Step, values: Mapping[str, Any]) -> Iterator[Outcome]:
    path = ".".join(step.path)
    for rule in step.shows:
        yield _outcome(f"{path}, show_if", rule, values)
    if step.require is not None:
        yield _outcome(f"{path}, required_if", step.require, values)
    if step.work is not None:
        yield _outcome(f"{path}, calculation", step.work, values)
    for check, rule in step.checks:
        yield _outcome(f"{path}, check {check.name}", rule, values)


def _outcome(place: str, rule: Rule, values: Mapping[str, Any]) -> Outcome:
    found = rule.work_out(values)
    said = {True: "yes", False: "no", None: "cannot be said"}.get(found) if isinstance(found, bool | None) else None
    seen = (f"{name} = {_shown(values.get(name))}" for name in sorted(rule.mentions))
    return Outcome(place, text_of(found) if said is None else said, rule.source, ", ".join(seen))


def _shown(value: Any) -> str:
    if isinstance(value, Timestamp):
        return text_of(value.ToDatetime(tzinfo=UTC))
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    return "nothing" if value is None else text_of(value)
