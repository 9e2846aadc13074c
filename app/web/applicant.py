"""People who fill in a form: one page without JavaScript, and a confirmation with their reference."""

from dataclasses import replace

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.intake import Outcome, submit
from app.store.engine import LedgerDown
from app.web.errors import ErrorLine, error_lines, messages_by_path
from app.web.fields import Filling, fields_of
from app.web.here import form_named, here
from app.web.languages import choose_language
from app.web.once import canonical, delivery_id, new_token, token_or_new
from app.web.problems import RETRY_SECONDS
from app.web.reading import read_answers
from forms.definition import LANGUAGES, Form

blueprint = Blueprint("applicant", __name__)


@blueprint.get("/")
def home() -> str:
    """The forms there are."""
    choose_language(LANGUAGES)
    return render_template("home.html", forms=[compiled.form for compiled in here().forms.values()])


@blueprint.get("/f/<name>")
def ask(name: str) -> Response:
    """The empty form."""
    form = form_named(name).form
    return _page(form, {}, Filling(choose_language(form.languages)), new_token())


@blueprint.post("/f/<name>")
def take(name: str) -> AnyResponse:
    """Take the form in, or show it again with what needs attention; no answer is lost on the way."""
    form = form_named(name).form
    filling = Filling(choose_language(form.languages))
    raw = read_answers(form, request)
    token = token_or_new(request.form.get("token", ""))
    if "add" in request.form:
        return _page(form, raw, replace(filling, grow=request.form["add"]), token)
    try:
        outcome = _submit(form, raw, filling.language, token)
    except LedgerDown:
        page = _page(form, raw, filling, token, status=503)
        page.headers["Retry-After"] = str(RETRY_SECONDS)
        return page
    return _answer(form, raw, filling, token, outcome)


def _submit(form: Form, raw: dict[str, object], language: str, token: str) -> Outcome:
    return submit(
        here(),
        form.name,
        raw,
        source="page",
        delivery_id=delivery_id(token, raw),
        language=language,
        body=canonical(raw),
        headers={"content-type": "application/json"},
    )


def _answer(form: Form, raw: dict[str, object], filling: Filling, token: str, outcome: Outcome) -> AnyResponse:
    if outcome.reference:
        key = _keys().dumps([form.name, outcome.reference])
        return redirect(url_for(".done", name=form.name, key=key, lang=filling.language), code=303)
    errors = messages_by_path(outcome.problems, filling.language)
    lines = error_lines(form, outcome.problems, filling.language)
    return _page(form, raw, replace(filling, errors=errors), token, lines=lines, status=422)


def _page(
    form: Form,
    raw: dict[str, object],
    filling: Filling,
    token: str,
    *,
    lines: tuple[ErrorLine, ...] = (),
    status: int = 200,
) -> Response:
    sections = [(section, fields_of(section.questions, raw, filling)) for section in form.sections]
    page = render_template("form.html", form=form, sections=sections, token=token, lines=lines, status=status)
    return make_response(page, status)


@blueprint.get("/f/<name>/done/<key>")
def done(name: str, key: str) -> str:
    """The confirmation; `key` is signed, so that nobody can make one up or look through them."""
    form = form_named(name).form
    choose_language(form.languages)
    try:
        form_name, reference = _keys().loads(key)
    except BadData as error:
        raise NotFound from error
    if form_name != name:
        raise NotFound
    return render_template("done.html", form=form, reference=reference)


def _keys() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="confirmation")
