"""From a provider's answers to ours: each goes where the form's mapping sends its key, never by its label."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from connectors.errors import Unreadable
from connectors.ports import Entry, Received
from connectors.sources.reading import as_moment, place

IDENTITY: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "$submission": ("submission_id", str),
    "$delivery": ("delivery_id", str),
    "$version": ("version", str),
    "$time": ("submitted_at", as_moment),
    "$language": ("language", str),
}
"""Targets of a mapping that are no question -> the part of Received that each says, and how it is read."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """A delivery with its answers by our paths, and what has no place there."""

    received: Received
    answers: Mapping[str, object]
    unmapped: tuple[str, ...] = ()  # the provider's keys that go nowhere


def mapped(received: Received, mapping: Mapping[str, str], ignore: Collection[str], paths: Collection[str]) -> Mapped:
    """The answers by our paths. A key that is itself one of our `paths` needs no mapping. Raises Unreadable."""
    placing = _Placing(received.is_ours, mapping, ignore, paths)
    answers = placing.placed(received.entries, "")
    return Mapped(_identified(received, placing.identity), answers, tuple(dict.fromkeys(placing.unmapped)))


def _identified(received: Received, said: Mapping[str, str]) -> Received:
    """The delivery with what the mapping says of its identity in place of what its source makes of it."""
    changes = {name: read(said[word]) for word, (name, read) in IDENTITY.items() if word in said}
    return replace(received, **changes)  # type: ignore[arg-type]  # each is read as its part is


@dataclass(slots=True)
class _Placing:
    """One delivery being placed; what is met on the way grows."""

    is_ours: bool
    mapping: Mapping[str, str]
    ignore: Collection[str]
    paths: Collection[str]
    unmapped: list[str] = field(default_factory=list)
    identity: dict[str, str] = field(default_factory=dict)

    def placed(self, entries: Sequence[Entry], inside: str) -> dict[str, object]:
        """The answers of `entries`, with paths relative to the table `inside` (empty: the whole form)."""
        answers: dict[str, object] = {}
        for entry in entries:
            self._place(answers, entry, inside)
        return answers

    def _place(self, answers: dict[str, object], entry: Entry, inside: str) -> None:
        path = self._target(entry)
        if path is not None and path in IDENTITY and not self.is_ours:
            self._identify(path, _value(entry))
        elif path is not None and path.startswith(inside):
            place(answers, path.removeprefix(inside), self._value(entry, path))
        elif parts := self._parts(entry):
            for part in parts:
                self._place(answers, part, inside)
        elif not (entry.is_system or self._is_known(entry.keys)):
            self.unmapped.append(entry.keys[0])

    def _identify(self, path: str, value: object) -> None:
        """Only what names something: null, an empty text or an object would make one of many."""
        if (isinstance(value, str) and value) or (isinstance(value, int) and not isinstance(value, bool)):
            self.identity[path] = str(value)

    def _value(self, entry: Entry, path: str) -> object:
        """The rows of a table, or the answer as it is where ours has no columns (a list of files, say)."""
        if entry.rows is None or not any(one.startswith(f"{path}.") for one in self.paths):
            return _value(entry)
        return [self.placed(row, f"{path}.") for row in entry.rows]

    def _target(self, entry: Entry) -> str | None:
        """Where an entry goes; one of the provider's own only where it is sent, though a question be called so."""
        if self.is_ours:
            return entry.keys[0]
        paths = () if entry.is_system else self.paths
        return next((self.mapping.get(key) or key for key in entry.keys if key in self.mapping or key in paths), None)

    def _parts(self, entry: Entry) -> list[Entry]:
        """The parts of a composite answer, where the mapping or the form names any of them."""
        beginnings = tuple(f"{key}{mark}" for key in entry.keys for mark in "./")
        if not any(name.startswith(beginnings) for name in (*self.mapping, *self.paths)):
            return []
        if entry.value is None and entry.rows and len(entry.rows) == 1:
            return list(entry.rows[0])  # in XML a group looks like a repeat of one row
        if not isinstance(entry.value, Mapping):
            return []
        return [
            Entry(
                tuple(f"{key}.{name}" for key in entry.keys),
                value,
                f"{entry.label} {name}".strip(),
                is_system=entry.is_system,
            )
            for name, value in entry.value.items()
        ]

    def _is_known(self, keys: Sequence[str]) -> bool:
        """Whether an answer is known and not wanted; to ignore a group is to ignore what is in it."""
        return any(key == known or key.startswith((f"{known}/", f"{known}.")) for key in keys for known in self.ignore)


def _value(entry: Entry) -> object:
    if entry.fault:
        raise Unreadable(entry.fault)
    return entry.value
