"""Error values of cells: how they are shown, and what the API calls them."""

from dataclasses import dataclass

TYPES = {
    "#ERROR!": "ERROR",
    "#NULL!": "NULL_VALUE",
    "#DIV/0!": "DIVIDE_BY_ZERO",
    "#VALUE!": "VALUE",
    "#REF!": "REF",
    "#NAME?": "NAME",
    "#NUM!": "NUM",
    "#N/A": "N_A",
}


@dataclass(frozen=True, slots=True)
class CellError:
    """An error that a cell comes to."""

    shown: str
    message: str = ""

    @property
    def body(self) -> dict[str, str]:
        """The ErrorValue of the API."""
        return {"type": TYPES[self.shown], **({"message": self.message} if self.message else {})}


class FormulaError(Exception):
    """Raised while a formula is worked out; the cell comes to the error."""

    def __init__(self, shown: str, message: str = "") -> None:
        super().__init__(message)
        self.error = CellError(shown, message)
