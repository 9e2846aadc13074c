"""Check your answers: all that was said on one page, with a way back to each, before anything is sent."""

from collections.abc import Sequence
from hashlib import sha256

from flask import Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app.copies import declared
from app.drafting import is_waiting, send
from app.journey import WRONG, Stage, Way, way_of
from app.once import canonical
from app.said_answers import Pen, answers_of, with_typed
from app.store.deliveries import WITHDRAWN
from app.store.engine import LedgerDown
from app.text import translate
from app.web.applicant import proof
from app.web.applicant.asking import News, of_other_version, out_of_date, overtaken
from app.web.applicant.blueprint import blueprint
from app.web.applicant.closing import over_by
from app.web.applicant.dated import dated
from app.web.applicant.sent import sent_of, writing
from app.web.applicant.signs import suspicions_of
from app.web.applicant.visit import Visit, is_ours
from app.web.errors import ErrorLine, messages_by_path, said
from app.web.here import here
from app.web.problems import RETRY_SECONDS
from forms.schema import Checked, Problem

MOST_TOLD = 20  # problems that the head of the page lists


@blueprint.get("/f/<name>/<key>/check")
def check(name: str, key: str) -> Response:
    """The answers so far, section by section."""
    of = writing(name, key)
    return _shown(of, *_way(of), news=of_other_version(of) if of.opened.is_other_version else None)


@blueprint.post("/f/<name>/<key>/check")
def submit(name: str, key: str) -> AnyResponse:
    """Send it, once, however often the button is pressed; or say what is still missing."""
    of = writing(name, key)
    checked, way = _way(of)
    if is_waiting(of.draft) and not of.draft.is_changed:
        return _received(of)
    if not_yet := _not_yet(of, checked, way):
        return not_yet
    try:
        turn = request.form.get("turn", of.draft.sent, type=int)
        outcome = send(here(), of.opened, turn, suspicions_of(of, checked.answers or {}))
    except LedgerDown:
        made = _shown(of, checked, way, status=503)
        made.headers["Retry-After"] = str(RETRY_SECONDS)
        return made
    if outcome.stored:
        return _received(of)
    if outcome.state == WITHDRAWN:  # in another window, since the page was asked for: its state says so
        return redirect(of.address("at"), code=303)
    return _shown(of, checked, way, problems=[dated(one, of.form, of.language) for one in outcome.problems], status=422)


def _not_yet(of: Visit, checked: Checked, way: Way) -> Response | None:
    """The page again, where something must be seen or mended before it can be sent."""
    if not is_ours(of):
        return _shown(of, checked, way, news=out_of_date(of), status=409)
    if request.form.get("was", _shown_now(of)) != _shown_now(of):
        return _shown(of, checked, way, news=_overtaken(of), status=409)
    if checked.answers is None:
        return _shown(of, checked, way, problems=checked.problems, status=422)
    if _warned(checked) != request.form.get("warned", ""):  # they came since the page was shown
        return _shown(of, checked, way)
    return None


def _shown_now(of: Visit) -> str:
    """What tells whether the form, and all answers, are still those that somebody was shown."""
    return f"{of.form.version}.{sha256(canonical(of.draft.answers)).hexdigest()[:16]}"


def _overtaken(of: Visit) -> News:
    """That what is being sent is not what was looked at: it must be, first."""
    if request.form["was"].partition(".")[0] != str(of.form.version):
        return of_other_version(of)
    return overtaken(of)


def _received(of: Visit) -> AnyResponse:
    return redirect(of.address("done"), code=303)


def _way(of: Visit) -> tuple[Checked, Way]:
    checked = of.check(of.draft.answers)
    return checked, way_of(of.compiled, of.draft.answers, of.draft.visited, checked)


def _shown(
    of: Visit,
    checked: Checked,
    way: Way,
    *,
    problems: Sequence[Problem] = (),
    news: News | None = None,
    status: int = 200,
) -> Response:
    pen = Pen(of.language, checked.hidden)
    if checked.warnings and not problems and news is None:
        title = translate("Please look at this once more, then send", of.language)
        news = News(title, _lines(of, way, checked.warnings))
    faulty = {one.path for one in checked.problems}
    answers = [
        (
            stage,
            section.title.in_language(of.language),
            with_typed(answers_of(section.questions, checked.so_far, pen), of.draft.answers, faulty),
        )
        for stage in way
        for section in stage.step.sections
    ]
    page = render_template(
        "apply/check.html",
        of=of,
        form=of.form,
        answers=answers,
        wrong=messages_by_path([*problems, *(one for stage in way for one in _to_mend(stage))], of.language),
        lines=_lines(of, way, problems),
        news=news,
        warned=_warned(checked),
        was=_shown_now(of),
        challenge="" if of.draft.sent else proof.challenge(here().settings.secret_key, of.draft.key, here().now()),
        sent_at=_sent_at(of),
        declared=declared(of.form, of.language),
        sends=over_by(of) is None and (of.draft.is_changed or not of.draft.sent),
        status=status,
    )
    return make_response(page, status)


def _sent_at(of: Visit) -> str:
    """When it was sent last, in words; empty where it was not, or staff have still to look at it."""
    sent = sent_of(of)
    return sent.updated_at if sent else ""


def _to_mend(stage: Stage) -> Sequence[Problem]:
    """What is said beside the answers: of a step that nobody has come to yet, nothing."""
    return stage.problems if stage.state == WRONG else ()


def _lines(of: Visit, way: Way, problems: Sequence[Problem]) -> tuple[ErrorLine, ...]:
    """The problems, each with the address of the page where it can be mended."""
    return tuple(ErrorLine(_address(of, way, one), said(one, of.language)) for one in problems[:MOST_TOLD])


def _address(of: Visit, way: Way, problem: Problem) -> str:
    name = problem.path.split(".")[0]
    found = (stage.step for stage in way for question in stage.step.questions if question.name == name)
    step = next(found, None)
    if step is None:
        return ""
    return of.address("ask", step=step.name, then="check", _anchor=f"q-{problem.path}")


def _warned(checked: Checked) -> str:
    """The warnings that the answers bring, each by its place and its name."""
    return " ".join(sorted(f"{one.path}:{one.message}" for one in checked.warnings))
