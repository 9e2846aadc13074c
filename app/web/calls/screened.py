"""One proposal in pre-screening: its rules, staff's verdict, and what its applicant is asked for."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import g, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.clarifying import Wanted, ask, email_of, suggested
from app.proposals import Proposal, proposals_of
from app.screening import give_verdict
from app.store import clarifications, submissions, verdicts
from app.store.submissions import Submission
from app.store.verdicts import Verdict
from app.text import LANGUAGE_NAMES
from app.web.calls.visit import blueprint, call_here, done_or_told
from app.web.here import here
from app.web.typed import text_of
from forms.definition import Call, Form, Question

LONGEST = 5_000  # characters of a message, and of a reason
USUAL_WAIT = timedelta(days=14)
WITHOUT_ANSWER = frozenset({"note", "hidden", "calculated"})
"""Types of questions that nobody can be asked for."""


@blueprint.get("/<form>/screening/<path:reference>")
def screened(form: str, reference: str) -> str:
    """Every rule, what came of it, and what staff said."""
    return _page(form, reference)


@blueprint.post("/<form>/screening/<path:reference>")
def decide_screening(form: str, reference: str) -> AnyResponse:
    """Confirm or override."""
    submission = _submission(form, reference)
    said = Verdict(request.form.get("verdict", ""), text_of("reason", LONGEST), g.staff)

    def deed() -> AnyResponse:
        give_verdict(here(), form, submission, said, seen=request.form.get("seen", ""))
        return redirect(url_for(".screened", form=form, reference=reference), code=303)

    return done_or_told(deed, lambda fault: _page(form, reference, fault, said))


@blueprint.post("/<form>/asking/<path:reference>")
def ask_applicant(form: str, reference: str) -> AnyResponse:
    """Ask the applicant for what is missing."""
    submission = _submission(form, reference)
    said = request.form
    wanted = Wanted(said.get("message", ""), said.getlist("question"), said.get("until", ""))

    def deed() -> AnyResponse:
        ask(here(), form, submission, wanted, who=g.staff)
        return redirect(url_for(".screened", form=form, reference=reference, _anchor="asked"), code=303)

    return done_or_told(deed, lambda fault: _page(form, reference, fault, wanted=wanted))


def _page(form: str, reference: str, fault: str = "", said: Verdict | None = None, wanted: Wanted | None = None) -> str:
    compiled, call = call_here(form)
    submission = _submission(form, reference)
    with here().ledger.reading() as c:
        one = next(one for one in proposals_of(c, form) if one.head.id == submission.id)
        given, asked = verdicts.of_submission(c, submission.id), clarifications.of_submission(c, submission.id)
    return render_template(
        "staff/calls/screened.html",
        form=compiled.form,
        call=call,
        one=one,
        given=given,
        asked=asked,
        now=here().now(),
        sections=_sections(compiled.form),
        applicants=submission.language,
        language_name=LANGUAGE_NAMES.get(submission.language, submission.language),
        email=email_of(compiled.form, submission),
        wanted=wanted or _first_wanted(compiled.form, call, one, submission.language),
        fault=fault,
        said=said or (one.screening and Verdict(one.screening.verdict, one.screening.verdict_reason, "")),
    )


def _sections(form: Form) -> list[tuple[str, list[Question]]]:
    """The questions that applicants can be asked for, by section, in the words of staff."""
    found = (
        (one.title.in_language("en"), [q for q in one.questions if q.type not in WITHOUT_ANSWER])
        for one in form.sections
    )
    return [(title, questions) for title, questions in found if questions]


def _first_wanted(form: Form, call: Call, one: Proposal, language: str) -> Wanted:
    """What staff start from: what the rules say, and an evening in two weeks."""
    day = (here().now() + USUAL_WAIT).astimezone(ZoneInfo(form.zone)).date()
    until = datetime(day.year, day.month, day.day, 18)  # noqa: DTZ001 - as it is typed, in the form's zone
    return Wanted(suggested(call, one.screening, language), (), f"{until:%Y-%m-%dT%H:%M}")


def _submission(form: str, reference: str) -> Submission:
    call_here(form)
    with here().ledger.reading() as c:
        found = submissions.with_reference(c, reference)
    if found is None or found.form != form or found.is_partial:
        raise NotFound
    return found
