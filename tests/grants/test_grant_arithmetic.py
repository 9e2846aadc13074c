"""Instalments that sum, days that are those of calendars, reminders that come once: pure, for any input."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.grants.days import due_on, first_day, months_later, reminded_by
from app.domain.grants.splitting import split, split_rest
from app.domain.grants.states import ACTS, LIVE, OUT, STATES, UNSIGNED, open_to
from forms.definition import NO_TEXT, DueReport, Instalment, Reminder, Terms

THIRDS = tuple(
    Instalment(name, NO_TEXT, share)
    for name, share in zip("abc", (Decimal("33.4"), Decimal("33.3"), Decimal("33.3")), strict=True)
)
SHARES = st.lists(st.integers(1, 10_000), min_size=1, max_size=12)


def parts(shares: list[int]) -> tuple[Instalment, ...]:
    return tuple(Instalment(f"p{n}", NO_TEXT, Decimal(share)) for n, share in enumerate(shares))


def test_what_three_instalments_do_not_divide_sums_all_the_same() -> None:
    assert split(Decimal("100.00"), "USD", parts([1, 1, 1])) == {
        "p0": Decimal("33.34"),
        "p1": Decimal("33.33"),
        "p2": Decimal("33.33"),
    }
    assert list(split(Decimal("0.01"), "USD", parts([1, 1, 1])).values()) == [Decimal("0.01"), 0, 0]
    assert list(split(Decimal(100), "JPY", parts([1, 1, 1])).values()) == [34, 33, 33]
    assert list(split(Decimal("1.000"), "KWD", parts([1, 1, 1])).values()) == [
        Decimal("0.334"),
        Decimal("0.333"),
        Decimal("0.333"),
    ]
    assert list(split(Decimal("0.10"), "USD", THIRDS).values()) == [Decimal("0.04"), Decimal("0.03"), Decimal("0.03")]


@given(st.integers(0, 10**15), SHARES, st.sampled_from(["USD", "JPY", "KWD"]))
def test_instalments_sum_and_none_is_a_unit_from_its_share(units: int, shares: list[int], currency: str) -> None:
    unit = Decimal(1).scaleb(-{"USD": 2, "JPY": 0, "KWD": 3}[currency])
    amount = units * unit
    found = split(amount, currency, parts(shares))
    assert sum(found.values()) == amount
    for one, share in zip(found.values(), shares, strict=True):
        assert one % unit == 0
        assert abs(Fraction(one) - Fraction(amount) * Fraction(share, sum(shares))) < Fraction(unit)


@given(st.integers(0, 10**12), st.integers(0, 10**12), SHARES, st.data())
def test_what_is_released_stays_and_the_rest_takes_up_the_difference(
    before: int, after: int, shares: list[int], data: st.DataObject
) -> None:
    known = parts(shares)
    first = split(Decimal(before) / 100, "USD", known)
    names = data.draw(st.sets(st.sampled_from([one.name for one in known])))
    released = {name: first[name] for name in names}
    amount = Decimal(after) / 100
    paid = sum(released.values(), Decimal(0))
    if paid > amount or (paid < amount and len(names) == len(known)):
        with pytest.raises(ValueError, match="is left for"):
            split_rest(amount, "USD", known, released)
        return
    found = split_rest(amount, "USD", known, released)
    assert sum(found.values()) == amount
    assert {name: found[name] for name in names} == released
    assert all(one >= 0 for one in found.values())


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 1, 31), 3, date(2027, 4, 30)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2027, 12, 15), 12, date(2028, 12, 15)),
        (date(2027, 5, 1), 0, date(2027, 5, 1)),
    ],
)
def test_months_end_on_the_last_day_that_there_is(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


@given(st.dates(date(1900, 1, 1), date(9000, 1, 1)), st.integers(0, 600))
def test_months_later_is_in_that_month(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or ((later + timedelta(days=1)).day == 1 and later.day < day.day)


def test_a_report_is_due_by_its_own_word() -> None:
    report = DueReport("one", NO_TEXT, "form", "grant", "email")
    approved, begins = date(2027, 1, 10), date(2027, 1, 31)
    assert due_on(replace(report, on=date(2027, 6, 1)), approved, begins) == date(2027, 6, 1)
    assert due_on(replace(report, days=30), approved, begins) == date(2027, 2, 9)
    assert due_on(replace(report, months=1), approved, begins) == date(2027, 2, 28)
    assert due_on(report, approved, begins) is None
    assert due_on(replace(report, months=1), approved, None) is None
    assert first_day(Terms("n", "e"), approved, None) == approved
    assert first_day(Terms("n", "e", agreement="letter"), approved, None) is None
    assert first_day(Terms("n", "e", agreement="letter"), approved, begins) == begins


REMINDERS = (
    Reminder("early", NO_TEXT, NO_TEXT, before=(30, 7)),
    Reminder("late", NO_TEXT, NO_TEXT, after=(1, 14)),
    Reminder("last", NO_TEXT, NO_TEXT, after=(30,)),
)


@pytest.mark.parametrize(
    ("off", "name", "days"),
    [
        (-31, "", 0),
        (-30, "early", -30),
        (-8, "early", -30),
        (-7, "early", -7),
        (0, "early", -7),
        (1, "late", 1),
        (13, "late", 1),
        (14, "late", 14),
        (29, "late", 14),
        (30, "last", 30),
        (500, "last", 30),
    ],
)
def test_the_reminder_is_that_whose_day_came_last(off: int, name: str, days: int) -> None:
    due = date(2027, 3, 1)
    found = reminded_by(REMINDERS, due, due + timedelta(days=off))
    assert (found.reminder.name, found.days) == (name, days) if found else (off, name) == (-31, "")


def test_every_act_leads_from_states_to_states_that_there_are() -> None:
    assert STATES.keys() >= LIVE | OUT | UNSIGNED
    for act in ACTS.values():
        assert {*act.starts, act.ends} <= STATES.keys()
        assert act.ends not in act.starts
    assert {word for word in ACTS if word in open_to("revoked", is_signed_for=True)} == set()
    assert set(open_to("approved", is_signed_for=False)) == {"audit", "claim", "close", "withdraw", "terminate"}
    assert {state for state in STATES if not open_to(state, is_signed_for=True)} == {"revoked"}
