"""Checks the rules of a definition once every question is known: names, tests, types, and rules that go in circles."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from graphlib import CycleError
from zoneinfo import ZoneInfo

from forms.definition import Condition, Form, Question
from forms.logic.engines import Engines
from forms.logic.order import ordered
from forms.near import near, with_article
from forms.reading.reader import Reader, Written
from forms.reading.renamed import meant
from forms.rules.conditions import FALSE, TESTS, TRUE, expression
from forms.rules.engine import RuleError
from forms.tree import Value
from forms.types.countries import ALPHA_2
from forms.types.numbers import is_plain_number

LONGEST_SHOWN = 80  # characters of an expression in a message
REMEDY_TESTS = "Use one of the tests that fit: {tests}, or an expression."
UNKNOWN = re.compile(r"there is no question or function `(.*)`\.")
SIGN = re.compile(r"=>|=<|≥|≤|!=|<(?!=)|>(?!=)")
SIGNS = {"=>": ">=", "≥": ">=", "=<": "<=", "≤": "<=", "!=": "not"}
"""What people write for a test -> how it is written."""
KIND_NAMES = {
    "text": "a text", "number": "a number", "truth": "yes or no", "day": "a day", "texts": "several answers",
    "rows": "a table's rows",
}  # fmt: skip


def check_rules(reader: Reader, root: Value, form: Form) -> None:
    """Note every mistake in the rules that `reader` met, and rules that wait for each other."""
    engines = Engines(form)
    for one in reader.written:
        names = engines.rules(one.table, choice=one.has_choice).variables
        if _is_sound(reader, one, names, engines.answers):
            _compile(reader, one, engines)
    if not reader.errors:  # only sound rules can be put in order
        _check_order(reader, root, engines)


def _check_order(reader: Reader, root: Value, engines: Engines) -> None:
    try:
        ordered(engines)
    except CycleError as fault:
        circle = [".".join(one) for one in fault.args[1]]
        cause = f"the rules go round in a circle: {' → '.join(circle)}."
        place = f"question {circle[0]!r}"
        reader.wrong(_written_at(root, circle[0]), place, cause, "Take one of them out of the circle.")


def _written_at(value: Value, path: str) -> Value:
    """Where the question at `path` stands in the definition."""
    name, _, rest = path.partition(".")
    for one in _questions(value):
        if one.part("question").content == name:
            return _written_at(one, rest) if rest else one
    return value


def _questions(value: Value) -> Iterator[Value]:
    for section in value.list_under("sections"):
        yield from section.list_under("questions")
    yield from value.list_under("questions")
    yield from value.list_under("statements")


def _compile(reader: Reader, one: Written, engines: Engines) -> None:
    condition = one.rule if isinstance(one.rule, Condition) else Condition(expression=one.rule)
    rules = engines.rules(one.table, choice=one.has_choice)
    try:
        rules.compile(expression(condition, rules.variables.get(condition.path, "")), one.gives)
    except RuleError as fault:
        source = condition.expression
        shown = source if len(source) <= LONGEST_SHOWN else f"{source[:LONGEST_SHOWN]}…"
        said = f"`{shown}`: " if shown else ""
        unknown = UNKNOWN.fullmatch(fault.cause)
        now = meant(unknown[1], (), engines.answers) if unknown else ""
        reader.wrong(one.value, one.place, f"{said}{fault.cause}", now if now.startswith("It is") else fault.remedy)


def _is_sound(reader: Reader, one: Written, names: Mapping[str, str], answers: Mapping[str, Question]) -> bool:
    """Whether a simple condition names a question that is there and a test that fits; expressions are sound so far."""
    if not isinstance(one.rule, Condition) or not one.rule.test:
        return True
    condition, value = one.rule, one.value
    kind = names.get(condition.path)
    if kind is None:
        _note_path(reader, one, names, answers)
        return False
    test = TESTS[condition.test]
    if kind not in test.kinds:
        fit = ", ".join(word for word, other in TESTS.items() if kind in other.kinds)
        cause = f"{condition.path!r} is {KIND_NAMES.get(kind, 'a list')}, which {condition.test!r} does not fit."
        reader.wrong(value.part(condition.test), one.place, cause, REMEDY_TESTS.format(tests=fit))
        return False
    if test.wants == "path":
        return _other_path(reader, one, condition, names)
    if test.wants == "flag":
        return True
    return _values_fit(reader, one, condition, kind, _asked(one, condition.path, answers))


def _note_path(reader: Reader, one: Written, names: Mapping[str, str], answers: Mapping[str, Question]) -> None:
    condition = one.rule
    assert isinstance(condition, Condition)  # noqa: S101 - only such come here
    value = one.value.part("question")
    if condition.path in answers:
        kind = answers[condition.path].type
        remedy = "Name a question inside it, a total, or `.rows`."
        reader.wrong(
            value, one.place, f"{condition.path!r} is {with_article(kind)}, which has no answer of its own.", remedy
        )
    elif condition.path:
        remedy = meant(condition.path, names, answers)
        reader.wrong(value, one.place, f"there is no question at {condition.path!r}.", remedy)


def _other_path(reader: Reader, one: Written, condition: Condition, names: Mapping[str, str]) -> bool:
    other = str(condition.value)
    if other not in names:
        value = one.value.part(condition.test)
        reader.wrong(value, one.place, f"there is no question at {other!r}.", near(other, names))
        return False
    return True


def _asked(one: Written, path: str, answers: Mapping[str, Question]) -> Question | None:
    """The question a condition is about; inside a table its columns come first."""
    table = answers.get(one.table)
    column = next((c for c in table.questions if c.name == path), None) if table is not None else None
    return column or answers.get(path)


def _values_fit(reader: Reader, one: Written, condition: Condition, kind: str, asked: Question | None) -> bool:
    """What a question can never be answered with can never pass (or always does)."""
    value = one.value.part(condition.test)
    given = condition.value if isinstance(condition.value, tuple) else (str(condition.value),)
    is_listed = isinstance(condition.value, tuple)  # a list under a test that takes one value is told by its reader
    written = value.content if is_listed and isinstance(value.content, list) else [value] * len(given)
    mistakes = [
        (where, *mistake)
        for where, said in zip(written, given, strict=True)
        if (mistake := _misfit(said, kind, asked, condition)) is not None
    ]
    for where, cause, remedy in mistakes:
        reader.wrong(where, one.place, cause, remedy)
    return not mistakes


def _misfit(said: str, kind: str, asked: Question | None, condition: Condition) -> tuple[str, str] | None:
    known = _answers_of(asked) if condition.test in {"is", "is_not", "one_of"} else None
    is_answer = known is not None and said in known  # whatever it looks like
    may_be_sign = not is_answer and (kind in {"number", "day"} or known is not None)
    if sign := _other_sign(said, condition.path) if may_be_sign else None:
        return sign
    if kind == "number" and not is_plain_number(said):
        limit = " A limit is `<= 100` in a workbook, `max: 100` in YAML." if condition.test == "is" else ""
        return f"{said!r} is not a number.", f"Write digits, like 100 or 0.5, without spaces or commas.{limit}"
    if kind == "truth" and said.lower() not in TRUE | FALSE:
        return f"{said!r} is neither yes nor no.", "Write yes or no."
    if kind == "day" and not is_day(said):
        return f"{said!r} is no day.", "Write it like 2027-01-31, or today."
    if known is not None and not is_answer:
        remedy = "Use ISO 3166 codes of three letters." if known is ALPHA_2 else near(said, known)
        return f"{said!r} is no answer to {condition.path!r}.", remedy
    return None


def _other_sign(said: str, path: str) -> tuple[str, str] | None:
    """A sign that is no test, and what to write instead."""
    found = SIGN.match(said)
    if found is None:
        return None
    meant, rest = SIGNS.get(found[0], ""), said[found.end() :].strip()
    only = f"Only >= and <= are tests; for more, write an expression instead: {path} {found[0]} {rest}"
    return f"`{found[0]}` is no test.", f"Write {meant} {rest}" if meant else only


def _answers_of(asked: Question | None) -> Mapping[str, object] | None:
    """The only answers a question can have; None where they cannot be listed."""
    if asked is None:
        return None
    if asked.type == "country":
        return ALPHA_2
    return {choice.value: choice for choice in asked.choices} if asked.choices else None


def is_day(said: str) -> bool:
    """Whether a definition's day is one: YYYY-MM-DD or today."""
    if said == "today":
        return True
    try:
        return date.fromisoformat(said).isoformat() == said
    except ValueError:
        return False


def zone_exists(name: str) -> bool:
    """Whether the IANA data has such a zone."""
    try:
        return bool(ZoneInfo(name))
    except (ValueError, OSError, KeyError):  # what zoneinfo raises for names of no zone
        return False
