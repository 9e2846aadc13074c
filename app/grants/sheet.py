"""The list of a fund's grants that a call defines: answers of proposals and reports, and the checklist."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from app.context import Context
from app.domain.grants.states import OUT
from app.grants.standing import Standing, standings_of
from app.grants.tables import Tables
from app.grants.terms import funds_of, terms_of
from app.present import presented
from app.store import submissions
from app.store.submissions import Submission
from connectors.errors import ConnectorError
from connectors.ports import CellValue
from connectors.registers import Heading
from connectors.table_book import MoreSheet
from forms.definition import Form, ListedAnswer, Terms
from forms.types.answers import at, find_question, shown

LANGUAGE = "en"
LONGEST_TITLE = 31  # of a sheet (ECMA-376, 18.2.19)


def listed(context: Context, fund: str) -> Tables:
    """One table a call that lists its grants. Raises ConnectorError where none does."""
    with context.ledger.reading() as c:
        forms = funds_of(context, c).get(fund, {})
        found = [one for one in standings_of(c, fund, terms_of(forms)) if one.grant.state not in OUT]
        wanted = {name: terms for name, terms in terms_of(forms).items() if terms.columns or terms.checklist}
        sheets = tuple(_sheet(context, c, (forms[name], terms), found) for name, terms in wanted.items())
    if not sheets:
        raise ConnectorError(f"no call of {fund!r} has `columns` or a `checklist` in its grant", permanent=True)
    terms = next(iter(wanted.values()))
    title = terms.sheet or f"Grants of {fund}"
    return Tables(title, f"As they stand on {context.now():%Y-%m-%d %H:%M} UTC.", sheets)


def _sheet(context: Context, c: Connection, call: tuple[Form, Terms], found: list[Standing]) -> MoreSheet:
    form, terms = call
    headings = (
        Heading("Number", width=16),
        *(Heading(one.label, width=22) for one in terms.columns),
        *(Heading(one.label, width=18) for one in terms.checklist),
        Heading("State", width=18),
    )
    mine = [one for one in found if one.grant.form == form.name]
    answered = _Answers(context, c, mine)
    rows = tuple(tuple(_row(answered, one)) for one in mine)
    return MoreSheet(form.name[:LONGEST_TITLE], form.title.in_language(LANGUAGE), headings, rows)


def _row(answered: "_Answers", one: Standing) -> Iterator[CellValue]:
    yield one.grant.number
    for column in one.terms.columns:
        yield answered.said(one, column)
    for item in one.terms.checklist:
        check = one.checks.get(item.name)
        yield f"{check.done_at:%Y-%m-%d}{f': {check.remark}' if check.remark else ''}" if check else ""
    yield one.stage


class _Answers:
    """The answers of proposals and of the reports that count, each form's as its newest version has them."""

    def __init__(self, context: Context, c: Connection, standings: list[Standing]) -> None:
        numbers = {one.grant.submission_id for one in standings}
        numbers |= {kept.submission_id for one in standings for kept in one.reports.values() if kept.submission_id}
        self._found: dict[int, tuple[Form, Mapping[str, Any]]] = {}
        by_form: dict[str, list[Submission]] = {}
        for submission in submissions.numbered(c, numbers):
            by_form.setdefault(submission.form, []).append(submission)
        for name, some in by_form.items():
            compiled = context.form_for(name)
            if compiled is not None:
                each = presented(compiled, some, context.earlier)
                self._found |= {one.submission.id: (compiled.form, one.answers) for one in each}

    def said(self, standing: Standing, column: ListedAnswer) -> str:
        """An answer as people read it; empty for none."""
        kept = standing.reports.get(column.of)
        number = kept.submission_id if kept else None if column.of else standing.grant.submission_id
        if number is None or number not in self._found:
            return ""
        form, answers = self._found[number]
        question, value = find_question(form, column.path), at(answers, column.path)
        return "" if question is None or value is None else shown(question, value, LANGUAGE)
