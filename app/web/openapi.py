"""Those who write programs: the API as a page to read and as OpenAPI."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, g, render_template, request, url_for

from app.web.here import here
from app.web.hooks import PREFIX
from app.web.openapi_document import PROBLEMS, Example, example_of, openapi_document
from app.web.signing import SIGNED
from forms.definition import Question
from forms.schema import CompiledForm
from forms.types.table import QUESTION_TYPES
from forms.writing.descriptions import TYPES
from forms.writing.rule_words import Asked, asked_from, in_table, said

blueprint = Blueprint("openapi", __name__)

KEPT = "chancery.openapi"
MOST_NAMED = 12
"""More choices than this are not written out on the page."""


@dataclass(frozen=True, slots=True)
class Described:
    """The description of one set of forms."""

    forms: tuple[CompiledForm, ...]
    examples: tuple[Example, ...]
    document: str

    def is_of(self, forms: tuple[CompiledForm, ...]) -> bool:
        """Whether these are the very forms described."""
        return len(forms) == len(self.forms) and all(a is b for a, b in zip(forms, self.forms, strict=True))


@dataclass(frozen=True, slots=True)
class Row:
    """One question as the page lists it."""

    path: str
    label: str
    what: str
    when: str


@blueprint.get("/openapi.json")
def document() -> Response:
    """The service in OpenAPI 3.1."""
    return Response(_described().document, mimetype="application/json")


@blueprint.get("/api")
def page() -> str:
    """The same as a page."""
    g.language = "en"
    described = _described()
    listed = [(example, tuple(rows_of(example.compiled))) for example in described.examples]
    words = {source.word for compiled in described.forms for source in compiled.form.sources}
    signed = {word: one for word, one in SIGNED.items() if word in words}
    return render_template(
        "api.html", listed=listed, problems=PROBLEMS, signed=signed, hook=_hook, written=_written, curl=_curl
    )


def _described() -> Described:
    """The description, made once for each set of forms."""
    context = here()
    forms = tuple(context.forms.values())
    kept = current_app.extensions.get(KEPT)
    if isinstance(kept, Described) and kept.is_of(forms):
        return kept
    examples = tuple(example_of(compiled, context.now()) for compiled in forms)
    whole = openapi_document(examples, context.settings.base_url, context.settings.organisation)
    made = Described(forms, examples, json.dumps(whole, ensure_ascii=False))
    current_app.extensions[KEPT] = made
    return made


def rows_of(compiled: CompiledForm) -> Iterator[Row]:
    """Every question that programs answer, with the columns of tables and the members of groups below theirs."""
    asked = asked_from(compiled.form)
    for question in compiled.form.questions:
        yield from _rows(question, question.name, asked)


def _rows(question: Question, path: str, asked: Asked) -> Iterator[Row]:
    if not QUESTION_TYPES[question.type].is_asked or question.product:
        return
    yield Row(path, question.label.in_language("en"), _what(question), _when(question, asked))
    table = question.type == "table"
    inside = in_table(asked, question.questions) if table else asked
    for member in question.questions:
        yield from _rows(member, f"{path}[].{member.name}" if table else f"{path}.{member.name}", inside)


def _what(question: Question) -> str:
    told = TYPES[question.type]
    if not question.choices:
        return f"{told} {question.currency}".strip()
    named = ", ".join(choice.value for choice in question.choices[:MOST_NAMED])
    more = len(question.choices) - MOST_NAMED
    return f"{told} {named}" + (f" and {more} more" if more > 0 else "")


def _when(question: Question, asked: Asked) -> str:
    needed = "required" if question.required else "optional"
    if question.required_if is not None:
        needed = f"required if {said(question.required_if, asked, 'en')}"
    return needed if question.show_if is None else f"{needed}; only if {said(question.show_if, asked, 'en')}"


def _hook(form: str, source: str) -> str:
    return f"{request.script_root}{PREFIX}{form}/{source}"


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _curl(example: Example) -> str:
    address = here().settings.base_url.rstrip("/") + url_for("api.take", form=example.form.name)
    return (
        f"curl {address} \\\n  -H 'Content-Type: application/json' \\\n  -H 'Idempotency-Key: 2026-0001' \\\n"
        "  --data @answers.json"
    )
