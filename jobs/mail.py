"""The mail job: sends one message about one submission, in the applicant's language."""

from collections.abc import Mapping
from dataclasses import replace

from app.context import Context
from app.deciding import called_off
from app.present import presented
from app.store import outbox, submissions
from app.store.outbox import Item
from app.store.submissions import Submission
from connectors.errors import ConnectorError
from forms.definition import Mail
from forms.reading.decided_part import NEEDS as ON_DECISIONS
from forms.schema import CompiledForm, compile_form
from jobs.composing import compose
from jobs.share import MOST, counted
from jobs.work import Work


def send_mail(context: Context, work: Work) -> str:
    """Send each asked-for message; the same item again makes the same Message-ID (RFC 5322, 3.6.4)."""
    sent = [_send(context, work, item) for item in work.items]
    return ", ".join(sent)


def _send(context: Context, work: Work, item: Item) -> str:
    payload = item.payload
    with context.ledger.reading() as connection:
        submission = submissions.get(connection, int(str(payload["submission_id"])))
    if submission is None:
        raise ConnectorError(f"submission {payload['submission_id']} is not in the ledger", permanent=True)
    found = _wording(context, submission, payload)
    if found is None:
        return f"{submission.form} sends no mail {payload['mail']!r} any more"
    compiled, mail = found
    [present] = presented(compiled, [submission], context.earlier)
    submission = replace(submission, answers=present.answers)
    with context.ledger.reading() as connection:
        why = called_off(connection, compiled, mail, submission)
        newest = outbox.newest(connection, item.kind, item.target)
        if mail.on in ON_DECISIONS and not why and newest and newest.id != item.id:
            why = "it was decided anew since, and that waits for its own release"
    if why:
        return f"not sent: {why}"
    rule = compiled.logic.mails.get(mail.name)
    if rule is not None and rule.holds(compiled.logic.values(submission.answers, context.now())) is not True:
        return f"{mail.name}: its condition does not hold"
    version = int(str(payload.get("version", 1)))
    times = f"{version}.{item.id}" if mail.on in ON_DECISIONS else str(version)  # decided anew: another message
    message = compose(context, compiled, mail, submission, times)
    if message is None:
        return "the applicant gave no e-mail address"
    work.still_ours()
    with counted(context, item.id, submission.form, str(message["To"])) as may_go:
        if not may_go:  # not put off either: who misuses an address would have letters sent to it for days
            return f"not sent: {message['To']} had {MOST} letters about this form within the hour"
        context.mailer.send(message)
    return f"sent to {message['To']}"


def _wording(
    context: Context, submission: Submission, payload: Mapping[str, object]
) -> tuple[CompiledForm, Mail] | None:
    """The mail as it was asked for, and its form. Raises ConnectorError when the ledger has no such form at all.

    That is the version in which the answers stand (that of the last change), or the one under which it was asked for;
    the other way round where staff decided: they did so in the columns of the version that asked.
    What was asked before items said so, or cannot be found in either, is said by the present version.
    """
    name = submission.form
    present = context.form_for(name)
    asked = [submission.form_version, int(str(payload["form_version"]))] if "form_version" in payload else []
    asked = asked[::-1] if "decided" in payload else asked
    compiled = (_in_version(context, present, name, version) for version in dict.fromkeys(asked))
    candidates = [one for one in (*compiled, present) if one is not None]
    if not candidates:
        raise ConnectorError(f"there is no form called {name!r} in the ledger, so no letter", permanent=True)
    return next(
        ((one, mail) for one in candidates for mail in one.form.mails if mail.name == payload["mail"]),
        None,
    )


def _in_version(context: Context, present: CompiledForm | None, name: str, version: int) -> CompiledForm | None:
    if present is not None and present.form.version == version:
        return present
    form = context.earlier(name, version)
    return None if form is None else compile_form(form)
