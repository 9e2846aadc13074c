"""Takes parts of a definition file as values and gathers every mistake on the way."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from forms.definition import LANGUAGES, Condition, Text
from forms.errors import DefinitionError
from forms.near import closest, near
from forms.rules.conditions import FALSE, TRUE
from forms.tree import Value
from forms.types.numbers import is_plain_number

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
OWN_NAMES = ("rows", "totals", "id", "key", "form", "token", "add", "csrf_token", "kept", "lang", "seen", "form_name")
"""Names that answers, pages and ledger use themselves."""

RULE_NAMES = (
    "today", "now", "choice", "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for",
    "function", "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while",
    "bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint",
)  # fmt: skip
"""Names that mean something else in rules (CEL specification, identifiers and types)."""

RESERVED = frozenset((*OWN_NAMES, *RULE_NAMES))


@dataclass(frozen=True, slots=True)
class Written:
    """A rule as it was read, to be checked when every question is known."""

    value: Value
    place: str
    rule: Condition | str
    table: str = ""  # path of the table in whose rows it stands
    gives: str = "truth"  # a word of forms.rules.RESULTS
    has_choice: bool = False  # whether it can name `choice`


class Reader:
    """Reads the parts of one file; `errors` holds what was wrong, `written` and `texts` what to check at the end."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.errors: list[DefinitionError] = []
        self.written: list[Written] = []
        self.texts: list[tuple[Value, str, str]] = []  # each text with its place and its language
        self.zone = "UTC"  # of the form: its days and hours are meant in it

    def wrong(self, value: Value, place: str, cause: str, remedy: str) -> None:
        """Note a mistake at the place of `value`."""
        self.errors.append(DefinitionError(self.file, value.where, place, cause, remedy))

    def mapping(
        self, value: Value, place: str, known: Collection[str], needed: Collection[str] = ()
    ) -> dict[str, Value]:
        """The words of a mapping; unknown and missing ones are mistakes."""
        if not isinstance(value.content, dict):
            self.wrong(value, place, "is not a set of words.", f"Write {' '.join(needed or known)} below it.")
            return {}
        for word, inner in value.content.items():
            if word not in known:
                self.wrong(inner, place, f"there is no word {word!r} here.", near(word, known))
        for word in needed:
            if word not in value.content:
                self.lacks(value, place, word, f"{word!r} is missing.", f"Add a line `{word}: …`.")
        return value.content

    def lacks(self, value: Value, place: str, word: str, cause: str, remedy: str) -> None:
        """Note that a word is missing: at its cell, where the definition is a workbook."""
        blank = value.blanks.get(word)
        if blank is None:
            self.wrong(value, place, cause, remedy)
        else:
            self.errors.append(DefinitionError(self.file, blank.where, place, blank.cause, blank.remedy))

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
        return value.content.strip()

    def filled(self, value: Value | None, place: str, word: str) -> str:
        """One plain text that may not be empty."""
        found = self.word(value, place)
        if value is not None and isinstance(value.content, str) and not found:
            self.wrong(value, place, f"{word!r} is empty.", f"Write something after `{word}:`.")
        return found

    def words(self, value: Value | None, place: str) -> tuple[str, ...]:
        """A list of plain texts."""
        return tuple(self.word(one, place) for one in self.items(value, place))

    def one_of(self, value: Value | None, place: str, known: Collection[str], default: str = "") -> str:
        """A word of a closed list; the likeliest one (or `default`) stands in for a wrong one."""
        word = self.word(value, place, default)
        if value is None or word in known:
            return word
        self.wrong(value, place, f"there is no {word!r} here.", near(word, known))
        return closest(word, known) or default

    def pairs(self, value: Value | None, place: str) -> dict[str, Value]:
        """A mapping whose words are the author's own."""
        if value is None:
            return {}
        if not isinstance(value.content, dict):
            self.wrong(value, place, "is not a set of pairs.", "Write `left: right` on each line.")
            return {}
        return value.content

    def text(self, value: Value | None, place: str, needed: str = "") -> Text:
        """A text in one or more languages; `needed` is the word under which it may not be empty."""
        if value is None:
            return Text()
        given = {"en": value} if isinstance(value.content, str) else self.pairs(value, place)
        for language, inner in given.items():
            if language not in LANGUAGES:
                self.wrong(inner, place, f"there is no language {language!r}.", near(language, LANGUAGES))
        found = {language: self.word(inner, place) for language, inner in given.items()}
        self.texts += [(inner, place, language) for language, inner in given.items() if found[language]]
        if needed and not any(found.values()):
            self.wrong(value, place, f"{needed!r} is empty.", f"Write a text after `{needed}:`.")
        return Text({language: text for language, text in found.items() if text})

    def flag(self, value: Value | None, place: str) -> bool:
        """A yes or no."""
        word = self.word(value, place, "no").lower()
        if value is not None and word not in TRUE | FALSE:
            self.wrong(value, place, f"{word!r} is neither yes nor no.", "Write yes or no.")
        return word in TRUE

    def number(self, value: Value | None, place: str) -> Decimal | None:
        """An exact number."""
        word = self.word(value, place)
        if value is None or is_plain_number(word):
            return None if value is None else Decimal(word)
        remedy = "Write digits, like 100 or 0.5, without spaces or commas."
        self.wrong(value, place, f"{word!r} is not a number.", remedy)
        return None

    def integer(self, value: Value | None, place: str, least: int = 0, most: int = 10**15) -> int | None:
        """A whole number within bounds; None for none or a wrong one."""
        number = self.number(value, place)
        if value is None or number is None:
            return None
        if number != number.to_integral_value() or not least <= number <= most:
            cause = f"{number} is not a whole number from {least} to {most}."
            self.wrong(value, place, cause, "Write one that is.")
            return None
        return int(number)

    def day(self, value: Value | None, place: str) -> date:
        """A day; today's for none or a wrong one, so that the other checks go on."""
        word = self.word(value, place)
        try:
            return date.fromisoformat(word)
        except ValueError:
            if value is not None:
                self.wrong(value, place, f"{word!r} is no day.", "Write it like 2027-01-31.")
            return date.today()  # noqa: DTZ011 - any day does

    def moment(self, value: Value | None, place: str) -> datetime | None:
        """A day and an hour in the form's zone, aware; None for none or a wrong one."""
        word = self.word(value, place)
        if value is None or not word:
            return None
        try:
            moment = datetime.fromisoformat(word)
        except ValueError:
            self.wrong(value, place, f"{word!r} is no day and hour.", "Write it like 2027-01-31 18:00.")
            return None
        if len(word) <= len("2027-01-31"):
            self.wrong(value, place, f"{word!r} has no hour.", "Write it like 2027-01-31 18:00.")
        return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(self.zone))

    def name(self, value: Value | None, place: str) -> str:
        """A name that answers are kept under."""
        name = self.word(value, place)
        if value is None:
            return name
        if not NAME.fullmatch(name):
            remedy = "Use small letters, digits and _, a letter first, 60 at most."
            self.wrong(value, place, f"{name!r} cannot be a name.", remedy)
        if name in RESERVED:
            self.wrong(value, place, f"{name!r} is a name of the service's own.", "Choose another name.")
        return name

    def once(self, values: Iterable[Value], names: Iterable[str], place: str) -> None:
        """Each of `names` (read from `values`, in order) may stand only once."""
        seen: set[str] = set()
        for value, name in zip(values, names, strict=True):
            if name and name in seen:
                self.wrong(value, place, f"{name!r} stands twice.", "Rename or remove one of them.")
            seen.add(name)


def titled(value: Value, word: str, before: str = "") -> str:
    """The place that an item is: its word with the name it gives itself, as far as it gives one."""
    name = value.part(word).content
    return f"{word} {before + name!r}" if isinstance(name, str) else word
