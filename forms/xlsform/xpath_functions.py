"""What becomes of each function of XLSForm in a rule."""

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from cel_expr_python import cel

from forms.xlsform.xpath_parts import (
    CHOICE,
    DAYS,
    OR,
    RELATION,
    SUM,
    WHOLE,
    Part,
    as_condition,
    as_day,
    as_number,
    as_text,
    chosen,
    joined,
    made,
    plain_text,
    quoted,
    truth,
    turned,
    within,
    wrong,
)

CLOCK_READ = re.compile(r"(?<![\w.])(today|now)(?![\w.])")
Deed = Callable[[Part, Sequence[Part]], Part]
"""Makes a part of the call (where it stands) and its arguments."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of XLSForm: how many arguments it takes and what becomes of it."""

    least: int
    most: int
    deed: Deed


@functools.cache
def _patterns() -> cel.Expression:
    return cel.NewEnv(variables={"pattern": cel.Type.STRING}).compile('"".matches(pattern)')


def readable(pattern: str) -> bool:
    """Whether the rules' engine takes the pattern."""
    return bool(_patterns().eval(data={"pattern": pattern}).type() != cel.Type.ERROR)


def _constant(text: str, kind: str) -> Deed:
    return lambda call, _: Part(text, kind, call.said, call.at)


def _if(call: Part, given: Sequence[Part]) -> Part:
    condition, first, second = as_condition(given[0]).sure, *_branches(call, given[1], given[2])
    text = f"{within(condition, OR)} ? {within(first, OR)} : {within(second, CHOICE)}"
    return Part(text, first.kind, call.said, call.at, CHOICE, blank=first.blank or second.blank)


def _branches(call: Part, first: Part, second: Part) -> tuple[Part, Part]:
    """Two parts as one kind; nothing ('') is a missing answer beside what is not a text."""
    if first.kind == second.kind:
        return first.sure, second.sure
    if first.literal == "":
        return _nothing(first, second), _any(second)
    if second.literal == "":
        return _any(first), _nothing(second, first)
    kinds = {first.kind, second.kind}
    if kinds == {"number", "text"}:
        return plain_text(first), plain_text(second)
    if kinds <= {"yes_no", "consent", "truth"}:
        return as_condition(first).sure, as_condition(second).sure
    if kinds <= DAYS | {"text"}:
        return as_day(first), as_day(second)
    raise wrong(call, f"gives a {first.kind} or a {second.kind}.", "Let it give the same kind of value both times.")


def _nothing(part: Part, other: Part) -> Part:
    return Part("null", other.kind, part.said, part.at, blank=True)


def _any(part: Part) -> Part:
    return replace(part.sure, text=f"dyn({part.sure.text})", binds=RELATION)


def _coalesce(call: Part, given: Sequence[Part]) -> Part:
    found = given[-1]
    for part in reversed(given[:-1]):
        found = _first_of(call, part, found)
    return found


def _first_of(call: Part, part: Part, other: Part) -> Part:
    """`part` where it is answered, else `other`."""
    if part.literal == "":
        return other
    if not part.uses or (other.literal == "" and part.kind != "text"):
        return part
    first, second = _branches(call, part, other)
    guards = " && ".join(f"{need} != null" for need in part.uses)
    text = f"{guards} ? {within(first, OR)} : {within(second, CHOICE)}"
    return Part(text, first.kind, call.said, call.at, CHOICE, blank=second.blank, needs=second.needs)


def _not(call: Part, given: Sequence[Part]) -> Part:
    return turned(call, as_condition(given[0]))


def _boolean(_: Part, given: Sequence[Part]) -> Part:
    return as_condition(given[0])


def _boolean_from_string(call: Part, given: Sequence[Part]) -> Part:
    if given[0].kind != "text" or given[0].literal is not None:
        return as_condition(given[0])
    words = [truth(call, f"{within(given[0], SUM)} == {quoted(word)}", given[0].needs) for word in ("true", "1")]
    return joined(call, words, "||", OR)


def _selected(call: Part, given: Sequence[Part]) -> Part:
    return chosen(call, given[0], given[1])


def _count_selected(call: Part, given: Sequence[Part]) -> Part:
    if given[0].kind != "many":
        raise wrong(given[0], "is not a question with several choices.", "Name one of type select_multiple.")
    return made(call, f"count({given[0].text})", "number")


def _count(call: Part, given: Sequence[Part]) -> Part:
    if given[0].kind not in {"rows", "column"}:
        raise wrong(
            given[0], "is not a repeat.", "Name a repeat or one of its questions; count-selected(…) counts choices."
        )
    return made(call, f"count({given[0].text})", "number")


def _sum(call: Part, given: Sequence[Part]) -> Part:
    if given[0].kind != "column":
        raise wrong(given[0], "is not a column of a repeat.", "Name a question inside of a repeat, or add with `+`.")
    return made(call, f"sum({given[0].text})", "number")


def _extreme(word: str) -> Deed:
    def deed(call: Part, given: Sequence[Part]) -> Part:
        if len(given) == 1:
            if given[0].kind != "column":
                raise wrong(given[0], "is a single value.", "Name a column of a repeat, or several values.")
            return Part(f"{word}({given[0].text})", "number", call.said, call.at, blank=True)
        days = any(part.kind in DAYS for part in given)
        parts = [as_day(part) if days else as_number(part) for part in given]
        return made(call, f"{word}([{', '.join(part.text for part in parts)}])", parts[0].kind, parts)

    return deed


def _numeric(pattern: str) -> Deed:
    """A function of numbers, written as `pattern` with their places."""

    def deed(call: Part, given: Sequence[Part]) -> Part:
        parts = [as_number(part) for part in given]
        return made(call, pattern.format(*(part.text for part in parts)), "number", parts)

    return deed


def _round(call: Part, given: Sequence[Part]) -> Part:
    parts = [as_number(part) for part in given]
    digits = parts[1].text if len(parts) > 1 else "0"
    return made(call, f"round({parts[0].text}, {digits})", "number", parts)


def _number(_: Part, given: Sequence[Part]) -> Part:
    return as_number(given[0])


def _string(_: Part, given: Sequence[Part]) -> Part:
    return as_text(given[0])


def _concat(call: Part, given: Sequence[Part]) -> Part:
    return added(call, [as_text(part) for part in given])


def added(call: Part, parts: Sequence[Part]) -> Part:
    """Numbers or texts joined by `+`; many of them in groups, for the engine reads no long chain."""
    if len(parts) == 1:
        return parts[0]
    while len(parts) > 8:
        groups = [parts[start : start + 8] for start in range(0, len(parts), 8)]
        parts = [added(call, group) for group in groups]
    first, *rest = parts
    text = " + ".join([within(first, SUM), *(within(part, SUM + 1) for part in rest)])
    return made(call, text, first.kind, parts, SUM)


def _string_length(call: Part, given: Sequence[Part]) -> Part:
    """The characters of a text; of a missing one there are none."""
    part = given[0] if given[0].said == "." else as_text(given[0])  # a constraint has its own answer
    return made(call, f"length({part.text})", "number", (part,))


def _tested(method: str) -> Deed:
    def deed(call: Part, given: Sequence[Part]) -> Part:
        whole, piece = plain_text(given[0]), plain_text(given[1])
        needs = (*whole.uses, *piece.uses)
        return truth(call, f"{within(whole, WHOLE)}.{method}({piece.text})", needs, WHOLE)

    return deed


def _regex(call: Part, given: Sequence[Part]) -> Part:
    pattern = given[1].literal
    if pattern is None:
        raise wrong(given[1], "is worked out, but a pattern must be written out.", "Write it in quotation marks.")
    whole = f"^(?:{pattern})$"
    if not readable(pattern) or not readable(whole):
        remedy = "Write it without look-around (?=…), back-references \\1 and possessive *+, as RE2 takes it."
        raise wrong(given[1], "is not a pattern that rules can use.", remedy)
    text = plain_text(given[0])
    return truth(call, f"{within(text, WHOLE)}.matches({quoted(whole)})", text.uses, WHOLE)


def _date(call: Part, given: Sequence[Part]) -> Part:
    if given[0].text == "now":
        return replace(call, text="today", kind="date")
    if given[0].kind == "datetime":
        raise wrong(given[0], "has a time of day, which rules cannot cut off.", "Name a question of type date.")
    return as_day(given[0])


def _date_time(_: Part, given: Sequence[Part]) -> Part:
    return as_day(given[0])


def _once(call: Part, given: Sequence[Part]) -> Part:
    if CLOCK_READ.search(given[0].text):
        raise wrong(call, "keeps the first day or moment.", "Leave once() out, or use the time of receipt.")
    return given[0]


MANY = 200
FUNCTIONS = {
    "true": Function(0, 0, _constant("true", "truth")),
    "false": Function(0, 0, _constant("false", "truth")),
    "today": Function(0, 0, _constant("today", "date")),
    "now": Function(0, 0, _constant("now", "datetime")),
    "pi": Function(0, 0, _constant("3.141592653589793", "number")),
    "if": Function(3, 3, _if),
    "coalesce": Function(2, MANY, _coalesce),
    "once": Function(1, 1, _once),
    "not": Function(1, 1, _not),
    "boolean": Function(1, 1, _boolean),
    "boolean-from-string": Function(1, 1, _boolean_from_string),
    "selected": Function(2, 2, _selected),
    "count-selected": Function(1, 1, _count_selected),
    "count": Function(1, 1, _count),
    "count-non-empty": Function(1, 1, _count),
    "sum": Function(1, 1, _sum),
    "min": Function(1, MANY, _extreme("least")),
    "max": Function(1, MANY, _extreme("greatest")),
    "abs": Function(1, 1, _numeric("greatest([{0}, -({0})])")),
    "round": Function(1, 2, _round),
    "int": Function(1, 1, _numeric("whole({0})")),
    "number": Function(1, 1, _number),
    "string": Function(1, 1, _string),
    "concat": Function(1, MANY, _concat),
    "string-length": Function(1, 1, _string_length),
    "starts-with": Function(2, 2, _tested("startsWith")),
    "ends-with": Function(2, 2, _tested("endsWith")),
    "contains": Function(2, 2, _tested("contains")),
    "regex": Function(2, 2, _regex),
    "date": Function(1, 1, _date),
    "date-time": Function(1, 1, _date_time),
}

LOOKS_UP = "Put the values into a list of choices, or ask for them."
REFUSED = {
    **dict.fromkeys(("pulldata", "instance", "lookup", "search"), LOOKS_UP),
    **dict.fromkeys(
        ("indexed-repeat", "position", "index", "last"), "Use sum(…), count(…), min(…) or max(…) of a column."
    ),
    **dict.fromkeys(
        ("current", "id", "name", "local-name", "namespace-uri", "node", "text", "comment", "randomize"),
        "Name the question: ${name}.",
    ),
    "jr:choice-name": "Compare with the choice's value; sheets and letters show its label.",
    "jr:itext": "Write the text itself.",
    **dict.fromkeys(("random", "uuid"), "Leave it out: each submission has its own reference."),
    **dict.fromkeys(("format-date", "format-date-time"), "Compare days themselves; sheets and letters write them out."),
    **dict.fromkeys(("decimal-date-time", "decimal-time"), "Subtract the days themselves: today() - ${name}."),
    "selected-at": "Ask with selected(${name}, 'value').",
    "join": "Leave it out: sheets show all the answers of a column.",
    **dict.fromkeys(
        ("substr", "substring", "substring-before", "substring-after"),
        "Test with starts-with(…), ends-with(…), contains(…) or regex(…).",
    ),
    **dict.fromkeys(
        ("translate", "normalize-space", "upper-case", "lower-case"),
        "Test with regex(…); (?i) takes small and capital letters.",
    ),
    **dict.fromkeys(
        ("pow", "exp", "exp10", "log", "log10", "sqrt"), "Multiply the number by itself, or ask for the result."
    ),
    **dict.fromkeys(("sin", "cos", "tan", "asin", "acos", "atan", "atan2"), "Ask for the result."),
    **dict.fromkeys(("floor", "ceiling"), "Use int(…) or round(…)."),
    **dict.fromkeys(("checklist", "weighted-checklist"), "Count: selected(…) + selected(…)."),
    **dict.fromkeys(("area", "distance", "geofence", "is-valid-geopoint"), "Ask for the result."),
    **dict.fromkeys(
        ("digest", "base64-decode", "base64-encode", "extract-signed", "version", "property"), "Leave it out."
    ),
}
"""The functions of XLSForm that no rule has, and what to do instead."""
