"""A form as it is printed: every question with the room for its answer, the same for PDF and Word."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from babel.dates import format_datetime

from connectors.print_words import WORDS
from forms.definition import Condition, Form, Question, Section
from forms.types.answers import WORDS as YES_NO
from forms.wording import direction
from forms.writing.rule_words import Asked, asked_from, in_table, said

MOST_BOXES = 60
"""More choices than this are written, not ticked."""
SHORT_LABEL = 28  # characters: such choices stand in three columns
WIDEST_TABLE = 6
"""A table of more columns is turned: its columns are printed below each other, its rows side by side."""
ROWS, TURNED_ROWS = 5, 3
LONG_NOTE = 160  # characters: longer ones stand below a turned table, not in it
LONG_TEXT_LINES = 7
LONG_LINE = 250  # characters: longer answers get two lines


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a printed table."""

    label: str
    note: str = ""
    is_worked_out: bool = False
    is_long: bool = False  # the note


@dataclass(frozen=True, slots=True)
class Space:
    """The room for an answer. `kind`: nothing lines short boxes ranks digits grid table parts."""

    kind: str = "nothing"
    lines: int = 0
    unit: str = ""  # stands before the line
    options: tuple[str, ...] = ()
    across: int = 1  # options beside each other
    digits: tuple[tuple[str, int], ...] = ()  # (what, how many boxes)
    columns: tuple[Column, ...] = ()
    rows: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    is_turned: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One question; a group holds `items`."""

    number: str
    label: str
    notes: tuple[str, ...] = ()
    optional: str = ""
    space: Space = Space()
    items: tuple["Item", ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A section."""

    title: str
    intro: str
    notes: tuple[str, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """The whole form in one language."""

    name: str
    language: str
    direction: str
    title: str
    intro: str
    notes: tuple[str, ...]
    privacy_title: str
    privacy: str
    version: str
    page: str  # "Page {page} of {pages}"
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Press:
    """What printing needs to know: the language, and the questions that conditions name."""

    language: str
    asked: Asked

    def say(self, word: str, **params: object) -> str:
        """A word of connectors.print_words in the language."""
        return WORDS.get(self.language, WORDS["en"])[word].format(**params)

    def rule(self, word: str, condition: Condition) -> str:
        """A sentence with a condition in words."""
        return self.say(word, rule=said(condition, self.asked, self.language))


def printed(form: Form, language: str) -> Printed:
    """The form in `language`."""
    press = Press(language, asked_from(form))
    numbers = iter(range(1, 10_000))
    kept = press.say("kept", months=form.keep_months) if form.keep_months else ""
    privacy = " ".join(one for one in (form.privacy.in_language(language), kept) if one)
    return Printed(
        name=form.name,
        language=language,
        direction=direction(language),
        title=form.title.in_language(language),
        intro=form.intro.in_language(language),
        notes=(_closes(form, press),) if form.closes else (),
        privacy_title=press.say("privacy"),
        privacy=privacy,
        version=press.say("version", version=form.version),
        page=WORDS.get(language, WORDS["en"])["page"],
        parts=tuple(_part(section, press, numbers) for section in form.sections),
    )


def _closes(form: Form, press: Press) -> str:
    moment = format_datetime(form.closes, "d MMMM y, HH:mm", tzinfo=None, locale=press.language)
    return press.say("closes", closes=f"{moment} ({form.zone})")


def _part(section: Section, press: Press, numbers: Iterable[int]) -> Part:
    notes = (press.rule("show_if", section.show_if),) if section.show_if is not None else ()
    shown = [question for question in section.questions if _is_printed(question)]
    items = tuple(_item(question, press, _number(question, numbers)) for question in shown)
    return Part(section.title.in_language(press.language), section.intro.in_language(press.language), notes, items)


def _is_printed(question: Question) -> bool:
    return question.type not in {"hidden", "calculated"}


def _number(question: Question, numbers: Iterable[int]) -> str:
    """Notes are read, and have no number."""
    return "" if question.type == "note" else str(next(iter(numbers)))


def _item(question: Question, press: Press, number: str) -> Item:
    members = [one for one in question.questions if _is_printed(one)] if question.type == "group" else []
    return Item(
        number=number,
        label=question.label.in_language(press.language),
        notes=tuple(_notes(question, press)),
        optional=press.say("optional") if _is_optional(question) else "",
        space=_space(question, press),
        items=tuple(_item(one, press, f"{number}.{place}") for place, one in enumerate(members, start=1)),
    )


def _is_optional(question: Question) -> bool:
    held = question.type in {"group", "note", "matrix"}
    return not held and not question.required and question.required_if is None


def _notes(question: Question, press: Press) -> Iterable[str]:
    """What stands below the label: when it is asked, the hint, and how to answer."""
    if question.show_if is not None:
        yield press.rule("show_if", question.show_if)
    if question.required_if is not None:
        yield press.rule("required_if", question.required_if)
    if question.hint:
        yield question.hint.in_language(press.language)
    if told := _how(question, press):
        yield told


def _how(question: Question, press: Press) -> str:
    if len(question.choices) > MOST_BOXES:
        return press.say("list")
    if question.type == "choose_many":
        return _how_many(question, press)
    if question.type == "file":
        kinds = ", ".join(question.accept)
        return press.say("kinds", kinds=kinds) if kinds else press.say("file")
    if question.max_words:
        return press.say("words", words=question.max_words)
    word = {"choose_one": "choose_one", "ranking": "rank"}.get(question.type)
    return press.say(word) if word else ""


def _how_many(question: Question, press: Press) -> str:
    if question.min is None and question.max is None:
        return press.say("choose_many")
    return press.say("choose_some", least=int(question.min or 0), most=int(question.max or len(question.choices)))


def _space(question: Question, press: Press) -> Space:
    return SPACES.get(question.type, _line)(question, press)


def _line(question: Question, _press: Press) -> Space:
    return Space("lines", lines=2 if (question.max_length or 0) > LONG_LINE else 1)


def _lines(_question: Question, _press: Press) -> Space:
    return Space("lines", lines=LONG_TEXT_LINES)


def _short(question: Question, _press: Press) -> Space:
    return Space("short", lines=1, unit=question.currency)


def _digits(_question: Question, press: Press, words: tuple[str, ...]) -> Space:
    return Space("digits", digits=tuple((press.say(word), 4 if word == "year" else 2) for word in words))


def _boxes(question: Question, press: Press) -> Space:
    options = tuple(one.label.in_language(press.language) for one in question.choices)
    if len(options) > MOST_BOXES:
        return Space("lines", lines=1)
    is_short = len(options) > 3 and max(map(len, options), default=0) <= SHORT_LABEL
    return Space("boxes", options=options, across=3 if is_short else 1)


def _ranks(question: Question, press: Press) -> Space:
    return replace(_boxes(question, press), kind="ranks")


def _yes_no(_question: Question, press: Press) -> Space:
    return Space("boxes", options=YES_NO.get(press.language, YES_NO["en"]), across=3)


def _consent(question: Question, press: Press) -> Space:
    return Space("boxes", options=(YES_NO.get(press.language, YES_NO["en"])[0],) if question.label else ())


def _grid(question: Question, press: Press) -> Space:
    columns = tuple(Column(one.label.in_language(press.language)) for one in question.choices)
    return Space(
        "grid", columns=columns, rows=tuple(one.label.in_language(press.language) for one in question.questions)
    )


def _table(question: Question, press: Press) -> Space:
    inside = replace(press, asked=in_table(press.asked, question.questions))
    columns = tuple(_column(one, inside) for one in question.questions if _is_printed(one))
    is_turned = len(columns) > WIDEST_TABLE
    count = max(int(question.min or 1), min(int(question.max or ROWS), TURNED_ROWS if is_turned else ROWS))
    return Space(
        "table",
        columns=columns,
        rows=tuple(press.say("row", row=row) for row in range(1, count + 1)),
        totals=tuple(one.label.in_language(press.language) for one in question.totals),
        is_turned=is_turned,
    )


def _column(question: Question, press: Press) -> Column:
    label = question.label.in_language(press.language)
    if question.currency and not label.endswith((")", "）")):  # some labels name their unit already
        label = f"{label} ({question.currency})"
    if question.product:
        return Column(label, press.say("worked_out"), is_worked_out=True)
    rules = [press.rule("show_if", question.show_if)] if question.show_if is not None else []
    if question.required_if is not None:
        rules.append(press.rule("required_if", question.required_if))
    options = [one.label.in_language(press.language) for one in question.choices]
    listed = press.say("list") if len(options) > MOST_BOXES else "; ".join(options)
    note = " ".join(one for one in (*rules, question.hint.in_language(press.language), listed) if one)
    return Column(label, note, is_long=len(note) > LONG_NOTE)


def _place(_question: Question, press: Press) -> Space:
    return Space("parts", options=(press.say("latitude"), press.say("longitude")))


def _nothing(_question: Question, _press: Press) -> Space:
    return Space()


DAY = ("day", "month", "year")
SPACES: dict[str, Callable[[Question, Press], Space]] = {
    "long_text": _lines,
    "integer": _short,
    "decimal": _short,
    "money": _short,
    "date": partial(_digits, words=DAY),
    "time": partial(_digits, words=("hour", "minute")),
    "datetime": partial(_digits, words=(*DAY, "hour", "minute")),
    "yes_no": _yes_no,
    "consent": _consent,
    "choose_one": _boxes,
    "choose_many": _boxes,
    "ranking": _ranks,
    "matrix": _grid,
    "geopoint": _place,
    "group": _nothing,
    "note": _nothing,
    "table": _table,
}
"""Question type -> the room for its answer; every other type gets a line."""
