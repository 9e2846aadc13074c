"""Which column of an export answers which question: by its key, by its label at the provider, by ours."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from connectors.exports.kinds import Kind
from connectors.exports.known import NOT_INSIDE, Inside, Known
from connectors.sources.mapping import IDENTITY
from forms.definition import plain_label

ANSWER, PART, OWN, UNMATCHED = "answer", "part", "own", "unmatched"
SUBMISSION, TIME, VERSION = "submission", "time", "version"
ROLES = {"$submission": SUBMISSION, "$time": TIME, "$version": VERSION}
"""Targets of a mapping that say which submission a row is."""
IGNORED = "ignored"
SEVERAL = "several questions are called so: map it by its heading"
NONE = "no question is called so"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is for, and of an answer the keys by which it is known and our question's path and type."""

    index: int
    heading: str
    role: str
    keys: tuple[str, ...] = ()
    path: str = ""
    type: str = ""
    how: str = ""  # by what it was found, or why it was not
    is_choice: bool = False  # stands for one choice of a question: ticked where it says anything but no


def matched(headings: Sequence[str], kind: Kind, known: Known, inside: Inside = NOT_INSIDE) -> list[Column]:
    """The columns of a table."""
    columns = [_column(index, heading, kind, known, inside) for index, heading in enumerate(headings)]
    stems = {one.heading: one for one in columns if one.role == ANSWER}
    return _once([_as_part(one, stems, headings) for one in columns])


def _once(columns: list[Column]) -> list[Column]:
    """Two columns cannot answer one question by the same key, unless each stands for a choice."""
    whole = {one.path for one in columns if one.role == ANSWER and not one.is_choice}
    first: dict[tuple[str, ...], Column] = {}
    kept = []
    for one in columns:
        if one.is_choice and one.path in whole:
            kept.append(replace(one, role=PART, how=f"{one.path} is answered as a whole"))
            continue
        other = first.setdefault(one.keys, one) if one.role == ANSWER and not one.is_choice else one
        how = f"{one.path} is answered by the column {other.heading!r} already"
        kept.append(one if other is one else replace(one, role=UNMATCHED, keys=(), how=how))
    return kept


def _column(index: int, heading: str, kind: Kind, known: Known, inside: Inside) -> Column:
    found = Column(index, heading, UNMATCHED, how=NONE)
    names = _names(heading, kind, inside.theirs)
    mapped = next((name for name in names if known.wanted.mapping.get(name, "") in IDENTITY), "")
    if mapped:
        target = known.wanted.mapping[mapped]
        return replace(found, role=ROLES.get(target, ANSWER), keys=(mapped,), path=target, how="mapped")
    if answer := _by_key(found, names, known):
        return answer
    if role := _role(heading, kind):
        return replace(found, role=role, how="of the export")
    if not heading or any(_is_in(name, known.wanted.ignore) for name in names):
        return replace(found, role=OWN if not heading else IGNORED, how="ignored")
    return _by_labels(found, names, known, inside)


def _names(heading: str, kind: Kind, inside: str) -> tuple[str, ...]:
    plain = (heading, *kind.keys(heading))
    return (*(f"{inside}/{name}" for name in plain), *plain) if inside else plain


def _by_key(found: Column, names: Iterable[str], known: Known) -> Column | None:
    for name in names:
        path = known.wanted.mapping.get(name) or (name if name in known.questions else "")
        if path:
            return _answer(found, (name,), path, known, "its key")
    return None


def _answer(found: Column, keys: tuple[str, ...], path: str, known: Known, how: str) -> Column:
    question = known.questions.get(path)
    return replace(found, role=ANSWER, keys=keys, path=path, type=question.type if question else "", how=how)


def _role(heading: str, kind: Kind) -> str:
    plain = plain_label(heading)
    for role, names in ((SUBMISSION, kind.ids), (TIME, kind.times), (VERSION, kind.versions), (OWN, kind.own)):
        if plain in map(plain_label, names):
            return role
    return OWN if heading.startswith(kind.own_beginnings or ("\0",)) else ""


def _is_in(name: str, ignored: Collection[str]) -> bool:
    return any(name == one or name.startswith((f"{one}/", f"{one}.")) for one in ignored)


def _by_labels(found: Column, names: Iterable[str], known: Known, inside: Inside) -> Column:
    """By the label at the provider, then by ours; within a repeat only its own columns are meant."""
    for name in map(plain_label, names):
        keys = {key for key in known.labels.get(name, ()) if key in known.wanted.mapping or key in known.questions}
        if len(keys) == 1:
            [key] = keys
            return _answer(found, (key,), known.wanted.mapping.get(key, key), known, "its label at the provider")
        paths = {path for path in known.ours.get(name, ()) if not inside.ours or path.startswith(f"{inside.ours}.")}
        if len(paths) == 1 and len(keys) == 0:
            [path] = paths
            return _answer(found, (path,), path, known, "the label of the form")
        if keys or paths:
            return replace(found, how=SEVERAL)
    return _by_choice(found, names, known)


def _by_choice(found: Column, names: Iterable[str], known: Known) -> Column:
    """A column for one choice of a question, as many exports have them: `Training`, `What do you need?: Training`."""
    for name in map(plain_label, names):
        question, _, choice = name.rpartition(": ")
        paths = set(known.choices.get(choice if question else name, ()))
        if question:
            keys = known.labels.get(question, ())
            paths &= {known.wanted.mapping.get(key, key) for key in keys} | set(known.ours.get(question, ()))
        if len(paths) == 1:
            [path] = paths
            return replace(_answer(found, (path,), path, known, "the label of a choice"), is_choice=True)
    return found


def _as_part(column: Column, stems: Mapping[str, Column], headings: Sequence[str]) -> Column:
    """`help/legal` beside `help` says the same again; `photo_URL` beside `photo` has the file's address."""
    whole = stems.get(column.heading.rpartition("/")[0])
    if column.role == UNMATCHED and whole is not None:
        return replace(column, role=PART, how=f"part of {whole.heading}")
    if column.role == ANSWER and f"{column.heading}_URL" in headings:
        return replace(column, role=PART, how="its file's address stands beside it")
    addressed = stems.get(column.heading.removesuffix("_URL")) if column.heading.endswith("_URL") else None
    if column.role in {UNMATCHED, OWN} and addressed is not None:
        return replace(addressed, index=column.index, heading=column.heading, how=f"the file of {addressed.heading}")
    return column
