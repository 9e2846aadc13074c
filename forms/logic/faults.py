"""Answers that could not be read: what they are told of already, and which rules cannot be said because of them."""

from forms.rules.engine import Rule

NO_NAMES: frozenset[str] = frozenset()


class Faults:
    """The paths of faulty answers, a table's rows numbered in them."""

    def __init__(self, paths: frozenset[str]) -> None:
        self.paths = paths
        self._unknown: set[str] = set()  # the same as variables of rules
        for path in paths:
            parts = path.split(".")
            self._unknown.add(".".join(part for part in parts if not part.isdecimal()))
            row = next((place for place, part in enumerate(parts) if part.isdecimal()), None)
            if row is not None:
                table = ".".join(parts[:row])
                self._unknown |= {f"{table}.rows", f"{table}.totals"}

    def told(self, path: str) -> bool:
        """Whether the answer at `path`, or what it stands in, is faulty."""
        if not self.paths:
            return False
        parts = path.split(".")
        return any(".".join(parts[:length]) in self.paths for length in range(1, len(parts) + 1))

    def concern(self, path: str) -> bool:
        """Whether the answer at `path` is faulty, or anything in it."""
        return bool(self.paths) and (self.told(path) or any(one.startswith(f"{path}.") for one in self.paths))

    def in_row(self, before: str) -> frozenset[str]:
        """The faulty columns of the row whose paths begin with `before`; nothing outside of rows."""
        if not self.paths or not before:
            return NO_NAMES
        return frozenset(one.removeprefix(before).partition(".")[0] for one in self.paths if one.startswith(before)) | (
            frozenset({""}) if before[:-1] in self.paths else NO_NAMES
        )

    def spread(self, path: str) -> None:
        """What is worked out from faulty answers cannot be said either."""
        self._unknown.add(".".join(part for part in path.split(".") if not part.isdecimal()))

    def touch(self, rule: Rule, row: frozenset[str] = NO_NAMES) -> bool:
        """Whether a rule needs a faulty answer; `row` are the faulty columns of its own row."""
        if not self._unknown:
            return False
        return any(name in row or self._is_unknown(name) for name in rule.mentions)

    def _is_unknown(self, name: str) -> bool:
        return any(name == one or name.startswith(f"{one}.") for one in self._unknown)
