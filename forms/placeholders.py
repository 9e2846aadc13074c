"""Words that staff write into texts as `((word))`, and what is put there: looked up once, never evaluated."""

import re
from collections.abc import Mapping

PLACEHOLDER = re.compile(r"\(\(\s*([^()\n]*?)\s*\)\)")
BRACED = re.compile(r"\{\s*([\w.]+)\s*\}")
"""How earlier releases wrote them."""


def placeholder(word: str) -> str:
    """A word as it stands in a text."""
    return f"(({word}))"


def words_in(text: str) -> list[str]:
    """The words of a text, each once, in order."""
    return list(dict.fromkeys(PLACEHOLDER.findall(text)))


def fill(text: str, words: Mapping[str, str]) -> str:
    """The text with what `words` has for each of its placeholders; what is put there is not looked at again."""
    return PLACEHOLDER.sub(lambda found: words.get(found[1], found[0]), text)
