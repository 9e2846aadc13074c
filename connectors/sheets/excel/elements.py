"""XML whose elements are known with the bytes that they take, so that what is not changed stays byte for byte."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import quoteattr

from connectors.sheets.excel.text import Broken, refuse_doctype

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PREFIXES = {
    MAIN: "",
    STRICT_MAIN: "",
    RELATIONS: "r:",
    STRICT_RELATIONS: "r:",
    "http://schemas.openxmlformats.org/package/2006/relationships": "",
    "http://schemas.openxmlformats.org/package/2006/content-types": "",
    "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main": "x14:",
    "http://schemas.microsoft.com/office/excel/2006/main": "xm:",
}
"""How elements and attributes of a namespace are called here, whatever a file calls them."""
TAG_END = re.compile(rb"""(?:[^>"']|"[^"]*"|'[^']*')*>""")


@dataclass(slots=True)
class Element:
    """An element and its places in the text: the start tag's `<` and end, the end tag's `<` and end."""

    name: str
    attributes: Mapping[str, str]
    start: int
    opened: int
    closed: int = 0
    end: int = 0
    text: str = ""  # all that stands in it before its first child
    children: list["Element"] = field(default_factory=list)

    def number(self, name: str, default: int = 0) -> int:
        """What an attribute counts; the default where it is missing or no number."""
        said = self.attributes.get(name, "")
        return int(said) if said.isdecimal() else default

    @property
    def is_empty_tag(self) -> bool:
        """Whether it is written as one tag, `<a/>`."""
        return self.closed == self.end

    def all(self, *path: str) -> Iterator["Element"]:
        """The elements at the end of a path of names."""
        for child in self.children:
            if child.name == path[0]:
                yield from child.all(*path[1:]) if path[1:] else (child,)

    def first(self, *path: str) -> "Element | None":
        """The first of them."""
        return next(self.all(*path), None)

    def walk(self) -> Iterator["Element"]:
        """This element and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class _Reading:
    """One run of the parser over a text."""

    text: bytes
    open: list[Element] = field(default_factory=list)

    def run(self) -> Element:
        top = Element("", {}, 0, 0)
        self.open.append(top)
        parser = ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, said: self._start(name, said, parser.CurrentByteIndex)
        parser.EndElementHandler = lambda _: self._end(parser.CurrentByteIndex)
        parser.CharacterDataHandler = self._said
        parser.StartDoctypeDeclHandler = refuse_doctype
        parser.Parse(self.text, True)
        return top.children[0]

    def _start(self, name: str, said: dict[str, str], start: int) -> None:
        found = TAG_END.match(self.text, start + 1)
        opened = found.end() if found else start
        new = Element(called(name), {called(key): value for key, value in said.items()}, start, opened)
        self.open[-1].children.append(new)
        self.open.append(new)

    def _end(self, place: int) -> None:
        done = self.open.pop()
        is_empty_tag = self.text[done.opened - 2 : done.opened] == b"/>"
        done.closed = done.opened if is_empty_tag else place
        done.end = done.opened if is_empty_tag else self.text.index(b">", place) + 1

    def _said(self, text: str) -> None:
        if not self.open[-1].children:
            self.open[-1].text += text


def called(name: str) -> str:
    """A name as expat gives it, as it is called here."""
    space, _, local = name.rpartition(" ")
    return PREFIXES.get(space, f"{space} " if space else "") + local


def parsed(text: bytes) -> Element:
    """The root of a text in UTF-8. Raises Broken."""
    try:
        return _Reading(text).run()
    except ExpatError as fault:
        raise Broken(f"its XML is broken: {fault}") from fault


Swap = tuple[int, int, bytes]
"""From where to where, and what is to stand there."""


@dataclass(slots=True)
class _Touched:
    """What is to become of one element."""

    element: Element
    said: dict[str, str | None] = field(default_factory=dict)
    added: list[bytes] = field(default_factory=list)


@dataclass(slots=True)
class Document:
    """A text in UTF-8 and changes to it, each in its own place; all else stays byte for byte."""

    text: bytes
    root: Element = field(init=False)
    swapped: list[Swap] = field(default_factory=list)
    touched: dict[int, _Touched] = field(default_factory=dict)  # by the place of the element

    def __post_init__(self) -> None:
        """Read it. Raises Broken."""
        self.root = parsed(self.text)

    @property
    def prefix(self) -> str:
        """What stands before the names of elements: nothing, or `x:`."""
        prefix, colon, _ = tag_name(self.text[self.root.start : self.root.opened]).decode().rpartition(":")
        return prefix + colon

    def raw(self, element: Element) -> bytes:
        """An element as it is written."""
        return self.text[element.start : element.end]

    def swap(self, start: int, end: int, new: bytes) -> None:
        """Put other bytes in the place of some, or in between; what comes to one place stands in the order it came."""
        self.swapped.append((start, end, new))

    def set(self, element: Element, **said: str | None) -> None:
        """Give an element attributes of no namespace, in place of those of the same names; none takes one out."""
        self._touch(element).said.update(said)

    def add(self, parent: Element, new: bytes) -> None:
        """Put an element behind the last that stands in another."""
        self._touch(parent).added.append(new)

    def put(self, parent: Element, name: str, order: Sequence[str], new: bytes) -> None:
        """Put an element of a name where the order of names in its parent has it."""
        before = [one for one in parent.children if one.name in order[: order.index(name) + 1]]
        if before:
            self.swap(before[-1].end, before[-1].end, new)
        elif parent.is_empty_tag:
            self.add(parent, new)
        else:
            self.swap(parent.opened, parent.opened, new)

    def done(self) -> bytes:
        """The text with all changes."""
        return swapped(
            self.text, [*self.swapped, *(change for one in self.touched.values() for change in self._of(one))]
        )

    def _touch(self, element: Element) -> _Touched:
        return self.touched.setdefault(element.start, _Touched(element))

    def _of(self, one: _Touched) -> Iterator[Swap]:
        element, added = one.element, b"".join(one.added)
        tag = self.text[element.start : element.opened]
        new = with_attributes(tag, one.said)
        if added and element.is_empty_tag:
            yield element.start, element.end, new[:-2].rstrip() + b">" + added + b"</" + tag_name(tag) + b">"
            return
        if new != tag:
            yield element.start, element.opened, new
        if added:
            yield element.closed, element.closed, added


def swapped(text: bytes, swaps: Iterable[Swap]) -> bytes:
    """A text in which other bytes stand in some places; those for one place stand in the order they came."""
    pieces, place = [], 0
    for start, end, new in sorted(swaps, key=lambda one: one[:2]):
        pieces += [text[place:start], new]
        place = end
    return b"".join((*pieces, text[place:]))


def tag_name(tag: bytes) -> bytes:
    """How a start tag calls its element, prefix and all."""
    return tag[1:].split(None, 1)[0].rstrip(b"/>")


def with_attributes(tag: bytes, said: Mapping[str, str | None]) -> bytes:
    """A start tag with other values for some attributes; none takes one out."""
    for name, value in said.items():
        new = b"" if value is None else f" {name}={quoteattr(value)}".encode()
        found = re.search(rb"""\s%b\s*=\s*(?:"[^"]*"|'[^']*')""" % name.encode(), tag)
        end = len(tag) - (2 if tag.endswith(b"/>") else 1)
        tag = tag[: found.start()] + new + tag[found.end() :] if found else tag[:end].rstrip() + new + tag[end:]
    return tag
