"""People who fill in a form: one page without JavaScript, and a confirmation with their reference."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.intake import Outcome, submit
from app.store.engine import LedgerDown
from app.text import said_moment, said_number, translate
from app.web.errors import ErrorLine, error_lines, messages_by_path
from app.web.fields import Field, Filling, conditional_paths, fields_of
from app.web.here import form_named, here
from app.web.languages import choose_language
from app.web.once import canonical, delivery_id, new_token, token_or_new
from app.web.problems import RETRY_SECONDS
from app.web.reading import prefilled, read_answers
from forms.definition import LANGUAGES, Section
from forms.logic.admission import turned_away
from forms.schema import Checked, CompiledForm, Problem
from forms.types.messages import CHOOSE, REQUIRED

blueprint = Blueprint("applicant", __name__)


@dataclass(frozen=True, slots=True)
class News:
    """What a page tells that is no mistake: further questions, or answers to look at once more."""

    title: str
    lines: tuple[ErrorLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The form on its way to an applicant."""

    compiled: CompiledForm
    language: str
    raw: dict[str, object]
    token: str
    checked: Checked
    warned: str = ""  # names of the warnings that the applicant has been shown


@blueprint.get("/")
def home() -> str:
    """The forms there are."""
    choose_language(LANGUAGES)
    return render_template("home.html", forms=[compiled.form for compiled in here().forms.values()])


@blueprint.get("/f/")
def no_form() -> AnyResponse:
    """An address whose end is missing: the list of forms."""
    return redirect(url_for(".home"))


@blueprint.get("/f/<name>")
def ask(name: str) -> Response:
    """The empty form, or what the link filled in beforehand; outside its time, when that is."""
    compiled = form_named(name)
    language = choose_language(compiled.form.languages)
    closed = turned_away(compiled.form, here().now())
    if closed is not None:
        return _closed(compiled, language, closed)
    raw = prefilled(compiled.form, request.args)
    return _shown(_page(compiled, language, raw, new_token()))


@blueprint.post("/f/<name>")
def take(name: str) -> AnyResponse:
    """Take the form in, or show it again with what needs attention; no answer is lost on the way."""
    compiled = form_named(name)
    language = choose_language(compiled.form.languages)
    raw = read_answers(compiled.form, request)
    page = _page(compiled, language, raw, token_or_new(request.form.get("token", "")))
    if "add" in request.form:
        return _shown(page, grow=request.form["add"])
    if page.checked.answers is None:
        told = _told(page)
        return _shown(page, problems=told, news=None if told else _further(page), status=422)
    if (news := _news(page)) is not None:
        return _shown(page, news=news)
    try:
        outcome = _submit(page)
    except LedgerDown:
        answer = _shown(page, status=503)
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
        return answer
    return _answer(page, outcome)


def _page(compiled: CompiledForm, language: str, raw: dict[str, object], token: str) -> Page:
    checked = compiled.check(raw, here().now())
    return Page(compiled, language, raw, token, checked, request.form.get("warned", ""))


def _unseen(page: Page) -> set[str]:
    """The questions that the answers brought onto the page: the applicant has not seen them yet."""
    return set(_seen(page)) - set(request.form.get("seen", "").split())


def _told(page: Page) -> list[Problem]:
    """The problems but for questions still unasked: that those have no answer yet is nobody's mistake."""
    unseen = _unseen(page)
    return [
        one
        for one in page.checked.problems
        if one.message not in {REQUIRED, CHOOSE}
        or not any(one.path == path or one.path.startswith(f"{path}.") for path in unseen)
    ]


def _further(page: Page) -> News:
    return News(translate("Because of your answers there are further questions", page.language))


def _news(page: Page) -> News | None:
    """What the applicant must see before sound answers are taken in: further questions, then warnings, each once."""
    if _unseen(page):
        return _further(page)
    names = " ".join(sorted(one.message for one in page.checked.warnings))
    if names and names != page.warned:
        lines = error_lines(page.compiled.form, page.checked.warnings, page.language)
        return News(translate("Please look at this once more, then send", page.language), lines)
    return None


def _seen(page: Page) -> list[str]:
    sections = _sections(page, Filling(page.language, page.checked))
    return [path for _, fields in sections for path in conditional_paths(fields)]


def _submit(page: Page) -> Outcome:
    return submit(
        here(),
        page.compiled.form.name,
        page.raw,
        source="page",
        delivery_id=delivery_id(page.token, page.raw),
        language=page.language,
        body=canonical(page.raw),
        headers={"content-type": "application/json"},
    )


def _answer(page: Page, outcome: Outcome) -> AnyResponse:
    form = page.compiled.form
    if outcome.reference:
        key = _keys().dumps([form.name, outcome.reference])
        return redirect(url_for(".done", name=form.name, key=key, lang=page.language), code=303)
    return _shown(page, problems=outcome.problems, status=422)


def _sections(page: Page, filling: Filling) -> list[tuple[Section, tuple[Field, ...]]]:
    return [(one, fields_of(one.questions, page.raw, filling)) for one in page.compiled.form.sections]


def _shown(
    page: Page,
    *,
    problems: Sequence[Problem] = (),
    news: News | None = None,
    grow: str = "",
    status: int = 200,
) -> Response:
    form, language = page.compiled.form, page.language
    errors = messages_by_path(problems, language)
    filling = Filling(language, page.checked, errors=errors, grow=grow)
    warned = " ".join(sorted(one.message for one in page.checked.warnings)) if news and news.lines else page.warned
    made = render_template(
        "form.html",
        form=form,
        sections=_sections(page, filling),
        token=page.token,
        seen=" ".join(_seen(page)),
        warned=warned,
        news=news,
        lines=error_lines(form, problems, language),
        status=status,
        closes=said_moment(form.closes, form.zone, language) if form.closes else "",
        kept_for=said_number("We keep your answers for %(number)s months.", form.keep_months or 0, language),
    )
    return make_response(made, status)


def _closed(compiled: CompiledForm, language: str, problem: Problem) -> Response:
    form = compiled.form
    moment = form.opens if "opens" in problem.params else form.closes
    said = {} if moment is None else {name: said_moment(moment, form.zone, language) for name in problem.params}
    text = translate(problem.message, language, said)
    return make_response(render_template("closed.html", form=form, text=text))


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
