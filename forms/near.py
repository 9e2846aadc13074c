"""What was probably meant by a word that is not known."""

import difflib
from collections.abc import Collection, Iterable

MOST_LISTED = 30  # as many words as the longest part of the language has


def closest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """The word of `known` that was probably meant; `likeness` is the least that counts, 1 being the same word."""
    return next(iter(difflib.get_close_matches(word, sorted(known), n=1, cutoff=likeness)), None)


def near(word: str, known: Collection[str]) -> str:
    """The remedy for an unknown word: what was probably meant, or what there is."""
    choices = sorted(known)
    close = closest(word, choices)
    if close:
        return f"Did you mean {close!r}?"
    if not choices:
        return "There are none."
    more = f" and {len(choices) - MOST_LISTED} more" if len(choices) > MOST_LISTED else ""
    return f"There are: {', '.join(choices[:MOST_LISTED])}{more}."


def with_article(word: str) -> str:
    """`a text`, `an integer`."""
    return f"{'an' if word[:1] in {'a', 'e', 'i', 'o'} else 'a'} {word}"
