"""Which words a question of each type takes and needs."""

from forms.near import with_article
from forms.reading.reader import Reader
from forms.tree import Value
from forms.types.table import QUESTION_TYPES

COMMON_NEEDED = ("question", "type", "label")
COMMON_WORDS = (*COMMON_NEEDED, "hint", "required", "was", "show_if", "required_if", "checks")
ASKED_WORDS = frozenset({"required", "required_if", "checks"})  # of what is answered
FURTHER_WORDS = tuple(dict.fromkeys(word for kind in QUESTION_TYPES.values() for word in kind.words))


def check_words(reader: Reader, value: Value, place: str, type_: str, *, column: bool) -> None:
    """Note words that this type does not take, and those it cannot be without."""
    given = value.content if isinstance(value.content, dict) else {}
    kind = QUESTION_TYPES[type_]
    for word in given:
        if word in FURTHER_WORDS and word not in kind.words:
            takers = ", ".join(name for name, other in QUESTION_TYPES.items() if word in other.words)
            reader.wrong(given[word], place, f"{with_article(type_)} takes no {word!r}.", f"These do: {takers}.")
    if "choices" in kind.words and "choices" in given and given["choices"].content in ([], ""):
        reader.wrong(given["choices"], place, "'choices' is empty.", "Add something after `choices:`.")
    if "choices" in kind.words and not {"choices", "choices_from"} & given.keys():
        reader.wrong(value, place, f"{with_article(type_)} needs 'choices'.", "Add `choices: …` or `choices_from: …`.")
    for word in () if kind.is_asked else ASKED_WORDS & given.keys():
        reader.wrong(given[word], place, f"{with_article(type_)} takes no {word!r}: nobody answers it.", "Take it out.")
    _check_needs(reader, value, place, type_)
    if column and kind.holds_questions:
        reader.wrong(given["type"], place, f"a column cannot be {with_article(type_)}.", "Use single questions.")
    if "product" in given:
        _check_product(reader, given, place, column=column)


def _check_needs(reader: Reader, value: Value, place: str, type_: str) -> None:
    given = value.content if isinstance(value.content, dict) else {}
    for word in QUESTION_TYPES[type_].needs:
        if word not in given:
            reader.lacks(value, place, word, f"{with_article(type_)} needs {word!r}.", f"Add `{word}: …`.")
        elif given[word].content in ([], ""):
            reader.wrong(given[word], place, f"{word!r} is empty.", f"Add something after `{word}:`.")


def _check_product(reader: Reader, given: dict[str, Value], place: str, *, column: bool) -> None:
    if not column:
        remedy = "Make it a column of a table, or ask it."
        reader.wrong(given["product"], place, "only a table's column can be a product.", remedy)
    for word in ("min", "max", "required", "required_if"):
        if word in given:
            reader.wrong(given[word], place, f"what is worked out takes no {word!r}.", "Take it out.")
