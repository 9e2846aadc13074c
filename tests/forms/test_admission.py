"""When a form takes submissions and changes, and what there can be one of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from versions_made import form_of

from forms.definition import Form, Question, Text
from forms.logic.admission import subject_of, too_late_to_change, turned_away
from forms.types import messages

ZURICH = ZoneInfo("Europe/Zurich")
OPENS = datetime(2026, 10, 1, 9, 0, tzinfo=ZURICH)
CLOSES = datetime(2027, 1, 15, 18, 0, tzinfo=ZURICH)
FORM = form_of((Question("state", "text", Text({"en": "State"})), Question("year", "integer", Text({"en": "Year"}))))
TIMED = replace(FORM, opens=OPENS, closes=CLOSES)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (OPENS - SECOND, messages.NOT_OPEN),
        (OPENS, None),
        (datetime(2026, 10, 1, 7, 0, tzinfo=UTC), None),
        (datetime(2026, 10, 1, 6, 59, tzinfo=UTC), messages.NOT_OPEN),
        (CLOSES, None),
        (CLOSES + SECOND, messages.CLOSED),
    ],
)
def test_a_form_is_open_between_two_moments(moment: datetime, said: str | None) -> None:
    problem = turned_away(TIMED, moment)
    assert (problem and problem.message) == said


def test_the_moments_are_told_in_the_forms_zone() -> None:
    early, late = turned_away(TIMED, OPENS - SECOND), turned_away(TIMED, CLOSES + SECOND)
    assert early is not None
    assert late is not None
    assert early.params == {"opens": "2026-10-01 09:00 CEST"}
    assert late.params == {"closes": "2027-01-15 18:00 CET"}


def test_what_comes_late_is_taken_where_the_form_says_so() -> None:
    lenient = replace(TIMED, accepts_late=True)
    assert turned_away(lenient, CLOSES + SECOND) is None
    assert turned_away(lenient, OPENS - SECOND) is not None
    assert turned_away(FORM, CLOSES) is None


@pytest.mark.parametrize(
    ("form", "moment", "is_late"),
    [
        (TIMED, CLOSES, False),
        (TIMED, CLOSES + SECOND, True),
        (replace(TIMED, accepts_late=True), CLOSES + SECOND, False),
        (replace(TIMED, edit_until=CLOSES + 2 * SECOND), CLOSES + SECOND, False),
        (replace(TIMED, edit_until=CLOSES + 2 * SECOND), CLOSES + 3 * SECOND, True),
        (replace(TIMED, edit_until=OPENS), OPENS + SECOND, True),
        (FORM, CLOSES, False),
    ],
)
def test_until_when_a_submission_can_be_changed(form: Form, moment: datetime, is_late: bool) -> None:
    assert (too_late_to_change(form, moment) is not None) is is_late


def test_what_only_one_may_have() -> None:
    one = replace(FORM, one_per=("state", "year"))
    assert subject_of(FORM, {"state": "x", "year": 1}) is None
    assert subject_of(one, {"state": "x", "year": None}) is None
    assert subject_of(one, {"state": " ", "year": 1}) is None
    digest = subject_of(one, {"state": "Fiji", "year": 1})
    assert digest is not None
    assert len(digest) == 64
    assert digest == subject_of(one, {"state": "FIJI", "year": 1})
    assert (
        len({digest, subject_of(one, {"state": "Fiji", "year": 2}), subject_of(one, {"state": "Fij", "year": 1})}) == 3
    )
