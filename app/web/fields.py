"""A form's questions as the fields of a page: names, values, options and errors, ready for a template."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.web.options import Option, options_of
from app.web.reading import most_rows
from app.web.uploads import note_of
from forms.definition import Question

WIDGETS = {
    "long_text": "area",
    "yes_no": "radios",
    "choose_one": "radios",
    "choose_many": "checkboxes",
    "country": "select",
    "file": "file",
    "group": "group",
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
}
"""Attributes of a one-line input by question type; other types are text in the direction it is typed."""

ABOUT_THE_PERSON = {
    "name": "name",
    "full_name": "name",
    "contact_name": "name",
    "given_name": "given-name",
    "family_name": "family-name",
    "organisation": "organization",
    "organization": "organization",
    "job_title": "organization-title",
}
"""Names of text questions that browsers can fill in."""

BLANK_ROWS = 3


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file uploaded with an earlier try of the page."""

    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the page; groups have `children`, tables `rows` of them."""

    name: str  # path, "budget.0.unit_cost"
    widget: str
    label: str
    hint: str = ""
    optional: bool = False
    value: str = ""
    error: str = ""
    currency: str = ""
    options: tuple[Option, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple["Field", ...] = ()
    rows: tuple[tuple["Field", ...], ...] = ()
    more: bool = False  # whether the table can take another row
    kept: tuple[KeptFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Filling:
    """A page being filled in: in which language, with which errors, and where a row was asked for."""

    language: str
    errors: Mapping[str, str] = field(default_factory=dict)  # path -> message
    grow: str = ""  # path of the table that gets another row


def fields_of(questions: Iterable[Question], raw: object, filling: Filling, before: str = "") -> tuple[Field, ...]:
    """The fields of these questions with their raw answers; computed columns are not asked."""
    answers = raw if isinstance(raw, Mapping) else {}
    asked = (q for q in questions if not q.product)
    return tuple(_field(q, answers.get(q.name), filling, before + q.name) for q in asked)


def _field(question: Question, raw: object, filling: Filling, name: str) -> Field:
    rows = _rows(question, raw, filling, name) if question.type == "table" else ()
    options = options_of(question, raw, filling.language)
    return Field(
        name=name,
        widget=_widget(question, options),
        label=question.label.in_language(filling.language),
        hint=question.hint.in_language(filling.language),
        optional=not question.required and question.type not in {"group", "table"},
        value=raw if isinstance(raw, str) else "",
        error=filling.errors.get(name, ""),
        currency=question.currency,
        options=options,
        attributes=_attributes(question),
        children=fields_of(question.questions, raw, filling, f"{name}.") if question.type == "group" else (),
        rows=rows,
        more=len(rows) < most_rows(question),
        kept=_kept(raw) if question.type == "file" else (),
    )


def _widget(question: Question, options: Sequence[Option]) -> str:
    word = WIDGETS.get(question.type, "line")
    return "select" if word == "radios" and len(options) > LONGEST_RADIOS else word


def _attributes(question: Question) -> Mapping[str, str]:
    if question.type == "file":
        return {"accept": ",".join(f".{ending}" for ending in question.accept)} if question.accept else {}
    line = LINES.get(question.type, {"dir": "auto"})
    fill = ABOUT_THE_PERSON.get(question.name) if question.type == "text" else None
    return {"type": "text", **line, **({"autocomplete": fill} if fill else {})}


def _rows(question: Question, raw: object, filling: Filling, name: str) -> tuple[tuple[Field, ...], ...]:
    given = list(raw) if isinstance(raw, Sequence) and not isinstance(raw, str) else []
    count = max(len(given) + (name == filling.grow), int(question.min or 0), 0 if given else BLANK_ROWS)
    given += [None] * (min(count, most_rows(question)) - len(given))
    return tuple(fields_of(question.questions, row, filling, f"{name}.{number}.") for number, row in enumerate(given))


def _kept(raw: object) -> tuple[KeptFile, ...]:
    files = raw if isinstance(raw, list) else []
    return tuple(KeptFile(str(file.get("name", "")), note_of(file)) for file in files)
