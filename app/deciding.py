"""What staff decide in a sheet, or release of a call: a mail on that is held in the outbox until staff let it go."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from marshmallow import ValidationError
from sqlalchemy import Connection

from app.domain.decisions import OUTCOMES
from app.in_sheet import key_of, of_columns, staff_columns
from app.staff_values import Rules
from app.store import decisions, held, staff_cells, withdrawals
from app.store.decisions import Decision
from app.store.outbox import Asked
from app.store.sheet_edits import SheetEdit
from app.store.submissions import Submission
from connectors.ports import CellValue
from forms.definition import Column, Form, Mail
from forms.reading.decided_part import DECIDED, RELEASED
from forms.schema import CompiledForm
from forms.types.staff_cells import column_called, says

MAIL = "mail"


def follow(connection: Connection, rules: Rules, submission: Submission, edit: SheetEdit) -> None:
    """Hold the mails that a decision asks for, and drop those held for one that was changed."""
    for mail in _decided_in(rules.compiled.form, rules.columns.get(edit.column)):
        was, is_so = (decides(rules, mail, value) for value in (edit.before, edit.after))
        if is_so and not was:
            held.hold(connection, _asked(rules.compiled.form, mail, submission, edit), now=edit.at)
        elif was and not is_so:
            note = f"not sent: {edit.header} was changed before anybody released it"
            held.drop_lane(connection, MAIL, _lane(submission, mail), note=note, now=edit.at)


def decides(rules: Rules, mail: Mail, value: CellValue) -> bool:
    """Whether a cell says what the mail waits for; a wrong value, and what a formula works out, decide nothing."""
    column = decisive_column(rules.compiled.form, mail)
    if column is None:
        return False
    question = rules.questions.get(column.path)
    try:
        return any(says(column, question, value, word) for word in mail.decisions)
    except ValidationError:
        return False


def called_off(connection: Connection, compiled: CompiledForm, mail: Mail, submission: Submission) -> str:
    """Why a mail that is due should not go, by what its applicant did, or staff to the sheet; empty where it should."""
    if withdrawals.of_rows(connection, [submission.key]):
        return "the submission counts as withdrawn"
    if mail.on == RELEASED:
        return _overruled(connection, mail, submission)
    column = decisive_column(compiled.form, mail)
    if column is None:
        return ""
    cells = staff_cells.of_rows(connection, submission.form, [submission.key]).get(submission.key, {})
    cell = of_columns(staff_columns(compiled.form), cells).get(key_of(column))
    stands = cell is not None and decides(Rules.of(compiled), mail, cell.value)
    return "" if stands else f"{column.header} does not say {' or '.join(mail.decisions)} any more"


def _overruled(connection: Connection, mail: Mail, submission: Submission) -> str:
    """Whether a later release decided otherwise than what the mail is for."""
    decided = [one for one in decisions.of_submission(connection, submission.id) if one.released_at]
    stands = bool(decided) and decided[-1].outcome in mail.decisions
    return "" if stands else f"what was released last is not {' or '.join(mail.decisions)}"


def follow_release(connection: Connection, form: Form, submission: Submission, decision: Decision, *, who: str) -> None:
    """Hold the mails that a released decision asks for, and drop those held for one that it takes the place of."""
    at = decision.released_at
    assert at is not None  # noqa: S101 - it is released
    decided = {"column": "Decision", "says": OUTCOMES[decision.outcome], "by": who, "at": at.isoformat()}
    for mail in form.mails:
        if mail.on == RELEASED:
            note = "not sent: another decision was released before anybody let it go"
            held.drop_lane(connection, MAIL, _lane(submission, mail), note=note, now=at)
            if decision.outcome in mail.decisions:
                held.hold(connection, _held(form, mail, submission, decided, at), now=at)


def decisive_column(form: Form, mail: Mail) -> Column | None:
    """The column in which staff decide that the mail goes; None for a mail of which they need not."""
    return column_called(form.sheet.columns, mail.column) if mail.on == DECIDED else None


def _decided_in(form: Form, column: Column | None) -> Iterator[Mail]:
    for mail in form.mails:
        if column is not None and decisive_column(form, mail) is column:
            yield mail


def _lane(submission: Submission, mail: Mail) -> str:
    return f"{submission.key} {mail.name}"


def _asked(form: Form, mail: Mail, submission: Submission, edit: SheetEdit) -> Asked:
    decided = {"column": edit.header, "says": str(edit.after), "by": edit.who, "at": edit.at.isoformat()}
    return _held(form, mail, submission, decided, edit.at)


def _held(form: Form, mail: Mail, submission: Submission, decided: Mapping[str, str], at: datetime) -> Asked:
    payload = {
        "submission_id": submission.id,
        "mail": mail.name,
        "version": submission.version,
        "form_version": form.version,
        "decided": dict(decided),
    }
    return Asked(MAIL, _lane(submission, mail), at + timedelta(days=mail.after_days), payload)
