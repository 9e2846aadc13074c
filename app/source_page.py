"""What a form's sources ask, as staff look at it: where each question goes, and what could be done about it."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.drift import told
from app.store.source_questions import NEW, Known
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


def open_changes(forms: Mapping[str, CompiledForm], changed: Sequence[Known]) -> list[Known]:
    """Those of the changes that are not marked as seen which the forms as they are now do not settle."""
    return [one for one in changed if not _is_settled(one, *_wanted(forms.get(one.form), one.source))]


def _wanted(compiled: CompiledForm | None, word: str) -> tuple[Source, Collection[str]]:
    """What a form makes of a source, and the paths of its questions."""
    sources = compiled.form.sources if compiled else ()
    return next((one for one in sources if one.word == word), Source(word)), compiled.questions if compiled else ()


def _is_settled(known: Known, wanted: Source, paths: Collection[str]) -> bool:
    """Whether a key that was new is taken or ignored by now. What is worded anew may mean something else: it stays."""
    if _is_ignored(known.key, wanted):
        return True
    return known.change == NEW and bool(_goes_to(known.key, wanted, paths))


def _seen(compiled: CompiledForm | None, word: str, known: Sequence[Known]) -> list[Seen]:
    wanted, paths = _wanted(compiled, word)
    newest = max(one.last_seen for one in known)
    return [_one(one, wanted, paths, is_gone=newest - one.last_seen > GONE_AFTER) for one in known]


def _one(known: Known, wanted: Source, paths: Collection[str], *, is_gone: bool) -> Seen:
    goes_to, ignored = _goes_to(known.key, wanted, paths), _is_ignored(known.key, wanted)
    change = told(known) if known.change and not _is_settled(known, wanted, paths) else ""
    return Seen(known, goes_to, ignored, is_gone, change, "" if goes_to or ignored else yaml_line(known))


def _goes_to(key: str, wanted: Source, paths: Collection[str]) -> str:
    """The path that takes a key, or those that take its parts; empty where none does."""
    if whole := wanted.mapping.get(key) or (key if key in paths else ""):
        return whole
    parts = (f"{key}.", f"{key}/")
    mapped = [path for name, path in wanted.mapping.items() if name.startswith(parts)]
    return ", ".join(dict.fromkeys([*mapped, *(path for path in paths if path.startswith(parts))]))


def _is_ignored(key: str, wanted: Source) -> bool:
    return any(key == one or key.startswith((f"{one}/", f"{one}.")) for one in wanted.ignore)


def yaml_line(known: Known) -> str:
    """The line under `mapping` that would send the question somewhere."""
    key = known.key if known.key and set(known.key) <= PLAIN else json.dumps(known.key, ensure_ascii=False)
    return f"{key}: OUR_QUESTION" + (f"  # {known.label}" if known.label else "")
