"""Translates the expressions of XLSForm workbooks (XPath) into our rules (Common Expression Language)."""

import functools
import itertools
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from cel_expr_python import cel
from elementpath.xpath_tokens import XPathToken

from forms.near import closest, near
from forms.xlsform.xpath_functions import FUNCTIONS, REFUSED, Function, added
from forms.xlsform.xpath_parts import (
    AND,
    DAYS,
    NUMBER,
    OR,
    PRODUCT,
    SIGN,
    SUM,
    WHOLE,
    Part,
    as_condition,
    as_day,
    as_number,
    equal,
    joined,
    made,
    number_literal,
    ordered,
    quoted,
    within,
    wrong,
)
from forms.xlsform.xpath_tree import Name, Untranslatable, parse, said

__all__ = ["Named", "Rule", "Untranslatable", "translate", "translate_typed"]

MOST_CHARACTERS = 2000
"""Of a rule."""
PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
CEL_WORDS = frozenset({"as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in"})
CEL_WORDS |= {"let", "loop", "namespace", "null", "package", "return", "true", "var", "void", "while"}


@dataclass(frozen=True, slots=True)
class Named:
    """What a name of the workbook is called in our rules, and what it holds."""

    path: str
    kind: str  # text number date datetime time yes_no consent many column rows


@dataclass(frozen=True, slots=True)
class Rule:
    """A translated expression and what it gives: a kind of Named, or `truth`."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands: what its names mean there."""

    names: Callable[[str], Named | None]
    itself: Named | None = None
    choice_columns: Collection[str] = ()
    known: Collection[str] = ()


def translate(
    source: str,
    *,
    names: Callable[[str], Named | None],
    itself: Named | None = None,
    choice_columns: Collection[str] = (),
    known: Collection[str] = (),
    condition: bool = False,
) -> str:
    """The rule that an expression says; Untranslatable where there is none.

    `names` gives what `${name}` means at this place and `known` the names there are, for remedies. With
    `choice_columns` the expression is a choice filter, whose plain names are columns. A `condition` (relevant,
    constraint, required, choice_filter) gives yes or no whatever its expression gives.
    """
    place = Place(names, itself, choice_columns, known)
    return translate_typed(source, place, condition=condition).text


def translate_typed(source: str, place: Place, *, condition: bool = False) -> Rule:
    """As `translate`, with the kind of what the rule gives: calculations have to say it."""
    try:
        part = _part(place, parse(source))
        rule = as_condition(part) if condition else part
    except RecursionError:
        raise _too_deep(source) from None
    if not _readable(rule.text):
        raise _too_deep(source)
    return Rule(rule.text, rule.kind)


def _too_deep(source: str) -> Untranslatable:
    return Untranslatable(source, 0, "is nested too deeply.", "Divide it into calculations.")


@functools.cache
def _engine() -> cel.Env:
    return cel.NewEnv()


def _readable(rule: str) -> bool:
    """Whether the rules' engine can read the rule; it takes less within one another than XPath does."""
    try:
        _engine().compile(rule, disable_check=True)
    except RuntimeError:
        return False
    return True


def _part(place: Place, token: XPathToken) -> Part:
    """What becomes of a token and all below it."""
    is_chain = token.symbol in OPERATORS and len(token) == 2
    part = _chain(place, token) if is_chain else _single(place, token)
    if max(len(part.text), len(part.sure.text)) > MOST_CHARACTERS:
        cause = f"makes a rule of more than {MOST_CHARACTERS} characters."
        raise wrong(part, cause, "Divide the expression into calculations.")
    return part


def _chain(place: Place, token: XPathToken) -> Part:
    """Operators that follow one another, from the left and without recursion: there may be many."""
    steps: list[XPathToken] = []
    while token.symbol in OPERATORS and len(token) == 2:
        steps.append(token)
        token = token[0]
    part = _part(place, token)
    for symbol, run in itertools.groupby(reversed(steps), key=lambda step: step.symbol):
        same = list(run)
        part = OPERATORS[symbol](_origin(same[0]), [part, *(_part(place, step[1]) for step in same)])
    return part


def _single(place: Place, token: XPathToken) -> Part:
    """What stands alone: a name, a call, something written out, a sign before something."""
    origin = _origin(token)
    if token.symbol not in SINGLE:
        raise wrong(origin, "cannot stand here.", "Write something on both of its sides.")
    return SINGLE[token.symbol](place, token, origin)


def _origin(token: XPathToken) -> Part:
    """What a part stands for in the source, before it is one."""
    return Part("", "", f"${{{token.value}}}" if token.symbol == "$" else said(token), token.span[0])


def _parenthesized(place: Place, token: XPathToken, _: Part) -> Part:
    return _part(place, token[0])


def _text(_: Place, token: XPathToken, origin: Part) -> Part:
    text = str(token.value)
    return replace(origin, text=quoted(text), kind="text", literal=text)


def _number(_: Place, token: XPathToken, origin: Part) -> Part:
    return number_literal(origin, f"{token.value:f}" if token.symbol == "(decimal)" else str(token.value))


def _signed(place: Place, token: XPathToken, origin: Part) -> Part:
    part = as_number(_part(place, token[0]))
    if token.symbol == "+":
        return part
    if part.literal is not None and part.literal[0] != "-":
        return number_literal(replace(origin, said=f"-{part.said}"), f"-{part.literal}")
    return made(origin, f"-{within(part, WHOLE)}", "number", (part,), SIGN)


def _question(place: Place, token: XPathToken, origin: Part) -> Part:
    named = place.names(str(token.value))
    if named is None:
        raise wrong(origin, "names no question of this form.", near(str(token.value), place.known))
    return _named(named, origin)


def _itself(place: Place, _: XPathToken, origin: Part) -> Part:
    if place.itself is None:
        raise wrong(origin, "stands for the question's own answer, and here there is none.", "Write ${name}.")
    return _named(place.itself, origin)


def _named(named: Named, origin: Part) -> Part:
    return replace(origin, text=named.path, kind=named.kind, blank=named.kind not in {"column", "rows"})


def _word(place: Place, token: XPathToken, origin: Part) -> Part:
    return _call(place, token, origin) if isinstance(token, Name) and token.called else _bare(place, origin)


def _bare(place: Place, origin: Part) -> Part:
    """A plain name: in a choice filter a column of the list, else a mistake."""
    word = origin.said
    if word in {"and", "or", "div", "mod"}:
        raise wrong(origin, "has nothing on one of its sides.", "Write something on both.")
    if place.choice_columns and word == "name":
        return replace(origin, text="choice.value", kind="text")
    if word in place.choice_columns:
        return replace(origin, text=_column(word), kind="text")
    if place.names(word) is not None:
        raise wrong(origin, "names a question without `${}`.", f"Write ${{{word}}}.")
    if word in FUNCTIONS and FUNCTIONS[word].least == 0:
        raise wrong(origin, "lacks its parentheses.", f"Write {word}().")
    if place.choice_columns:
        raise wrong(origin, "is no column of the list of choices.", near(word, place.choice_columns))
    raise wrong(origin, "is neither a question nor a text.", f"Write ${{{word}}} for a question, '{word}' for a text.")


def _column(word: str) -> str:
    return f"choice.{word}" if PLAIN.fullmatch(word) and word not in CEL_WORDS else f"choice[{quoted(word)}]"


def _call(place: Place, token: XPathToken, origin: Part) -> Part:
    call = replace(origin, said=f"{origin.said}()")
    function = FUNCTIONS.get(origin.said)
    if function is None and origin.said in REFUSED:
        raise wrong(call, "has no counterpart in our rules.", REFUSED[origin.said])
    if function is None:
        raise wrong(call, "is not a function of XLSForm.", _likely(origin.said))
    if not function.least <= len(token) <= function.most:
        raise wrong(
            call,
            f"takes {_counted(function)}, not {len(token)}.",
            "Arguments stand between commas; fractions take a point.",
        )
    return function.deed(call, [_part(place, argument) for argument in token])


def _likely(word: str) -> str:
    """The function that was probably meant, as far as there is one like it."""
    close = closest(word.lower(), FUNCTIONS)
    return f"Did you mean {close}(…)?" if close else "Write one of those in the list of functions of XLSForm."


def _counted(function: Function) -> str:
    if function.most == function.least:
        return f"{function.least} arguments" if function.least != 1 else "1 argument"
    return (
        f"{function.least} or more arguments" if function.most > 9 else f"{function.least} to {function.most} arguments"
    )


Binary = Callable[[Part, Part, Part], Part]
Single = Callable[[Place, XPathToken, Part], Part]


def _pairwise(deed: Binary) -> Callable[[Part, Sequence[Part]], Part]:
    """An operator of two sides for any number of them, from the left."""
    return lambda origin, parts: functools.reduce(functools.partial(deed, origin), parts)


def _comparing(compare: Callable[[Part, Part, Part, str], Part], sign: str) -> Callable[[Part, Sequence[Part]], Part]:
    return _pairwise(lambda origin, left, right: compare(origin, left, right, sign))


def _arithmetic(sign: str) -> Callable[[Part, Sequence[Part]], Part]:
    def deed(origin: Part, left: Part, right: Part) -> Part:
        one, other = as_number(left), as_number(right)
        text = f"{within(one, PRODUCT)} {sign} {within(other, PRODUCT + 1)}"
        return made(origin, text, "number", (one, other), PRODUCT)

    return _pairwise(deed)


def _modulo(origin: Part, left: Part, right: Part) -> Part:
    parts = (as_number(left), as_number(right))
    return made(origin, f"modulo({parts[0].text}, {parts[1].text})", "number", parts)


def _plus(origin: Part, parts: Sequence[Part]) -> Part:
    if not any(part.kind in DAYS for part in parts):
        return added(origin, [as_number(part) for part in parts])
    return functools.reduce(functools.partial(_plus_days, origin), parts)


def _plus_days(origin: Part, left: Part, right: Part) -> Part:
    day, count = (right, left) if right.kind in DAYS else (left, right)
    if day.kind not in DAYS:
        return added(origin, [as_number(left), as_number(right)])
    if count.kind in DAYS:
        raise wrong(origin, "adds one day to another.", "Add a number of days, or subtract one day from another.")
    count = as_number(count)
    return made(origin, f"add_days({day.text}, {count.text})", day.kind, (day, count))


def _minus(origin: Part, left: Part, right: Part) -> Part:
    if left.kind not in DAYS and right.kind not in DAYS:
        one, other = as_number(left), as_number(right)
        return made(origin, f"{within(one, SUM)} - {within(other, SUM + 1)}", "number", (one, other), SUM)
    day = as_day(left)
    if right.kind in DAYS or (right.kind == "text" and not NUMBER.fullmatch(right.literal or "")):
        other = as_day(right)
        return made(origin, f"days({other.text}, {day.text})", "number", (other, day))
    count = as_number(right)
    return made(origin, f"add_days({day.text}, -{within(count, WHOLE)})", day.kind, (day, count))


def _logical(sign: str, binds: int) -> Callable[[Part, Sequence[Part]], Part]:
    return lambda origin, parts: joined(origin, [as_condition(part) for part in parts], sign, binds)


OPERATORS = {
    "or": _logical("||", OR),
    "and": _logical("&&", AND),
    "=": _comparing(equal, "=="),
    "!=": _comparing(equal, "!="),
    **{sign: _comparing(ordered, sign) for sign in ("<", "<=", ">", ">=")},
    "+": _plus,
    "-": _pairwise(_minus),
    "*": _arithmetic("*"),
    "div": _arithmetic("/"),
    "mod": _pairwise(_modulo),
}
SINGLE: dict[str, Single] = {
    "(": _parenthesized,
    "(string)": _text,
    "(integer)": _number,
    "(decimal)": _number,
    "+": _signed,
    "-": _signed,
    "$": _question,
    ".": _itself,
    "(name)": _word,
}
