"""The stages of a call: which last today, and what may be done in them."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from forms.definition import Form, Stage


def today(form: Form, now: datetime) -> date:
    """The day where the form's days are meant."""
    return now.astimezone(ZoneInfo(form.zone)).date()


def lasting(stages: Sequence[Stage], day: date) -> tuple[Stage, ...]:
    """The stages that the day is in; both ends are."""
    return tuple(one for one in stages if one.starts <= day <= one.ends)


def is_open(stages: Sequence[Stage], act: str, day: date) -> bool:
    """Whether an act (a word of `opens`) may be done; one that no stage names may be done always."""
    naming = [one for one in stages if act in one.opens]
    return not naming or bool(lasting(naming, day))
