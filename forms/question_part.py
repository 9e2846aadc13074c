"""The sections and questions of a definition file, each read into its value."""

import re
from collections.abc import Iterable

from babel.numbers import is_currency

from forms.definition import Choice, Question, Section
from forms.questions import QUESTION_TYPES, QuestionType
from forms.reader import Reader
from forms.table_part import check_columns, read_totals
from forms.yaml_lines import Value

COMMON_WORDS = ("question", "type", "label", "hint", "required")
FURTHER_WORDS = tuple(dict.fromkeys(word for kind in QUESTION_TYPES.values() for word in kind.words))
ENDING = re.compile(r"[a-z0-9]{1,10}")
MOST_ROWS = 1_000


def read_section(reader: Reader, value: Value) -> Section:
    """A section and all its questions."""
    known = ("section", "title", "intro", "questions")
    parts = reader.mapping(value, "section", known, ("section", "title", "questions"))
    name = reader.name(parts.get("section"), "section")
    place = f"section {name!r}"
    asked = reader.items(parts.get("questions"), place)
    if "questions" in parts and not asked:
        reader.wrong(parts["questions"], place, "has no questions.", "Add some, or take the section out.")
    return Section(
        name=name,
        title=reader.text(parts.get("title"), place, "title"),
        questions=tuple(read_question(reader, one) for one in asked),
        intro=reader.text(parts.get("intro"), place),
    )


def read_question(reader: Reader, value: Value, before: str = "", *, column: bool = False) -> Question:
    """A question with all it holds; `column`: it stands in a table."""
    named = value.part("question").content
    place = f"question {before + named!r}" if isinstance(named, str) else "question"
    words = (*COMMON_WORDS, *FURTHER_WORDS)
    parts = reader.mapping(value, place, words, ("question", "type", "label"))
    name = reader.name(parts.get("question"), place)
    type_ = reader.one_of(parts.get("type"), f"{place}, type", QUESTION_TYPES, "text") or "text"
    if "type" in parts:
        _check_words(reader, value, place, type_, column=column)
    inside = f"{before}{name}."
    inner = reader.items(parts.get("questions"), place)
    minimum, maximum = _bounds(reader, parts, place, type_)
    question = Question(
        name=name,
        type=type_,
        label=reader.text(parts.get("label"), place, "label"),
        hint=reader.text(parts.get("hint"), place),
        required=reader.flag(parts.get("required"), place),
        choices=_choices(reader, parts.get("choices"), place),
        min=minimum,
        max=maximum,
        max_length=reader.integer(parts.get("max_length"), place, 1, QUESTION_TYPES[type_].longest),
        currency=_currency(reader, parts.get("currency"), place),
        accept=_endings(reader, parts.get("accept"), place),
        max_megabytes=reader.integer(parts.get("max_megabytes"), place, 1, 100) or 10,
        product=reader.words(parts.get("product"), place),
        questions=tuple(read_question(reader, one, inside, column=type_ == "table") for one in inner),
        totals=read_totals(reader, parts.get("totals"), place),
    )
    reader.once(inner, (one.name for one in question.questions), place)
    if type_ == "table":
        check_columns(reader, value, question, place)
    return question


def _check_words(reader: Reader, value: Value, place: str, type_: str, *, column: bool) -> None:
    """Each type takes its own further words and needs some of them."""
    kind = QUESTION_TYPES[type_]
    given = value.content if isinstance(value.content, dict) else {}
    for word in given:
        if word in FURTHER_WORDS and word not in kind.words:
            takers = ", ".join(name for name, other in QUESTION_TYPES.items() if word in other.words)
            reader.wrong(given[word], place, f"a {type_} takes no {word!r}.", f"Only these do: {takers}.")
    for word in kind.needs:
        if word not in given:
            reader.wrong(value, place, f"a {type_} needs {word!r}.", f"Add a line `{word}: …`.")
        elif given[word].content in ([], ""):
            reader.wrong(given[word], place, f"{word!r} is empty.", f"Add something under `{word}:`.")
    _check_column(reader, given, place, kind, column=column)


def _check_column(
    reader: Reader, given: dict[str, Value], place: str, kind: QuestionType, *, column: bool
) -> None:
    if column and kind.holds_questions:
        remedy = "A table's columns are single questions."
        reader.wrong(given["type"], place, "a column cannot hold questions.", remedy)
    if "product" not in given:
        return
    if not column:
        remedy = "Make it a column of a table, or ask it."
        reader.wrong(given["product"], place, "only a table's column can be worked out.", remedy)
    for word in ("min", "max", "required"):
        if word in given:
            remedy = f"Take {word!r} out."
            reader.wrong(given[word], place, f"what is worked out takes no {word!r}.", remedy)


def _bounds(reader: Reader, parts: dict[str, Value], place: str, type_: str) -> tuple[object, object]:
    raise NotImplementedError
