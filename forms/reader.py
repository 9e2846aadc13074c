"""Takes parts of a definition file as values and gathers every mistake on the way."""

import difflib
from collections.abc import Callable, Collection, Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

from forms.definition import LANGUAGES, Text
from forms.errors import DefinitionError
from forms.yaml_lines import Value

T = TypeVar("T")

TRUE, FALSE = {"yes", "true", "on"}, {"no", "false", "off"}


class Reader:
    """Reads the parts of one file; `errors` holds what was wrong."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.errors: list[DefinitionError] = []

    def wrong(self, value: Value, place: str, cause: str, remedy: str) -> None:
        """Note a mistake."""
        self.errors.append(DefinitionError(self.file, value.line, place, cause, remedy))

    def mapping(
        self, value: Value, place: str, known: Collection[str], needed: Collection[str] = ()
    ) -> dict[str, Value]:
        """The words of a mapping; unknown and missing ones are mistakes."""
        if not isinstance(value.content, dict):
            self.wrong(value, place, "is not a list of words with values.", f"Write {', '.join(known)} below it.")
            return {}
        for word, inner in value.content.items():
            if word not in known:
                self.wrong(inner, place, f"there is no word {word!r} here.", near(word, known))
        for word in needed:
            if word not in value.content:
                self.wrong(value, place, f"{word!r} is missing.", f"Add a line `{word}: …`.")
        return value.content

    def items(self, value: Value | None, place: str) -> list[Value]:
        """The items of a list; nothing for none."""
        if value is None:
            return []
        if not isinstance(value.content, list):
            self.wrong(value, place, "is not a list.", "Begin each item with `- `.")
            return []
        return value.content

    def word(self, value: Value | None, place: str, default: str = "") -> str:
        """One plain text."""
        if value is None:
            return default
        if not isinstance(value.content, str):
            self.wrong(value, place, "is not a single text.", "Write it on one line.")
            return default
        return value.content

    def words(self, value: Value | None, place: str) -> tuple[str, ...]:
        """A list of plain texts."""
        return tuple(self.word(one, place) for one in self.items(value, place))

    def pairs(self, value: Value | None, place: str) -> dict[str, Value]:
        """A mapping whose words are the author's own."""
        if value is None:
            return {}
        if not isinstance(value.content, dict):
            self.wrong(value, place, "is not a list of pairs.", "Write `left: right` on each line.")
            return {}
        return value.content

    def text(self, value: Value | None, place: str) -> Text:
        """A text in one or more languages."""
        if value is None:
            return Text()
        if isinstance(value.content, str):
            return Text({"en": value.content} if value.content else {})
        found = {language: self.word(inner, place) for language, inner in self.pairs(value, place).items()}
        for language in found.keys() - set(LANGUAGES):
            self.wrong(value, place, f"there is no language {language!r}.", near(language, LANGUAGES))
        return Text(found)

    def flag(self, value: Value | None, place: str) -> bool:
        """A yes or no."""
        word = self.word(value, place, "no").lower()
        if word not in TRUE | FALSE and value is not None:
            self.wrong(value, place, f"{word!r} is neither yes nor no.", "Write yes or no.")
        return word in TRUE

    def number(self, value: Value | None, place: str) -> Decimal | None:
        """An exact number."""
        return self._read(value, place, Decimal, "a number, like 100 or 0.5")

    def integer(self, value: Value | None, place: str) -> int | None:
        """A whole number."""
        return self._read(value, place, int, "a whole number, like 100")

    def _read(self, value: Value | None, place: str, read: Callable[[str], T], what: str) -> T | None:
        if value is None:
            return None
        word = self.word(value, place)
        try:
            return read(word)
        except (ValueError, InvalidOperation):
            self.wrong(value, place, f"{word!r} is not {what}.", "Write it without spaces or commas.")
            return None


def near(word: str, known: Iterable[str]) -> str:
    """The remedy for an unknown word: what was probably meant, or what there is."""
    choices = sorted(known)
    close = difflib.get_close_matches(word, choices, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"There are: {', '.join(choices)}."
