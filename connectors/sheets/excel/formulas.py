"""Formulas that several cells share: the text of each, moved along from the first."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError
from openpyxl.formula.translate import Translator, TranslatorError


@dataclass(frozen=True, slots=True)
class Shared:
    """A formula as pieces, each with the word whether it is a reference, and the cell that it was written for."""

    pieces: Sequence[tuple[str, bool]]
    row: int
    column: int

    def at(self, row: int, column: int) -> str:
        """The formula as it reads in another cell; without an equals sign."""
        rows, columns = row - self.row, column - self.column
        return "".join(_moved(text, rows, columns) if moves else text for text, moves in self.pieces)


def shared(text: str, row: int, column: int) -> Shared:
    """A formula (without an equals sign) that others share."""
    try:
        tokens = Tokenizer(f"={text}").items
    except (IndexError, TokenizerError):  # what Excel takes and the library does not know stays as it is
        return Shared([(text, False)], row, column)
    return Shared([(one.value, _is_reference(one)) for one in tokens], row, column)


def _is_reference(token: Token) -> bool:
    return token.type == Token.OPERAND and token.subtype == Token.RANGE


def _moved(reference: str, rows: int, columns: int) -> str:
    try:
        return str(Translator.translate_range(reference, rows, columns))  # type: ignore[no-untyped-call]
    except TranslatorError:
        return "#REF!"


def stays(text: str) -> bool:
    """Whether a formula reads alike in every cell."""
    return shared(text, 10, 10).at(11, 11) == text
