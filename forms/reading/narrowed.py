"""Lists that another answer narrows down: what is written beside their choices must be a choice of the other list."""

from collections.abc import Iterator, Mapping

from forms.definition import Form, Question
from forms.near import near
from forms.reading.reader import Reader
from forms.tree import Value


def check_narrowed(reader: Reader, root: Value, form: Form, answers: Mapping[str, Question]) -> None:
    """Note the choices that no answer could ever offer; lists of a shared sheet change without the form."""
    kept = {one.name for one in form.lists if one.workbook}
    told: set[tuple[str, str]] = set()
    for path, question in answers.items():
        pairs = question.choices_where.pairs if question.choices_where is not None else {}
        for column, other in pairs.items():
            asked = answers.get(other)
            if asked is None or not asked.choices or {question.choices_from, asked.choices_from} & kept:
                continue
            for said, value in _strangers(root, path, question, column, asked):
                if (value.where, said) not in told:
                    told.add((value.where, said))
                    cause = f"{said!r} under {column!r} is no choice of {other!r}, so it is never offered."
                    reader.wrong(value, f"question {path!r}", cause, near(said, [one.value for one in asked.choices]))


def _strangers(root: Value, path: str, question: Question, column: str, asked: Question) -> Iterator[tuple[str, Value]]:
    """The values of a column that are no choice of the other question, and where they are written."""
    known = {one.value for one in asked.choices}
    strange = {said for one in question.choices if (said := one.attributes.get(column, "")) and said not in known}
    if not strange:
        return
    holder = _list(root, question.choices_from) if question.choices_from else _question(root, path)
    written = [one.part("with").part(column) for one in holder.list_under("choices")]
    found = [one for one in written if isinstance(one.content, str) and one.content in strange]
    yield from ((str(one.content), one) for one in found)
    yield from ((said, holder) for said in sorted(strange - {str(one.content) for one in found}))


def _list(root: Value, name: str) -> Value:
    return next((one for one in root.list_under("lists") if one.part("list").content == name), root)


def _question(value: Value, path: str) -> Value:
    name, _, rest = path.partition(".")
    holders = [*value.list_under("sections"), value]
    for one in (one for holder in holders for one in holder.list_under("questions")):
        if one.part("question").content == name:
            return _question(one, rest) if rest else one
    return value
