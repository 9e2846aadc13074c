"""Conditions: the simple tests that staff write, each as an expression of the rule language."""

from collections.abc import Callable
from dataclasses import dataclass

from forms.definition import Condition

TRUE, FALSE = frozenset({"yes", "true", "on"}), frozenset({"no", "false", "off"})
"""How a definition writes yes and no."""


@dataclass(frozen=True, slots=True)
class Test:
    """One test word: how it is said as an expression, and which kinds of answers it fits."""

    say: Callable[[str, str, Condition], str]  # (path, kind, condition) -> expression
    kinds: frozenset[str]
    wants: str  # "answer" (one value), "answers" (a list), "path", "flag"


def expression(condition: Condition, kind: str) -> str:
    """The condition as an expression; `kind` is that of the variable at its path."""
    if not condition.test:
        return condition.expression
    return TESTS[condition.test].say(condition.path, kind, condition)


def quoted(text: str) -> str:
    """A text as the rule language writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def literal(kind: str, value: object) -> str:
    """A value of the definition as the rule language writes it beside a variable of this kind."""
    text = str(value)
    if kind == "number":
        return text
    if kind == "truth":
        return "true" if value is True or text.lower() in TRUE else "false"
    if kind == "day":
        return text if text == "today" else f"date({quoted(text)})"
    return quoted(text)


def _compare(operator: str) -> Callable[[str, str, Condition], str]:
    return lambda path, kind, condition: f"{path} {operator} {literal(kind, condition.value)}"


def _is(path: str, kind: str, condition: Condition) -> str:
    value = literal(kind, condition.value)
    return f"{value} in {path}" if kind == "texts" else f"{path} == {value}"


def _is_not(path: str, kind: str, condition: Condition) -> str:
    return f"!({_is(path, kind, condition)})"


def _one_of(path: str, kind: str, condition: Condition) -> str:
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    listed = ", ".join(literal(kind, one) for one in values)
    return f"{path}.exists(one, one in [{listed}])" if kind == "texts" else f"{path} in [{listed}]"


def _equals(path: str, _kind: str, condition: Condition) -> str:
    return f"{path} != null && {path} == {condition.value}"


def _filled(path: str, kind: str, condition: Condition) -> str:
    is_list = kind in {"texts", "rows"}
    there = f"count({path}) > 0" if is_list else f"{path} != null"
    return there if condition.value is True else f"!({there})"


SIZES = frozenset({"number", "day"})
VALUED = frozenset({"text", "number", "truth", "day", "texts"})

TESTS: dict[str, Test] = {
    "min": Test(_compare(">="), SIZES, "answer"),
    "max": Test(_compare("<="), SIZES, "answer"),
    "is": Test(_is, VALUED, "answer"),
    "is_not": Test(_is_not, VALUED, "answer"),
    "one_of": Test(_one_of, VALUED - {"truth"}, "answers"),
    "equals": Test(_equals, VALUED - {"texts"}, "path"),
    "filled": Test(_filled, VALUED | {"rows"}, "flag"),
}
"""Test word -> what it does."""
