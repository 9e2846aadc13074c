"""What staff decide in a sheet: a mail that waits for a decision is then held in the outbox until staff release it."""

from collections.abc import Iterator
from datetime import timedelta

from marshmallow import ValidationError
from sqlalchemy import Connection

from app.in_sheet import key_of, of_columns, staff_columns
from app.staff_values import Rules
from app.store import held, staff_cells, withdrawals
from app.store.outbox import Asked
from app.store.sheet_edits import SheetEdit
from app.store.submissions import Submission
from connectors.ports import CellValue
from forms.definition import Column, Form, Mail
from forms.reading.decided_part import DECIDED
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
    column = decisive_column(compiled.form, mail)
    if column is None:
        return ""
    cells = staff_cells.of_rows(connection, submission.form, [submission.key]).get(submission.key, {})
    cell = of_columns(staff_columns(compiled.form), cells).get(key_of(column))
    stands = cell is not None and decides(Rules.of(compiled), mail, cell.value)
    return "" if stands else f"{column.header} does not say {' or '.join(mail.decisions)} any more"


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
    payload = {
        "submission_id": submission.id,
        "mail": mail.name,
        "version": submission.version,
        "form_version": form.version,
        "decided": decided,
    }
    return Asked(MAIL, _lane(submission, mail), edit.at + timedelta(days=mail.after_days), payload)
