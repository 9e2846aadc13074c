"""The question types of XLSForm, in all their spellings, and which of ours they are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from forms.near import closest
from forms.types.table import QUESTION_TYPES

LISTED: Mapping[str, str] = {
    **dict.fromkeys(
        ("select one", "select one from", "select1", "select one external", "choose one", "select one from file"),
        "choose_one",
    ),
    **dict.fromkeys(
        ("select multiple", "select multiple from", "select all that apply", "select all that apply from",
         "select multiple from file", "choose many", "select"), "choose_many",
    ),
    **dict.fromkeys(("rank", "ranking"), "ranking"),
    "matrix": "matrix",
}  # fmt: skip
"""What stands before the name of a list."""

PLAIN: Mapping[str, str] = {
    **{word.replace("_", " "): word for word in QUESTION_TYPES},
    **dict.fromkeys(("string", "barcode"), "text"),
    "int": "integer",
    "date time": "datetime",
    "calculate": "calculated",
    **dict.fromkeys(("acknowledge", "trigger"), "consent"),
    **dict.fromkeys(("gps", "location"), "geopoint"),
    **dict.fromkeys(("image", "photo", "audio", "video", "background-audio", "background audio", "draw", "annotate"),
                    "file"),
    "phone number": "phone",
}  # fmt: skip
METADATA = frozenset(
    (
        "start",
        "end",
        "today",
        "deviceid",
        "username",
        "phonenumber",
        "simserial",
        "subscriberid",
        "audit",
        "simid",
        "email",
        "imei",
        "start-geopoint",
        "background-geopoint",
    )
) | {"device id", "subscriber id", "sim id", "sim serial", "start time", "end time"}
"""What a telephone adds by itself; a form on a page has none of it."""

LACKING: Mapping[str, str] = {
    "geotrace": "lines on a map are not asked here.",
    "geoshape": "areas on a map are not asked here.",
    "xml-external": "data beside the form are read from lists in CSV files alone.",
    "csv-external": "data beside the form are read from lists in CSV files alone.",
    "osm": "OpenStreetMap is not asked.",
    "entity": "there are no entities here.",
}
"""Types of XLSForm that have no counterpart, and why."""

BEGIN: Mapping[str, str] = {
    "begin group": "group",
    "begin section": "group",
    "begin repeat": "table",
    "begin table": "table",
    "begin looped group": "table",
}
END: Mapping[str, str] = {
    "end group": "group",
    "end section": "group",
    "end repeat": "table",
    "end table": "table",
    "end looped group": "table",
}
FILES: Mapping[str, tuple[str, ...]] = {
    "image": ("jpg", "jpeg", "png", "gif", "heic", "webp"),
    "photo": ("jpg", "jpeg", "png", "gif", "heic", "webp"),
    "audio": ("mp3", "m4a", "wav", "ogg", "aac", "amr"),
    "video": ("mp4", "mov", "webm", "3gp", "mkv"),
}
"""What a file has to end in."""

MEANT: Mapping[str, str] = {
    **dict.fromkeys(("number", "numeric", "float", "double"), "Write integer, decimal or money."),
    **dict.fromkeys(("currency", "amount"), "Write money."),
    **dict.fromkeys(("dropdown", "list", "choice", "radio"), "Write choose_one and the list behind it."),
}
"""What people call a type that has several names here -> what to write."""

WORDS_LIKE = re.compile(r"[\s_]+")
WITH_LIST = re.compile(
    r"(?P<before>[A-Za-z1][A-Za-z1_ ]*?)[\s_]*\s(?P<list>\S+)"
    r"(?P<other>[\s_]+(?:or[\s_]other|or[\s_]specify[\s_]other))?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Type:
    """What a cell under `type` says."""

    role: str  # question, begin, end, metadata, lacking, unknown
    word: str = ""  # ours: a type, or group and table
    list: str = ""
    said: str = ""
    or_other: bool = False
    from_file: bool = False


def type_of(said: str) -> Type:
    """The type that a cell says."""
    plain = WORDS_LIKE.sub(" ", said.strip().lower())
    for role, known in (("begin", BEGIN), ("end", END)):
        if plain in known:
            return Type(role, known[plain], said=plain)
    if plain in PLAIN and plain not in LISTED and plain not in {"group", "table"}:
        return Type("question", PLAIN[plain], said=plain)
    if plain == "range":
        return Type("question", "integer", said=plain)
    if plain.removeprefix("get ") in METADATA:
        return Type("metadata", said=plain)
    if plain in LACKING:
        return Type("lacking", said=plain)
    return _listed(said)


def _listed(said: str) -> Type:
    found = WITH_LIST.fullmatch(said.strip())
    if found is None:
        return Type("unknown", said=said)
    before = WORDS_LIKE.sub(" ", found["before"].lower()).strip()
    if before not in LISTED:
        return Type("unknown", said=said)
    from_file = before.endswith("from file")
    return Type("question", LISTED[before], found["list"], before, bool(found["other"]), from_file)


def cause_of(said: str) -> str:
    """What is wrong with an unknown type."""
    is_listed = WORDS_LIKE.sub(" ", said.strip().lower()) in LISTED
    return f"`{said}` names no list." if is_listed else f"there is no type {said!r}."


def remedy(said: str) -> str:
    """What was probably meant by an unknown type."""
    plain = WORDS_LIKE.sub(" ", said.strip().lower())
    if plain in LISTED:
        return f"Write the list behind it: {said.strip()} regions"
    if plain in MEANT:
        return MEANT[plain]
    first = " ".join(plain.split()[:2]) if " " in plain else plain
    close = closest(plain, (*PLAIN, *BEGIN, *END)) or closest(first, LISTED)
    if close is None:
        return "Write text, integer, date, choose_one LIST … (see the guide)."
    return f"Did you mean {close.replace(' ', '_')!r}?"
