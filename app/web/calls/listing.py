"""Staff see all calls, and of one its stages, what is open now, and how far it is."""

from collections import Counter
from dataclasses import dataclass

from flask import render_template
from sqlalchemy import Connection

from app.decisions import lines_of
from app.domain.stages import is_open, lasting, today
from app.progress import progress_of
from app.releasing import pending_of
from app.store import conflicts
from app.web.calls.visit import blueprint, call_here
from app.web.here import here
from forms.definition import Call, Form, Stage
from forms.reading.call_part import ACTS


@dataclass(frozen=True, slots=True)
class Summary:
    """How far a call is."""

    form: Form
    stages: tuple[Stage, ...]  # that last today
    standings: Counter[str]  # eligible, ineligible, unsure, waiting, withdrawn
    members: int
    done: int  # reviews
    wanted: int
    conflicts: int
    pending: int  # decisions
    released: int

    @property
    def to_settle(self) -> int:
        """Proposals that staff must look at before they count."""
        return self.standings["unsure"] + self.standings["waiting"]


@blueprint.get("")
def listing() -> str:
    """Every call, the newest form last."""
    calls = [(one.form, one.form.call) for one in here().forms.values() if one.form.call]
    with here().ledger.reading() as c:
        found = [_summary(c, form, call) for form, call in calls]
    return render_template("staff/calls/listing.html", calls=found)


@blueprint.get("/<form>")
def overview(form: str) -> str:
    """One call."""
    compiled, call = call_here(form)
    day = today(compiled.form, here().now())
    with here().ledger.reading() as c:
        summary = _summary(c, compiled.form, call)
    return render_template(
        "staff/calls/overview.html",
        form=compiled.form,
        call=call,
        summary=summary,
        today=day,
        acts=[(act, is_open(call.stages, act, day)) for act in ACTS],
    )


def _summary(c: Connection, form: Form, call: Call) -> Summary:
    lines, progress = lines_of(c, form.name), progress_of(c, form.name, call)
    return Summary(
        form=form,
        stages=lasting(call.stages, today(form, here().now())),
        standings=Counter(one.proposal.standing for one in lines),
        members=len(progress),
        done=sum(one.done for one in progress),
        wanted=sum(one.count for one in progress),
        conflicts=sum(one.lifted_at is None for one in conflicts.of_form(c, form.name)),
        pending=len(pending_of(lines)),
        released=sum(one.standing.released is not None for one in lines),
    )
