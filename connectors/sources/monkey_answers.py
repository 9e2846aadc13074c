"""SurveyMonkey: the answers to one question, by row and column where it has them."""

from collections.abc import Mapping

from connectors.ports import Entry
from connectors.sources.reading import named_file, objects_at, text_at


def question_entry(question: Mapping[str, object]) -> Entry:
    """The answer to a question under its id: text, the choice's text (its id where no text is sent), or a list.

    Of a question with rows, and of one with several fields, the answers are parts: `<question>.<row>`, and in a menu
    of several columns `<question>.<row>.<column>`.
    """
    answers = objects_at(question, "answers")
    label = text_at(question, "heading", "title")
    key = text_at(question, "id")
    if any(text_at(answer, "row_id") for answer in answers):
        return Entry((key,), _by_row(answers), label)
    return Entry((key,), _together([_value(answer) for answer in answers], answers), label)


def _by_row(answers: list[Mapping[str, object]]) -> dict[str, object]:
    rows: dict[str, list[Mapping[str, object]]] = {}
    for answer in answers:
        rows.setdefault(text_at(answer, "row_id") or text_at(answer, "other_id") or "other", []).append(answer)
    return {row: _row(found) for row, found in rows.items()}


def _row(answers: list[Mapping[str, object]]) -> object:
    if any(text_at(answer, "col_id") for answer in answers):
        return {text_at(answer, "col_id") or "other": _value(answer) for answer in answers}
    return _together([_value(answer) for answer in answers], answers)


def _together(values: list[object], answers: list[Mapping[str, object]]) -> object:
    """One value by itself, several as a list; files are always a list."""
    if len(values) == 1 and not text_at(answers[0], "download_url"):
        return values[0]
    return values or None


def _value(answer: Mapping[str, object]) -> object:
    address = text_at(answer, "download_url")
    if address:
        return named_file(address, text_at(answer, "text"))
    return text_at(answer, "text", "simple_text", "choice_id", "other_id") or None
