"""A form's questions as the fields of a page: names, values, options and errors, ready for a template."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.web.field import WITHOUT_WORDS, Field, Total
from app.web.limits import limits_of
from app.web.options import Option, options_of
from app.web.reading import most_rows
from app.web.uploads import KEPT, as_listed, is_file, note_of
from forms.definition import Question
from forms.schema import NEW_ROW, Checked, is_blank
from forms.types.answers import shown

WIDGETS = {
    "long_text": "area",
    "yes_no": "radios",
    "consent": "tick",
    "choose_one": "radios",
    "choose_many": "checkboxes",
    "country": "select",
    "file": "file",
    "ranking": "places",
    "note": "note",
    "hidden": "hidden",
    "calculated": "worked_out",
    "group": "group",
    "matrix": "group",
    "table": "table",
}
"""Question type -> macro of fields.html; every other type is one line."""

LONGEST_RADIOS = 12
"""More choices than this are offered in a drop-down list."""

LINES: dict[str, Mapping[str, str]] = {
    "email": {"type": "email", "autocomplete": "email", "spellcheck": "false", "dir": "ltr"},
    "phone": {"type": "tel", "autocomplete": "tel", "dir": "ltr"},
    "url": {"type": "url", "autocomplete": "url", "spellcheck": "false", "dir": "ltr"},
    "integer": {"inputmode": "numeric", "dir": "ltr"},
    "decimal": {"inputmode": "decimal", "dir": "ltr"},
    "money": {"inputmode": "decimal", "dir": "ltr"},
    "date": {"type": "date"},
    "time": {"type": "time"},
    "datetime": {"type": "datetime-local"},
    "geopoint": {"inputmode": "text", "dir": "ltr", "placeholder": "46.2044 6.1432"},
    "reference": {"dir": "ltr", "spellcheck": "false", "autocapitalize": "characters"},
}
"""Attributes of a one-line input by question type; other types are text in the direction it is typed."""

ABOUT_THE_PERSON = {
    "name": "name",
    "full_name": "name",
    "contact_name": "name",
    "given_name": "given-name",
    "given_names": "given-name",
    "family_name": "family-name",
    "surname": "family-name",
    "date_of_birth": "bday",
    "organisation": "organization",
    "organization": "organization",
    "job_title": "organization-title",
}
"""Names of questions on text or a day that browsers can fill in."""

BLANK_ROWS = 3
NEVER_OPTIONAL = frozenset({"group", "table", "matrix", "note", "hidden", "calculated"})
"""The types beside which "(optional)" would mean nothing."""


@dataclass(frozen=True, slots=True)
class Filling:
    """A page being filled in: in which language, with which errors, and where a row was asked for."""

    language: str
    checked: Checked  # what the rules make of the answers so far
    errors: Mapping[str, str] = field(default_factory=dict)  # path -> message
    grow: str = ""  # path of the table that gets another row
    conditional: bool = False  # whether other answers decide that this part of the form is asked at all

    def is_asked(self, question: Question, path: "Path") -> bool:
        """Whether the rules ask the question, and have something to offer where it is answered by choosing."""
        is_hidden = (path.new if path.is_new else path.name) in self.checked.hidden
        return not is_hidden and (question.choices_where is None or bool(self.offered(path)))

    def offered(self, path: "Path") -> frozenset[str] | None:
        """The choices that go with the other answers; None where all do."""
        return self.checked.offered.get(path.name, self.checked.offered.get(path.new))


@dataclass(frozen=True, slots=True)
class Path:
    """Where a question stands: by the number of its row, and as the rules know it in a row not filled in yet."""

    name: str = ""
    new: str = ""
    is_new: bool = False  # whether nothing in its row is answered

    def to(self, name: str) -> "Path":
        """The path of a question in here."""
        return Path(_joined(self.name, name), _joined(self.new, name), self.is_new)


def _joined(before: str, name: str) -> str:
    return f"{before}.{name}" if before else name


def fields_of(questions: Iterable[Question], raw: object, filling: Filling, path: Path = Path()) -> tuple[Field, ...]:
    """The fields of these questions with their raw answers, those that the rules ask for.

    What was answered to the others stays on the page unseen: the next answer may bring the question back.
    """
    answers = raw if isinstance(raw, Mapping) else {}
    return tuple(one for q in questions for one in _fields(q, answers.get(q.name), filling, path.to(q.name)))


def _fields(question: Question, raw: object, filling: Filling, path: Path) -> Iterator[Field]:
    if not filling.is_asked(question, path):
        yield from (Field(name, "hidden", "", value=value) for name, value in _carried(question, raw, path.name))
        return
    yield _field(question, raw, filling, path)


def _carried(question: Question, raw: object, name: str) -> Iterator[tuple[str, str]]:
    """A raw answer as the fields of a page that say the same."""
    if isinstance(raw, str):
        yield from [(name, raw)] if raw.strip() else []
    elif isinstance(raw, Mapping) and question.questions:
        for inner in question.questions:
            yield from _carried(inner, raw.get(inner.name), f"{name}.{inner.name}")
    elif isinstance(raw, Mapping):
        yield from _in_parts(question, raw, name)
    elif isinstance(raw, Sequence):
        for number, value in enumerate(raw):
            yield from _carried(question, value, f"{name}.{number}" if question.type == "table" else name)


def _in_parts(question: Question, raw: Mapping[str, object], name: str) -> Iterator[tuple[str, str]]:
    """The same for an answer of several fields, and for a file."""
    if question.type == "file":
        yield from [(name + KEPT, note_of(raw))] if is_file(raw) else []
        return
    for key, value in raw.items():
        yield from _carried(question, value, name if key == "value" else f"{name}.{key}")


def _field(question: Question, raw: object, filling: Filling, path: Path) -> Field:
    name = path.name
    rows = _rows(question, raw, filling, name) if question.type == "table" else ()
    options = options_of(question, raw, filling.language, filling.offered(path))
    value, again = _value(question, raw, filling, name)
    widget = _widget(question, options)
    depends = filling.conditional or question.show_if is not None or question.choices_where is not None
    return Field(
        name=name,
        widget=widget,
        label=question.label.in_language(filling.language),
        hint=question.hint.in_language(filling.language),
        optional=not question.required and question.required_if is None and question.type not in NEVER_OPTIONAL,
        value=value,
        again=again,
        places=_places(question, raw),
        conditional=depends and widget not in WITHOUT_WORDS,
        error=filling.errors.get(name, ""),
        currency=question.currency,
        options=options,
        attributes=_attributes(question),
        children=() if question.type == "table" else fields_of(question.questions, raw, filling, path),
        rows=rows,
        totals=_totals(question, filling, name),
        more=len(rows) < most_rows(question),
        limits=limits_of(question, filling.language),
        **(_of_files(question, raw, filling.language) if question.type == "file" else {}),
    )


def _value(question: Question, raw: object, filling: Filling, name: str) -> tuple[str, str | None]:
    """What stands in the field, and in its twin where the answer is asked twice."""
    if question.product or question.type == "calculated":
        return shown(question, _so_far(filling, name), filling.language), None
    if question.confirm:
        pair = raw if isinstance(raw, Mapping) else {"value": raw, "again": ""}
        return _text(pair.get("value")), _text(pair.get("again"))
    return _text(raw), None


def _places(question: Question, raw: object) -> Mapping[str, str]:
    given = raw if isinstance(raw, Mapping) else {}
    return {one.value: _text(given.get(one.value)) for one in question.choices} if question.type == "ranking" else {}


def _text(raw: object) -> str:
    return raw if isinstance(raw, str) else ""


def _so_far(filling: Filling, name: str) -> object:
    """The answer at a path whose rows are numbered."""
    found: object = filling.checked.so_far
    before = ""
    for part in name.split("."):
        if isinstance(found, Mapping) and "rows" in found and part.isdecimal():
            numbers = list(filling.checked.numbers.get(before, ()))
            found = found["rows"][numbers.index(int(part))] if int(part) in numbers else None
        else:
            found = found.get(part) if isinstance(found, Mapping) else None
        before = _joined(before, part)
    return found


def _totals(table: Question, filling: Filling, name: str) -> tuple[Total, ...]:
    found = _so_far(filling, name)
    amounts = found.get("totals", {}) if isinstance(found, Mapping) and found.get("rows") else {}
    columns = {column.name: column for column in table.questions}
    return tuple(
        Total(
            _joined(name, one.name),
            one.label.in_language(filling.language),
            shown(columns[one.sum], amounts.get(one.name), filling.language),
        )
        for one in table.totals
    )


def _widget(question: Question, options: Sequence[Option]) -> str:
    if question.product:
        return "worked_out"
    word = WIDGETS.get(question.type, "twice" if question.confirm else "line")
    return "select" if word == "radios" and len(options) > LONGEST_RADIOS else word


def _attributes(question: Question) -> Mapping[str, str]:
    if question.type == "file":
        kinds = {"accept": ",".join(f".{ending}" for ending in question.accept)} if question.accept else {}
        return {"multiple": "", **kinds}
    line = LINES.get(question.type, {"dir": "auto"})
    fill = ABOUT_THE_PERSON.get(question.name, "") if question.type in {"text", "date"} else ""
    spelled = {"spellcheck": "false"} if fill.endswith("name") else {}  # nobody's name is a mistake
    return {"type": "text", **line, **({"autocomplete": fill, **spelled} if fill else {})}


def _rows(question: Question, raw: object, filling: Filling, name: str) -> tuple[tuple[Field, ...], ...]:
    given = list(raw) if isinstance(raw, Sequence) and not isinstance(raw, str) else []
    count = max(len(given) + (name == filling.grow), int(question.min or 0), 0 if given else BLANK_ROWS)
    given += [None] * (min(count, most_rows(question)) - len(given))
    paths = (Path(f"{name}.{number}", f"{name}.{NEW_ROW}", is_blank(row)) for number, row in enumerate(given))
    rows = [fields_of(question.questions, row, filling, path) for row, path in zip(given, paths, strict=True)]
    if name == filling.grow:  # whoever asked for a row goes on in it
        rows[-1] = (replace(rows[-1][0], attributes={**rows[-1][0].attributes, "autofocus": ""}), *rows[-1][1:])
    return tuple(rows)


def _of_files(question: Question, raw: object, language: str) -> dict[str, Any]:
    files = raw if isinstance(raw, list) else []
    kept = tuple(as_listed(file, language) for file in files if is_file(file))
    return {"kept": kept, "kinds": question.accept, "megabytes": question.max_megabytes}
