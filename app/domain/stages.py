"""The stages of a call: which last today, and what may be done in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from forms.definition import Form, Stage

SCORING, RANKING, COMMENTING = "scoring", "ranking", "commenting"
"""What stages open to members, and to donors (forms.reading.call_part.ACTS)."""


@dataclass(frozen=True, slots=True)
class Window:
    """Whether something may be done; until which day, or from which on, where the stages say so."""

    is_open: bool
    until: date | None = None  # the last day
    starts: date | None = None  # None while it is closed: it does not open again

    @property
    def is_over(self) -> bool:
        """Whether it may be done no more, now or later."""
        return not self.is_open and self.starts is None


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


def window(stages: Sequence[Stage], act: str, day: date) -> Window:
    """When it may be done, as far as the stages say."""
    naming = [one for one in stages if act in one.opens]
    if is_open(stages, act, day):
        return Window(is_open=True, until=max((one.ends for one in lasting(naming, day)), default=None))
    return Window(is_open=False, starts=min((one.starts for one in naming if one.starts > day), default=None))
