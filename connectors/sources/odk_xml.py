"""ODK: a submission as the XML of its form (OpenRosa), read without what XML can do to its reader."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from connectors.errors import Unreadable
from connectors.ports import Entry
from connectors.sources.odk_rows import is_system, keys_of

MOST_LEVELS = 64
MOST_ELEMENTS = 50_000


@dataclass(frozen=True, slots=True)
class Form:
    """A submission read from XML."""

    instance_id: str
    deprecated_id: str
    entries: tuple[Entry, ...]


def form_of(xml: str | bytes) -> Form:
    """The submission that `xml` is. Raises Unreadable."""
    try:
        root = fromstring(xml, forbid_dtd=True)
    except ParseError as error:
        raise Unreadable(f"The submission is not XML that can be read: {error}.") from None
    except (DefusedXmlException, ValueError, LookupError):
        raise Unreadable("The submission is XML with definitions of its own or an unknown encoding: refused.") from None
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise Unreadable(f"The submission's XML holds more than {MOST_ELEMENTS:,} elements.")
    entries = tuple(_children(root, "", MOST_LEVELS))
    ids = {entry.keys[0]: str(entry.value or "").strip() for entry in entries if entry.keys[0].startswith("meta/")}
    instance_id = ids.get("meta/instanceID", "") or root.get("instanceID", "")
    if not instance_id:
        raise Unreadable("The submission's XML has no instanceID.")
    return Form(instance_id, ids.get("meta/deprecatedID", ""), entries)


def _children(parent: Element, before: str, levels: int) -> Iterator[Entry]:
    if not levels:
        raise Unreadable(f"The submission is nested deeper than {MOST_LEVELS} levels.")
    together: dict[str, list[Element]] = {}
    for child in parent:
        together.setdefault(_name(child), []).append(child)
    for name, found in together.items():
        yield from _entries(before + name, found, levels)


def _entries(path: str, found: list[Element], levels: int) -> Iterator[Entry]:
    if not any(len(element) for element in found):
        texts = [(element.text or "").strip() or None for element in found]
        yield Entry(keys_of(path), texts[0] if len(texts) == 1 else texts, is_system=is_system(path))
        return
    rows = tuple(tuple(_children(element, f"{path}/", levels - 1)) for element in found)
    if path == "meta":
        yield from (entry for row in rows for entry in row)
    else:
        # A repeat of one row looks like a group: without a value, it is whichever the mapping takes it for.
        yield Entry(keys_of(path), rows=rows, is_system=is_system(path))


def _name(element: Element) -> str:
    """The name of an element without its namespace: OpenRosa's own stand in one, such as `orx:meta`."""
    return str(element.tag).rpartition("}")[2]
