"""Save and come back later: a link by mail that opens the draft once, on whatever machine."""

from contextlib import suppress

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.draft_links import Link, ask_for_link, follow, link_of
from app.drafting import known
from app.link_share import TooManyLinks
from app.store.drafts import Draft
from app.text import said_day, translate
from app.web.applicant.addresses import address_of, confirmed_address, first_address, too_many_links
from app.web.applicant.asking import out_of_date
from app.web.applicant.blueprint import blueprint
from app.web.applicant.visit import Visit, is_ours, let_in, visit
from app.web.here import here
from app.web.languages import choose_language

OWN_SITES = frozenset({"same-origin", "none"})
"""What browsers say of where a request comes from (Fetch Metadata), if it comes from here, or from nowhere."""


@blueprint.get("/f/<name>/<key>/later")
def later(name: str, key: str) -> Response:
    """Where the link should go, with the address that is known."""
    of = visit(name, key)
    return _asked(of, of.draft.email or first_address(of.form, of.draft.answers))


@blueprint.post("/f/<name>/<key>/later")
def mail_link(name: str, key: str) -> Response:
    """Have the link mailed."""
    of = visit(name, key)
    typed = request.form.get("email", "")
    if not is_ours(of):
        return _asked(of, typed, out_of_date(of).title, status=409)
    email = address_of(typed)
    if not email:
        wrong = translate("Enter an e-mail address, such as name@example.org", of.language)
        return _asked(of, typed, wrong, status=422)
    try:
        ask_for_link(here(), of.draft, email, is_owners=of.opened.is_own)
    except TooManyLinks:
        return _asked(of, email, too_many_links(of.language), status=429)
    return make_response(render_template("apply/saved.html", of=of, form=of.form, email=email, until=_until(of)))


@blueprint.post("/f/<name>/<key>/new-link")
def new_link(name: str, key: str) -> Response:
    """Have a link mailed to whose the draft is, for who has none that opens: nothing is told of it."""
    compiled = here().forms.get(name)
    if compiled is None:
        raise NotFound
    choose_language(compiled.form.languages)
    draft = known(here(), name, key)
    if draft is not None:
        sent_to = confirmed_address(compiled.form, draft.answers) if draft.sent else ""
        _mail_another(draft, draft.email or sent_to, is_owners=True)
    return make_response(render_template("apply/asked.html", form=compiled.form))


@blueprint.post("/back/<secret>/new")
def another_link(secret: str) -> Response:
    """Have a link mailed to where this one went, which opens nothing any more."""
    link = _require(secret)
    _read(link)
    draft = known(here(), link.draft.form, link.draft.key)
    if draft is not None:
        _mail_another(draft, link.email, is_owners=link.email == draft.email)
    return make_response(render_template("apply/asked.html", form=here().forms[link.draft.form].form))


def _mail_another(draft: Draft, email: str, *, is_owners: bool) -> None:
    if email:
        with suppress(TooManyLinks):  # it has those that went before
            ask_for_link(here(), draft, email, is_owners=is_owners)


@blueprint.get("/back/<secret>")
def back(secret: str) -> Response:
    """What a link in a mail leads to: a button, since programs that look through mails follow links too."""
    return _offered(secret, _require(secret))


@blueprint.post("/back/<secret>")
def come_back(secret: str) -> AnyResponse:
    """Let this browser in, if the link still opens its draft."""
    link = _require(secret)
    is_from_here = request.headers.get("Sec-Fetch-Site", "same-origin") in OWN_SITES
    if not is_from_here:  # another site would have its reader write into a draft of its own
        return _offered(secret, link)
    found = follow(here(), secret) if link.is_live else None
    if found is None:
        return _offered(secret, Link(link.draft, link.email, is_live=False))
    draft, own = found
    answer = make_response(redirect(url_for(".at", name=draft.form, key=draft.key, lang=_read(link)), code=303))
    let_in(answer, here().forms[draft.form].form, draft, own)
    return answer


def _require(secret: str) -> Link:
    link = link_of(here(), secret)
    if link is None or link.draft.form not in here().forms:
        raise NotFound
    return link


def _offered(secret: str, link: Link) -> Response:
    form = here().forms[link.draft.form].form
    _read(link)
    page = render_template("apply/back.html", form=form, secret=secret, draft=link.draft, is_live=link.is_live)
    return make_response(page, 200 if link.is_live else 410)


def _read(link: Link) -> str:
    """The language of the page: that of the draft, whatever the browser prefers, until its reader chooses another."""
    languages = here().forms[link.draft.form].form.languages
    return choose_language(languages if "lang" in request.args else [link.draft.language])


def _asked(of: Visit, email: str, wrong: str = "", status: int = 200) -> Response:
    page = render_template("apply/later.html", of=of, form=of.form, email=email, wrong=wrong, until=_until(of))
    return make_response(page, status)


def _until(of: Visit) -> str:
    return said_day(of.draft.expires_at, of.form.zone, of.language)
