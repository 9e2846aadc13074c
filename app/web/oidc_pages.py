"""The way to the issuer and back: whoever comes back is let in where their address is staff's, or a member's."""

from collections.abc import Mapping

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.config import MEMBERS
from app.member_links import enter, follow, link_of, with_address
from app.store import audit, members
from app.store.members import Member
from app.typed_text import kept_text
from app.web import oidc
from app.web.committee.visit import call_named, give_secret, read_by
from app.web.here import here
from app.web.languages import choose_language
from app.web.oidc import Away, Refused
from app.web.problems import RETRY_SECONDS
from app.web.sign_in import sign_in_verified
from connectors.mail.addresses import ascii_address

blueprint = Blueprint("oidc", __name__, url_prefix="/oidc")
Wanted = Mapping[str, str]
"""What somebody signs in for: `call`, `link` and `language` of a member; nothing for staff."""
REFUSED = "sign-in refused"
"""In the audit log: the issuer's answer, or an address that is nobody's here."""


@blueprint.before_request
def guard() -> None:
    """Where there is no issuer, there are no such pages."""
    g.language = "en"
    if not oidc.is_there():
        raise NotFound


@blueprint.get("/staff")
def begin_staff() -> AnyResponse:
    """Lead a member of staff to the issuer."""
    return _begun({})


@blueprint.get("/committee/<name>")
def begin_member(name: str) -> AnyResponse:
    """The same for a member of a call's committee, with the link that they came by."""
    compiled, _ = call_named(name)
    language = choose_language(compiled.form.languages)
    return _begun({"call": name, "link": request.args.get("link", "")[:100], "language": language})


def _begun(wanted: Wanted) -> AnyResponse:
    try:
        return oidc.begin(wanted)
    except Away:
        return _failed(wanted, "away")


@blueprint.get("/back")
def back() -> AnyResponse:
    """Let whoever comes back in, or say why not."""
    wanted = oidc.wanted_by()
    if wanted is None:  # nor is it noted: anybody can ask for this address, over and over
        return _failed({}, "refused")
    call = wanted.get("call", "")
    try:
        email = oidc.finish()
    except Away:
        return _failed(wanted, "away")
    except Refused as fault:
        _note("", str(fault))
        return _failed(wanted, "refused")
    answer = _let_member_in(call, email, wanted["link"]) if call else _let_staff_in(email)
    if answer is None:
        _note(email, call or "staff")
        return _failed(wanted, "unknown")
    return answer


def _let_staff_in(email: str) -> AnyResponse | None:
    """Staff are known by their names, which are their addresses where they come so."""
    return redirect(url_for("staff.overview"), code=303) if sign_in_verified(_plain(email)) else None


def _let_member_in(call: str, email: str, link: str) -> AnyResponse | None:
    needs_link = MEMBERS in here().settings.oidc_required
    found = _followed(call, email, link) if needs_link else _addressed(call, email)
    if found is None:
        return None
    member, secret = found
    language = read_by(member, call_named(call)[0].form)
    answer = redirect(url_for("committee.queue", name=call, lang=language), code=303)
    give_secret(answer, call, secret)
    return answer


def _followed(call: str, email: str, link: str) -> tuple[Member, str] | None:
    """The member of a link that is followed now, if the address is theirs: neither is enough alone."""
    known = link_of(here(), link) if link else None
    if known is None or known.member.form != call or _plain(known.member.email) != _plain(email):
        return None
    return follow(here(), link, by_issuer=True)


def _addressed(call: str, email: str) -> tuple[Member, str] | None:
    with here().ledger.writing() as c:
        member = next(with_address(c, call, email), None)
        member = members.get(c, member.id, to_change=True) if member else None
        return (member, enter(c, member, here().now(), by_issuer=True)) if member and member.left_at is None else None


def _plain(email: str) -> str:
    return ascii_address(email).casefold()


def _note(email: str, why: str) -> None:
    with here().ledger.writing() as c:
        who, what = kept_text(email, 200) or "nobody", kept_text(why, 300)
        audit.record(c, who=who, act=REFUSED, what=what, now=here().now())


STATUS = {"away": 503, "refused": 403, "unknown": 403}


def _failed(wanted: Wanted, why: str) -> Response:
    """Why nobody was let in, with the way to begin again."""
    again = url_for("oidc.begin_staff")
    if call := wanted.get("call"):
        language = choose_language([wanted["language"]])
        again = url_for("committee.ask_link", name=call, lang=language)
    answer = make_response(render_template("oidc.html", why=why, again=again), STATUS[why])
    if why == "away":
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer
