"""Staff have proposals assigned to members, and see who reads how many and where readers are missing."""

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.assigning import assignment_of, make_assignment
from app.web.calls.visit import blueprint, call_here, done_or_told
from app.web.here import here


@blueprint.get("/<form>/assignment")
def assignment(form: str) -> str:
    """How it stands, and what making it would change."""
    return _page(form)


@blueprint.post("/<form>/assignment")
def assign_now(form: str) -> AnyResponse:
    """Make it."""

    def deed() -> AnyResponse:
        make_assignment(here(), form, who=g.staff)
        return redirect(url_for(".assignment", form=form), code=303)

    call_here(form)
    return done_or_told(deed, lambda fault: _page(form, fault))


def _page(form: str, fault: str = "") -> str:
    compiled, call = call_here(form)
    with here().ledger.reading() as c:
        standing = assignment_of(c, form, call)
    names = {one.id: one.name for one in standing.members}
    readers: dict[int, list[str]] = {one.head.id: [] for one in standing.proposals}
    for proposal, member in sorted(standing.now):
        readers.setdefault(proposal, []).append(names.get(member, "somebody who left"))
    return render_template(
        "staff/calls/assignment.html",
        form=compiled.form,
        call=call,
        standing=standing,
        readers=readers,
        fault=fault,
    )
