"""Takes the body of an HTML form apart: form-encoded or multipart with its files, with LF for line ends too."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder

from connectors.errors import Unreadable
from connectors.ports import HookRequest

MOST_PARTS = 2000
MOST_BYTES = 25_000_000  # signatures are drawn, and sent as text
_BOUNDARY = re.compile(rb"--([^\r\n]{1,200})\r?\n")
_ENCODED = re.compile(rb"[^\s{\[\"=&][^\s=&]*=")


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file of a form: the name of its field, what the sender calls the file, and what it holds."""

    key: str
    name: str
    content: bytes = field(repr=False)

    @property
    def is_there(self) -> bool:
        """Browsers send a part without name and content where nobody chose a file."""
        return bool(self.name or self.content)


@dataclass(frozen=True, slots=True)
class FormBody:
    """The fields of a form by their names, each with all its values, and its files in their order."""

    fields: Mapping[str, list[str]]
    files: tuple[FilePart, ...] = ()

    def first(self, name: str) -> str:
        """The first value of a field, empty where there is none."""
        return self.fields.get(name, [""])[0]


def form_body(request: HookRequest) -> FormBody | None:
    """The form that `request` holds, or None where its body is something else (JSON). Raises Unreadable.

    The body itself is looked at too, since samples on disk and some senders name no content type or a wrong one.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    opening = _BOUNDARY.match(request.body)
    if opening and b"content-disposition" in request.body[:2000].lower():
        return _multipart(request.body, opening[1].rstrip())
    if kind == "multipart/form-data":
        return _multipart(request.body, options.get("boundary", "").encode("utf-8", "surrogatepass"))
    if request.body.lstrip().startswith((b"{", b"[")):
        return None
    if kind == "application/x-www-form-urlencoded" or (not kind and _ENCODED.match(request.body)):
        return _encoded(request.body)
    return None


def _encoded(body: bytes) -> FormBody:
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARTS)
    except ValueError as error:
        raise Unreadable(f"The body is not a form that can be read: {error}.") from None
    if not pairs:
        raise Unreadable("The body is a form without any field.")
    return FormBody(_together(pairs))


def _multipart(body: bytes, boundary: bytes) -> FormBody:
    if not boundary:
        raise Unreadable("The body is multipart without a boundary in its content type.")
    decoder = MultipartDecoder(boundary, MOST_BYTES, max_parts=MOST_PARTS)
    try:
        decoder.receive_data(body)
        decoder.receive_data(None)
        pairs, files = _parts(decoder)
    except RequestEntityTooLarge:
        raise Unreadable(f"The body is larger than {MOST_BYTES:,} bytes or has over {MOST_PARTS} parts.") from None
    except ValueError as error:  # it breaks off, a part has no name, a text is not UTF-8
        raise Unreadable(f"The body is not multipart that can be read: {error}.") from None
    if not (pairs or files):
        raise Unreadable("The body is a form without any field.")
    return FormBody(_together(pairs), files)


def _parts(decoder: MultipartDecoder) -> tuple[list[tuple[str, str]], tuple[FilePart, ...]]:
    """The fields and the files. Raises ValueError."""
    pairs: list[tuple[str, str]] = []
    files: list[FilePart] = []
    part: Field | File | None = None
    while not isinstance(event := decoder.next_event(), Epilogue):
        if isinstance(event, Field | File):
            part = event
            if not part.name:
                raise ValueError("a part has no name")
        elif isinstance(event, Data):  # in one piece, as the whole body was given at once
            if isinstance(part, Field):
                pairs.append((part.name, event.data.decode("utf-8")))
            elif isinstance(part, File):
                files.append(FilePart(part.name, part.filename, event.data))
    return pairs, tuple(files)


def _together(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields
