"""People who fill in a form: one page without JavaScript, and a confirmation with their reference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.intake import Outcome, submit
from app.store.engine import LedgerDown
from app.text import said_moment, said_number, translate
from app.web.errors import ErrorLine, error_lines, messages_by_path
from app.web.fields import Field, Filling, conditional_paths, fields_of, places_of
from app.web.here import form_named, here
from app.web.languages import choose_language
from app.web.once import canonical, delivery_id, new_token, token_or_new
from app.web.problems import RETRY_SECONDS
from app.web.reading import Posted, prefilled, read_answers
from forms.definition import LANGUAGES, Form, Section
from forms.logic.admission import turned_away
from forms.schema import Checked, CompiledForm, Problem
from forms.types.messages import CHOOSE, REQUIRED

blueprint = Blueprint("applicant", __name__)

Sections = list[tuple[Section, tuple[Field, ...]]]
NOT_ANSWERED = frozenset({REQUIRED, CHOOSE})


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
    posted = Posted(request)
    raw = read_answers(compiled.form, posted)
    page = _page(compiled, language, raw, token_or_new(request.form.get("token", "")))
    if posted.refused or posted.lost:
        return _without_files(page, posted)
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
        return _unsaved(page)
    return _answer(page, outcome)


def _without_files(page: Page, posted: Posted) -> Response:
    """The page as it was filled in, with what has to be said of its files."""
    lost = dict.fromkeys(posted.lost, translate("This file could not be saved: choose it again", page.language))
    if not posted.refused:
        return _unsaved(page, lost)
    refused = {one.path for one in posted.refused}
    others = [one for one in _told(page) if one.path not in refused]
    return _shown(page, problems=[*posted.refused, *others], notes=lost, status=422)


def _unsaved(page: Page, lost: Mapping[str, str] | None = None) -> Response:
    """The page as it was filled in, to be sent again later; `lost` says which files have to be chosen again."""
    answer = _shown(page, notes=lost, status=503)
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _page(compiled: CompiledForm, language: str, raw: dict[str, object], token: str) -> Page:
    checked = compiled.check(raw, here().now())
    return Page(compiled, language, raw, token, checked, request.form.get("warned", ""))


def _unseen(page: Page) -> set[str]:
    """The questions that the answers brought onto the page: the applicant has not seen them yet."""
    return set(_seen(_unmarked(page))) - set(request.form.get("seen", "").split())


def _told(page: Page) -> list[Problem]:
    """The problems but for questions still unasked: that those have no answer yet is nobody's mistake."""
    unseen, asked = _unseen(page), _places(_unmarked(page))
    told = [
        one
        for one in page.checked.problems
        if one.message not in NOT_ANSWERED or (one.path in asked and not _is_within(one.path, unseen))
    ]
    return told if told or unseen else list(page.checked.problems)


def _is_within(path: str, paths: set[str]) -> bool:
    return any(path == one or path.startswith(f"{one}.") for one in paths)


def _further(page: Page) -> News:
    return News(translate("Because of your answers there are further questions", page.language))


def _news(page: Page) -> News | None:
    """What the applicant must see before sound answers are taken in: further questions, then warnings, each once."""
    if _unseen(page):
        return _further(page)
    warnings = _warned(page)
    if warnings and warnings != page.warned:
        lines = error_lines(page.compiled.form, page.checked.warnings, page.language, _places(_unmarked(page)))
        return News(translate("Please look at this once more, then send", page.language), lines)
    return None


def _warned(page: Page) -> str:
    """The warnings that the answers bring, each by its place and its name."""
    return " ".join(sorted(f"{one.path}:{one.message}" for one in page.checked.warnings))


def _seen(sections: Sections) -> list[str]:
    """The questions on the page that are there for an answer's sake."""
    return [path for _, fields in sections for path in conditional_paths(fields)]


def _places(sections: Sections) -> set[str]:
    """The questions on the page, by which a mistake can be told."""
    return {path for _, fields in sections for path in places_of(fields)}


def _unmarked(page: Page) -> Sections:
    """What the answers make of the page, before anything is said of them."""
    return _sections(page, Filling(page.language, page.checked))


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
    return _shown(page, problems=[_dated(one, form, page.language) for one in outcome.problems], status=422)


def _sections(page: Page, filling: Filling) -> Sections:
    return [
        (one, fields_of(one.questions, page.raw, replace(filling, conditional=one.show_if is not None)))
        for one in page.compiled.form.sections
    ]


def _shown(
    page: Page,
    *,
    problems: Sequence[Problem] = (),
    news: News | None = None,
    notes: Mapping[str, str] | None = None,
    grow: str = "",
    status: int = 200,
) -> Response:
    form, language = page.compiled.form, page.language
    errors = {**messages_by_path(problems, language), **(notes or {})}
    sections = _sections(page, Filling(language, page.checked, errors=errors, grow=grow))
    warned = _warned(page) if news and news.lines else page.warned
    made = render_template(
        "form.html",
        form=form,
        sections=sections,
        heads={one.sections[0]: one.title.in_language(language) for one in form.pages},
        token=page.token,
        seen=" ".join(_seen(sections)),
        warned=warned,
        news=news,
        lines=error_lines(form, problems, language, _places(sections)),
        status=status,
        closes=said_moment(form.closes, form.zone, language) if form.closes else "",
        is_late=form.closes is not None and here().now() > form.closes,
        kept_for=said_number("We keep your answers for %(number)s months.", form.keep_months or 0, language),
    )
    return make_response(made, status)


def _closed(compiled: CompiledForm, language: str, problem: Problem) -> Response:
    dated = _dated(problem, compiled.form, language)
    text = translate(dated.message, language, dated.params)
    return make_response(render_template("closed.html", form=compiled.form, text=text))


def _dated(problem: Problem, form: Form, language: str) -> Problem:
    """The problem with the moment at which the form opens or closes as its reader writes it."""
    moments = {"opens": form.opens, "closes": form.closes}
    said = {
        name: said_moment(moment, form.zone, language)
        for name, moment in moments.items()
        if name in problem.params and moment is not None
    }
    return replace(problem, params={**problem.params, **said})


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
