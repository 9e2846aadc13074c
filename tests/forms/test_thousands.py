"""A point before three zeros: thousands to some, decimals to others, so it is asked again rather than guessed."""

from decimal import Decimal

import pytest
from marshmallow import ValidationError

from forms.definition import Question, Text
from forms.types import messages
from forms.types.numbers import read_decimal, read_integer, read_money

ASKED = Question("asked", "money", Text(), currency="USD")
MONTHS = Question("months", "integer", Text())


@pytest.mark.parametrize("written", ["75.000", "1.500", "0.000", "75.0000", "7 500.000", "٧٥.٠٠٠", "-75.000"])
def test_money_is_written_with_two_decimals_at_most(written: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read_money(ASKED, written)
    assert caught.value.messages == [messages.TWO_DECIMALS]


@pytest.mark.parametrize("written", ["12.000", "1.000", "0.000", "12.0000", "١٢.٠٠٠"])
def test_a_whole_number_is_not_written_with_three_zeros_behind_a_point(written: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read_integer(MONTHS, written)
    assert caught.value.messages == [messages.INTEGER]


@pytest.mark.parametrize("given", ["75", "75.", "75.0", "75.00", 75, 75.0, Decimal("75.000")])
def test_what_can_mean_one_thing_only_is_taken(given: object) -> None:
    assert read_money(ASKED, given) == "75.00"
    assert read_integer(MONTHS, given) == 75


def test_a_decimal_keeps_the_decimals_it_was_given() -> None:
    assert read_decimal(MONTHS, "12.000") == "12.000"
