"""The way in: a link by mail, which lets its member in once; a new one for who has none; and the way out."""

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.config import MEMBERS
from app.member_links import Link, ask_by_address, follow, let_out, link_of
from app.text import translate
from app.web import oidc
from app.web.applicant.addresses import address_of
from app.web.applicant.later import OWN_SITES
from app.web.committee.blueprint import blueprint
from app.web.committee.visit import call_named, give_secret, is_ours, read_by, take_secret, visit
from app.web.here import here
from app.web.languages import choose_language
from forms.definition import Form


@blueprint.get("/enter/<secret>")
def offer(secret: str) -> Response:
    """What a link in a mail leads to: a button, since programs that look through mails follow links too."""
    return _offered(secret, _require(secret))


@blueprint.post("/enter/<secret>")
def enter(secret: str) -> AnyResponse:
    """Let this browser in, if the link still lets its member in."""
    link = _require(secret)
    is_from_here = request.headers.get("Sec-Fetch-Site", "same-origin") in OWN_SITES
    if not is_from_here:  # another site would have its reader score as somebody else
        return _offered(secret, link)
    if link.is_live and MEMBERS in here().settings.oidc_required:
        return _second(secret, link)
    found = follow(here(), secret) if link.is_live else None
    if found is None:
        return _offered(secret, Link(link.member, is_live=False))
    member, own = found
    language = read_by(member, call_named(member.form)[0].form)
    answer = make_response(redirect(url_for(".queue", name=member.form, lang=language), code=303))
    give_secret(answer, member.form, own)
    return answer


@blueprint.get("/<name>/link")
def ask_link(name: str) -> Response:
    """Where a link should go."""
    compiled, _ = call_named(name)
    choose_language(compiled.form.languages)
    return _asked(compiled.form)


@blueprint.post("/<name>/link")
def send_link(name: str) -> Response:
    """Have a link mailed to the member who has this address; the answer is the same where nobody has."""
    compiled, _ = call_named(name)
    language, typed = choose_language(compiled.form.languages), request.form.get("email", "")
    email = address_of(typed)
    if not email:
        wrong = translate("Enter an e-mail address, such as name@example.org", language)
        return _asked(compiled.form, typed, wrong, status=422)
    ask_by_address(here(), name, email)
    return make_response(render_template("committee/asked.html", form=compiled.form))


@blueprint.post("/<name>/out")
def sign_out(name: str) -> AnyResponse:
    """End the session."""
    of = visit(name)
    if not is_ours(of):
        return redirect(of.address("queue"), code=303)
    let_out(here(), of.secret)
    answer = make_response(redirect(of.address("ask_link", left="yes"), code=303))
    take_secret(answer, name)
    return answer


def _require(secret: str) -> Link:
    link = link_of(here(), secret)
    if link is None:
        raise NotFound
    return link


def _offered(secret: str, link: Link) -> Response:
    form = call_named(link.member.form)[0].form
    read_by(link.member, form)
    page = render_template("committee/enter.html", form=form, secret=secret, is_live=link.is_live)
    return make_response(page, 200 if link.is_live else 410)


def _issuer() -> dict[str, bool]:
    """Whether members may come in by the issuer, without a link."""
    return {"has_issuer": oidc.is_there() and MEMBERS not in here().settings.oidc_required}


def _second(secret: str, link: Link) -> Response:
    """That they must show by the issuer, too, who they are; a page between, since no form may lead to other sites."""
    form = call_named(link.member.form)[0].form
    read_by(link.member, form)
    return make_response(render_template("committee/second.html", form=form, secret=secret))


def _asked(form: Form, email: str = "", wrong: str = "", status: int = 200) -> Response:
    has_left = "left" in request.args and not wrong
    page = render_template("committee/link.html", form=form, email=email, wrong=wrong, has_left=has_left, **_issuer())
    return make_response(page, status)
