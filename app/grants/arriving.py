"""Links what comes in to the grant that it names, in the transaction that takes it in; who is not known waits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.context import Context
from app.domain.grants.states import LIVE, STATES, UNSIGNED, WITHDRAWN
from app.present import presented
from app.store import audit, drafts, grant_arrivals, grant_reports, grants, submissions
from app.store.drafts import PAGE
from app.store.engine import alone
from app.store.grant_arrivals import TAKEN, WAITING, New
from app.store.grant_reports import ACCEPTED, OWED, RECEIVED, Report
from app.store.grants import Grant, Move
from app.store.submissions import Submission
from forms.definition import DueReport, Form, Terms
from forms.types.answers import at

SERVICE = "service"
"""Who links what nobody has to look at."""


def origin_of(grant: Grant, report: str) -> str:
    """What a draft is made for that a mail about a report leads to: only who has the grant has had its address."""
    return f"grant {grant.id} {report}"


@dataclass(frozen=True, slots=True)
class Sent:
    """A submission of a form that reports of a call are sent with."""

    call: Form
    terms: Terms
    reports: Sequence[DueReport]  # of its form
    kept: Submission


def link_arrival(context: Context, c: Connection, form: Form, kept: Submission, *, now: datetime) -> None:
    """Take what was sent whole for a report of the grant that it names, or have staff look at it."""
    found = dict(_named(context, c, form, kept))
    for number in sorted(found):  # in the order in which a release takes them
        alone(c, f"grant {number}")
        if grant := grants.get(c, number):  # as it is now that nobody else has it in hand
            _link(context, c, grant, found[number], now)


def _named(context: Context, c: Connection, form: Form, kept: Submission) -> Iterator[tuple[int, Sent]]:
    """The grants that it names, by their number in the ledger."""
    for call, terms in _calls(context, form):
        reports = [one for one in terms.reports if one.form == form.name]
        for name in dict.fromkeys(str(name) for one in reports if (name := at(kept.answers, one.reference))):
            grant = grants.named(c, name)
            if grant is not None and grant.form == call.name:
                yield grant.id, Sent(call, terms, reports, kept)


def _calls(context: Context, form: Form) -> Iterator[tuple[Form, Terms]]:
    """The calls whose reports may be sent with this form: those that are open, and those that its questions name."""
    named = (question.form for question in form.questions if question.form)
    for name in dict.fromkeys((*context.forms, *named)):
        compiled = context.forms.get(name) or context.last(name)
        call = compiled.form.call if compiled else None
        if compiled and call and call.grant and any(one.form == form.name for one in call.grant.reports):
            yield compiled.form, call.grant


def _link(context: Context, c: Connection, grant: Grant, sent: Sent, now: datetime) -> None:
    known = grant_reports.of_grant(c, grant.id)
    report = _meant(sent, known)
    if report is None:
        return
    why = _waits(context, c, grant, sent, (report, known[report.name]))
    state = WAITING if why else TAKEN
    if not grant_arrivals.put(c, New(grant.id, sent.kept.id, sent.kept.version, report.name, state, why), now=now):
        return
    if why:
        grants.change(c, grant.id, now=now)
    else:
        take(c, grant, report, sent.kept, who=SERVICE, now=now)
    details = {"report": report.name, "submission": sent.kept.reference, "waits": why}
    audit.record(c, who=SERVICE, act="grant report came", what=grant.number, now=now, details=details)


def _meant(sent: Sent, known: dict[str, Report]) -> DueReport | None:
    """The report that a submission is: the one that it was before, else the first owed, else the last that came.

    Several may be sent with the same form.
    """
    mine = [one for one in sent.reports if one.name in known and _says(sent.kept, one.told_by)]
    before = [one for one in mine if known[one.name].submission_id == sent.kept.id]
    owed = [one for one in mine if known[one.name].state == OWED]
    unread = [one for one in mine if known[one.name].state == RECEIVED]
    return next(iter((*before, *owed, *reversed(unread), *reversed(mine))), None)


def _waits(context: Context, c: Connection, grant: Grant, sent: Sent, about: tuple[DueReport, Report]) -> str:
    """Why staff have to look at it before it counts; empty where it does."""
    report, standing = about
    is_proved, declines = _is_proved(c, grant, sent, report), is_declined(report, sent.kept)
    if not is_proved and not _says_address(context, c, grant, sent, report):
        return "it came from an address that is not that of the grant"
    if grant.state not in LIVE:
        return f"the grant is not open: {STATES[grant.state].lower()}"
    if standing.state == ACCEPTED:
        changed = standing.submission_id == sent.kept.id
        return "it was changed after it was accepted" if changed else "another was accepted already"
    if declines and grant.state not in UNSIGNED:
        return "it says no to a grant whose agreement is signed"
    return "" if is_proved else _unproved(standing, declines=declines)


def _unproved(standing: Report, *, declines: bool) -> str:
    """Why an address that anybody can type is not enough; empty where nothing is lost by it."""
    if declines:
        return "it says no to the grant, and did not come through a link that was mailed"
    if standing.state != OWED:
        return "one came already, and this did not come through a link that was mailed"
    return ""


def _is_proved(c: Connection, grant: Grant, sent: Sent, report: DueReport) -> bool:
    """Whether it came through the link that was mailed to who has the grant."""
    draft = drafts.find(c, sent.kept.form, sent.kept.source_id) if sent.kept.source == PAGE else None
    return draft is not None and draft.origin == origin_of(grant, report.name)


def _says_address(context: Context, c: Connection, grant: Grant, sent: Sent, report: DueReport) -> bool:
    """Whether it says the address of who has the grant, which proves little: anybody can type it."""
    said, theirs = at(sent.kept.answers, report.email), address_of(context, c, sent.call, grant)
    return bool(theirs) and isinstance(said, str) and said.strip().casefold() == theirs.casefold()


def address_of(context: Context, c: Connection, call: Form, grant: Grant) -> str:
    """The address of whoever has the grant, as the newest version of the proposal says it; empty where none does."""
    compiled, proposal = context.form_for(call.name), submissions.get(c, grant.submission_id)
    terms = call.call.grant if call.call else None
    if compiled is None or proposal is None or terms is None:
        return ""
    [present] = presented(compiled, [proposal], context.earlier)
    said = at(present.answers, terms.email)
    return said.strip() if isinstance(said, str) else ""


def is_declined(report: DueReport, kept: Submission) -> bool:
    """Whether it says no to the grant."""
    return bool(report.declined) and _says(kept, report.declined)


def _says(kept: Submission, answers: Mapping[str, str]) -> bool:
    """Whether these are its answers."""
    return all(str(at(kept.answers, path)) == said for path, said in answers.items())


def take(
    c: Connection, grant: Grant, report: DueReport, kept: Submission, *, who: str, now: datetime, reason: str = ""
) -> None:
    """A submission counts as a report from now on, to be reviewed; one that says no to the grant ends it."""
    came = {"state": RECEIVED, "submission_id": kept.id, "received_at": now, "reviewed_at": None, "reviewed_by": ""}
    grant_reports.change(c, grant.id, report.name, **came, reason="")
    if is_declined(report, kept):
        grants.change(c, grant.id, state=WITHDRAWN, now=now)
        told = f"declined in {kept.reference}" + (f": {reason}" if reason else "")
        grants.moved(c, grant.id, Move("withdraw", WITHDRAWN, grant.amount, told, who, now))
    else:
        grants.change(c, grant.id, now=now)
