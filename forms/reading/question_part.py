"""The sections and questions of a definition file, each read into its value."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from babel.numbers import is_currency

from forms.definition import OTHER, Choice, ChoiceList, Filter, Question, Section
from forms.logic.scopes import kind_of
from forms.near import near
from forms.reading.check_rules import is_day
from forms.reading.choice_part import companion, read_choices, read_statements
from forms.reading.condition_part import read_checks, read_condition, read_filter
from forms.reading.reader import Reader, Written, titled
from forms.reading.table_part import check_columns, read_totals
from forms.reading.words_part import COMMON_NEEDED, COMMON_WORDS, FURTHER_WORDS, check_words
from forms.rules.engine import RuleError
from forms.rules.patterns import compiled
from forms.tree import Value
from forms.types.fields import MOST_ROWS
from forms.types.table import QUESTION_TYPES, RESULT_TYPES
from forms.types.texts import LONG_TEXT_LENGTH

ENDING = re.compile(r"[a-z0-9]{1,10}")
MOST_MEGABYTES = 100
MOST_WORDS = 10_000
CHOICE_COLUMN = re.compile(r"""\bchoice(?:\.(?P<dotted>\w+)|\[["'](?P<quoted>[^"']*)["']\])""")
SECTION_NEEDED = ("section", "title", "questions")
SECTION_WORDS = (*SECTION_NEEDED, "intro", "show_if")
Lists = Mapping[str, ChoiceList]


def read_section(reader: Reader, value: Value, lists: Lists) -> Section:
    """A section and all its questions."""
    place = titled(value, "section")
    parts = reader.mapping(value, place, SECTION_WORDS, SECTION_NEEDED)
    asked = reader.items(parts.get("questions"), place)
    if "questions" in parts and not asked:
        reader.wrong(parts["questions"], place, "has no questions.", "Add some, or take the section out.")
    return Section(
        name=reader.name(parts.get("section"), place),
        title=reader.text(parts.get("title"), place, "title"),
        questions=tuple(one for value in asked for one in read_question(reader, value, lists)),
        intro=reader.text(parts.get("intro"), place),
        show_if=read_condition(reader, parts.get("show_if"), f"{place}, show_if"),
    )


def read_question(
    reader: Reader, value: Value, lists: Lists, before: str = "", table: str = ""
) -> tuple[Question, ...]:
    """A question with all it holds, and its companion where it has one.

    `before` is its group's or table's path with a point, `table` the path of the table whose column it is.
    """
    named = value.part("question").content
    path = before + named if isinstance(named, str) else before
    place = titled(value, "question", before)
    parts = reader.mapping(value, place, (*COMMON_WORDS, *FURTHER_WORDS), COMMON_NEEDED)
    if "type" in parts:
        type_ = reader.one_of(parts["type"], f"{place}, type", QUESTION_TYPES, "text")
        check_words(reader, value, place, type_, column=bool(table))
    else:
        type_ = "text"
    inner = reader.items(parts.get("questions"), place)
    in_table = path if type_ == "table" else table
    held = tuple(q for one in inner for q in read_question(reader, one, lists, f"{path}.", in_table))
    reader.once(inner, (one.name for one in held if not one.is_companion), place)
    check_companions(reader, inner, held)
    question = _typed(reader, parts, place, _asked(reader, parts, place, type_, held))
    question = _ruled(reader, parts, place, table, question)
    question = _listed(reader, parts, place, question, lists)
    if type_ == "table":
        check_columns(reader, value, question, place)
    return (question, companion(question, question.name if table else path)) if question.other else (question,)


def check_companions(reader: Reader, written: list[Value], questions: Iterable[Question]) -> None:
    """A question may not have the name of one that `other` makes beside it."""
    made = {question.name for question in questions if question.is_companion}
    for value in written:
        name = value.part("question").content
        if isinstance(name, str) and name in made:
            remedy = "Rename it, or take `other` out."
            reader.wrong(value, f"question {name!r}", "`other` makes a question of this name.", remedy)


def _asked(reader: Reader, parts: dict[str, Value], place: str, type_: str, held: tuple[Question, ...]) -> Question:
    """What every question has."""
    return Question(
        name=reader.name(parts.get("question"), place),
        type=type_,
        label=reader.text(parts.get("label"), place, "label"),
        hint=reader.text(parts.get("hint"), place),
        required=reader.flag(parts.get("required"), place),
        was=reader.words(parts.get("was"), place),
        questions=held,
    )


def _typed(reader: Reader, parts: dict[str, Value], place: str, question: Question) -> Question:
    """With the words that its type takes."""
    most_letters = QUESTION_TYPES[question.type].longest or LONG_TEXT_LENGTH  # one mistake is told once
    least, most = _bounds(reader, parts, place, question.type)
    earliest, latest = _days(reader, parts, place) if question.type == "date" else ("", "")
    shortest, longest = (reader.integer(parts.get(one), place, 1, most_letters) for one in ("min_length", "max_length"))
    if shortest is not None and longest is not None and shortest > longest:
        cause = f"min_length ({shortest}) is above max_length ({longest})."
        reader.wrong(parts["min_length"], place, cause, "Exchange them.")
    return replace(
        question,
        min=least,
        max=most,
        earliest=earliest,
        latest=latest,
        min_length=shortest,
        max_length=longest,
        max_words=reader.integer(parts.get("max_words"), place, 1, MOST_WORDS),
        pattern=_pattern(reader, parts.get("pattern"), place),
        confirm=reader.flag(parts.get("confirm"), place),
        zone=reader.zone if question.type == "datetime" else question.zone,
        currency=_currency(reader, parts.get("currency"), place),
        accept=_endings(reader, parts.get("accept"), place),
        max_megabytes=reader.integer(parts.get("max_megabytes"), place, 1, MOST_MEGABYTES) or 10,
        form=reader.word(parts.get("form"), place),
        product=reader.words(parts.get("product"), place),
        totals=read_totals(reader, parts.get("totals"), place),
    )


def _ruled(reader: Reader, parts: dict[str, Value], place: str, table: str, question: Question) -> Question:
    """With its rules, which are checked when every question is known."""
    result = reader.one_of(parts.get("result"), f"{place}, result", RESULT_TYPES)
    takes_one = "calculation" in QUESTION_TYPES[question.type].words
    ruled = replace(
        question,
        show_if=read_condition(reader, parts.get("show_if"), f"{place}, show_if", table),
        required_if=read_condition(reader, parts.get("required_if"), f"{place}, required_if", table),
        checks=read_checks(reader, parts.get("checks"), place, table),
        choices_where=read_filter(reader, parts.get("choices_where"), f"{place}, choices_where", table),
        calculation=" ".join(reader.word(parts.get("calculation"), place).split()) if takes_one else "",
        result=result,
    )
    if ruled.calculation and result:
        written = Written(parts["calculation"], f"{place}, calculation", ruled.calculation, table, kind_of(ruled))
        reader.written.append(written)
    return ruled


def _listed(reader: Reader, parts: dict[str, Value], place: str, question: Question, lists: Lists) -> Question:
    """With its choices: its own, those of a list, and "other"; a matrix gives them to each statement."""
    name = reader.word(parts.get("choices_from"), place)
    choices = read_choices(reader, parts, place, name, lists)
    other = reader.text(parts.get("other"), place, "other")
    if other:
        if OTHER.value in {one.value for one in choices}:
            reader.wrong(parts["other"], place, "has a choice `other` already.", "Take that choice out, or this word.")
        choices = (*choices, OTHER)
    ranked = question.max if question.type == "ranking" else None
    if choices and ranked is not None and ranked > len(choices):
        reader.wrong(parts["max"], place, f"{ranked} is more than there are choices.", f"Write {len(choices)} or less.")
    if question.choices_where is not None:
        _check_columns(reader, parts["choices_where"], place, question.choices_where, choices)
    if question.type == "matrix":
        statements = read_statements(reader, parts.get("statements"), place, choices, required=question.required)
        question = replace(question, questions=statements)
    return replace(question, choices=choices, choices_from=name, other=other)


def _check_columns(reader: Reader, value: Value, place: str, where: Filter, choices: tuple[Choice, ...]) -> None:
    """The further columns that `choices_where` compares must be there."""
    columns = {column for choice in choices for column in choice.attributes}
    named = where.pairs or dict.fromkeys(
        one["dotted"] or one["quoted"] for one in CHOICE_COLUMN.finditer(where.expression)
    )
    for column in named if choices else ():
        if column not in columns:
            cause = f"the choices have no further column {column!r}."
            reader.wrong(value.part(column), f"{place}, choices_where", cause, near(column, columns))


def _bounds(reader: Reader, parts: dict[str, Value], place: str, type_: str) -> tuple[Decimal | None, Decimal | None]:
    if type_ == "date":
        return None, None
    least, most = (_bound(reader, parts.get(word), place, type_) for word in ("min", "max"))
    if least is not None and most is not None and least > most:
        reader.wrong(parts["min"], place, f"min ({least}) is above max ({most}).", "Exchange them.")
    return least, most


def _bound(reader: Reader, value: Value | None, place: str, type_: str) -> Decimal | None:
    """A table's bounds count rows, a choice's count choices; a number's are numbers."""
    if type_ not in {"table", "choose_many", "ranking"}:
        return reader.number(value, place)
    counted = reader.integer(value, place, 0, MOST_ROWS)
    return None if counted is None else Decimal(counted)


def _days(reader: Reader, parts: dict[str, Value], place: str) -> tuple[str, str]:
    earliest, latest = (reader.word(parts.get(word), place) for word in ("min", "max"))
    for word, said in (("min", earliest), ("max", latest)):
        if said and not is_day(said):
            reader.wrong(parts[word], place, f"{said!r} is no day.", "Write it like 2027-01-31, or today.")
    if earliest and latest and "today" not in {earliest, latest} and earliest > latest:
        reader.wrong(parts["min"], place, f"min ({earliest}) is after max ({latest}).", "Exchange them.")
    return earliest, latest


def _pattern(reader: Reader, value: Value | None, place: str) -> str:
    pattern = reader.word(value, place)
    if value is not None and pattern:
        try:
            compiled(pattern)
        except RuleError as fault:
            reader.wrong(value, place, fault.cause, fault.remedy)
    return pattern


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
