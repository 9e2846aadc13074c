"""Where a source's API can be asked for what its webhook missed: the words that each provider needs for that."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from forms.reading.reader import Reader
from forms.tree import Value


@dataclass(frozen=True, slots=True)
class ApiWords:
    """The words of one provider: without which it cannot be asked, and which may be added."""

    needed: tuple[str, ...]
    more: tuple[str, ...] = ()


API_WORDS: Mapping[str, ApiWords] = {
    "typeform": ApiWords(("form",), ("server",)),
    "kobotoolbox": ApiWords(("server", "asset")),
    "odk-central": ApiWords(("server", "project", "form")),
    "google-forms-watch": ApiWords(("form",), ("topic",)),
    "surveymonkey": ApiWords(("survey",), ("server",)),
    "jotform": ApiWords(("form",), ("server",)),
    "formbricks": ApiWords(("server", "survey")),
    "fillout": ApiWords(("form",), ("server",)),
    "gravity-forms": ApiWords(("server", "form")),
    "limesurvey": ApiWords(("server", "survey")),
    "netlify": ApiWords(("form",)),
    "tally": ApiWords(("form",)),
    "paperform": ApiWords(("form",)),
}
"""Source -> the words of its `api`; what is not here cannot be asked."""

SERVER = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?")


def read_api(reader: Reader, value: Value | None, place: str, source: str) -> dict[str, str]:
    """Where the source's API is, and which of its forms is meant; empty where nothing is said."""
    if value is None:
        return {}
    words = API_WORDS.get(source)
    if words is None:
        reader.wrong(value, place, f"{source!r} has no API that this service can ask.", "Take `api` out.")
        return {}
    known = (*words.needed, *words.more)
    parts = reader.mapping(value, f"{place}, api", known, words.needed)
    said = {word: reader.filled(inner, f"{place}, api", word) for word, inner in parts.items() if word in known}
    if said.get("server") and not SERVER.fullmatch(said["server"]):
        reader.wrong(parts["server"], f"{place}, api", "'server' is no address.", "Write it like https://example.org.")
    return said
