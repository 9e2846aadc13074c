"""Names of organisations, compared as people mean them: whatever their case, accents, punctuation and legal form."""

import re
import unicodedata
from functools import lru_cache

_FORMS = """
ab ag aisbl asbl as bv cic co company corp corporation cv eg ev ggmbh gmbh inc incorporated kg limited llc llp ltd
ltda nv oy plc pte pty sa sarl sas se spa srl ug vzw
"""

LEGAL_FORMS = frozenset(_FORMS.split())
"""What an organisation is in law, which its name is written with and without."""
BETWEEN_WORDS = re.compile(r"[\W_]+")


@lru_cache(4_096)
def words(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from others: `Kenya Red-Cross e.V.` -> kenya, red, cross."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.replace(".", "")) if not unicodedata.combining(c))
    found = tuple(word for word in BETWEEN_WORDS.split(bare.casefold()) if word)
    return _without_forms(found) or found


def _without_forms(found: tuple[str, ...]) -> tuple[str, ...]:
    first, end = 0, len(found)
    while first < end and found[end - 1] in LEGAL_FORMS:
        end -= 1
    while first < end and found[first] in LEGAL_FORMS:
        first += 1
    return found[first:end]


def is_within(one: str, other: str) -> bool:
    """Whether two names are the same, or one of them stands in the other as whole words, side by side."""
    short, long = sorted((words(one), words(other)), key=len)
    starts = range(len(long) - len(short) + 1)
    return bool(short) and any(long[start : start + len(short)] == short for start in starts)
