"""Rules: expressions of the Common Expression Language over a form's answers, checked when read, bounded when run.

This is the one module that knows the engine (cel-expr-python, the official C++ implementation; decision 0006 says why).
Every number is a double, so that `amount <= 100000` and `amount / 3` mean what their author means; a whole number in a
source is made one before the engine sees it. An expression is compiled twice: once against the types of the questions,
for the author's mistakes, and once without types, for answers that may be missing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cel_expr_python import cel

from forms.rules.functions import FUNCTIONS, declarations
from forms.rules.mistakes import RuleError, in_words
from forms.rules.tree import Tree, look_at

__all__ = ["KINDS", "Overrun", "Rule", "RuleError", "Rules"]

LONGEST = 2_000  # characters of an expression
DEEPEST = 2  # all, exists, filter, map within one another
MOST_STEPS = 10_000  # of all comprehensions of a rule together: the engine gives up at this one
MOST_JOINS = 10  # texts put together in one step of a comprehension: the engine frees them only when all is done
TOKENS = re.compile(
    r"""r?("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?P<number>\d[\w.]*(?:(?<=[eE])[+-]\d+)?)|[A-Za-z_]\w*"""
)
TEXT = r"""r?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
CONSTANTS = re.compile(rf"\bdate\(\s*(?P<day>{TEXT})\s*\)|\bmatches\(\s*(?P<pattern>{TEXT})\s*\)")
RE2 = "Use RE2's syntax: no look-ahead (?=…), no look-behind (?<=…), no back-references \\1."
WHOLE = re.compile(r"\d+")

KINDS: dict[str, cel.Type] = {
    "text": cel.Type("google.protobuf.StringValue"),
    "number": cel.Type("google.protobuf.DoubleValue"),
    "truth": cel.Type("google.protobuf.BoolValue"),
    "day": cel.Type.TIMESTAMP,
    "texts": cel.Type.List(cel.Type.STRING),
    "numbers": cel.Type.List(cel.Type.DOUBLE),
    "truths": cel.Type.List(cel.Type.BOOL),
    "days": cel.Type.List(cel.Type.TIMESTAMP),
    "rows": cel.Type.List(cel.Type.Map(cel.Type.STRING, cel.Type.DYN)),
    "choice": cel.Type.Map(cel.Type.STRING, cel.Type.STRING),
}
"""What a variable can be. The first four can also be null: unanswered."""

RESULTS: dict[str, tuple[cel.Type, ...]] = {
    "truth": (cel.Type.BOOL, KINDS["truth"], cel.Type.DYN),
    "number": (cel.Type.DOUBLE, KINDS["number"], cel.Type.DYN),
    "text": (cel.Type.STRING, KINDS["text"], cel.Type.DYN),
    "day": (cel.Type.TIMESTAMP, cel.Type.DYN),
}
"""What a rule can give -> the engine's types that are it."""


class Overrun(Exception):  # noqa: N818 - said of a rule; RuleError is its author's mistake
    """A rule that went through more elements than the engine allows: what it would have given is not known."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule; `mentions` are the variables it needs the values of."""

    source: str
    mentions: frozenset[str]
    program: cel.Expression = field(repr=False)

    def holds(self, values: Mapping[str, Any]) -> bool | None:
        """Whether it holds for these values; None when that cannot be said (an answer is missing, or it fails)."""
        try:
            return self.truth(values)
        except Overrun:
            return None

    def truth(self, values: Mapping[str, Any]) -> bool | None:
        """The same, for those who must not take an overrun for a missing answer. Raises Overrun."""
        found = self._evaluate(values).value()
        return found if isinstance(found, bool) else None

    def work_out(self, values: Mapping[str, Any]) -> Any:
        """What it gives (float, str, bool, aware datetime); None when it cannot be worked out."""
        try:
            return self.result(values)
        except Overrun:
            return None

    def result(self, values: Mapping[str, Any]) -> Any:
        """The same, for those who must not take an overrun for a missing answer. Raises Overrun."""
        found = self._evaluate(values)
        return None if found.type() == cel.Type.ERROR else found.value()

    def failure(self, values: Mapping[str, Any]) -> str:
        """Why it cannot be worked out, in the engine's words; empty when it can."""
        try:
            found = self._evaluate(values)
        except Overrun as fault:
            return str(fault)
        return str(found.value()) if found.type() == cel.Type.ERROR else ""

    def _evaluate(self, values: Mapping[str, Any]) -> Any:
        try:
            return self.program.eval(data=values)
        except RuntimeError as fault:
            if "budget" in str(fault):
                raise Overrun(f"it goes through {MOST_STEPS:,} elements or more") from None
            raise


class Rules:
    """Compiles rules over one set of variables (name -> a word of KINDS); `sizes` are the most elements of lists."""

    def __init__(self, variables: Mapping[str, str], sizes: Mapping[str, int] | None = None) -> None:
        self.variables, self.sizes = variables, sizes or {}
        functions = declarations()
        self._checking = cel.NewEnv(variables={n: KINDS[k] for n, k in variables.items()}, functions=functions)
        self._running = cel.NewEnv(variables=dict.fromkeys(variables, cel.Type.DYN), functions=functions)

    def compile(self, source: str, gives: str = "truth") -> Rule:
        """The rule, which must give a `gives` (a word of RESULTS). Raises RuleError."""
        if len(source) > LONGEST:
            raise RuleError(0, f"it has more than {LONGEST:,} characters.", "Split it over several rules.")
        doubled = as_doubles(source)
        try:
            checked = self._checking.compile(doubled)
            tree = look_at(checked.serialize(), self.sizes)
            running = self._running.compile(doubled)
        except RuntimeError as fault:  # what the engine raises for every mistake
            raise in_words(str(fault), source, doubled, (*self.variables, *FUNCTIONS)) from None
        _check_cost(tree)
        _check_result(checked.return_type(), gives)
        self._check_constants(doubled)
        return Rule(source, tree.names & self.variables.keys(), running)

    def _check_constants(self, source: str) -> None:
        """Days and patterns that are written out can be tried at once."""
        for match in CONSTANTS.finditer(source):
            tried = f"date({match['day']})" if match["day"] else f"''.matches({match['pattern']})"
            found = self._running.compile(tried).eval(data={})
            if found.type() == cel.Type.ERROR and match["day"]:
                raise RuleError(match.start(), f"{match['day']} is no day.", 'Write it like date("2027-01-31").')
            if found.type() == cel.Type.ERROR:
                raise RuleError(match.start(), f"the pattern {match['pattern']} cannot be read.", RE2)


def as_doubles(source: str) -> str:
    """The source with every whole number written as a double; texts and names stay."""

    def doubled(match: re.Match[str]) -> str:
        number = match["number"]
        return f"{number}.0" if number is not None and WHOLE.fullmatch(number) else match[0]

    return TOKENS.sub(doubled, source)


def _check_cost(tree: Tree) -> None:
    if tree.depth > DEEPEST:
        cause = f"it repeats within repetitions more than {DEEPEST} deep."
        raise RuleError(0, cause, "Use sum(), count() or a calculated column instead.")
    if tree.steps >= MOST_STEPS:
        cause = f"it goes through up to {tree.steps:,} rows; a rule must stay below {MOST_STEPS:,}."
        raise RuleError(0, cause, "Set `max:` on the table to fewer rows, or split the rule.")
    if tree.joins > MOST_JOINS:
        cause = "it puts texts together for each row."
        raise RuleError(0, cause, "Compare the texts one by one, or put them together in a calculated column.")
    if tree.untyped:
        cause = f"`{tree.untyped}(…)` hides what kind of answer stands in it."
        raise RuleError(0, cause, "Take it out; text(…) and number(…) turn one kind into another.")


def _check_result(found: cel.Type, gives: str) -> None:
    if found not in RESULTS[gives]:
        raise RuleError(0, f"it gives {_said(found)}, not {NAMES[gives]}.", REMEDIES[gives])


def _said(found: cel.Type) -> str:
    word = next((kind for kind, types in RESULTS.items() if found in types[:2]), "")
    return NAMES.get(word, "a list" if found.name().startswith("LIST") else "nothing that can be kept")


NAMES = {"truth": "yes or no", "number": "a number", "text": "a text", "day": "a day"}
REMEDIES = {
    "truth": "Compare it with something, like `… > 0` or `… != null`.",
    "number": "Give a number; count(…) and length(…) make one.",
    "text": "Use text(…).",
    "day": 'Give a day, like date("2027-01-31").',
}
