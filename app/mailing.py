"""A mail of the outbox as it would go now: the occasion of it, or why it does not go."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.context import Context
from app.deciding import called_off
from app.domain.grants.states import REVOKED
from app.grants.standing import Standing, standing_of
from app.occasions import Occasion
from app.present import presented
from app.store import decisions, grants, outbox, submissions
from app.store.decisions import Decision
from app.store.outbox import Item
from app.store.submissions import Submission
from connectors.errors import ConnectorError
from forms.definition import Form, Mail
from forms.reading.decided_part import NEEDS as ON_DECISIONS
from forms.schema import CompiledForm, compile_form

KIND = "mail"


def occasion_of(context: Context, item: Item) -> Occasion | str:
    """The occasion of a mail that goes, or in words why it does not. Raises ConnectorError for one of nothing known."""
    submission = _submission(context, item)
    found = _wording(context, submission, item.payload)
    if found is None:
        return f"{submission.form} sends no mail {item.payload['mail']!r} any more"
    compiled, mail = found
    [present] = presented(compiled, [submission], context.earlier)
    submission = replace(submission, answers=present.answers)
    why = _why_not(context, item, compiled, mail, submission)
    if why:
        return why
    at = max(context.now(), item.not_before) if item.state == outbox.ON_HOLD else item.not_before
    decision, grant = _decided(context, compiled.form, submission)
    return Occasion(compiled, mail, submission, decision, at, grant, item.payload.get("edited"))


def _submission(context: Context, item: Item) -> Submission:
    number = int(str(item.payload["submission_id"]))
    with context.ledger.reading() as connection:
        submission = submissions.get(connection, number)
    if submission is None:
        raise ConnectorError(f"submission {number} is not in the ledger", permanent=True)
    return submission


def _decided(context: Context, form: Form, submission: Submission) -> tuple[Decision | None, Standing | None]:
    """What was released last, and the grant that it became."""
    terms = form.call.grant if form.call else None
    with context.ledger.reading() as connection:
        released = [one for one in decisions.of_submission(connection, submission.id) if one.released_at]
        grant = grants.of_submission(connection, submission.id) if terms else None
        stands = grant is not None and grant.state != REVOKED
        standing = standing_of(connection, terms, grant) if terms and grant and stands else None
    return (released[-1] if released else None), standing


def _why_not(context: Context, item: Item, compiled: CompiledForm, mail: Mail, submission: Submission) -> str:
    with context.ledger.reading() as connection:
        why = called_off(connection, compiled, mail, submission)
        newest = outbox.newest(connection, item.kind, item.target)
    if why:
        return f"not sent: {why}"
    if mail.on in ON_DECISIONS and newest and newest.id != item.id:
        return "not sent: it was decided anew since, and that waits for its own release"
    rule = compiled.logic.mails.get(mail.name)
    if rule is not None and rule.holds(compiled.logic.values(submission.answers, context.now())) is not True:
        return f"{mail.name}: its condition does not hold"
    return ""


def _wording(context: Context, submission: Submission, payload: Mapping[str, Any]) -> tuple[CompiledForm, Mail] | None:
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
