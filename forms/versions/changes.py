"""What a new version of a form changes, and what that does to the answers given before."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum

from forms.definition import Choice, Form, Question
from forms.near import closest
from forms.versions.carry import is_same_kind, kind_of
from forms.versions.pairs import Pair, pairs, successors


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
    "choose_many": frozenset({"long_text", "ranking"}),
    "ranking": frozenset({"long_text", "choose_many"}),
    "email": frozenset({"text", "long_text"}),
    "phone": frozenset({"text", "long_text"}),
    "url": frozenset({"long_text"}),
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
    "totals": "its totals", "product": "what it multiplies", "other": "its question for something else",
    "confirm": "whether it is asked twice", "max_megabytes": "how large its files may be",
    "form": "which form it refers to",
}  # fmt: skip
"""Fields of a Question whose change does nothing to answers -> how they are called."""


def changes(old: Form, new: Form) -> tuple[Change, ...]:
    """Every difference that matters to staff, in the order of the new version."""
    found = list(pairs(old, new))
    gone = [pair for pair in found if pair.new is None]
    told = (*(change for pair in found for change in _of_pair(pair, gone)), *_of_form(old, new))
    return told if told or _is_same(old, new) else (Change("", "something small changed."),)


def _is_same(old: Form, new: Form) -> bool:
    """Whether nothing is different but the number, and where lists are kept (their choices stand at the questions)."""
    return replace(old, version=1, lists=()) == replace(new, version=1, lists=())


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
    yield from _type(pair.path, old, new)
    yield from _choices(pair.path, old, new)
    yield from _names(pair.path, {*old.was} - {new.name, *new.was})
    for word, said in WORDS.items():
        if getattr(old, word) != getattr(new, word):
            yield Change(pair.path, f"{said} changed.")


def _type(path: str, old: Question, new: Question) -> Iterator[Change]:
    were, are = kind_of(old), kind_of(new)
    if were == are == "money" and old.currency != new.currency:
        said = f"was in {old.currency} and is in {new.currency}: amounts given before stay behind."
        yield Change(path, said, Risk.LOSES)
    elif old.type != new.type or were != are:
        is_safe = is_same_kind(old, new) or are in WIDER.get(were, frozenset())
        said = f"was {_a(old)} and is {_a(new)}: "
        rest = "its answers come along." if is_safe else "answers that are none any more stay behind."
        yield Change(path, said + rest, Risk.SAFE if is_safe else Risk.LOSES)


def _names(path: str, gone: Collection[str]) -> Iterator[Change]:
    if gone:
        said = f"no longer says that it was {', '.join(sorted(gone))}: write it under `was`, or what was answered then"
        yield Change(path, f"{said} stays behind.", Risk.NEEDS_NAME)


def _a(question: Question) -> str:
    said = f"{question.type} ({question.result})" if question.result else question.type
    return f"{'an' if said[0] in 'aeiou' else 'a'} {said}"


def _choices(path: str, old: Question, new: Question) -> Iterator[Change]:
    if not old.choices or not new.choices:
        return
    became = successors(old.choices, new.choices)
    lost = [one.value for one in old.choices if one.value not in became]
    came = {one.value for one in new.choices} - {one.value for one in old.choices}
    if lost:
        hint = " If one was renamed, write its old value under `was`." if came else ""
        said = f"no longer has the choices {', '.join(lost)}: answers that chose them stay behind.{hint}"
        yield Change(path, said, Risk.NEEDS_NAME if came else Risk.LOSES)
    if came:
        yield Change(path, f"has the new choices {', '.join(sorted(came))}.")
    names = {one.value: {*one.was} for one in new.choices}
    for one in old.choices:
        if one.value in names:
            yield from _names(f"{path}, choice {one.value!r}", {*one.was} - names[one.value] - {*became})
    yield from _called(path, old, new, became)


def _called(path: str, old: Question, new: Question, became: Mapping[str, str]) -> Iterator[Change]:
    """Choices that are there in both, and what they are called: one called as another was may be that other."""
    present = {one.value: one for one in new.choices}
    were = [(one, present[became[one.value]]) for one in old.choices if one.value in became]
    labels = {language_label: one.value for one in old.choices for language_label in one.label.by_language.items()}
    for then, now in were:
        others = {labels[one] for one in now.label.by_language.items() if one in labels and labels[one] != then.value}
        if then.label != now.label and any(became.get(one) != now.value for one in others):
            said = f"choice {now.value!r} is called as {', '.join(sorted(others))} was: write `was` if it is that one."
            yield Change(path, said, Risk.NEEDS_NAME)
    if [_offered(then) for then, _ in were] != [(then.value, now.label, now.attributes) for then, now in were] or (
        [now.value for _, now in were] != [one.value for one in new.choices if one in [now for _, now in were]]
    ):
        yield Change(path, "its choices are called otherwise, or stand in another order.")


def _offered(choice: Choice) -> tuple[object, ...]:
    return choice.value, choice.label, choice.attributes


FORM_WORDS = {
    "title": "the title", "intro": "the introduction", "reference": "the references", "languages": "the languages",
    "zone": "the zone", "opens": "the opening", "closes": "the closing", "accepts_late": "what is done with late ones",
    "one_per": "who may send only one", "edit_until": "until when changes are taken",
    "keep_months": "how long it is kept",
    "privacy": "the privacy notice", "declaration": "what people confirm by sending",
    "embed_on": "where the form may be shown", "pages": "the pages", "checks": "the checks", "letters": "the letters",
    "mails": "the mails",
    "call": "the call", "sources": "the sources", "sheet": "the sheet",
}  # fmt: skip


def _of_form(old: Form, new: Form) -> Iterator[Change]:
    for word, said in FORM_WORDS.items():
        if getattr(old, word) != getattr(new, word):
            yield Change("", f"{said} changed.")
    if [replace(one, questions=()) for one in old.sections] != [replace(one, questions=()) for one in new.sections]:
        yield Change("", "the sections changed.")
    yield from _columns(old, new)


def _columns(old: Form, new: Form) -> Iterator[Change]:
    kept = {column.header for column in new.sheet.columns}
    for column in old.sheet.columns:
        if column.header not in kept:
            yield Change("", f"the sheet's column {column.header!r} is kept up no more; it stays as it is.")
