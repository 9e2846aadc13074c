"""What can be wrong with a definition: every mistake with its place, its cause and its remedy."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DefinitionError:
    """One mistake: the file, the line in it, the thing, what is wrong and what to do."""

    file: Path
    line: int
    place: str
    cause: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.place}: {self.cause} {self.remedy}"


class DefinitionErrors(Exception):  # noqa: N818 - it carries errors, as its name says
    """All the mistakes found in one or more definitions."""

    def __init__(self, errors: tuple[DefinitionError, ...]) -> None:
        super().__init__("\n".join(map(str, errors)))
        self.errors = errors
