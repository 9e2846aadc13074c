"""Asks for the reminders of reports that are owed: only to who owes one, each of them once."""

from datetime import date

from sqlalchemy import Connection

from app.context import Context
from app.domain.grants.days import Due, reminded_by
from app.grants.making import local_day
from app.grants.standing import Standing, standings_of
from app.grants.terms import form_and_terms
from app.store import grant_reminders
from app.store.grant_reminders import Reminded
from app.store.grant_reports import OWED, Report
from app.store.outbox import Asked

REMINDER = "grant-reminder"
"""The word of the deed that mails a reminder."""


def remind(context: Context, name: str) -> str:
    """Ask for what is due today of a call's grants; returns a note."""
    form, terms = form_and_terms(context, name)
    today = local_day(form, context.now())
    with context.ledger.writing() as c:
        fund = form.call.fund if form.call else ""
        found = [one for one in standings_of(c, fund, {name: terms}) if one.is_open]
        asked = [_ask(context, c, one, report, today) for one in found for report in one.owed()]
    return f"{sum(asked)} reminders asked for"


def _ask(context: Context, c: Connection, standing: Standing, report: Report, today: date) -> bool:
    due = _due(standing, report, today)
    if due is None or report.due_on is None or report.report in standing.waiting:
        return False
    grant, now = standing.grant, context.now()
    one = Reminded(grant.id, report.report, report.due_on, due.days, due.reminder.name)
    payload = {"grant_id": grant.id, "report": report.report, "due_on": report.due_on.isoformat()}
    said = {**payload, "reminder": due.reminder.name, "days": due.days}
    return grant_reminders.remind_once(c, one, Asked(REMINDER, f"{grant.number} {report.report}", now, said), now=now)


def _due(standing: Standing, report: Report, today: date) -> Due | None:
    return None if report.due_on is None else reminded_by(standing.terms.reminders, report.due_on, today)


def not_owed(standing: Standing, report: str) -> str:
    """Why nobody is to be told any more that a report is owed; empty where they are."""
    kept = standing.reports.get(report)
    if kept is None or kept.state != OWED:
        return "it is not owed any more"
    return "" if standing.is_open else "the grant is not open any more"


def called_off(standing: Standing, report: str, due_on: date) -> str:
    """Why a reminder that was asked for should not go any more; empty where it should."""
    if why := not_owed(standing, report):
        return why
    if report in standing.waiting:
        return "what came for it waits for staff"
    return "" if standing.reports[report].due_on == due_on else "it is due on another day now"
