"""A workbook's archive as parts that point at each other (ECMA-376 part 2)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from posixpath import basename, dirname, join, normpath
from urllib.parse import unquote
from zipfile import ZipFile, ZipInfo

from connectors.sheets.excel.elements import Element, parsed
from connectors.sheets.excel.text import Broken, as_utf8

TYPES = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Link:
    """One part named by another: under which id, as what, and by which name."""

    id: str
    kind: str  # the last word of its type: worksheet, styles, table …
    part: str  # empty where it lies outside of the file


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of an archive, by names of which letter case does not count."""

    archive: ZipFile
    entries: Mapping[str, ZipInfo] = field(init=False)

    def __post_init__(self) -> None:
        listed = self.archive.infolist()
        if not all(one.filename for one in listed):
            raise Broken("a part of it has no name")
        found = {folded(one.filename): one for one in listed if not one.is_dir()}
        object.__setattr__(self, "entries", found)

    def entry(self, part: str) -> ZipInfo:
        """Where a part lies. Raises Broken."""
        found = self.archive.NameToInfo.get(part) or self.entries.get(folded(part))
        if found is None:
            raise Broken(f"its part {part} is missing")
        return found

    def text(self, part: str) -> bytes:
        """A part in UTF-8. Raises Broken."""
        return as_utf8(self.archive.read(self.entry(part)))

    def links(self, part: str) -> dict[str, Link]:
        """What a part names, by id."""
        listed = links_part(part)
        if folded(listed) not in self.entries:
            return {}
        found = (_link(part, one) for one in parsed(self.text(listed)).all("Relationship"))
        return {link.id: link for link in found}

    def unused(self, form: str, taken: Collection[str] = ()) -> str:
        """A name that no part has, and no list of what a part names, with a number in the place of `{}`."""
        names, forms = {*self.entries, *map(folded, taken)}, (form.format(number) for number in range(1, 1 << 20))
        return next(name for name in forms if not {folded(name), folded(links_part(name))} & names)


def links_part(part: str) -> str:
    """The part that lists what another one names."""
    return join(dirname(part), "_rels", f"{basename(part)}.rels")


def target(part: str, other: str) -> str:
    """How a part calls another one in its list."""
    return f"/{other}" if dirname(part) != dirname(dirname(other)) else other.removeprefix(f"{dirname(part)}/")


def _link(part: str, said: Element) -> Link:
    to = "" if said.attributes.get("TargetMode") == "External" else said.attributes.get("Target", "")
    place = normpath(join("/", dirname(part), unquote(to.replace("\\", "/")))).lstrip("/") if to else ""
    return Link(said.attributes.get("Id", ""), said.attributes.get("Type", "").rpartition("/")[2], place)


def folded(name: str) -> str:
    """A part's name as it is told from others."""
    return name.replace("\\", "/").lstrip("/").casefold()
