"""Answers that could not be read: what they are told of already, and which rules cannot be said because of them."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from forms.rules.engine import Rule

NO_NAMES: frozenset[str] = frozenset()


class Faults:
    """The paths of faulty answers, a table's rows numbered in them; they can be many, so none is searched for."""

    def __init__(self, paths: frozenset[str]) -> None:
        self._under: dict[str, set[str]] = defaultdict(set)  # a path, or what it stands in -> the faulty paths there
        self._unknown: Counter[str] = Counter()  # the same as variables of rules -> how many faults make it so
        self._rows: dict[str, set[str]] = defaultdict(set)  # "table.0." -> faulty columns
        self.paths = set(paths)
        for path in paths:
            for start in _starts(path):
                self._under[start].add(path)
            self._unknown.update(_variables(path))
            self._in_row(path)

    def told(self, path: str) -> bool:
        """Whether the answer at `path`, or what it stands in, is faulty."""
        return bool(self.paths) and any(start in self.paths for start in _starts(path))

    def concern(self, path: str) -> bool:
        """Whether the answer at `path` is faulty, or anything in it."""
        return bool(self.paths) and (bool(self._under.get(path)) or self.told(path))

    def in_row(self, before: str) -> frozenset[str]:
        """The columns of the row whose paths begin with `before` that cannot be said; nothing outside of rows."""
        found = self._rows.get(before) if before else None
        return frozenset(found) if found else NO_NAMES

    def spread(self, path: str) -> None:
        """What is worked out from faulty answers cannot be said either."""
        self._unknown.update(_variables(path))
        self._in_row(path)

    def forgive(self, path: str) -> None:
        """What is not asked has no faults; the rules see that it is unanswered."""
        for one in tuple(self._under.get(path, ())):
            self.paths.discard(one)
            for start in _starts(one):
                self._under[start].discard(one)
            self._unknown.subtract(_variables(one))
        before, _, column = path.rpartition(".")
        self._rows.get(f"{before}.", set()).discard(column)

    def touch(self, rule: Rule, row: frozenset[str] = NO_NAMES) -> bool:
        """Whether a rule needs a faulty answer; `row` are the columns of its own row that cannot be said."""
        if not self._unknown:
            return False
        return any(name in row or self._is_unknown(name) for name in rule.mentions)

    def _is_unknown(self, name: str) -> bool:
        return any(self._unknown[start] > 0 for start in _starts(name))

    def _in_row(self, path: str) -> None:
        parts = path.split(".")
        number = _number(parts)
        if number is not None:
            self._rows[".".join(parts[: number + 1]) + "."].add("".join(parts[number + 1 : number + 2]))


def _starts(path: str) -> Iterator[str]:
    """The path and all it stands in."""
    end = path.find(".")
    while end != -1:
        yield path[:end]
        end = path.find(".", end + 1)
    yield path


def _number(parts: list[str]) -> int | None:
    """Where in a path the number of a row stands."""
    return next((place for place, part in enumerate(parts) if part.isdecimal()), None)


def _variables(path: str) -> set[str]:
    """What of the rules' variables an answer is part of."""
    parts = path.split(".")
    number = _number(parts)
    if number is None:
        return {path}
    table = ".".join(parts[:number])
    return {".".join(part for part in parts if not part.isdecimal()), f"{table}.rows", f"{table}.totals"}
