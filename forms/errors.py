"""What can be wrong with a definition: every mistake with its place, its cause and its remedy."""

import re
from dataclasses import dataclass
from pathlib import Path

PARTS = re.compile(r"\d+|[^\d!]+")


@dataclass(frozen=True, slots=True)
class DefinitionError:
    """One mistake: the file, the line or sheet!cell in it, the thing, what is wrong and what to do."""

    file: Path
    where: str
    place: str
    cause: str
    remedy: str

    @property
    def order(self) -> tuple[object, ...]:
        """Sorts mistakes as one reads the file: numbers by size, sheets by name."""
        return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in PARTS.findall(self.where))

    def __str__(self) -> str:
        place = "" if self.place == self.where else f" {self.place}:"
        return f"{self.file}:{self.where}:{place} {self.cause} {self.remedy}"


class DefinitionErrors(Exception):  # noqa: N818 - it carries errors, as its name says
    """All the mistakes found in one or more definitions."""

    def __init__(self, errors: tuple[DefinitionError, ...]) -> None:
        super().__init__("\n".join(map(str, errors)))
        self.errors = errors
