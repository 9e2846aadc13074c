"""Dates as files for calendars (RFC 5545): the same entry however often it is sent, the later one in its place."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar
from icalendar import Event as Entry

from forms.definition import Event

PRODUCT = "-//Chancery//Mails of a form//EN"


def calendar_file(events: Iterable[Event], language: str, owner: str, at: datetime) -> bytes:
    """The events in a language. `owner`, an address, tells their entries from others; `at` says which is later.

    An entry that was sent before is changed and not doubled: its UID is the same, its SEQUENCE a higher one.
    """
    entries = [_entry(event, language, owner, at) for event in events]
    file = Calendar.new(prodid=PRODUCT, method="PUBLISH", language=language, uid=owner, subcomponents=entries)
    return bytes(file.to_ical())


def _entry(event: Event, language: str, owner: str, at: datetime) -> Entry:
    return Entry.new(
        uid=f"{event.name}.{owner}",
        sequence=int(at.timestamp()) // 60,
        stamp=at.astimezone(UTC),
        start=_moment(event.starts),
        end=_moment(event.ends) if not event.is_whole_days else event.ends + timedelta(days=1),  # RFC 5545, 3.6.1
        summary=str(event.label.in_language(language)),
        location=str(event.where.in_language(language)) or None,
    )


def _moment(when: date) -> date:
    """By UTC, which every calendar knows."""
    return when.astimezone(UTC) if isinstance(when, datetime) else when
