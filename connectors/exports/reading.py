"""How a delivery of a source is read: as its provider sends it, or as a row of an export."""

from connectors.exports.envelope import is_row, read
from connectors.ports import HookRequest, Source
from connectors.sources import SOURCES


def source_of(word: str, request: HookRequest) -> Source:
    """The source by which this delivery is read; a row of an export is one submission, whatever the provider."""
    found = SOURCES[word]
    return Source(found.title, found.proof, read) if is_row(request) else found
