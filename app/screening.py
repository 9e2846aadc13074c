"""Pre-screening: a call's rules run on its proposals, and staff's verdicts on them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from app.calls import call_named, require_open
from app.conflicting import hold, one_at_a_time
from app.context import Context
from app.domain.eligibility import judge
from app.present import Present, presented
from app.store import audit, members, screenings
from app.store.screenings import ELIGIBLE, INELIGIBLE, EligibilityCheck
from app.store.submissions import Submission
from app.store.verdicts import Verdict
from connectors.errors import ConnectorError
from forms.definition import Call, Form
from forms.schema import CompiledForm
from forms.types.answers import at, find_question, shown

AT_A_TIME = 200  # proposals of one transaction
VERDICTS = (ELIGIBLE, INELIGIBLE, "")


def screen(context: Context, name: str) -> str:
    """Run the rules on every proposal that changed since, or all where the rules did; returns a note for staff."""
    compiled, _ = call_named(context, name)
    after, count = 0, 0
    while some := _next(context, compiled, after):
        _screen(context, compiled, some)
        after, count = some[-1].id, count + len(some)
    return f"{count} screened"


def _next(context: Context, compiled: CompiledForm, after: int) -> list[Submission]:
    form = compiled.form
    with context.ledger.reading() as c:
        return screenings.to_make(c, form.name, form.version, after=after, limit=AT_A_TIME)


def _screen(context: Context, compiled: CompiledForm, some: Sequence[Submission]) -> None:
    """A version of the form that runs other rules may also compare something else with members."""
    present = presented(compiled, some, context.earlier)
    found = [screened(compiled, one) for one in present]
    with context.ledger.writing() as c:
        one_at_a_time(c, compiled.form.name)
        there = members.of_form(c, compiled.form.name)
        hold(c, compiled.form, [(one.submission.id, one.answers) for one in present], there, now=context.now())
        screenings.put(c, found, now=context.now())


def screened(compiled: CompiledForm, present: Present) -> EligibilityCheck:
    """What the rules make of a proposal, and what lists and rankings need of it; of a form that is a call."""
    form, call, submission = compiled.form, compiled.form.call, present.submission
    assert call is not None  # noqa: S101 - whoever comes here asked for a call
    values, unread = compiled.logic.readable_values(present.answers, submission.received_at)
    judged = judge(compiled.logic.eligibility, values, unread)
    return EligibilityCheck(
        submission_id=submission.id,
        version=submission.version,
        form_version=form.version,
        title=_shown(form, present.answers, call.title),
        applicant=_shown(form, present.answers, call.applicant),
        amount=str(_amount(present.answers, call)),
        groups=groups_of(call, present.answers),
        bars=judged.bars,
        notes=judged.notes,
        unsure=judged.unsure,
    )


def groups_of(call: Call, answers: Mapping[str, Any]) -> dict[str, str]:
    """The answer that each quota goes by; blank where there is none."""
    return {quota.name: str(at(answers, quota.question) or "") for quota in call.quotas}


def _amount(answers: Mapping[str, Any], call: Call) -> Decimal:
    """What is asked for; nothing for an answer of an older version that is no number, or where no money is."""
    if not call.has_money:
        return Decimal(0)
    try:
        amount = Decimal(str(at(answers, call.amount) or 0))
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() else Decimal(0)


def _shown(form: Form, answers: Mapping[str, Any], path: str) -> str:
    question, value = find_question(form, path), at(answers, path)
    return str(value or "") if question is None else shown(question, value, form.languages[0])


def give_verdict(context: Context, name: str, submission: Submission, verdict: Verdict, *, seen: str) -> None:
    """Keep what staff say of a proposal; `seen` is the stamp of the screening that they looked at.

    Raises ConnectorError in words: not now, without a reason, or because it was changed in between.
    """
    compiled, _ = call_named(context, name)
    require_open(context, compiled.form, "screening")
    with context.ledger.writing() as c:
        found = screenings.get(c, submission.id, to_change=True)
        if found is None or found.stamp != seen:
            raise ConnectorError("it was changed while you looked at it: look again, then decide", permanent=True)
        if verdict.word not in VERDICTS:
            raise ConnectorError(f"{verdict.word!r} is no verdict", permanent=True)
        if verdict.word not in {"", found.by_rules} and not verdict.reason:
            raise ConnectorError("say why: it is not what the rules say", permanent=True)
        screenings.give_verdict(c, submission.id, verdict, now=context.now())
        details = {"form": name, "verdict": verdict.word, "reason": verdict.reason, "rules": found.by_rules}
        act, now = "screening decided", context.now()
        audit.record(c, who=verdict.who, act=act, what=submission.reference, now=now, details=details)
