"""Where an applicant begins: the list of forms, and the start page of each."""

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.drafting import Late, begin
from app.journey import files_asked, first_open, minutes, steps_of, way_of
from app.prefill import prefilled
from app.text import said_moment, said_number, translate
from app.web.applicant.begun import begun, late_followed
from app.web.applicant.blueprint import blueprint
from app.web.applicant.dated import dated
from app.web.applicant.visit import let_in
from app.web.here import form_named, here
from app.web.languages import choose_language
from forms.definition import LANGUAGES, Form
from forms.logic.admission import turned_away
from forms.schema import CompiledForm, Problem


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
def start(name: str) -> Response:
    """What the form is for, what one needs, how long it takes, until when; outside its time, when that is."""
    compiled = form_named(name)
    form = compiled.form
    language = choose_language(form.languages)
    late = late_followed(form)
    closed = _closed_by(form, late)
    if closed is not None:
        return _closed(compiled, language, closed)
    page = render_template(
        "apply/start.html",
        form=form,
        steps=[step.title.in_language(language) for step in steps_of(form)],
        scripts=["closing"] if form.closes else [],
        files=[question.label.in_language(language) for question in files_asked(form)],
        minutes=said_number("About %(number)s minutes", minutes(form), language),
        closes=said_moment(form.closes, form.zone, language) if form.closes else "",
        is_late=form.closes is not None and here().now() > form.closes,
        kept_for=said_number("We keep your answers for %(number)s months.", form.keep_months or 0, language),
        late=request.args["late"] if late else "",
        late_until=said_moment(late.until, form.zone, language) if late else "",
        **_begun(compiled, language),
        drafts_kept=said_number("Your answers are kept for %(number)s days.", here().settings.draft_days, language),
    )
    return make_response(page)


@blueprint.post("/f/<name>")
def start_draft(name: str) -> AnyResponse:
    """Begin a draft, with what the link filled in, and ask the first questions."""
    compiled = form_named(name)
    language = choose_language(compiled.form.languages)
    late = late_followed(compiled.form)
    closed = _closed_by(compiled.form, late)
    if closed is not None:
        return _closed(compiled, language, closed)
    draft, secret = begin(here(), compiled, language, prefilled(compiled.form, request.args), late)
    checked = compiled.check(draft.answers, here().now())
    first = first_open(way_of(compiled, draft.answers, (), checked))
    to = {"name": name, "key": draft.key, "lang": language, **({"step": first.name} if first else {})}
    where = url_for(".ask" if first else ".check", **to)  # type: ignore[arg-type]  # parts of addresses
    answer = make_response(redirect(where, code=303))
    let_in(answer, compiled.form, draft, secret)
    return answer


def _closed_by(form: Form, late: Late | None) -> Problem | None:
    return None if late else turned_away(form, here().now())


def _closed(compiled: CompiledForm, language: str, problem: Problem) -> Response:
    said = dated(problem, compiled.form, language)
    text = translate(said.message, language, said.params)
    page = render_template("closed.html", form=compiled.form, text=text, **_begun(compiled, language))
    return make_response(page)


def _begun(compiled: CompiledForm, language: str) -> dict[str, object]:
    """What this browser has begun, for a template, and when it was saved."""
    found = begun(compiled, language)
    saved = said_moment(found.draft.changed_at, compiled.form.zone, language) if found else ""
    return {"begun": found, "saved": saved}
