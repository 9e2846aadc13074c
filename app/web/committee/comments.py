"""What donors see: the proposals that are to be approved, and nothing else of them; they comment on each and on all."""

from collections.abc import Mapping

from flask import Response, make_response, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.commenting import LIST, LONGEST, said_by, save
from app.committee import Listed
from app.domain.stages import Window
from app.store.engine import LedgerDown
from app.text import said_date, said_number, translate
from app.typed_text import kept_text
from app.web.committee.blueprint import blueprint
from app.web.committee.queue import headed
from app.web.committee.visit import Visit, is_ours, out_of_date, tell_to_wait, visit
from app.web.here import here
from forms.types.answers import find_question, shown

COMMENT = "comment."
"""How the names of fields begin; the key of a proposal follows, nothing for the list."""


@blueprint.get("/<name>/comments")
def comment(name: str) -> Response:
    """The list, with what the donor says so far."""
    of = _visit(name)
    with here().ledger.reading() as c:
        said = said_by(c, of.seat)
    return _shown(of, said, news=translate("Your comments are kept", of.language) if "kept" in request.args else "")


@blueprint.post("/<name>/comments")
def keep_comments(name: str) -> AnyResponse:
    """Keep what was typed, or show it again with what needs attention."""
    of, typed = _visit(name), _typed()
    if "speak" in request.form:  # the same in another language
        return _shown(of, typed)
    if not is_ours(of):
        return _shown(of, typed, news=out_of_date(of), status=409)
    wrong = [key for key, said in typed.items() if len(said) > LONGEST]
    if wrong:
        return _shown(of, typed, wrong=wrong, status=422)
    try:
        lost = save(here(), of.seat, typed)
    except LedgerDown:
        tell_to_wait(of.form)
    if lost:
        return _shown(of, typed, lost=lost, news=translate("What you sent was not saved", of.language), status=409)
    return redirect(of.address("comment", kept="yes"), code=303)


def _visit(name: str) -> Visit:
    of = visit(name)
    if not of.seat.member.is_donor:
        raise NotFound
    return of


def _typed() -> dict[str, str]:
    return {
        name.removeprefix(COMMENT): kept_text(said, LONGEST + 1)
        for name, said in request.form.items()
        if name.startswith(COMMENT)
    }


def _shown(
    of: Visit,
    said: Mapping[str, str],
    *,
    news: str = "",
    wrong: list[str] | None = None,
    lost: list[str] | None = None,
    status: int = 200,
) -> Response:
    headings = headed(of, tuple(one.proposal for one in of.seat.listed))
    by_key = {one.proposal.key: one for one in of.seat.listed}
    too_long = said_number("Write at most %(number)s characters", LONGEST, of.language)
    page = render_template(
        "committee/comments.html",
        of=of,
        form=of.form,
        rows=[(one, heading, by_key[one.key].outcome, _granted(of, by_key[one.key])) for one, heading in headings],
        said=said,
        list_key=LIST,
        wrong=dict.fromkeys(wrong or (), too_long),
        lost=[said[key] for key in lost or ()],
        news=news,
        window=said_commenting(of.seat.commenting, of.language),
    )
    return make_response(page, status)


def _granted(of: Visit, listed: Listed) -> str:
    """The amount proposed, as its reader writes it; empty where there is none."""
    question = find_question(of.form, of.call.amount) if of.call.amount else None
    if listed.amount is None or question is None:
        return ""
    return shown(question, listed.amount, of.language)


def said_commenting(window: Window, language: str) -> str:
    """Until when comments can be given, or from when; empty where nothing is said of it."""
    if window.is_open:
        day = said_date(window.until, language) if window.until else ""
        return translate("Comments can be given until %(day)s.", language, {"day": day}) if day else ""
    if window.starts:
        words = {"day": said_date(window.starts, language)}
        return translate("Comments can be given from %(day)s on.", language, words)
    return translate("Comments cannot be given any more.", language)
