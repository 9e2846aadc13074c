"""What a workbook says that a form of ours does not carry, and what is wrong with it."""

from dataclasses import dataclass
from pathlib import Path

from forms.errors import DefinitionError


@dataclass(frozen=True, slots=True)
class Note:
    """A part that is not carried: where it stands, what it is, why it was left out, and what to do about it."""

    where: str  # survey!C5
    what: str
    why: str
    remedy: str = ""
    is_loss: bool = True  # whether people would miss it: a rule, a question, a list
    is_mistake: bool = True  # whether a form's own workbook may not hold it

    def __str__(self) -> str:
        return f"{self.where}: {self.what}: {self.why}" + (f" {self.remedy}" if self.remedy else "")


class Findings:
    """Gathers, while a workbook is read, what is left out and what is wrong."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.notes: list[Note] = []
        self.errors: list[DefinitionError] = []

    def leave_out(self, where: str, what: str, why: str, remedy: str = "", *, is_loss: bool = True) -> None:
        """Note a part that is not carried."""
        note = Note(where, what, why, remedy, is_loss, is_loss)
        if note not in self.notes:
            self.notes.append(note)

    def change(self, where: str, what: str, why: str, remedy: str) -> None:
        """Note a part that import carries otherwise than it was written: in a form's own workbook it is a mistake."""
        self.notes.append(Note(where, what, why, remedy, is_loss=False))

    def wrong(self, where: str, place: str, cause: str, remedy: str) -> None:
        """Note a mistake, whoever wrote the workbook."""
        self.errors.append(DefinitionError(self.file, where, place, cause, remedy))
