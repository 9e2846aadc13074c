"""Times of exports: read in the zone they are of, and never guessed where they may be two."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from connectors.exports.moments import DAY_FIRST, MONTH_FIRST, Unclear, day, moment, order_of

GENEVA = ZoneInfo("Europe/Zurich")


@pytest.mark.parametrize(
    ("text", "order", "utc"),
    [
        ("2026-05-04 10:11:12", "", "2026-05-04 08:11:12"),
        ("2026-05-04T10:11:12Z", "", "2026-05-04 10:11:12"),
        ("2026-05-04T10:11:12.345+02:00", "", "2026-05-04 08:11:12"),
        ("2026/05/04 10:11:12 AM GMT+2", "", "2026-05-04 08:11:12"),
        ("2026/05/04 12:11:12 AM UTC", "", "2026-05-04 00:11:12"),
        ("04.05.2026 10:11", "", "2026-05-04 08:11:00"),
        ("4/5/2026 10:11:12", DAY_FIRST, "2026-05-04 08:11:12"),
        ("4/5/2026 10:11:12", MONTH_FIRST, "2026-04-05 08:11:12"),
        ("5/14/2026, 1:11 PM", "", "2026-05-14 11:11:00"),
        ("May 4, 2026", "", "2026-05-03 22:00:00"),
        ("4 May 2026 10:11", "", "2026-05-04 08:11:00"),
        ("2026-01-04 10:11", "", "2026-01-04 09:11:00"),
    ],
)
def test_a_time_is_read_in_its_zone(text: str, order: str, utc: str) -> None:
    assert moment(text, GENEVA, order) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13-04", "31.02.2026", "4/5/26", "Foo 4, 2026", "2026-05-04 25:00"]
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert moment(text, GENEVA) is None


def test_a_day_that_may_be_two_is_not_guessed() -> None:
    with pytest.raises(Unclear):
        moment("4/5/2026", GENEVA)
    assert day("4/5/2026") == "4/5/2026"
    assert day("4/5/2026", DAY_FIRST) == "2026-05-04"
    assert day("no day at all") == "no day at all"


def test_the_order_shows_in_those_that_can_be_one_only() -> None:
    assert order_of(["4/5/2026", "14/5/2026"]) == {DAY_FIRST}
    assert order_of(["4/5/2026", "4/25/2026 10:00"]) == {MONTH_FIRST}
    assert order_of(["4/5/2026", "2026-05-04", "5.4.2026"]) == set()
