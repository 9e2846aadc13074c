"""Staff look at one delivery: how it came, what became of it and why; set it aside, or try all of a form."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app.arrival import without_secrets
from app.judging import can_be_judged_again, judge_again
from app.put_aside import LONGEST_REASON, put_aside, reason_said
from app.store import audit, deliveries, secrets, submissions
from app.store.audit import Entry
from app.store.deliveries import Delivery
from app.store.drafts import PAGE
from app.web.here import here
from app.web.staff import SHOWN_BYTES, guard
from app.web.typed import LARGEST_ROW

blueprint = Blueprint("arrivals", __name__, url_prefix="/staff")
blueprint.before_request(guard)

MOST_AT_ONCE = 500
"""Deliveries that one press of the button has judged again; the command judges all."""
STATES: Mapping[str, tuple[str, str]] = {
    deliveries.RECEIVED: ("waiting", "It is kept, and will be read in a moment."),
    deliveries.ACCEPTED: ("taken in", "It became a submission, or changed or confirmed one."),
    deliveries.QUARANTINED: (
        "in quarantine",
        "It was not taken in. Mend the form or its mapping, then try again; what may be spam, say whether it is.",
    ),
    deliveries.SET_ASIDE: (
        "set aside",
        "Staff saw that it is not to be taken in. It is kept; to try again brings it back.",
    ),
    deliveries.WITHDRAWN: ("withdrawn", "Its applicant withdrew it before it was taken in. It is kept, and stays so."),
    deliveries.SUPERSEDED: ("older", "A newer version of its submission had come before: it changes nothing."),
    deliveries.PARTIAL: ("unfinished", "Its applicant had not finished yet; what there was does not stand by itself."),
    deliveries.SPLIT: ("taken apart", "It listed several submissions, each of which is kept as a delivery of its own."),
    deliveries.WAITING: ("waiting for answers", "It told of answers and had none: its provider is asked for them."),
    deliveries.FETCHED: ("fetched", "It told of answers and had none: they were had from its provider."),
}
"""State -> what staff read in lists, and what it means."""
OF_DELIVERIES = {
    "delivery.quarantined": "put in quarantine",
    "delivery.set_aside": "set aside",
    "delivery.withdrawn": "withdrawn",
    "delivery.partial": "not finished yet",
    "delivery.judged_again": "tried again",
}
OF_SUBMISSIONS = {"submission.accepted": "became the submission", "submission.revised": "changed the submission"}
"""Acts of the audit log that tell the history of a delivery -> how staff read them."""


@blueprint.app_template_filter("said_act")
def said_act(act: str) -> str:
    """An act of a delivery's history in words."""
    return {**OF_DELIVERIES, **OF_SUBMISSIONS}.get(act, act)


@blueprint.app_template_filter("said_state")
def said_state(state: str) -> str:
    """The state of a delivery in words."""
    return STATES.get(state, (state, ""))[0]


@blueprint.app_template_filter("said_release")
def said_release(kept: Delivery) -> str:
    """What staff press to have a delivery leave quarantine."""
    return "It is a person’s: take it in" if kept.source == PAGE else "Try again"


@blueprint.get(f"/deliveries/<int(max={LARGEST_ROW}):delivery>")
def show(delivery: int) -> str:
    """One delivery with its history, its headers and the beginning of its body."""
    return _page(delivery)


def _page(delivery: int, *, lacks_reason: bool = False) -> str:
    with here().ledger.reading() as c:
        found = deliveries.glimpse(c, delivery, body_bytes=SHOWN_BYTES)
        if found is None:
            raise NotFound
        live = [one.secret for one in secrets.every(c)]
        kept, size = replace(found[0], body=without_secrets(found[0].body, live)), found[1]
        made = kept.submission_id
        reference = submissions.references(c, identities=[made]).get(made, "") if made else ""
        history = _history(c, kept, reference)
        can_try = kept.form in here().forms and can_be_judged_again(c, kept)
    return render_template(
        "staff/delivery.html",
        delivery=kept,
        size=size,
        shown=len(kept.body),
        meaning=STATES.get(kept.state, ("", ""))[1],
        reference=reference,
        history=history,
        can_try=can_try,
        can_put_aside=kept.state == deliveries.QUARANTINED,
        lacks_reason=lacks_reason,
        longest_reason=LONGEST_REASON,
    )


@blueprint.post(f"/deliveries/<int(max={LARGEST_ROW}):delivery>/aside")
def set_aside(delivery: int) -> AnyResponse:
    """Set a delivery in quarantine aside, with the reason that staff give."""
    why = reason_said(request.form.get("reason", ""))
    if not why:
        return make_response(_page(delivery, lacks_reason=True), 400)
    if put_aside(here(), delivery, who=g.staff, why=why) is None:
        raise NotFound
    return redirect(url_for(".show", delivery=delivery), code=303)


def _history(c: Connection, kept: Delivery, reference: str) -> Sequence[Entry]:
    """What the audit log says of the delivery, and of the submission that it belongs to."""
    lines = audit.about(c, kept.delivery_id, [*OF_DELIVERIES]) if kept.delivery_id else []
    mine = [one for one in lines if one.details.get("form") == kept.form]
    return sorted([*mine, *(audit.about(c, reference, [*OF_SUBMISSIONS]) if reference else ())], key=lambda one: one.id)


@blueprint.post("/quarantine/<form>/again")
def try_all(form: str) -> AnyResponse:
    """Judge the deliveries of a form that are in quarantine by the definition as it is now."""
    if form not in here().forms:
        raise NotFound
    with here().ledger.reading() as c:
        held = deliveries.of_states(c, form, (deliveries.QUARANTINED,))[:MOST_AT_ONCE]
    outcomes = [judge_again(here(), one, asked_by=g.staff) for one in held]
    accepted = sum(1 for one in outcomes if one is not None and one.state == "accepted")
    return redirect(url_for("staff.show_quarantine", tried=len(held), accepted=accepted), code=303)
