"""The sections and questions of a definition file, each read into its value."""

import re
from decimal import Decimal

from babel.numbers import is_currency

from forms.definition import Choice, Question, Section
from forms.questions import QUESTION_TYPES
from forms.reader import Reader, titled
from forms.table_part import MOST_ROWS, check_columns, read_totals
from forms.texts import LONG_TEXT_LENGTH
from forms.words_part import COMMON_WORDS, FURTHER_WORDS, check_words
from forms.yaml_lines import Value

ENDING = re.compile(r"[a-z0-9]{1,10}")
MOST_MEGABYTES = 100
SECTION_WORDS = ("section", "title", "intro", "questions")


def read_section(reader: Reader, value: Value) -> Section:
    """A section and all its questions."""
    place = titled(value, "section")
    parts = reader.mapping(value, place, SECTION_WORDS, ("section", "title", "questions"))
    asked = reader.items(parts.get("questions"), place)
    if "questions" in parts and not asked:
        reader.wrong(parts["questions"], place, "has no questions.", "Add some, or take the section out.")
    return Section(
        name=reader.name(parts.get("section"), place),
        title=reader.text(parts.get("title"), place, "title"),
        questions=tuple(read_question(reader, one) for one in asked),
        intro=reader.text(parts.get("intro"), place),
    )


def read_question(reader: Reader, value: Value, before: str = "", *, column: bool = False) -> Question:
    """A question with all it holds; `before` is its group's or table's path, `column`: it stands in a table."""
    named = value.part("question").content
    path = before + named if isinstance(named, str) else before
    place = titled(value, "question", before)
    parts = reader.mapping(value, place, (*COMMON_WORDS, *FURTHER_WORDS), ("question", "type", "label"))
    if "type" in parts:
        type_ = reader.one_of(parts["type"], f"{place}, type", QUESTION_TYPES, "text")
        check_words(reader, value, place, type_, column=column)
    else:
        type_ = "text"
    inner = reader.items(parts.get("questions"), place)
    held = tuple(read_question(reader, one, f"{path}.", column=type_ == "table") for one in inner)
    reader.once(inner, (one.name for one in held), place)
    question = _question(reader, parts, place, type_, held)
    if type_ == "table":
        check_columns(reader, value, question, place)
    return question


def _question(reader: Reader, parts: dict[str, Value], place: str, type_: str, held: tuple[Question, ...]) -> Question:
    least, most = _bounds(reader, parts, place, type_)
    longest = QUESTION_TYPES[type_].longest or LONG_TEXT_LENGTH  # one mistake is told once
    return Question(
        name=reader.name(parts.get("question"), place),
        type=type_,
        label=reader.text(parts.get("label"), place, "label"),
        hint=reader.text(parts.get("hint"), place),
        required=reader.flag(parts.get("required"), place),
        choices=_choices(reader, parts.get("choices"), place),
        min=least,
        max=most,
        max_length=reader.integer(parts.get("max_length"), place, 1, longest),
        currency=_currency(reader, parts.get("currency"), place),
        accept=_endings(reader, parts.get("accept"), place),
        max_megabytes=reader.integer(parts.get("max_megabytes"), place, 1, MOST_MEGABYTES) or 10,
        product=reader.words(parts.get("product"), place),
        questions=held,
        totals=read_totals(reader, parts.get("totals"), place),
    )


def _bounds(reader: Reader, parts: dict[str, Value], place: str, type_: str) -> tuple[Decimal | None, Decimal | None]:
    least, most = (_bound(reader, parts.get(word), place, type_) for word in ("min", "max"))
    if least is not None and most is not None and least > most:
        reader.wrong(parts["min"], place, f"min ({least}) is above max ({most}).", "Exchange them.")
    return least, most


def _bound(reader: Reader, value: Value | None, place: str, type_: str) -> Decimal | None:
    """A table's bounds count rows; a number's are numbers."""
    if type_ != "table":
        return reader.number(value, place)
    rows = reader.integer(value, place, 0, MOST_ROWS)
    return None if rows is None else Decimal(rows)


def _choices(reader: Reader, value: Value | None, place: str) -> tuple[Choice, ...]:
    items = reader.items(value, place)
    choices = tuple(_choice(reader, one, f"{place}, choice") for one in items)
    reader.once(items, (choice.value for choice in choices), f"{place}, choices")
    return choices


def _choice(reader: Reader, value: Value, place: str) -> Choice:
    parts = reader.mapping(value, place, ("value", "label"), ("value", "label"))
    return Choice(reader.filled(parts.get("value"), place, "value"), reader.text(parts.get("label"), place, "label"))


def _currency(reader: Reader, value: Value | None, place: str) -> str:
    code = reader.word(value, place)
    if value is not None and code and not is_currency(code):
        reader.wrong(value, place, f"{code!r} is no currency.", "Use a code of ISO 4217, like USD.")
    return code


def _endings(reader: Reader, value: Value | None, place: str) -> tuple[str, ...]:
    endings = tuple(one.lower().removeprefix(".") for one in reader.words(value, place))
    for ending in endings:
        if value is not None and not ENDING.fullmatch(ending):
            reader.wrong(value, place, f"{ending!r} is no file ending.", "Write it like pdf.")
    return endings
