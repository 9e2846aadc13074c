"""The quotas of a call: how many of a group are taken, checked against the question that tells the groups apart."""

from collections.abc import Mapping

from forms.definition import Condition, Question, Quota
from forms.near import near
from forms.reading.reader import Reader, Written, titled
from forms.tree import Value
from forms.types.table import QUESTION_TYPES

QUOTA_NEEDED = ("quota", "label", "question")
OF_A_GROUP = ("one_of", "at_least", "at_most")
QUOTA_WORDS = (*QUOTA_NEEDED, *OF_A_GROUP, "each")
MOST_PLACES = 1_000_000


def read_quotas(reader: Reader, value: Value | None, answers: Mapping[str, Question]) -> tuple[Quota, ...]:
    """The quotas; `answers` are the form's questions and totals by path."""
    items = reader.items(value, "call, quotas")
    quotas = tuple(_quota(reader, one, answers) for one in items)
    reader.once(items, (quota.name for quota in quotas), "call, quotas")
    return quotas


def path_of(reader: Reader, parts: Mapping[str, Value], word: str, place: str, answers: Mapping[str, Question]) -> str:
    """The path of a question that there is."""
    path = reader.filled(parts.get(word), place, word)
    if path and path not in answers:
        reader.wrong(parts[word], f"{place}, {word}", f"there is no question at {path!r}.", near(path, answers))
    return path


def _quota(reader: Reader, value: Value, answers: Mapping[str, Question]) -> Quota:
    place = titled(value, "quota")
    parts = reader.mapping(value, place, QUOTA_WORDS, QUOTA_NEEDED)
    quota = Quota(
        name=reader.name(parts.get("quota"), place),
        label=reader.text(parts.get("label"), place, "label"),
        question=path_of(reader, parts, "question", place, answers),
        one_of=tuple(reader.filled(one, place, "one_of") for one in reader.items(parts.get("one_of"), place)),
        at_least=_number(reader, parts, "at_least", place),
        at_most=_number(reader, parts, "at_most", place),
        each=_number(reader, parts, "each", place),
    )
    _check_words(reader, value, parts, place)
    _check_numbers(reader, parts, quota, place)
    if quota.question in answers:
        _check_answers(reader, value, quota, answers)
    return quota


def _number(reader: Reader, parts: Mapping[str, Value], word: str, place: str) -> int | None:
    return reader.integer(parts.get(word), f"{place}, {word}", 1, MOST_PLACES)


def _check_words(reader: Reader, value: Value, parts: Mapping[str, Value], place: str) -> None:
    """It is of one group, or of each."""
    of_a_group = parts.keys() & OF_A_GROUP
    if "each" in parts and of_a_group:
        cause = "`each` is for every answer, and `one_of`, `at_least`, `at_most` for one group."
        reader.wrong(parts["each"], place, cause, "Make two quotas of it.")
    if "each" not in parts and ("one_of" not in parts or len(of_a_group) == 1):
        remedy = "Add `one_of` with `at_least` or `at_most`; or `each`."
        reader.wrong(value, place, "does not say how many of whom.", remedy)


def _check_numbers(reader: Reader, parts: Mapping[str, Value], quota: Quota, place: str) -> None:
    least, most = quota.at_least, quota.at_most
    if least is not None and most is not None and least > most:
        reader.wrong(parts["at_most"], place, f"at least {least} is more than at most {most}.", "Exchange them.")
    if "one_of" in parts and not quota.one_of and isinstance(parts["one_of"].content, list):
        reader.wrong(parts["one_of"], place, "'one_of' is empty.", "List the answers of the group.")


def _check_answers(reader: Reader, value: Value, quota: Quota, answers: Mapping[str, Question]) -> None:
    """The question has one answer, a text; those that are listed it can have, as in a rule."""
    place, question = titled(value, "quota"), answers[quota.question]
    if not _is_text(question):
        fitting = [path for path, one in answers.items() if _is_text(one)]
        cause = f"{quota.question!r} has no single text as its answer."
        reader.wrong(value.part("question"), place, cause, near(quota.question, fitting))
    elif quota.one_of:
        reader.written.append(Written(value, place, Condition(quota.question, "one_of", quota.one_of)))
    else:
        reader.written.append(Written(value, place, Condition(quota.question, "filled", value=True)))


def _is_text(question: Question) -> bool:
    return QUESTION_TYPES[question.result or question.type].kind == "text"
