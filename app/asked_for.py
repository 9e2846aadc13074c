"""What an applicant may change who was asked for something: after the deadline, the questions asked for alone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.context import Context
from app.journey import asked_of
from app.present import presented
from app.store import clarifications, submissions
from app.store.clarifications import Clarification
from app.store.drafts import Draft
from forms.logic.admission import too_late_to_change
from forms.schema import CompiledForm


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be changed of what was sent."""

    asked: Clarification | None = None  # what staff asked for last
    only: frozenset[str] | None = None  # names of questions; None: all of them
    answers: Mapping[str, Any] | None = None  # the draft's, with the others as they stand in the ledger


NOTHING_ASKED = Allowed()


def allowed(context: Context, connection: Connection, compiled: CompiledForm, draft: Draft) -> Allowed:
    """What is asked for with what a draft has sent, and what that opens."""
    asked = clarifications.newest(connection, draft.submission_id) if draft.submission_id else None
    kept = submissions.get(connection, asked.submission_id) if asked else None
    if asked is None or kept is None:
        return NOTHING_ASKED
    now = context.now()
    if not asked.questions or now > asked.until or too_late_to_change(compiled.form, now) is None:
        return Allowed(asked)
    [standing] = presented(compiled, [kept], context.earlier)
    return Allowed(asked, *limited(compiled, asked.questions, standing.answers, draft.answers, now))


def limited(
    compiled: CompiledForm,
    chosen: Sequence[str],
    standing: Mapping[str, Any],
    typed: Mapping[str, Any],
    now: datetime,
) -> tuple[frozenset[str], dict[str, Any]]:
    """Which questions may be changed, and the answers with every other one as it stands.

    Those chosen; those that the form did not ask before, since they may come by what was chosen; and those without
    which nothing could be sent.
    """
    unasked = compiled.check(asked_of(compiled.form.questions, standing), now).hidden
    may = {*chosen, *(one.name for one in compiled.form.questions if one.name in unasked)}
    answers = _merged(compiled, may, standing, typed)
    found = compiled.check(asked_of(compiled.form.questions, answers), now).problems
    may |= {one.path.split(".")[0] for one in found if one.path}
    return frozenset(may), _merged(compiled, may, standing, typed)


def _merged(
    compiled: CompiledForm, may: Collection[str], standing: Mapping[str, Any], typed: Mapping[str, Any]
) -> dict[str, Any]:
    fixed = [one.name for one in compiled.form.questions if one.name not in may]
    kept = {name: standing[name] for name in fixed if name in standing}
    return {**{name: one for name, one in typed.items() if name not in fixed}, **kept}
