"""Staff put a call's committee together: members one by one or from a table, links by mail, and how far they are."""

from pathlib import Path

from flask import g, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.convening import invite, leave, put_members
from app.member_details import ROLES, WORDS, known_of, read_about, read_table
from app.progress import progress_of
from app.store import members
from app.store.members import About, Member
from app.text import LANGUAGE_NAMES
from app.web.calls.visit import blueprint, call_here, done_or_told
from app.web.here import here
from app.web.typed import LARGEST_ROW
from connectors.errors import ConnectorError
from forms.errors import DefinitionErrors
from forms.reading.csv_rows import table_of
from forms.types import countries

MEMBER = f"<int(max={LARGEST_ROW}):member>"


@blueprint.get("/<form>/committee")
def committee(form: str) -> str:
    """Who is on it, who came in, and how many reviews each has given."""
    return committee_page(form)


@blueprint.post("/<form>/committee")
def add_member(form: str) -> AnyResponse:
    """Add a member, or change one of the same name."""
    return done_or_told(lambda: _put(form, [_said(form)]), lambda fault: committee_page(form, fault, request.form))


@blueprint.post("/<form>/committee/table")
def add_table(form: str) -> AnyResponse:
    """Add or change all members of a CSV file, or none."""
    return done_or_told(lambda: _put(form, _listed(form)), lambda fault: committee_page(form, fault))


@blueprint.get(f"/<form>/committee/{MEMBER}")
def member(form: str, member: int) -> str:
    """One member, to be changed."""
    return _member_page(form, member_here(form, member))


@blueprint.post(f"/<form>/committee/{MEMBER}/leave")
def member_leaves(form: str, member: int) -> AnyResponse:
    """Somebody is no member any more."""
    leave(here(), member_here(form, member), who=g.staff)
    return redirect(url_for(".committee", form=form), code=303)


@blueprint.post("/<form>/committee/links")
def send_links(form: str) -> AnyResponse:
    """Have links mailed to the chosen members."""
    call_here(form)
    chosen = set(request.form.getlist("member", type=int))
    with here().ledger.reading() as c:
        people = [one for one in members.of_form(c, form) if one.id in chosen]
    asked = invite(here(), people, who=g.staff)
    return redirect(url_for(".committee", form=form, asked=len(asked), of=len(people)), code=303)


def _put(form: str, people: list[About]) -> AnyResponse:
    put_members(here(), form, people, who=g.staff)
    return redirect(url_for(".committee", form=form, put=len(people)), code=303)


def _said(form: str) -> About:
    """The member that the page says. Raises ConnectorError."""
    compiled, _ = call_here(form)
    said = {word: request.form.get(word, "") for word in WORDS}
    about, faults = read_about(said, compiled.form.languages, {})
    if faults:
        raise ConnectorError("; ".join(faults), permanent=True)
    return about


def _listed(form: str) -> list[About]:
    """The members of the file that came. Raises ConnectorError."""
    compiled, _ = call_here(form)
    with here().ledger.reading() as c:
        known = known_of(members.of_form(c, form))
    came = request.files.get("table")
    if came is None or not came.filename:
        raise ConnectorError("choose a CSV file", permanent=True)
    try:
        people, faults = read_table(table_of(came.stream.read(), Path("table.csv")), compiled.form.languages, known)
    except DefinitionErrors as mistakes:
        raise ConnectorError(f"nobody was added: {mistakes}", permanent=True) from None
    if faults or not people:
        raise ConnectorError(f"nobody was added: {'; '.join(faults[:20]) or 'no row says anybody'}", permanent=True)
    return people


def member_here(form: str, member: int) -> Member:
    """A member of the committee; whoever is none, or has left, is a 404."""
    call_here(form)
    with here().ledger.reading() as c:
        found = members.get(c, member)
    if found is None or found.form != form or found.left_at is not None:
        raise NotFound
    return found


def committee_page(form: str, fault: str = "", said: object = None) -> str:
    """The committee as it is, with what staff's last act was refused for."""
    compiled, call = call_here(form)
    with here().ledger.reading() as c:
        progress = progress_of(c, form, call)
        gone = [one for one in members.of_form(c, form, gone=True) if one.left_at]
    return render_template(
        "staff/calls/committee.html",
        form=compiled.form,
        call=call,
        progress=progress,
        gone=gone,
        fault=fault,
        said=said or {},
        **_choices(),
        **{word: request.args.get(word, type=int) for word in ("asked", "of", "put")},
    )


def _member_page(form: str, one: Member) -> str:
    compiled, call = call_here(form)
    said = {word: getattr(one, word) for word in WORDS}
    return render_template("staff/calls/member.html", form=compiled.form, call=call, one=one, said=said, **_choices())


def _choices() -> dict[str, object]:
    return {
        "states": countries.states("en"),
        "state_names": countries.names("en"),
        "roles": ROLES,
        "languages": LANGUAGE_NAMES,
    }
