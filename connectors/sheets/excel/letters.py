"""The letters of texts in a workbook's XML, with what stands for others told as those that it stands for."""

import re
from xml.sax.saxutils import unescape

from connectors.sheets.excel.elements import Element

ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|005[Ff]|007[Ff]|[Dd][89A-Fa-f][0-9A-Fa-f]{2}|[Ff]{3}[EeFf])_")
"""What XML cannot hold, or what looks like its escape (ECMA-376 part 1, 22.9.2.19); a letter is escaped by nobody."""
ENTITY = re.compile(r"&(#x[0-9A-Fa-f]+|#[0-9]+|\w+);")
NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
QUOTES = {f"&{word};": NAMED[word] for word in ("quot", "apos")}  # those that the standard library leaves to us
Raw = str | bytes
"""A text as an XML parser gave it, or as it stands in the XML."""


def said(raw: Raw) -> str:
    """The letters of a text."""
    if isinstance(raw, str):
        return letters(raw)
    text = raw.decode()
    return letters(in_full(text)) if "&" in text or "\r" in text or "_x" in text else text


def text_of(item: Element) -> str:
    """A text of one piece or several, without how it is pronounced."""
    return "".join(one.text for part in (item, *item.all("r")) for one in part.all("t"))


def letters(text: str) -> str:
    """A text as people see it, of how the file escapes it."""
    if "_x" not in text:
        return text
    plain = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "\ufffd")


def in_full(text: str) -> str:
    """A piece of XML without tags as a parser would give it."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "&#" in text:
        return ENTITY.sub(_character, text)
    return unescape(text, QUOTES) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    word = found[1]
    if word.startswith("#"):
        return chr(int("0" + word[1:], 0) if word[1] == "x" else int(word[1:]))
    return NAMED.get(word, found[0])
