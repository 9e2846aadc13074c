"""What a form's sources ask, as staff look at it: where each question goes, and what could be done about it."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.drift import told
from app.store.source_questions import Known
from forms.definition import Source
from forms.schema import CompiledForm

GONE_AFTER = timedelta(days=30)
"""A question that the source's newest deliveries have lacked for so long may be there no more."""
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


@dataclass(frozen=True, slots=True)
class Seen:
    """A question of a source: where it goes (a path, `ignored` or nowhere), and its open change in words."""

    known: Known
    goes_to: str
    is_ignored: bool
    is_gone: bool
    change: str
    line: str  # of YAML that would map it


@dataclass(frozen=True, slots=True)
class SourceSeen:
    """A source of a form and its questions."""

    form: str
    word: str
    questions: tuple[Seen, ...]


def sources_seen(compiled: CompiledForm | None, known: Sequence[Known]) -> list[SourceSeen]:
    """The sources of one form, by what deliveries showed of them."""
    return [
        SourceSeen(known[0].form, word, tuple(_seen(compiled, word, [one for one in known if one.source == word])))
        for word in dict.fromkeys(one.source for one in known)
    ]


def _seen(compiled: CompiledForm | None, word: str, known: Sequence[Known]) -> list[Seen]:
    sources = compiled.form.sources if compiled else ()
    wanted = next((one for one in sources if one.word == word), Source(word))
    paths: Collection[str] = compiled.questions if compiled else ()
    newest = max(one.last_seen for one in known)
    return [_one(one, wanted, paths, is_gone=newest - one.last_seen > GONE_AFTER) for one in known]


def _one(known: Known, wanted: Source, paths: Collection[str], *, is_gone: bool) -> Seen:
    key = known.key
    goes_to = wanted.mapping.get(key) or (key if key in paths else "")
    ignored = any(key == one or key.startswith((f"{one}/", f"{one}.")) for one in wanted.ignore)
    change = told(known) if known.change else ""
    return Seen(known, goes_to, ignored, is_gone, change, "" if goes_to or ignored else yaml_line(known))


def yaml_line(known: Known) -> str:
    """The line under `mapping` that would send the question somewhere."""
    key = known.key if known.key and set(known.key) <= PLAIN else json.dumps(known.key, ensure_ascii=False)
    return f"{key}: OUR_QUESTION" + (f"  # {known.label}" if known.label else "")
