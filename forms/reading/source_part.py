"""The sources of a definition file: who may deliver, and which question each of their keys answers."""

from collections.abc import Mapping

from forms.definition import Question, Source
from forms.near import near
from forms.reading.api_part import read_api
from forms.reading.reader import Reader, titled
from forms.tree import Value

SOURCE_WORDS: Mapping[str, bool] = {
    "standard-webhooks": False,
    "typeform": True,
    "kobotoolbox": False,
    "tally": True,
    "jotform": False,
    "formbricks": False,
    "fillout": True,
    "formspree": False,
    "paperform": False,
    "generic": False,
    "github": True,
    "stripe": True,
    "google-forms": True,
    "google-forms-watch": True,
    "microsoft-forms": False,
    "surveymonkey": True,
    "limesurvey": False,
    "cognito-forms": False,
    "gravity-forms": True,
    "netlify": False,
    "odk-central": False,
}
"""Source -> whether it names questions in its own way, so that it needs a mapping."""

ABOUT_SUBMISSION = ("$submission", "$delivery", "$version", "$time", "$language")
"""Targets of a mapping that are no question: they say which submission and message it is."""

MAPPING_WORDS = ("source", "mapping", "ignore", "api")


def read_sources(reader: Reader, value: Value | None, targets: Mapping[str, Question]) -> tuple[Source, ...]:
    """The sources; `targets` are the questions that answers can be put at, by path."""
    items = reader.items(value, "sources")
    sources = tuple(_source(reader, one, targets) for one in items)
    reader.once(items, (source.word for source in sources), "sources")
    return sources


def _source(reader: Reader, value: Value, targets: Mapping[str, Question]) -> Source:
    place = titled(value, "source")
    parts = reader.mapping(value, place, MAPPING_WORDS, MAPPING_WORDS[:1])
    word = reader.one_of(parts.get("source"), place, SOURCE_WORDS)
    pairs = reader.pairs(parts.get("mapping"), place)
    if SOURCE_WORDS.get(word) and not pairs:
        remedy = "List `their key: our path` under `mapping`."
        reader.wrong(value.part("mapping"), place, "has no mapping.", remedy)
    mapping = {key: _target(reader, inner, f"{place}, {key!r}", targets) for key, inner in pairs.items()}
    ignore = reader.words(parts.get("ignore"), place)
    for key in ignore:
        if key in mapping:
            reader.wrong(parts["ignore"], place, f"{key!r} is mapped and ignored.", "Keep one of them.")
    return Source(word, mapping, ignore, read_api(reader, parts.get("api"), place, word))


def _target(reader: Reader, value: Value, place: str, targets: Mapping[str, Question]) -> str:
    path = reader.word(value, place)
    if path.startswith("$"):
        if path not in ABOUT_SUBMISSION:
            reader.wrong(value, place, f"there is no {path!r} here.", near(path, ABOUT_SUBMISSION))
    elif path not in targets:
        reader.wrong(value, place, f"no question can be answered at {path!r}.", near(path, targets))
    return path
