"""What stages open, on which days, in whose zone."""

from datetime import UTC, date, datetime

import pytest

from app.domain.stages import Window, today, window
from forms.definition import NO_TEXT, Form, Sheet, Stage

STAGES = (
    Stage("read", NO_TEXT, date(2027, 2, 1), date(2027, 2, 14), ("scoring",)),
    Stage("again", NO_TEXT, date(2027, 2, 10), date(2027, 2, 20), ("scoring", "ranking")),
    Stage("late", NO_TEXT, date(2027, 3, 1), date(2027, 3, 1), ("scoring",)),
)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2027, 1, 31), Window(is_open=False, starts=date(2027, 2, 1))),
        (date(2027, 2, 1), Window(is_open=True, until=date(2027, 2, 14))),
        (date(2027, 2, 10), Window(is_open=True, until=date(2027, 2, 20))),
        (date(2027, 2, 20), Window(is_open=True, until=date(2027, 2, 20))),
        (date(2027, 2, 21), Window(is_open=False, starts=date(2027, 3, 1))),
        (date(2027, 3, 1), Window(is_open=True, until=date(2027, 3, 1))),
        (date(2027, 3, 2), Window(is_open=False)),
    ],
)
def test_it_is_open_while_a_stage_that_names_it_lasts(day: date, expected: Window) -> None:
    assert window(STAGES, "scoring", day) == expected


def test_what_no_stage_names_is_always_open() -> None:
    assert window(STAGES, "deciding", date(2020, 1, 1)) == Window(is_open=True)
    assert window((), "scoring", date(2020, 1, 1)) == Window(is_open=True)


def test_a_day_ends_where_the_form_is_at_home() -> None:
    form = Form("call", 1, NO_TEXT, ("en",), "C-{number}", (), Sheet("Book", "Tab", ()), zone="Asia/Tokyo")
    assert today(form, datetime(2027, 2, 14, 14, 59, tzinfo=UTC)) == date(2027, 2, 14)
    assert today(form, datetime(2027, 2, 14, 15, 0, tzinfo=UTC)) == date(2027, 2, 15)
