"""Who may open the pages of a committee: the browser of a member; everybody else is told how to have a link sent."""

import hmac
from dataclasses import dataclass
from typing import NoReturn

from flask import abort, make_response, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.committee import Seat, seat_of
from app.docket import Proposal
from app.dossier import Reading
from app.member_links import SESSION, let_in
from app.store.engine import LedgerDown
from app.store.members import Member
from app.text import translate
from app.web.applicant.visit import PAGE_KEY, page_key
from app.web.committee.typed import typed_by_label
from app.web.here import here
from app.web.languages import choose_language
from app.web.problems import RETRY_SECONDS
from forms.definition import Call, Form
from forms.reading.form import FORM_NAME
from forms.schema import CompiledForm

KEPT_BY_BROWSERS = 30 * SESSION
"""For so long a browser keeps its secret; whether it still lets anybody in is for the ledger to say."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A member at work: the seat says what they may know and do, the secret is theirs."""

    compiled: CompiledForm
    call: Call
    seat: Seat
    language: str
    secret: str

    @property
    def form(self) -> Form:
        """The call's form."""
        return self.compiled.form

    @property
    def reading(self) -> Reading:
        """How the member reads proposals."""
        return Reading(self.compiled, self.call, here().earlier, self.language)

    @property
    def page_key(self) -> str:
        """What pages of this visit send back."""
        return page_key(self.secret)

    def address(self, endpoint: str, **values: str) -> str:
        """The address of one of the committee's pages, in the language of the visit."""
        place = {"name": self.form.name, "lang": self.language}
        return url_for(f"committee.{endpoint}", **{**place, **values})  # type: ignore[arg-type]  # parts of addresses

    def proposal(self, key: str) -> Proposal:
        """The proposal of that key; one that is closed to the member is as much a 404 as one that is none."""
        found = self.seat.known.get(key)
        if found is None:
            raise NotFound
        return found

    def to_open(self, key: str) -> Proposal:
        """The same, for who is to read it and has said that there is no conflict; others are asked first."""
        found = self.proposal(key)
        if not self.seat.is_to_read(found):
            raise NotFound
        if not self.seat.may_open(found):
            abort(make_response("", 303, {"Location": self.address("ask_conflict", key=key)}))
        return found


def call_named(name: str) -> tuple[CompiledForm, Call]:
    """The call of this name, published or withdrawn: it is read after people can no longer apply. Else a 404."""
    compiled = here().form_for(name) if FORM_NAME.fullmatch(name) else None
    if compiled is None or compiled.form.call is None:
        raise NotFound
    return compiled, compiled.form.call


def visit(name: str) -> Visit:
    """The visit that this request belongs to; who has no secret of a member is told how to have a link sent (403)."""
    compiled, call = call_named(name)
    form, secret = compiled.form, request.cookies.get(cookie_name(name), "")
    try:
        member = let_in(here(), name, secret)
        if member is None:
            turn_away(form)
        with here().ledger.reading() as c:
            seat = seat_of(c, form, call, member, here().now())
    except LedgerDown:
        tell_to_wait(form)
    return Visit(compiled, call, seat, read_by(member, form), secret)


def read_by(member: Member, form: Form) -> str:
    """The language of the page: the member's, until they choose another of the form's."""
    is_theirs = "lang" not in request.args and member.language in form.languages
    return choose_language([member.language] if is_theirs else form.languages)


def is_ours(of: Visit) -> bool:
    """Whether what is sent comes from a page of this visit."""
    return hmac.compare_digest(request.form.get(PAGE_KEY, "").encode(), of.page_key.encode())


def out_of_date(of: Visit) -> str:
    """That a page was not one of this visit: nothing of it was saved, and its next sending will be."""
    return translate("This page was out of date: press the button again", of.language)


def cookie_name(form: str) -> str:
    """The cookie of a call's member: under https one that no other host can set (RFC 6265bis, 4.1.3.2)."""
    return f"__Host-member-{form}" if _is_secure() else f"member-{form}"


def give_secret(response: AnyResponse, form: str, secret: str) -> None:
    """Give a browser the secret of a member."""
    kept = int(KEPT_BY_BROWSERS.total_seconds())
    response.set_cookie(
        cookie_name(form), secret, max_age=kept, path="/", secure=_is_secure(), httponly=True, samesite="Lax"
    )


def take_secret(response: AnyResponse, form: str) -> None:
    """Have a browser forget it."""
    response.delete_cookie(cookie_name(form), path="/", secure=_is_secure(), httponly=True, samesite="Lax")


def _is_secure() -> bool:
    return here().settings.base_url.startswith("https://")


def turn_away(form: Form) -> NoReturn:
    """Say that this browser is not let in; what it sent stands on the page, to be copied."""
    language = choose_language(form.languages)
    page = render_template("committee/strange.html", form=form, typed=typed_by_label(form, language))
    abort(make_response(page, 403))


def tell_to_wait(form: Form) -> NoReturn:
    """Say that nothing can be saved for now; what was sent stands on the page, and goes out again with a reload."""
    language = choose_language(form.languages)
    made = make_response(render_template("committee/down.html", form=form, typed=typed_by_label(form, language)), 503)
    made.headers["Retry-After"] = str(RETRY_SECONDS)
    abort(made)
