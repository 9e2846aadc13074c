"""Staff see which members may know nothing of which proposals, and why; they add such conflicts and lift them."""

from flask import g, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.conflicting import keep_out, lift
from app.store import conflicts, members, proposals
from app.web.calls.visit import blueprint, call_here, done_or_told
from app.web.here import here
from app.web.typed import LARGEST_ROW
from connectors.errors import ConnectorError

LONGEST = 2_000  # characters of a reason


@blueprint.get("/<form>/conflicts")
def show_conflicts(form: str) -> str:
    """Those that count, then those that were lifted."""
    return _page(form)


@blueprint.post("/<form>/conflicts")
def add_conflict(form: str) -> AnyResponse:
    """Keep a member from a proposal."""
    return done_or_told(lambda: _added(form), lambda fault: _page(form, fault))


@blueprint.post(f"/<form>/conflicts/<int(max={LARGEST_ROW}):conflict>/lift")
def lift_conflict(form: str, conflict: int) -> AnyResponse:
    """Let a member read a proposal again."""
    return done_or_told(lambda: _lifted(form, conflict), lambda fault: _page(form, fault))


def _added(form: str) -> AnyResponse:
    call_here(form)
    number, reference = request.form.get("member", 0, type=int), request.form.get("reference", "").strip()
    with here().ledger.reading() as c:
        member = next((one for one in members.of_form(c, form) if one.id == number), None)
        proposal = next((one for one in proposals.of_form(c, form) if one.reference == reference), None)
    if member is None or proposal is None:
        raise ConnectorError("choose a member, and write the reference of a proposal of this call", permanent=True)
    keep_out(here(), member, proposal.id, _reason(), who=g.staff)
    return redirect(url_for(".show_conflicts", form=form), code=303)


def _lifted(form: str, conflict: int) -> AnyResponse:
    call_here(form)
    with here().ledger.reading() as c:
        found = next((one for one in conflicts.of_form(c, form) if one.id == conflict), None)
    if found is None:
        raise NotFound
    lift(here(), found, _reason(), who=g.staff)
    return redirect(url_for(".show_conflicts", form=form), code=303)


def _reason() -> str:
    reason = request.form.get("reason", "").strip()[:LONGEST]
    if not reason:
        raise ConnectorError("say why", permanent=True)
    return reason


def _page(form: str, fault: str = "") -> str:
    compiled, call = call_here(form)
    with here().ledger.reading() as c:
        names = {one.id: one.name for one in members.of_form(c, form, gone=True)}
        there = members.of_form(c, form)
        references = {one.id: one.reference for one in proposals.of_form(c, form)}
        kept = [one for one in conflicts.of_form(c, form) if one.submission_id in references]
    found = sorted(kept, key=lambda one: (references[one.submission_id], one.member_id, one.id))
    return render_template(
        "staff/calls/conflicts.html",
        form=compiled.form,
        call=call,
        counting=[one for one in found if one.lifted_at is None],
        lifted=[one for one in found if one.lifted_at is not None],
        names=names,
        members=there,
        references=references,
        fault=fault,
    )
