"""The days on which reports are due, and those on which their reminders go."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from forms.definition import DueReport, Reminder, Terms


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month: from 31 January to 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_on(report: DueReport, approved: date, begins: date | None) -> date | None:
    """The day a report is due; None while that is not known, or where it has none.

    `begins` is the first day of the agreement; without an agreement, that of the approval.
    """
    if report.on is not None:
        return report.on
    if report.days is not None:
        return approved + timedelta(days=report.days)
    return None if report.months is None or begins is None else months_later(begins, report.months)


def first_day(terms: Terms, approved: date, starts: date | None) -> date | None:
    """The day from which months count."""
    return starts or (None if terms.agreement else approved)


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder on its day: `days` after the report is due, below 0 before."""

    reminder: Reminder
    days: int


def reminded_by(reminders: Iterable[Reminder], due: date, today: date) -> Due | None:
    """The reminder whose day came last; those before it are not made up for."""
    calls = [Due(one, days) for one in reminders for days in (*(-day for day in one.before), *one.after)]
    come = [one for one in calls if (today - due).days >= one.days]
    return max(come, key=lambda one: one.days, default=None)
