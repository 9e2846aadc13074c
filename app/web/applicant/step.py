"""A page of questions: each sending is saved, right or wrong, and says at once what needs attention."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from secrets import token_hex

from flask import Response, jsonify, make_response, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.drafting import SESSION, Saved, Sending, fingerprint, save
from app.journey import Stage, Step, Way, first_open, next_after, problems_of, steps_of, way_of
from app.said_answers import Answer, Pen, answers_of
from app.store.engine import LedgerDown
from app.text import translate
from app.web.applicant.asking import Asking, News, conditional, of_other_version, out_of_date, overtaken, places
from app.web.applicant.blueprint import blueprint
from app.web.applicant.gone import gone
from app.web.applicant.scripts import scripts_for
from app.web.applicant.sent import writing
from app.web.applicant.upload import LARGEST_PART
from app.web.applicant.visit import Visit, is_ours, let_in, turn_away
from app.web.errors import error_lines, messages_by_path
from app.web.field import worked_out
from app.web.here import here
from app.web.problems import RETRY_SECONDS
from app.web.reading import Posted, read_answers
from app.web.uploads import REMOVE
from forms.schema import Checked, Problem

PAGE_LENGTH = 32  # of what tells a page from others
NOT_DONE = frozenset({"auto", "add", "later", "speak", REMOVE})
"""What a step is sent with by somebody who is still at it."""


@dataclass(frozen=True, slots=True)
class Page:
    """A step as it is shown to somebody, with answers that may not be saved yet."""

    of: Visit
    step: Step
    answers: Mapping[str, object]
    checked: Checked
    was: str  # the fingerprint of the step's answers that its reader knows
    warned: str = ""

    @property
    def asking(self) -> Asking:
        """The questions of the step."""
        seen = frozenset(request.form.get("seen", "").split())
        problems = problems_of(self.step, self.checked.problems)
        of, step = self.of, self.step
        warned = self.warned
        return Asking(of.form, step.sections, of.language, self.answers, self.checked, problems, seen, warned)

    @property
    def way(self) -> Way:
        """The way through the form with these answers."""
        of = self.of
        return way_of(of.compiled, self.answers, of.draft.visited, self.checked, of.opened.allowed.only)


@blueprint.get("/f/<name>/<key>/q/<step>")
def ask(name: str, key: str, step: str) -> AnyResponse:
    """The questions of a step with what was answered so far; one that is not asked leads on."""
    of = writing(name, key)
    page = _page(of, _named(of, step), of.draft.answers)
    if all(stage.step.name != step for stage in page.way):
        return _on(page)
    return _shown(page, news=_of_other_version(page) if of.opened.is_other_version else None)


@blueprint.post("/f/<name>/<key>/q/<step>")
def answer(name: str, key: str, step: str) -> AnyResponse:
    """Save the step and go on, or show it again with what needs attention; no answer is lost on the way."""
    of = writing(name, key)
    asked, posted = _named(of, step), Posted(request)
    given = read_answers(asked.questions, posted)
    page = _page(of, asked, {**of.draft.answers, **given})
    if not is_ours(of):
        return _shown(page, news=out_of_date(of), status=409)
    try:
        saved = _saved(page, given)
    except LedgerDown:
        return _unsaved(page, posted)
    if saved is None:
        turn_away(of.form, key)
    if saved.overtook is not None:
        return _overtaken(page, saved.overtook)
    page = replace(page, of=of.after(saved.draft))
    made = _noted(page) if "auto" in request.form else _next(page, posted)
    let_in(made, of.form, saved.draft, of.secret)  # the cookie lasts as long as the ledger now lets it in
    return made


def _next(page: Page, posted: Posted) -> AnyResponse:
    """What follows on a step that was saved."""
    if posted.refused or posted.lost:
        return _without_files(page, posted)
    if NOT_DONE & request.form.keys():
        return _still(page)
    asking = page.asking
    problems = asking.told()
    if request.form.get("version", str(page.of.form.version)) != str(page.of.form.version):
        return _shown(page, problems=problems, news=_of_other_version(page), status=422 if problems else 200)
    if problems:
        return _shown(page, problems=problems, status=422)
    news = asking.news()
    if news is not None:
        return _shown(page, news=news)
    return _on(page)


def _still(page: Page) -> AnyResponse:
    """Where somebody wants to go who is not done with the step; or the step again, with one more row."""
    if "later" in request.form:
        return redirect(page.of.address("later"), code=303)
    if "speak" in request.form:
        return redirect(page.of.address("ask", step=page.step.name, lang=request.form["speak"], **_then()), code=303)
    return _shown(page, grow=request.form.get("add", ""))


def _on(page: Page) -> AnyResponse:
    """Lead on: to the next step, or, from the page where answers are checked, back to it by way of what is new."""
    then = _then()
    following = first_open(page.way) if then else next_after(page.way, page.step.name)
    if following is None or following.name == page.step.name:
        return redirect(page.of.address("check"), code=303)
    return redirect(page.of.address("ask", step=following.name, **then), code=303)


def _then() -> dict[str, str]:
    """What keeps an address on the way back to the page where answers are checked, if one came from there."""
    return {"then": "check"} if request.args.get("then") == "check" else {}


def _named(of: Visit, name: str) -> Step:
    step = next((one for one in steps_of(of.form, of.opened.allowed.only) if one.name == name), None)
    if step is None:
        raise NotFound
    return step


def _page(of: Visit, step: Step, answers: Mapping[str, object]) -> Page:
    checked = of.check(answers)
    was = request.form.get("was") or fingerprint(step, of.draft.answers)
    return Page(of, step, answers, checked, was, request.form.get("warned", ""))


def _saved(page: Page, given: Mapping[str, object]) -> Saved | None:
    of, is_done, own = page.of, not NOT_DONE & request.form.keys(), request.form.get("page", "")[:PAGE_LENGTH]
    return save(here(), of.opened, Sending(page.step, given, page.was, of.language, of.secret, is_done, own))


def _noted(page: Page) -> Response:
    """For the script of the page: that it is saved, what the answers come to, and for how long one is let in."""
    totals = worked_out(one for _, fields in page.asking.fields() for one in fields)
    was, session = fingerprint(page.step, page.answers), int(SESSION.total_seconds())
    return jsonify(was=was, totals=totals, session=session)


def _said(page: Page) -> tuple[Answer, ...]:
    """The answers of the step as people read them."""
    return answers_of(page.step.questions, page.checked.so_far, Pen(page.of.language, page.checked.hidden))


def _of_other_version(page: Page) -> News:
    """That the form was changed, and which answers of the step it has no longer."""
    problems = problems_of(page.step, page.checked.problems)
    version = request.form.get("version", page.of.draft.form_version, type=int)
    return replace(of_other_version(page.of), lines=tuple(gone(page.of, problems, page.answers, version)))


def _overtaken(page: Page, theirs: Mapping[str, object]) -> Response:
    """The page as it was filled in, with what stands there: sending it again replaces that."""
    standing = _page(page.of, page.step, {**page.answers, **theirs})
    ours = {one.path: one for one in _said(page)}
    differing = [one for one in _said(standing) if one != ours.get(one.path)]
    newer = Page(page.of, page.step, page.answers, page.checked, fingerprint(page.step, theirs), page.warned)
    return _shown(newer, news=overtaken(page.of), theirs=differing, status=409)


def _without_files(page: Page, posted: Posted) -> Response:
    """The page as it was filled in, with what has to be said of its files."""
    lost = dict.fromkeys(posted.lost, translate("This file could not be saved: choose it again", page.of.language))
    if not posted.refused:
        return _unsaved(page, posted)
    refused = {one.path for one in posted.refused}
    others = [one for one in page.asking.told() if one.path not in refused]
    return _shown(page, problems=[*posted.refused, *others], notes=lost, status=422)


def _unsaved(page: Page, posted: Posted) -> Response:
    """The page as it was filled in, to be sent again later, with which files have to be chosen again."""
    lost = dict.fromkeys(posted.lost, translate("This file could not be saved: choose it again", page.of.language))
    made = _shown(page, notes=lost, status=503)
    made.headers["Retry-After"] = str(RETRY_SECONDS)
    return made


def _shown(
    page: Page,
    *,
    problems: Sequence[Problem] = (),
    news: News | None = None,
    notes: Mapping[str, str] | None = None,
    theirs: Sequence[Answer] = (),
    grow: str = "",
    status: int = 200,
) -> Response:
    of, asking = page.of, page.asking
    errors = {**messages_by_path(problems, of.language), **(notes or {})}
    sections = asking.fields(errors=errors, grow=grow)
    way = page.way
    number = next((n for n, stage in enumerate(way, start=1) if stage.step.name == page.step.name), len(way))
    is_unsaved = status in {409, 503}
    made = render_template(
        "apply/step.html",
        of=of,
        form=of.form,
        step=page.step,
        sections=sections,
        number=number,
        count=len(way),
        back=_back(page, way),
        seen=" ".join(conditional(sections)),
        page=token_hex(PAGE_LENGTH // 2),
        was=page.was if is_unsaved else fingerprint(page.step, page.answers),
        warned=asking.warnings() if news and news.lines else page.warned,
        news=news,
        theirs=theirs,
        scripts=scripts_for(fields for _, fields in sections),
        session=max(0, int((of.opened.until - here().now()).total_seconds())),
        part=min(LARGEST_PART, here().settings.max_body_bytes),
        lines=error_lines(of.form, problems, of.language, places(sections)),
        status=status,
    )
    return make_response(made, status)


def _back(page: Page, way: Sequence[Stage]) -> str:
    """Where the link above the page leads: to the step before, or to where one came from."""
    if _then():
        return page.of.address("check")
    names = [stage.step.name for stage in way]
    place = names.index(page.step.name) if page.step.name in names else 0
    return page.of.address("ask", step=names[place - 1]) if place else page.of.address("at", list="yes")
