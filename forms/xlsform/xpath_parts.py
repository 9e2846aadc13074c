"""The parts that a rule is put together from, and how one kind of answer becomes another."""

import datetime
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from forms.xlsform.xpath_tree import Untranslatable

CHOICE, OR, AND, RELATION, SUM, PRODUCT, SIGN, WHOLE = range(8)
"""How closely the operators of a rule bind, loosest first."""

FLAGS = frozenset({"yes_no", "consent"})
LISTS = frozenset({"many", "column", "rows"})
DAYS = frozenset({"date", "datetime"})
YES = frozenset({"yes", "true", "1", "ok"})
NO = frozenset({"no", "false", "0"})
NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:00(\.0+)?)?")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a rule, with what it stands for in the source.

    `kind` is that of a question (text number date datetime time yes_no consent many column rows) or `truth`, what a
    comparison gives. `needs` are the pieces that must be answered for this one to have a value.
    """

    text: str
    kind: str
    said: str
    at: int
    binds: int = WHOLE
    literal: str | None = None  # what is written out: 'yes' or 3
    blank: bool = False  # may be null
    needs: tuple[str, ...] = ()
    guarded: "Part | None" = None  # the same, but false where an answer is missing

    @property
    def sure(self) -> "Part":
        """A truth that is never missing, as XLSForm has it, for where it is turned round or chooses."""
        return self.guarded or self

    @property
    def uses(self) -> tuple[str, ...]:
        """What must be answered where this piece must have a value."""
        return tuple(dict.fromkeys((*self.needs, within(self, SUM)))) if self.blank else self.needs


def wrong(part: Part, cause: str, remedy: str) -> Untranslatable:
    """What refuses the part of the source that `part` stands for."""
    return Untranslatable(part.said, part.at, cause, remedy)


def within(part: Part, binds: int) -> str:
    """The text of a part where everything must bind at least so closely."""
    return part.text if part.binds >= binds else f"({part.text})"


def quoted(text: str) -> str:
    """A text written out in a rule."""
    return json.dumps(text, ensure_ascii=False)


def needed(parts: Iterable[Part]) -> tuple[str, ...]:
    """All that must be answered for these parts to have values."""
    return tuple(dict.fromkeys(need for part in parts for need in part.uses))


def made(origin: Part, text: str, kind: str, parts: Iterable[Part] = (), binds: int = WHOLE) -> Part:
    """A piece worked out of `parts`, which must have values."""
    return Part(text, kind, origin.said, origin.at, binds, needs=needed(parts))


def truth(origin: Part, text: str, needs: Sequence[str] = (), binds: int = RELATION) -> Part:
    """A comparison; where answers that it needs are missing its guarded form is false."""
    plain = Part(text, "truth", origin.said, origin.at, binds)
    if not needs:
        return plain
    guards = " && ".join(f"{need} != null" for need in needs)
    return replace(plain, guarded=replace(plain, text=f"{guards} && {within(plain, RELATION)}", binds=AND))


def joined(origin: Part, parts: Sequence[Part], sign: str, binds: int) -> Part:
    """Truths joined by `&&` or `||`."""
    plain = Part(f" {sign} ".join(within(one, binds) for one in parts), "truth", origin.said, origin.at, binds)
    if not any(one.guarded for one in parts):
        return plain
    return replace(plain, guarded=replace(plain, text=f" {sign} ".join(within(one.sure, binds) for one in parts)))


def turned(origin: Part, part: Part) -> Part:
    """What holds where `part` does not."""
    return truth(origin, f"!{within(part.sure, SIGN)}", binds=SIGN)


def as_condition(part: Part) -> Part:
    """A part as something that holds or not, as XPath's boolean() takes it."""
    if part.kind == "truth":
        return part
    if part.kind in FLAGS:
        return truth(part, f"{within(part, SUM)} == true")
    if part.kind in LISTS:
        return truth(part, f"count({part.text}) > 0")
    if part.literal is not None:
        return _literal_condition(part)
    if part.kind == "number":
        return truth(part, f"{within(part, SUM)} != 0", part.uses)
    empty = "null" if part.blank or part.kind != "text" else quoted("")
    return truth(part, f"{within(part, SUM)} != {empty}", part.needs)


def _literal_condition(part: Part) -> Part:
    word = (part.literal or "").lower()
    if word in YES | NO:
        return truth(part, "true" if word in YES else "false", binds=WHOLE)
    raise wrong(part, "is no condition.", "Compare it with a question: ${name} = …")


def as_number(part: Part) -> Part:
    """A part as a number."""
    if part.kind == "number":
        return part
    if part.kind == "text":
        return _text_as_number(part)
    if part.kind == "truth" or part.kind in FLAGS:
        sure = as_condition(part).sure
        return Part(f"{within(sure, OR)} ? 1 : 0", "number", part.said, part.at, CHOICE)
    remedies = {
        **dict.fromkeys(DAYS, "Subtract one day from another for the days between."),
        "many": "Count what is chosen: count-selected(${name}).",
        "column": "Add it up: sum(${name}).",
        "rows": "Count the rows: count(${name}).",
        "time": "Compare it with a time of day: '14:30'.",
    }
    raise wrong(
        part, "is not a number.", remedies.get(part.kind, "Subtract one day from another for the days between.")
    )


def _text_as_number(part: Part) -> Part:
    if part.literal is None:
        return Part(f"number({part.text})", "number", part.said, part.at, blank=True, needs=part.needs)
    if NUMBER.fullmatch(part.literal.strip()):
        return number_literal(part, part.literal.strip())
    raise wrong(part, "is not a number.", "Write digits, like 100 or 0.5, or compare it with a question of texts.")


def number_literal(origin: Part, digits: str) -> Part:
    """A number written out."""
    if not NUMBER.fullmatch(digits):
        raise wrong(origin, "has too many digits.", "Write 15 digits at most before the point, and as many after it.")
    return Part(digits, "number", origin.said, origin.at, SIGN if digits[0] == "-" else WHOLE, literal=digits)


def as_text(part: Part) -> Part:
    """A part as a text that is never missing."""
    if part.literal is not None:
        return replace(part, text=quoted(part.literal), kind="text", binds=WHOLE)
    if part.kind in LISTS:
        raise wrong(part, "is a list, not one text.", "Name a question with a single answer.")
    if part.kind == "text" and not part.blank:
        return part
    value = part.sure if part.kind == "truth" else part
    return Part(f"text({value.text})", "text", part.said, part.at, needs=part.needs)


def plain_text(part: Part) -> Part:
    """A part as a text that may be missing: what is a text already stays as it is."""
    return part if part.kind == "text" and part.literal is None else as_text(part)


def as_day(part: Part) -> Part:
    """A part as a day."""
    if part.kind in DAYS:
        return part
    if part.kind != "text":
        raise wrong(part, "is not a day.", "Name a question of type date, or write date('2027-01-31').")
    if part.literal is None:
        return made(part, f"date({part.text})", "date", (part,))
    try:
        day = datetime.date.fromisoformat(part.literal.strip())
    except ValueError:
        raise wrong(part, "is not a day.", "Write year, month and day: '2027-01-31'.") from None
    return Part(f"date({quoted(day.isoformat())})", "date", part.said, part.at)


def as_time(part: Part) -> Part:
    """A part as a time of day, which rules keep as a text."""
    if part.kind == "time":
        return part
    if part.kind == "text" and CLOCK.fullmatch(part.literal or ""):
        return Part(quoted(str(part.literal)[:5]), "time", part.said, part.at)
    raise wrong(part, "is not a time of day.", "Write hours and minutes: '14:30'.")


def equal(origin: Part, left: Part, right: Part, sign: str) -> Part:
    """`left = right` or `left != right`."""
    if left.literal is not None and right.literal is None:
        left, right = right, left
    if right.literal == "":
        return _empty(origin, left, sign)
    kinds = {left.kind, right.kind}
    if "truth" in kinds or kinds & FLAGS:
        return _equal_flags(origin, left, right, sign)
    if "many" in kinds:
        return _equal_lists(origin, left, right, sign)
    left, right = _alike(left, right)
    return truth(origin, f"{within(left, SUM)} {sign} {within(right, SUM)}", (*left.needs, *right.needs))


def ordered(origin: Part, left: Part, right: Part, sign: str) -> Part:
    """`left < right` and the like: XPath compares numbers so, XLSForm days and times too."""
    kinds = {left.kind, right.kind}
    if not kinds & (DAYS | {"time"}):
        left, right = as_number(left), as_number(right)
    left, right = _alike(left, right)
    return truth(origin, f"{within(left, SUM)} {sign} {within(right, SUM)}", needed((left, right)))


def _alike(left: Part, right: Part) -> tuple[Part, Part]:
    """Two parts as what they can be compared as."""
    kinds = {left.kind, right.kind}
    if kinds & DAYS:
        return as_day(left), as_day(right)
    if "time" in kinds:
        return as_time(left), as_time(right)
    if kinds == {"number", "text"} and right.kind == "number" and right.literal is not None and left.literal is None:
        return left, as_text(right)
    if "number" in kinds:
        return as_number(left), as_number(right)
    return plain_text(left), plain_text(right)


def _empty(origin: Part, part: Part, sign: str) -> Part:
    if part.kind in LISTS:
        return truth(origin, f"count({part.text}) {'==' if sign == '==' else '>'} 0")
    if part.blank:
        return truth(origin, f"{within(part, SUM)} {sign} null", part.needs)
    if part.kind == "text":
        return truth(origin, f"{within(part, SUM)} {sign} {quoted('')}", part.needs)
    raise wrong(part, "is never empty.", "Compare the question itself with ''.")


def _equal_flags(origin: Part, left: Part, right: Part, sign: str) -> Part:
    """A yes or no compared with a word for it, or with another."""
    if right.literal is not None:
        return _equal_word(origin, left, right, sign)
    for part in (left, right):
        if part.kind not in FLAGS | {"truth"}:
            raise wrong(
                part, "is compared with a yes or no.", "Compare with 'yes' or 'no', or with a question of that type."
            )
    if left.text in {"true", "false"}:
        left, right = right, left
    if left.kind == "truth" and right.text in {"true", "false"}:
        return left if (right.text == "true") == (sign == "==") else turned(origin, left)
    return truth(origin, f"{within(left.sure, SUM)} {sign} {within(right.sure, SUM)}")


def _equal_word(origin: Part, left: Part, word: Part, sign: str) -> Part:
    said = (word.literal or "").lower()
    if said not in YES | NO:
        raise wrong(word, "is compared with a yes or no.", "Compare with 'yes' or 'no'.")
    if left.kind == "truth":
        return left if (said in YES) == (sign == "==") else turned(origin, left)
    return truth(origin, f"{left.text} {sign} {'true' if said in YES else 'false'}")


def _equal_lists(origin: Part, left: Part, right: Part, sign: str) -> Part:
    """XLSForm has the choices of one answer as one text, with spaces between."""
    if right.literal is not None:
        return truth(origin, f"{left.text} {sign} [{', '.join(quoted(one) for one in right.literal.split())}]")
    if left.kind == right.kind:
        return truth(origin, f"{left.text} {sign} {right.text}")
    raise wrong(origin, "compares several choices with one text.", "Use selected(${name}, 'value').")


def chosen(origin: Part, among: Part, choice: Part) -> Part:
    """`selected(among, choice)`."""
    if among.kind == "many":
        value = plain_text(choice)
        return truth(
            origin, f"{within(value, SUM)} in {among.text}", needed((among, *([value] if value.needs else [])))
        )
    if among.literal is not None:
        value = plain_text(choice)
        return truth(origin, f"{within(value, SUM)} in [{', '.join(map(quoted, among.literal.split()))}]", value.needs)
    if among.kind in LISTS:
        raise wrong(among, "has the answers of many rows.", "Name a question with choices.")
    return equal(origin, among, choice, "==")
