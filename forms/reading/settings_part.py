"""The settings of a form as a whole: when it is open, for whom, and how long answers are kept."""

import re
from typing import Any
from zoneinfo import available_timezones

from forms.near import closest
from forms.reading.check_rules import zone_exists
from forms.reading.reader import Reader
from forms.tree import Value

SETTING_WORDS = (
    "zone",
    "opens",
    "closes",
    "late",
    "one_per",
    "edit_until",
    "keep_months",
    "privacy",
    "declaration",
    "next_steps",
    "embed_on",
)
LATE = ("refuse", "accept")
MOST_MONTHS = 1_200
ORIGIN = r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?"


def read_settings(reader: Reader, parts: dict[str, Value]) -> dict[str, Any]:
    """The settings as fields of a Form; sets the reader's zone."""
    reader.zone = _zone(reader, parts.get("zone"))
    opens, closes, edit_until = (reader.moment(parts.get(word), word) for word in ("opens", "closes", "edit_until"))
    if opens is not None and closes is not None and opens >= closes:
        reader.wrong(parts["closes"], "closes", f"closes ({closes}) before it opens ({opens}).", "Exchange them.")
    accepts_late = reader.one_of(parts.get("late"), "late", LATE, "refuse") == "accept"
    if "late" in parts and closes is None:
        reader.wrong(parts["late"], "late", "nothing is late in a form that does not close.", "Add `closes: …`.")
    return {
        "zone": reader.zone,
        "opens": opens,
        "closes": closes,
        "accepts_late": accepts_late,
        "one_per": _one_per(reader, parts.get("one_per")),
        "edit_until": edit_until,
        "keep_months": reader.integer(parts.get("keep_months"), "keep_months", 1, MOST_MONTHS),
        "privacy": reader.text(parts.get("privacy"), "privacy"),
        "declaration": reader.text(parts.get("declaration"), "declaration"),
        "next_steps": reader.text(parts.get("next_steps"), "next_steps"),
        "embed_on": _embed_on(reader, parts.get("embed_on")),
    }


def _one_per(reader: Reader, value: Value | None) -> tuple[str, ...]:
    """One path or several."""
    if value is None or isinstance(value.content, list):
        return reader.words(value, "one_per")
    return (reader.filled(value, "one_per", "one_per"),)


def _embed_on(reader: Reader, value: Value | None) -> tuple[str, ...]:
    """Origins (RFC 6454), as the header frame-ancestors names them."""
    origins = reader.words(value, "embed_on")
    for one in origins:
        if value is not None and not re.fullmatch(ORIGIN, one):
            reader.wrong(value, "embed_on", f"{one!r} is no origin.", "Write it like https://www.example.org.")
    return origins


def _zone(reader: Reader, value: Value | None) -> str:
    zone = reader.word(value, "zone", "UTC")
    if value is not None and not zone_exists(zone):
        meant = closest(zone, available_timezones())
        remedy = f"Did you mean {meant!r}?" if meant else "Write it like Europe/Zurich."
        reader.wrong(value, "zone", f"there is no zone {zone!r}.", remedy)
        return "UTC"
    return zone
