"""The paths of a form: which questions and totals `contact.email` or `budget.totals.total_usd` can name."""

from collections.abc import Iterable, Iterator

from forms.definition import Question


def questions_by_path(questions: Iterable[Question], before: str = "") -> Iterator[tuple[str, Question]]:
    """Every path that has one answer in a submission; a total stands as a question of its column's type."""
    for question in questions:
        path = before + question.name
        yield path, question
        if question.type == "table":
            yield from _totals(question, path)
        else:
            yield from questions_by_path(question.questions, f"{path}.")


def labelled(questions: Iterable[Question], language: str) -> Iterator[tuple[str, str, Question]]:
    """Every question that is answered by itself (tables as a whole), with its path and the labels on the way to it."""
    labels: dict[str, str] = {}
    for path, question in questions_by_path(questions):
        above, label = path.rpartition(".")[0].removesuffix(".totals"), question.label.in_language(language)
        labels[path] = f"{labels[above]}: {label}" if above in labels else label
        if question.type == "table" or not question.questions:
            yield path, labels[path], question


def columns_by_path(questions: Iterable[Question], before: str = "") -> Iterator[tuple[str, Question]]:
    """Every path that a provider's answer can be put at: all questions, also a table's asked columns."""
    for question in questions:
        if not question.product:
            yield before + question.name, question
            yield from columns_by_path(question.questions, f"{before}{question.name}.")


def _totals(table: Question, path: str) -> Iterator[tuple[str, Question]]:
    columns = {column.name: column for column in table.questions}
    for total in table.totals:
        column = columns.get(total.sum)
        kind, currency = (column.result or column.type, column.currency) if column else ("decimal", "")
        yield f"{path}.totals.{total.name}", Question(total.name, kind, total.label, currency=currency)
