"""What a new version of a form changes, and what that does to the answers given before."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from forms.definition import Form, Question
from forms.near import closest
from forms.versions.pairs import Pair, choice_of, pairs


class Risk(IntEnum):
    """What a change does to answers given before."""

    SAFE = 0  # nothing
    NEEDS_NAME = 1  # it looks like a renaming: say so under `was`, or the answers stay behind
    LOSES = 2  # some answers will be shown no more (they stay in the ledger)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different."""

    path: str
    said: str
    risk: Risk = Risk.SAFE


WIDER: dict[str, frozenset[str]] = {
    "text": frozenset({"long_text", "hidden"}),
    "integer": frozenset({"decimal", "money", "text", "long_text"}),
    "decimal": frozenset({"text", "long_text"}),
    "money": frozenset({"decimal", "text", "long_text"}),
    "yes_no": frozenset({"text", "long_text"}),
    "consent": frozenset({"yes_no", "text"}),
    "choose_one": frozenset({"choose_many", "text", "long_text"}),
    "choose_many": frozenset({"text", "long_text", "ranking"}),
    "email": frozenset({"text", "long_text"}),
    "phone": frozenset({"text", "long_text"}),
    "url": frozenset({"text", "long_text"}),
    "date": frozenset({"text", "long_text"}),
    "time": frozenset({"text", "long_text"}),
    "datetime": frozenset({"text", "long_text"}),
    "country": frozenset({"text", "long_text"}),
    "reference": frozenset({"text", "long_text"}),
    "hidden": frozenset({"text", "long_text"}),
}
"""Type -> the types that every answer to it can become."""

WORDS = {
    "label": "its label", "hint": "its hint", "required": "whether it is obligatory", "show_if": "when it is asked",
    "required_if": "when it is obligatory", "checks": "its checks", "min": "its least", "max": "its most",
    "earliest": "its first day", "latest": "its last day", "min_length": "its least length",
    "max_length": "its greatest length", "max_words": "its most words", "pattern": "its pattern",
    "accept": "its kinds of files", "calculation": "its calculation", "choices_where": "which choices are offered",
    "totals": "its totals", "product": "what it multiplies", "currency": "its currency",
}  # fmt: skip
"""Fields of a Question whose change does nothing to answers -> how they are called."""


def changes(old: Form, new: Form) -> tuple[Change, ...]:
    """Every difference that matters to staff, in the order of the new version."""
    found = list(pairs(old, new))
    gone = [pair for pair in found if pair.new is None]
    return (*(change for pair in found for change in _of_pair(pair, gone)), *_of_form(old, new))


def worst(found: tuple[Change, ...]) -> Risk:
    """The greatest risk among changes; safe for none."""
    return max((change.risk for change in found), default=Risk.SAFE)


def _of_pair(pair: Pair, gone: list[Pair]) -> Iterator[Change]:
    if pair.old is None:
        yield _came(pair, gone)
    elif pair.new is None:
        yield Change(pair.path, "is gone: what was answered stays in the ledger and in its column.", Risk.LOSES)
    else:
        yield from _changed(pair, pair.old, pair.new)


def _came(pair: Pair, gone: list[Pair]) -> Change:
    assert pair.new is not None  # noqa: S101 - it is the newer half that came
    alike = [one.path for one in gone if one.old is not None and _is_alike(one.old, pair.new)]
    if alike:
        said = f"is new, and looks like {alike[0]!r} renamed: if it is, write `was: [{alike[0].rpartition('.')[2]}]`."
        return Change(pair.path, said, Risk.NEEDS_NAME)
    obligatory = " It is obligatory: submissions that are there already lack it." if pair.new.required else ""
    return Change(pair.path, f"is new.{obligatory}")


def _is_alike(old: Question, new: Question) -> bool:
    labels = set(old.label.by_language.values()) & set(new.label.by_language.values())
    return old.type == new.type and (bool(labels) or closest(new.name, [old.name]) is not None)


def _changed(pair: Pair, old: Question, new: Question) -> Iterator[Change]:
    if pair.old_path != pair.path:
        yield Change(pair.path, f"was {pair.old_path!r}: its answers come along.")
    if old.type != new.type:
        safe = new.type in WIDER.get(old.type, frozenset())
        said = f"was {_a(old.type)} and is {_a(new.type)}: "
        rest = "its answers come along." if safe else "answers that are none any more stay behind."
        yield Change(pair.path, said + rest, Risk.SAFE if safe else Risk.LOSES)
    yield from _choices(pair.path, old, new)
    for word, said in WORDS.items():
        if getattr(old, word) != getattr(new, word):
            yield Change(pair.path, f"{said} changed.")


def _a(type_: str) -> str:
    return f"{'an' if type_[0] in 'aeiou' else 'a'} {type_}"


def _choices(path: str, old: Question, new: Question) -> Iterator[Change]:
    if not old.choices or not new.choices:
        return
    lost = [one.value for one in old.choices if choice_of(one.value, new.choices) is None]
    came = {one.value for one in new.choices} - {one.value for one in old.choices}
    if lost:
        hint = " If one was renamed, write its old value under `was`." if came else ""
        said = f"no longer has the choices {', '.join(lost)}: answers that chose them stay behind.{hint}"
        yield Change(path, said, Risk.NEEDS_NAME if came else Risk.LOSES)
    if came:
        yield Change(path, f"has the new choices {', '.join(sorted(came))}.")


FORM_WORDS = {
    "title": "the title", "intro": "the introduction", "reference": "the references", "languages": "the languages",
    "zone": "the zone", "opens": "the opening", "closes": "the closing", "accepts_late": "what is done with late ones",
    "one_per": "who may send only one", "edit_until": "until when changes are taken",
    "keep_months": "how long it is kept",
    "privacy": "the privacy notice", "pages": "the pages", "checks": "the checks", "mails": "the mails",
    "call": "the call", "sources": "the sources", "sheet": "the sheet",
}  # fmt: skip


def _of_form(old: Form, new: Form) -> Iterator[Change]:
    for word, said in FORM_WORDS.items():
        if getattr(old, word) != getattr(new, word):
            yield Change("", f"{said} changed.")
    yield from _columns(old, new)


def _columns(old: Form, new: Form) -> Iterator[Change]:
    kept = {column.header for column in new.sheet.columns}
    for column in old.sheet.columns:
        if column.header not in kept:
            yield Change("", f"the sheet's column {column.header!r} is kept up no more; it stays as it is.")
