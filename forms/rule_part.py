"""One eligibility rule of a definition file: a path, exactly one test that fits it, and a reason."""

from collections.abc import Callable, Mapping

from forms.countries import ALPHA_2
from forms.definition import Question, Rule
from forms.questions import QUESTION_TYPES
from forms.reader import Reader, near, titled
from forms.yaml_lines import Value

Answers = Mapping[str, Question]


def read_rule(reader: Reader, value: Value, answers: Answers) -> Rule:
    """The rule; `answers` are the form's questions and totals by path."""
    place = titled(value, "rule")
    parts = reader.mapping(value, place, ("rule", "path", "reason", *TESTS), ("rule", "path", "reason"))
    name = reader.name(parts.get("rule"), place)
    tests = [word for word in TESTS if word in parts]
    if len(tests) != 1:
        reader.wrong(value, place, f"has {len(tests)} tests.", f"Give it exactly one of {', '.join(TESTS)}.")
    path = reader.filled(parts.get("path"), place, "path")
    if path and path not in answers:
        reader.wrong(parts["path"], place, f"there is no question at {path!r}.", near(path, answers))
    test = tests[0] if tests else "filled"
    wanted = TESTS[test](reader, parts[test], place, answers.get(path), answers) if tests else True
    return Rule(name, path, test, wanted, reader.text(parts.get("reason"), place, "reason"))


def _number(reader: Reader, value: Value, place: str, asked: Question | None, _: Answers) -> object:
    if asked is not None and not QUESTION_TYPES[asked.type].is_number:
        reader.wrong(value, place, f"a {asked.type} has no size.", "Use another test or path.")
    return reader.number(value, place)


def _is(reader: Reader, value: Value, place: str, asked: Question | None, _: Answers) -> object:
    if asked is not None and asked.type == "yes_no":
        return reader.flag(value, place)
    word = reader.filled(value, place, "is")
    _check_value(reader, value, place, word, asked)
    return word


def _one_of(reader: Reader, value: Value, place: str, asked: Question | None, _: Answers) -> object:
    items = reader.items(value, place)
    if isinstance(value.content, list) and not items:
        reader.wrong(value, place, "'one_of' is empty.", "List what passes.")
    words = tuple(reader.filled(one, place, "one_of") for one in items)
    for one, word in zip(items, words, strict=True):
        _check_value(reader, one, place, word, asked)
    return words


def _equals(reader: Reader, value: Value, place: str, _: Question | None, answers: Answers) -> object:
    path = reader.filled(value, place, "equals")
    if path and path not in answers:
        reader.wrong(value, place, f"there is no question at {path!r}.", near(path, answers))
    return path


def _filled(reader: Reader, value: Value, place: str, _: Question | None, __: Answers) -> object:
    return reader.flag(value, place)


def _check_value(reader: Reader, value: Value, place: str, word: str, asked: Question | None) -> None:
    """What a closed question can never be answered with can never pass."""
    if asked is None or asked.type not in {"choose_one", "country"}:
        return
    known = ALPHA_2.keys() if asked.type == "country" else {choice.value for choice in asked.choices}
    if word and word not in known:
        remedy = "Use ISO 3166 codes of three letters." if asked.type == "country" else near(word, known)
        reader.wrong(value, place, f"{word!r} is no answer to {asked.name!r}.", remedy)


TESTS: dict[str, Callable[[Reader, Value, str, Question | None, Answers], object]] = {
    "min": _number,
    "max": _number,
    "is": _is,
    "one_of": _one_of,
    "equals": _equals,
    "filled": _filled,
}
"""Test word -> how what it wants is read for the question at the rule's path."""
