"""Turns what a provider can say into what our questions take: labels into values, one text into a list."""

from collections.abc import Callable, Iterable, Mapping

from forms.definition import Form, Question, plain_label


def adapt(form: Form, answers: Mapping[str, object]) -> dict[str, object]:
    """`answers` with choices named by value; whatever is not understood stays for the check to report."""
    return _members(form.questions, answers)


def _members(questions: Iterable[Question], answers: Mapping[str, object]) -> dict[str, object]:
    adapted = dict(answers)
    for question in questions:
        if question.name in adapted and question.type in ADAPTERS:
            adapted[question.name] = ADAPTERS[question.type](question, adapted[question.name])
    return adapted


def without_kept_files(questions: Iterable[Question], answers: Mapping[str, object]) -> dict[str, object]:
    """`answers` in which no file is said to be kept here.

    Only our own page keeps files, and signs what it says of them; whoever else names one names its address.
    """
    found = dict(answers)
    for question in questions:
        if question.name in found:
            found[question.name] = _without_kept(question, found[question.name])
    return found


def _without_kept(question: Question, value: object) -> object:
    match question.type, value:
        case ("file", list()):
            return [_without_digest(one) for one in value]
        case ("file", _):
            return _without_digest(value)
        case ("group" | "table", Mapping()):
            rows = {"rows": _without_kept(question, value["rows"])} if "rows" in value else {}
            return {**without_kept_files(question.questions, value), **rows}
        case ("table", list()):
            return [_without_kept(question, row) for row in value]
    return value


def _without_digest(file: object) -> object:
    return {name: part for name, part in file.items() if name != "sha256"} if isinstance(file, Mapping) else file


def _group(question: Question, value: object) -> object:
    return _members(question.questions, value) if isinstance(value, Mapping) else value


def _table(question: Question, value: object) -> object:
    if isinstance(value, Mapping) and "rows" in value:
        return _table(question, value["rows"])
    return [_group(question, row) for row in value] if isinstance(value, list) else value


def _choose_one(question: Question, value: object) -> object:
    return _value_of(question, value)


def _choose_many(question: Question, value: object) -> object:
    if isinstance(value, list):
        return [_value_of(question, one) for one in value]
    if not isinstance(value, str):
        return value
    whole = _value_of(question, value)
    if _is_value(question, whole):
        return [whole]
    return _listed(question, value) or [_value_of(question, word) for word in value.split()]


def _listed(question: Question, text: str) -> list[object]:
    """The choices that a text such as `Legal advice, Training` lists; none where any part of it is no choice.

    Labels may hold the comma that parts them: then the longest that is one counts.
    """
    if len(text) > LONGEST_LISTED:
        return []
    for mark in MARKS_OF_LISTS:
        parts, found = text.split(mark), []
        while 1 < text.count(mark) + 1 <= MOST_LISTED and parts:
            ends = range(len(parts), 0, -1)
            values = ((end, _value_of(question, mark.join(parts[:end]).strip())) for end in ends)
            end, value = next(((end, value) for end, value in values if _is_value(question, value)), (0, None))
            if not end:
                break
            found.append(value)
            parts = parts[end:]
        if found and not parts:
            return found
    return []


MARKS_OF_LISTS = ("\n", ";", "|", ",")
"""What parts the choices of a list in one text, as exports and scripts write them."""
LONGEST_LISTED = 20_000  # characters of a text that lists choices
MOST_LISTED = 200


def _is_value(question: Question, value: object) -> bool:
    return isinstance(value, str) and value in question.places


def _value_of(question: Question, said: object) -> object:
    """The value of the one choice that has `said` as value or as label in any language, else `said`."""
    if not isinstance(said, str) or _is_value(question, said):
        return said
    return question.by_label.get(plain_label(said), said)


def _file_as(part: str) -> Callable[[Question, object], object]:
    """For a question that takes a text: of one file, its name or its address."""

    def adapted(_question: Question, value: object) -> object:
        match value:
            case [{"name": name, "url": url}]:
                return {"name": name, "url": url}[part]
        return value

    return adapted


ADAPTERS: Mapping[str, Callable[[Question, object], object]] = {
    "text": _file_as("name"),
    "long_text": _file_as("name"),
    "url": _file_as("url"),
    "choose_one": _choose_one,
    "choose_many": _choose_many,
    "group": _group,
    "table": _table,
}
"""The question types whose answers providers say differently."""
