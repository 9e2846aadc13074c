"""A workbook as its archive holds it: its tabs, its names, and where its styles and texts lie."""

from collections.abc import Mapping
from dataclasses import dataclass
from zipfile import ZipFile

from connectors.sheets.excel.elements import STRICT_MAIN, Document, Element
from connectors.sheets.excel.package import Link, Package
from connectors.sheets.excel.text import Broken

TRUE = {"1", "true"}


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its place among all, its title, the part that holds it and what that is (worksheet, chartsheet …)."""

    index: int
    title: str
    part: str
    kind: str


@dataclass(frozen=True, slots=True)
class Name:
    """A defined name: what it says, and the tab that it belongs to, if to one (by its place)."""

    name: str
    said: str
    tab: int | None
    element: Element


@dataclass(frozen=True, slots=True)
class Book:
    """The main part of a workbook, and what it names."""

    package: Package
    part: str
    document: Document
    links: Mapping[str, Link]
    tabs: tuple[Tab, ...]
    names: tuple[Name, ...]

    @property
    def is_strict(self) -> bool:
        """Whether it keeps to the strict form of the standard, which has names of its own for everything."""
        return STRICT_MAIN.encode() in self.document.text[: self.document.root.opened]

    @property
    def counts_from_1904(self) -> bool:
        """Whether its days count from 1904 (ECMA-376 part 1, 18.17.4)."""
        said = self.document.root.first("workbookPr")
        return said is not None and said.attributes.get("date1904") in TRUE

    def named(self, kind: str) -> str:
        """The part of a kind of which there is one: styles, sharedStrings, calcChain; empty where there is none."""
        return next((link.part for link in self.links.values() if link.kind == kind and link.part), "")

    def tab(self, title: str) -> Tab | None:
        """The tab of that name, letter case aside as in Excel."""
        return next((tab for tab in self.tabs if tab.title.casefold() == title.casefold()), None)

    def said(self) -> list[tuple[str, str]]:
        """The names that belong to no tab, with what they say."""
        return [(one.name, one.said) for one in self.names if one.tab is None]


def book_of(archive: ZipFile) -> Book:
    """Read the list of tabs. Raises Broken."""
    package = Package(archive)
    part = next((link.part for link in package.links("").values() if link.kind == "officeDocument"), "")
    if not part:
        raise Broken("it names no workbook")
    if not part.lower().endswith(".xml"):
        raise Broken("it is in the binary format .xlsb or no workbook at all")
    document = Document(package.text(part))
    root = document.root
    if root.name != "workbook":
        raise Broken("it is a document of another kind")
    links = package.links(part)
    return Book(package, part, document, links, _tabs(root, links), _names(root))


def _tabs(root: Element, links: Mapping[str, Link]) -> tuple[Tab, ...]:
    """Every tab; some workbooks list tabs that are missing, which stand here without a part."""
    listed = enumerate(root.all("sheets", "sheet"))
    found = (
        (index, one.attributes.get("name", ""), links.get(one.attributes.get("r:id", ""))) for index, one in listed
    )
    return tuple(
        Tab(index, name, link.part, link.kind) if link else Tab(index, name, "", "") for index, name, link in found
    )


def _names(root: Element) -> tuple[Name, ...]:
    return tuple(
        Name(one.attributes.get("name", ""), one.text, _place(one.attributes.get("localSheetId")), one)
        for one in root.all("definedNames", "definedName")
    )


def _place(said: str | None) -> int | None:
    return int(said) if said is not None and said.isdigit() else None
