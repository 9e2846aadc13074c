"""A naive second opinion on rules: expression trees, rendered for the service and worked out in plain Python.

What is missing or fails is NOTHING; `&&` and `||` pass over it where the other side decides, as CEL says.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from hypothesis import strategies as st


class Nothing:
    """What cannot be worked out."""

    def __repr__(self) -> str:
        return "NOTHING"


NOTHING = Nothing()
Answers = dict[str, Any]


@dataclass(frozen=True)
class Tree:
    """An operator over trees, a variable ("name"), or a constant ("constant")."""

    operator: str
    parts: tuple[Any, ...]

    def render(self) -> str:
        return RENDER[self.operator](self.parts)

    def work_out(self, answers: Answers) -> Any:
        return WORK[self.operator](self.parts, answers)

    def names(self) -> set[str]:
        if self.operator == "name":
            return {self.parts[0]}
        return {name for part in self.parts if isinstance(part, Tree) for name in part.names()}


def _constant(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, date):
        return f'date("{value}")'
    return "null" if value is None else f'"{value}"'


def _binary(sign: str) -> Any:
    return lambda parts: f"({parts[0].render()} {sign} {parts[1].render()})"


RENDER: dict[str, Any] = {
    "constant": lambda parts: _constant(parts[0]),
    "name": lambda parts: parts[0],
    "not": lambda parts: f"!({parts[0].render()})",
    "if": lambda parts: f"({parts[0].render()} ? {parts[1].render()} : {parts[2].render()})",
    "in": lambda parts: f"({parts[0].render()} in {parts[1].render()})",
    "round": lambda parts: f"round({parts[0].render()}, 2)",
    "length": lambda parts: f"length({parts[0].render()})",
    "count": lambda parts: f"count({parts[0].render()})",
    "sum": lambda parts: f"sum({parts[0].render()})",
    "add_days": lambda parts: f"add_days({parts[0].render()}, {parts[1].render()})",
    "all_above": lambda parts: f"{parts[0].render()}.all(x, x > {parts[1].render()})",
    "exists_above": lambda parts: f"{parts[0].render()}.exists(x, x > {parts[1].render()})",
    **{sign: _binary(sign) for sign in ("&&", "||", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/")},
}


def _both(parts: Any, answers: Answers, deciding: bool) -> Any:
    sides = [part.work_out(answers) for part in parts]
    if any(side is deciding for side in sides):
        return deciding
    return (not deciding) if all(side is (not deciding) for side in sides) else NOTHING


def _equal(parts: Any, answers: Answers) -> Any:
    left, right = (part.work_out(answers) for part in parts)
    return NOTHING if NOTHING in (left, right) else left == right


def _not(value: Any) -> Any:
    return (not value) if isinstance(value, bool) else NOTHING


def _sized(deed: Any) -> Any:
    def work(parts: Any, answers: Answers) -> Any:
        values = [part.work_out(answers) for part in parts]
        if any(value is None or value is NOTHING for value in values):
            return NOTHING
        try:
            return deed(*values)
        except (ZeroDivisionError, OverflowError):
            return NOTHING

    return work


def _choose(parts: Any, answers: Answers) -> Any:
    holds = parts[0].work_out(answers)
    return parts[1 if holds else 2].work_out(answers) if isinstance(holds, bool) else NOTHING


def _in(parts: Any, answers: Answers) -> Any:
    one, several = (part.work_out(answers) for part in parts)
    return NOTHING if one is NOTHING else one in several


def _all(parts: Any, answers: Answers) -> Any:
    several, limit = (part.work_out(answers) for part in parts)
    return all(one > limit for one in several) if isinstance(limit, float) or not several else NOTHING


def _exists(parts: Any, answers: Answers) -> Any:
    several, limit = (part.work_out(answers) for part in parts)
    return any(one > limit for one in several) if isinstance(limit, float) or not several else NOTHING


def rounded(number: float) -> float:
    return float(Decimal(f"{number:.15g}").quantize(Decimal("0.01"), ROUND_HALF_UP))


def _divide(left: float, right: float) -> float:
    if right == 0:
        if left == 0 or left != left:
            return float("nan")
        return float("inf") if (left > 0) == (str(right)[0] != "-") else float("-inf")
    return left / right


def _round(number: float) -> Any:
    try:
        return rounded(number)
    except InvalidOperation:  # not finite, or too large for two decimals
        return NOTHING


WORK: dict[str, Any] = {
    "constant": lambda parts, _: parts[0],
    "name": lambda parts, answers: answers[parts[0]],
    "not": lambda parts, answers: _not(parts[0].work_out(answers)),
    "&&": lambda parts, answers: _both(parts, answers, deciding=False),
    "||": lambda parts, answers: _both(parts, answers, deciding=True),
    "==": _equal,
    "!=": lambda parts, answers: _not(_equal(parts, answers)),
    "<": _sized(lambda a, b: a < b),
    "<=": _sized(lambda a, b: a <= b),
    ">": _sized(lambda a, b: a > b),
    ">=": _sized(lambda a, b: a >= b),
    "+": _sized(lambda a, b: a + b),
    "-": _sized(lambda a, b: a - b),
    "*": _sized(lambda a, b: a * b),
    "/": _sized(_divide),
    "if": _choose,
    "in": _in,
    "round": _sized(_round),
    "length": _sized(lambda text: float(len(text))),
    "count": lambda parts, answers: float(len(parts[0].work_out(answers))),
    "sum": lambda parts, answers: float(
        sum((Decimal(f"{one:.15g}") for one in parts[0].work_out(answers)), Decimal(0))
    ),
    "add_days": _sized(lambda day, number: day + timedelta(days=number)),
    "all_above": _all,
    "exists_above": _exists,
}


def constant(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Tree]:
    return values.map(lambda value: Tree("constant", (value,)))


NUMBERS = constant(st.sampled_from([0.0, 1.0, 2.5, -3.0, 100.0]))
TEXTS = constant(st.sampled_from(["", "a", "b", "law"]))
DAYS = constant(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
COMPARISONS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])


def named(names: list[str], otherwise: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    """A variable of these, or a constant."""
    if not names:
        return otherwise
    return st.sampled_from(names).map(lambda name: Tree("name", (name,))) | otherwise


def tree(operator: str, *parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.tuples(*parts).map(lambda found: Tree(operator, found))


def trees(kinds: dict[str, str], gives: str, depth: int = 2) -> st.SearchStrategy[Tree]:
    """Expressions over variables (name -> kind) that give a number, truth, text or day."""
    of = {kind: [name for name, one in kinds.items() if one == kind] for kind in {*kinds.values(), gives}}
    names = {kind: of.get(kind, []) for kind in ("number", "truth", "text", "day", "texts", "numbers")}
    leaves = {
        "number": named(names["number"], NUMBERS),
        "text": named(names["text"], TEXTS),
        "day": named(names["day"], DAYS),
        "truth": named(names["truth"], constant(st.booleans())),
    }
    if depth == 0:
        return leaves[gives]
    inner = {kind: trees(kinds, kind, depth - 1) for kind in leaves}
    if gives == "number":
        found = [leaves[gives], tree("round", inner["number"]), tree("length", inner["text"])]
        found += [tree(sign, inner["number"], inner["number"]) for sign in "+-*/"]
        found += [tree("if", inner["truth"], inner["number"], inner["number"])]
        found += [tree("count", several(names["texts"])) for _ in names["texts"][:1]]
        found += [tree("sum", several(names["numbers"])) for _ in names["numbers"][:1]]
        return st.one_of(found)
    if gives == "text":
        return leaves["text"] | tree("+", inner["text"], inner["text"])
    if gives == "day":
        return leaves["day"] | tree("add_days", leaves["day"], constant(st.sampled_from([0.0, 1.0, -30.0])))
    found = [leaves["truth"], tree("not", inner["truth"])]
    found += [tree(sign, inner["truth"], inner["truth"]) for sign in ("&&", "||")]
    compared = st.sampled_from(["number", "day"]).flatmap(lambda kind: st.tuples(COMPARISONS, inner[kind], inner[kind]))
    found += [compared.map(lambda one: Tree(one[0], one[1:]))]
    found += [st.sampled_from(["==", "!="]).flatmap(lambda sign: tree(sign, inner["text"], inner["text"]))]
    everything = [name for kind in ("number", "text", "day", "truth") for name in names[kind]]
    if everything:
        missing = constant(st.none())
        found += [st.sampled_from(["==", "!="]).flatmap(lambda sign: tree(sign, named(everything, missing), missing))]
    found += [tree("in", leaves["text"], several(names["texts"])) for _ in names["texts"][:1]]
    found += [
        tree(one, several(names["numbers"]), NUMBERS) for one in ("all_above", "exists_above") if names["numbers"]
    ]
    return st.one_of(found)


def several(names: list[str]) -> st.SearchStrategy[Tree]:
    return st.sampled_from(names).map(lambda name: Tree("name", (name,)))
