"""What a definition says of a call's committee: how many read, what they do not see, and whose friends they may be."""

from collections.abc import Iterator, Mapping

from forms.definition import Committee, Question
from forms.near import near
from forms.reading.reader import Reader
from forms.tree import Value

COMMITTEE_WORDS = ("reviews", "quorum", "blind", "summary", "conflicts")
OF_MEMBERS = ("state", "organisation", "email_domain")
"""What of a member an answer is held against."""
MOST_MEMBERS = 1_000


def read_committee(reader: Reader, parts: Mapping[str, Value], answers: Mapping[str, Question]) -> Committee:
    """The committee by the words of the call; `answers` are the form's questions and totals by path."""
    return Committee(
        reviews=reader.integer(parts.get("reviews"), "call, reviews", 1, MOST_MEMBERS) or 0,
        quorum=reader.integer(parts.get("quorum"), "call, quorum", 1, MOST_MEMBERS) or 0,
        blind=_paths(reader, parts, "blind", answers),
        summary=_paths(reader, parts, "summary", answers),
        conflicts=_conflicts(reader, parts.get("conflicts"), answers),
    )


def _paths(reader: Reader, parts: Mapping[str, Value], word: str, answers: Mapping[str, Question]) -> tuple[str, ...]:
    place = f"call, {word}"
    return tuple(_known(reader, reader.items(parts.get(word), place), place, answers))


def _known(reader: Reader, values: list[Value], place: str, answers: Mapping[str, Question]) -> Iterator[str]:
    for value in values:
        path = reader.word(value, place)
        if path not in answers:
            reader.wrong(value, place, f"there is no question at {path!r}.", near(path, answers))
        yield path


def _conflicts(reader: Reader, value: Value | None, answers: Mapping[str, Question]) -> dict[str, str]:
    place, found = "call, conflicts", reader.pairs(value, "call, conflicts")
    for path, held_against in found.items():
        if path not in answers:
            reader.wrong(held_against, place, f"there is no question at {path!r}.", near(path, answers))
    return {path: reader.one_of(one, place, OF_MEMBERS, OF_MEMBERS[0]) for path, one in found.items()}
