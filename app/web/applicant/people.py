"""Several people on one draft: invited by mail, who changed what, and all but this browser shut out again."""

from dataclasses import dataclass

from flask import Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app import draft_links
from app.draft_links import shut_out, with_links
from app.journey import steps_of
from app.link_share import TooManyLinks
from app.store import drafts
from app.text import said_moment, translate
from app.web.applicant.addresses import address_of, too_many_links
from app.web.applicant.blueprint import blueprint
from app.web.applicant.visit import Visit, is_ours, visit
from app.web.here import here

MOST_CHANGES = 50


@dataclass(frozen=True, slots=True)
class Told:
    """A change, as people read it."""

    part: str
    who: str  # empty for who began the draft
    when: str


@blueprint.get("/f/<name>/<key>/people")
def people(name: str, key: str) -> Response:
    """Who has a way in, and who changed what."""
    return _shown(visit(name, key))


@blueprint.post("/f/<name>/<key>/people")
def invite(name: str, key: str) -> AnyResponse:
    """Send somebody a link of their own, or shut all others out."""
    of = visit(name, key)
    if not is_ours(of):
        return _shown(of, status=409)
    if "shut" in request.form:
        if of.opened.is_own:
            shut_out(here(), of.draft, but=of.secret)
        return redirect(of.address("people"), code=303)
    typed = request.form.get("email", "")
    email = address_of(typed)
    if not email:
        wrong = translate("Enter an e-mail address, such as name@example.org", of.language)
        return _shown(of, email=typed, wrong=wrong, status=422)
    try:
        draft_links.invite(here(), of.draft, email, of.opened.who)
    except TooManyLinks:
        return _shown(of, email=email, wrong=too_many_links(of.language), status=429)
    return _shown(of, invited=email)


def _shown(of: Visit, *, email: str = "", invited: str = "", wrong: str = "", status: int = 200) -> Response:
    with here().ledger.reading() as c:
        others, changes = with_links(c, of.draft), drafts.changes_of(c, of.draft, MOST_CHANGES)
    titles = {step.name: step.title.in_language(of.language) for step in steps_of(of.form)}
    told = [Told(titles.get(one.step, ""), one.who, said_moment(one.at, of.form.zone, of.language)) for one in changes]
    page = render_template(
        "apply/people.html",
        of=of,
        form=of.form,
        email=email,
        invited=invited,
        wrong=wrong,
        others=sorted(others),
        changes=told,
        status=status,
    )
    return make_response(page, status)
