"""Calendar files: what a calendar makes of them, once and again."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar

from app.calendar_files import calendar_file
from forms.definition import Event, Text

ZONE = ZoneInfo("Europe/Zurich")
AT = datetime(2027, 4, 1, 9, tzinfo=UTC)
HOUR = Event(
    "briefing",
    Text({"en": "Briefing; with, marks", "ar": "جلسة إحاطة"}),
    datetime(2027, 5, 10, 9, tzinfo=ZONE),
    datetime(2027, 5, 10, 12, 30, tzinfo=ZONE),
    Text({"en": "Geneva\nRoom 3"}),
)
DAYS = Event("week", Text({"en": "Week"}), date(2027, 5, 10), date(2027, 5, 14))


def test_hours_are_told_by_utc_and_days_to_the_end_of_the_last() -> None:
    content = calendar_file([HOUR, DAYS], "en", "x@example.org", AT)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    hour, days = Calendar.from_ical(content).walk("VEVENT")
    assert (hour.start, hour.end) == (datetime(2027, 5, 10, 7, tzinfo=UTC), datetime(2027, 5, 10, 10, 30, tzinfo=UTC))
    assert (days.start, days.end) == (date(2027, 5, 10), date(2027, 5, 15))  # the end is not part of it (3.6.1)
    assert (str(hour["SUMMARY"]), str(hour["LOCATION"])) == ("Briefing; with, marks", "Geneva\nRoom 3")
    assert "LOCATION" not in days


def test_an_entry_that_is_sent_again_takes_the_place_of_the_first() -> None:
    first, again = (
        Calendar.from_ical(calendar_file([HOUR], "ar", "x@example.org", at)).walk("VEVENT")[0]
        for at in (AT, AT.replace(day=2))
    )
    assert first["UID"] == again["UID"] == "briefing.x@example.org"
    assert first["SEQUENCE"] < again["SEQUENCE"]
    assert str(again["SUMMARY"]) == "جلسة إحاطة"
    assert calendar_file([HOUR], "ar", "x@example.org", AT) == calendar_file([HOUR], "ar", "x@example.org", AT)
