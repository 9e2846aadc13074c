"""The text of a part of a workbook, whatever encoding and spelling its maker chose, as plain UTF-8."""

import codecs
import re
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import escape

DECLARATION = re.compile(rb"\s*<\?xml\b[^>]*\?>\s*")
ENCODING = re.compile(r"\bencoding\s*=\s*[\"']([\w.:-]+)[\"']")
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
UTF_8 = {"utf-8", "utf8", "us-ascii", "ascii"}
UNMARKED = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
OPAQUE = (b"<!", b"<?")  # comments, CDATA and instructions, in which what looks like a tag is none
KEPT = {"\r": "&#13;"}  # else the next reader takes it for a line's end
KEPT_IN_QUOTES = {**KEPT, "\n": "&#10;", "\t": "&#9;", '"': "&quot;"}
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Broken(Exception):  # noqa: N818 - a finding about a file, told to staff by whoever has it open
    """The workbook is not one that can be read, or be written without harm; the text says why."""


def codec_of(data: bytes) -> tuple[str, int] | None:
    """In which encoding a text is and how long its mark is, of its beginning; none for UTF-8 without a mark."""
    for mark, codec in BOMS:
        if data.startswith(mark):
            return codec, len(mark)
    if unmarked := next((codec for start, codec in UNMARKED if data.startswith(start)), None):
        return unmarked, 0
    found = DECLARATION.match(data)
    named = ENCODING.search(found[0].decode("latin-1")) if found else None
    return None if named is None or named[1].lower() in UTF_8 else (named[1], 0)


def as_utf8(data: bytes) -> bytes:
    """The text in UTF-8 without a byte order mark. Raises Broken."""
    found = codec_of(data)
    if found is None:
        return data
    codec, mark = found
    try:
        text = data[mark:].decode(codec).encode()
    except (LookupError, UnicodeError) as fault:
        raise Broken(f"its letters cannot be read: {fault}") from fault
    declared = DECLARATION.match(text)
    return HEAD + text[declared.end() :] if declared else text


def is_plain(text: bytes) -> bool:
    """Whether every `<` of a piece of text begins or ends an element."""
    return not any(one in text for one in OPAQUE)


def plain(data: bytes) -> bytes:
    """The same document without comments, CDATA and instructions. Raises Broken where it is no XML."""
    pieces = [HEAD]
    parser = ParserCreate()
    parser.ordered_attributes = parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: pieces.append(_start(name, attributes))
    parser.EndElementHandler = lambda name: pieces.append(f"</{name}>".encode())
    parser.CharacterDataHandler = lambda text: pieces.append(escape(text, KEPT).encode())
    parser.StartDoctypeDeclHandler = refuse_doctype
    try:
        parser.Parse(as_utf8(data), True)
    except ExpatError as fault:
        raise Broken(f"its XML is broken: {fault}") from fault
    return b"".join(pieces)


def refuse_doctype(*_: object) -> None:
    """Entities of its own may stand for text without end. Raises Broken."""
    raise Broken("it declares a document type, which no spreadsheet program writes")


def _start(name: str, attributes: list[str]) -> bytes:
    pairs = zip(attributes[::2], attributes[1::2], strict=True)
    said = "".join(f' {key}="{escape(value, KEPT_IN_QUOTES)}"' for key, value in pairs)
    return f"<{name}{said}>".encode()
