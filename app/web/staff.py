"""Staff: what came in, what stands in quarantine and why, what is on its way out, and how the sheets stand."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, g, make_response, redirect, render_template, request, session, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from app import release
from app.arrival import without_secrets
from app.backlog import backlog
from app.config import STAFF
from app.judging import judge_again
from app.source_page import open_changes
from app.store import audit, bounces, deliveries, outbox, secrets, source_questions, staff_cells, submissions
from app.web import oidc
from app.web.here import here
from app.web.sheets import sheet_states
from app.web.sign_in import sign_in, signed_in
from app.web.typed import LARGEST_ROW
from connectors import strict_json
from connectors.errors import Unreadable

blueprint = Blueprint("staff", __name__, url_prefix="/staff")

OPEN_TO_ALL = frozenset({"staff.door", "staff.enter"})
SHOWN_BYTES = 20_000  # of each delivery in quarantine
KEY = re.compile(r"[0-9a-f]{32}")


@blueprint.before_request
def guard() -> AnyResponse | None:
    """Send everyone who is not signed in to the sign-in page."""
    g.language = "en"
    g.rehearsal = here().now() if here().settings.rehearsal_clock else None
    if request.endpoint in OPEN_TO_ALL:
        return None
    g.staff = signed_in()
    return None if g.staff else redirect(url_for("staff.door"), code=303)


@blueprint.get("/sign-in")
def door() -> str:
    """The sign-in page."""
    return _door()


@blueprint.post("/sign-in")
def enter() -> AnyResponse:
    """Sign in, or say that the two do not match; where the issuer must say who it is, no password is looked at."""
    if STAFF in here().settings.oidc_required:
        return make_response(_door(), 403)
    if sign_in(request.form.get("name", ""), request.form.get("password", "")):
        return redirect(url_for(".overview"), code=303)
    return make_response(_door(wrong=True), 401)


def _door(*, wrong: bool = False) -> str:
    has_password = STAFF not in here().settings.oidc_required
    return render_template("staff/sign_in.html", wrong=wrong, has_issuer=oidc.is_there(), has_password=has_password)


@blueprint.post("/sign-out")
def leave() -> AnyResponse:
    """End the session."""
    session.clear()
    return redirect(url_for(".door"), code=303)


@blueprint.get("")
def overview() -> str:
    """How many of everything."""
    with here().ledger.reading() as c:
        return render_template(
            "staff/overview.html",
            deliveries=deliveries.counts(c),
            submissions=submissions.counts(c),
            outbox=outbox.counts(c),
            bounces=bounces.counts(c),
            changes=len(open_changes(here().forms, source_questions.changed(c))),
            wrong=sum(staff_cells.count_problems(c).values()),
            forms=[compiled.form for compiled in here().forms.values()],
        )


@blueprint.get("/deliveries")
def show_deliveries() -> str:
    """The newest deliveries, in one state where that is asked for."""
    state = request.args.get("state", "")
    with here().ledger.reading() as c:
        counted = deliveries.counts(c)
        listed = deliveries.listing(c, state=state or None) if not state or state in counted else []
        made = {one.submission_id for one in listed if one.submission_id is not None}
        return render_template(
            "staff/deliveries.html",
            deliveries=listed,
            references=submissions.references(c, identities=made),
            counted=counted,
            chosen=state,
        )


@blueprint.get("/quarantine")
def show_quarantine() -> str:
    """Deliveries in quarantine, with the reasons and what was sent."""
    with here().ledger.reading() as c:
        live = [one.secret for one in secrets.every(c)]
        listed = deliveries.listing(c, state=deliveries.QUARANTINED, body_bytes=SHOWN_BYTES)
        held = [replace(one, body=without_secrets(one.body, live)) for one in listed]
        counted = deliveries.quarantined_by_form(c)
        counts = deliveries.counts(c)
    tried, accepted = (request.args.get(name, type=int) for name in ("tried", "accepted"))
    return render_template(
        "staff/quarantine.html",
        deliveries=held,
        forms=here().forms,
        counted=counted,
        aside=counts.get(deliveries.SET_ASIDE, 0),
        withdrawn=counts.get(deliveries.WITHDRAWN, 0),
        tried=tried,
        accepted=accepted,
    )


@blueprint.post(f"/quarantine/<int(max={LARGEST_ROW}):delivery>/again")
def judge_delivery_again(delivery: int) -> AnyResponse:
    """Judge a delivery by the definition as it is now: it leaves quarantine, or stays with fresh reasons."""
    if judge_again(here(), delivery, asked_by=g.staff) is None:
        raise NotFound
    return redirect(url_for(".show_quarantine"), code=303)


@blueprint.get("/outbox")
def show_outbox() -> str:
    """What waits for release, of a form or a mail where that is asked for; what is due, done, failed and came back."""
    form, mail = request.args.get("form", ""), request.args.get("mail", "")
    with here().ledger.reading() as c:
        items = outbox.listing(c)
        keys = {key for one in items if (key := _key_in(one.target))}
        known = submissions.references(c, keys=keys)
        waiting = release.waiting(here(), c)
        back = bounces.of_items(c, [one.id for one in items])
    listed = [(one, *_named(one.target, known)) for one in items if one.state != outbox.ON_HOLD]
    return render_template(
        "staff/outbox.html",
        items=listed,
        waiting=[one for one in waiting if form in {"", one.form} and mail in {"", one.mail}],
        forms=Counter(x.form for x in waiting),
        mails=Counter(x.mail for x in waiting if form in {"", x.form}),
        form=form,
        mail=mail,
        bounces=back,
    )


def _key_in(target: str) -> str:
    """The key of the submission that a target begins with; empty where it begins with none."""
    first = target.partition(" ")[0]
    return first if KEY.fullmatch(first) else ""


def _named(target: str, known: Mapping[int | str, str]) -> tuple[str, str]:
    """The reference of the submission that a target speaks of, and what else it says."""
    reference = known.get(_key_in(target), "")
    return reference, target.partition(" ")[2] if reference else target


@blueprint.post(f"/outbox/<int(max={LARGEST_ROW}):item>/retry")
def retry(item: int) -> AnyResponse:
    """Make an item that failed, for now or for good, due at once."""
    now = here().now()
    with here().ledger.writing() as c:
        if not outbox.retry(c, item, now=now):
            raise NotFound
        audit.record(c, who=g.staff, act="retry", what=f"outbox {item}", now=now)
    return redirect(url_for(".show_outbox"), code=303)


@blueprint.get("/sheets")
def show_sheets() -> str:
    """Where each form's sheet is and how its last sync went."""
    found = backlog(here())
    return render_template("staff/sheets.html", sheets=sheet_states(here(), found), calls=found.calls)


@blueprint.app_template_filter("as_json")
def as_json(value: object) -> str:
    """A value as JSON that people can read."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


@blueprint.app_template_filter("as_text")
def as_text(body: bytes) -> str:
    """What was sent, as text that can be looked at whatever it is; JSON with its parts on lines of their own."""
    try:
        text = as_json(strict_json.loads(body))
    except Unreadable:
        text = body.decode("utf-8", errors="backslashreplace")
    return "".join(c if c.isprintable() or c in "\n\t" else f"\\x{ord(c):02x}" for c in text)
