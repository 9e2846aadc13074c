"""Letters by staff as PDF on letterhead: their text parted into blocks first, and only then filled in."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from app.config import Settings
from app.text import said_date, translate
from connectors.documents import Standard, render_pdf
from connectors.errors import ConnectorError
from connectors.print_words import WORDS
from forms.definition import LANGUAGES, Letter, Text
from forms.placeholders import PLACEHOLDER, placeholder
from forms.wording import direction

STANDARDS: tuple[Standard, ...] = ("a-2a", "ua-1")
"""To be kept, and to be read aloud (PDF/A-2a, PDF/UA-1)."""
KINDS: Mapping[str, str] = {"# ": "heading", "- ": "item"}
"""How a line begins -> the kind of block that it is."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes, and what the letter is about."""

    organisation: str
    address: tuple[str, ...]  # lines
    accent: str  # #rrggbb, or empty for ours
    reference: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class Run:
    """Words of staff, or what was filled in: that keeps its own direction."""

    said: str
    is_filled: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading or an item of a list."""

    kind: str
    runs: tuple[Run, ...]


def letterhead(settings: Settings, reference: str, issued_on: date) -> Letterhead:
    """The organisation's letterhead for a letter about a submission or a grant."""
    address = tuple(line.strip() for line in settings.organisation_address.split(";") if line.strip())
    return Letterhead(settings.organisation, address, settings.theme_accent, reference, issued_on)


def written_in(text: Text, wished: str) -> str:
    """The language in which a text is read by who wishes for one: that, else the first in which it is written."""
    return wished if wished in text.by_language else next((one for one in LANGUAGES if one in text.by_language), wished)


def texts_of(letter: Letter, language: str) -> tuple[str, str, str]:
    """Title, body and signature in a language in which the body is written (`written_in`)."""
    return (
        str(letter.title.in_language(language)),
        str(letter.body.in_language(language)),
        str(letter.signed.in_language(language)),
    )


def letter_pdf(letter: Letter, words: Mapping[str, str], language: str, head: Letterhead) -> bytes:
    """The letter as PDF, the same bytes for the same words; `language` is that of `written_in(letter.body, …)`.

    Raises ConnectorError where a word of it has nothing in `words`. What no font has is printed as a box.
    """
    title, body, signed = texts_of(letter, language)
    filled = _filler(letter.name, words)
    data: dict[str, Any] = {
        **asdict(head),
        "issued_on": head.issued_on.isoformat(),
        "language": language,
        "direction": direction(language),
        "reference_label": translate("Reference", language),
        "date": said_date(head.issued_on, language),
        "page": WORDS.get(language, WORDS["en"])["page"],
        "title": " ".join("".join(run.said for run in filled(title)).split()),
        "blocks": [asdict(one) for one in _blocks(body, filled)],
        "signed": [[asdict(run) for run in filled(line)] for line in signed.splitlines()],
    }
    try:
        return render_pdf("letter", data, standards=STANDARDS)
    except ConnectorError:
        return render_pdf("letter", data, standards=())


Fill = Callable[[str], tuple[Run, ...]]


def _filler(name: str, words: Mapping[str, str]) -> Fill:
    def filled(said: str) -> tuple[Run, ...]:
        """A text as runs. What was filled in is not looked at again."""
        parts = PLACEHOLDER.split(said)  # every second part is a word
        lacking = [word for word in parts[1::2] if word not in words]
        if lacking:
            raise ConnectorError(f"letter {name!r}: {placeholder(lacking[0])} has no value", permanent=True)
        runs = (Run(words[one], is_filled=True) if n % 2 else Run(one) for n, one in enumerate(parts))
        return tuple(run for run in runs if run.said)

    return filled


def _blocks(body: str, filled: Fill) -> list[Block]:
    """What the text is made of; a block for which nothing is said is left out."""
    found = (Block(kind, filled(said)) for part in re.split(r"\n\s*\n", body) for kind, said in _parted(part))
    return [one for one in found if any(run.said.strip() for run in one.runs)]


def _parted(part: str) -> Iterator[tuple[str, str]]:
    """The blocks between two empty lines: headings and items have a line each, and lines of text run on."""
    lines: list[str] = []
    for line in [one.strip() for one in part.splitlines()]:
        kind = KINDS.get(line[:2])
        if kind:
            yield from _paragraph(lines)
            lines = []
            yield kind, line[2:].strip()
        else:
            lines.append(line)
    yield from _paragraph(lines)


def _paragraph(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    if said := " ".join(lines).strip():
        yield "paragraph", said
