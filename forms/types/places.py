"""Reads places on the map: latitude and longitude in degrees (WGS 84), as ODK and Kobo send them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError

from forms.definition import Question
from forms.types import messages
from forms.types.messages import refuse
from forms.types.numbers import plain, read_number

LATITUDE, LONGITUDE = Decimal(90), Decimal(180)
MOST_PARTS = 4  # latitude, longitude, altitude, accuracy


def read_geopoint(_question: Question, value: Any) -> str:
    """The text "latitude longitude", from such a text (altitude and accuracy are left out) or two fields of a page."""
    if isinstance(value, Mapping):
        parts = [value.get("latitude"), value.get("longitude")]
    else:
        parts = list(value.replace(",", " ").split()) if isinstance(value, str) else []
    if not 2 <= len(parts) <= MOST_PARTS:
        raise refuse(messages.GEOPOINT)
    try:
        latitude, longitude = (read_number(part) for part in parts[:2])
    except ValidationError:
        raise refuse(messages.GEOPOINT) from None
    if abs(latitude) > LATITUDE or abs(longitude) > LONGITUDE:
        raise refuse(messages.GEOPOINT)
    return f"{plain(latitude)} {plain(longitude)}"
