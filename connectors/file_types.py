"""What a file is, by its content: it must be what its name says, and of a kind that is taken."""

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import puremagic

from connectors.archives import Damaged, TooMuch, look_through, opened
from connectors.errors import Unwanted
from forms.types import messages


class FileRefused(Unwanted):
    """A file is not taken; `message` is one of forms.types.messages, for whoever sent it."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message % {"label": name})
        self.message = message


Test = Callable[[bytes], bool]
"""Whether content is of one kind. Raises Damaged, TooMuch."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken: its media type, and how its content is known."""

    type: str
    known: Test


SIGNED = {
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/tiff": ("tif", "tiff"),
    "application/rtf": ("rtf",),
    "application/msword": ("doc",),
    "application/vnd.ms-excel": ("xls",),
    "application/vnd.ms-powerpoint": ("ppt",),
    "audio/mpeg": ("mp3", "mpga"),
    "audio/wav": ("wav",),
    "audio/ogg": ("ogg", "oga"),
    "audio/amr": ("amr",),
    "video/webm": ("webm",),
}
"""Media types that begin with bytes of their own, and the endings by which names and puremagic know them."""
MEDIA = {
    "heic": "image/heic",
    "heif": "image/heif",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "3gp": "video/3gpp",
}
"""What is made of boxes (ISO/IEC 14496-12): puremagic knows few of the words with which cameras begin the first."""
BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"})
OFFICE = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "word/"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xl/"),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "ppt/"),
}
"""By ending, the media type and the folder that only this kind has (ECMA-376, part 2)."""
OPEN_DOCUMENTS = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
PLAIN = {"txt": "text/plain", "csv": "text/csv", "tsv": "text/tab-separated-values", "json": "application/json"}
MACROS = "vbaproject.bin"

BEFORE_PDF = b"\xef\xbb\xbf\x00 \t\r\n\x0c"
MARKUP = re.compile(r"\s*<[a-z!?/]", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
BYTE_ORDERS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def media_type(name: str) -> str:
    """The media type of a file that is taken, by the ending of its name; empty for any other."""
    kind = _kind(name)
    return kind.type if kind else ""


def require_kind(name: str, data: bytes) -> None:
    """A file must be of a kind that is taken, and its content what its name says. Raises FileRefused."""
    kind = _kind(name)
    if kind is None:
        raise FileRefused(name, messages.FILE_ENDING)
    if not data:
        raise FileRefused(name, messages.FILE_DAMAGED)
    try:
        known = kind.known(data)
    except Damaged:
        raise FileRefused(name, messages.FILE_DAMAGED) from None
    except TooMuch:
        raise FileRefused(name, messages.FILE_UNPACKED) from None
    if not known:
        raise FileRefused(name, messages.FILE_CONTENT)


def _kind(name: str) -> Kind | None:
    return KINDS.get(name.rpartition(".")[2].lower())


def _signed(endings: tuple[str, ...]) -> Test:
    def known(data: bytes) -> bool:
        return not _signatures(data).isdisjoint(endings)

    return known


def _signatures(data: bytes) -> set[str]:
    """The endings that puremagic knows for what content begins with."""
    try:
        return {one.extension.removeprefix(".").lower() for one in puremagic.magic_string(data)}
    except puremagic.PureError:
        return set()


def _is_media(data: bytes) -> bool:
    return data[4:8] in BOXES


def _is_pdf(data: bytes) -> bool:
    """As readers do, a byte order mark or blank lines before the header are passed over."""
    return data[:1024].lstrip(BEFORE_PDF).startswith(b"%PDF-")


def _is_text(data: bytes) -> bool:
    """Text that no browser would take for a page."""
    encoding = BYTE_ORDERS.get(data[:2], "utf-8-sig")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")  # as spreadsheets still write it
    return not CONTROLS.search(text) and not MARKUP.match(text)


def _office(folder: str) -> Test:
    def known(data: bytes) -> bool:
        with opened(data) as archive:
            names = archive.namelist()
            has = "[Content_Types].xml" in names and any(one.startswith(folder) for one in names)
            if not has or any(one.lower().endswith(MACROS) for one in names):
                return False
            look_through(archive)
        return True

    return known


def _open_document(media_type: str) -> Test:
    def known(data: bytes) -> bool:
        with opened(data) as archive:
            if "mimetype" not in archive.namelist() or archive.getinfo("mimetype").file_size > 200:
                return False
            if archive.read("mimetype").strip() != media_type.encode():
                return False
            look_through(archive)
        return True

    return known


def _is_archive(data: bytes) -> bool:
    with opened(data) as archive:
        look_through(archive)
    return True


KINDS: Mapping[str, Kind] = {
    **{ending: Kind(media_type, _signed(endings)) for media_type, endings in SIGNED.items() for ending in endings},
    **{ending: Kind(media_type, _is_media) for ending, media_type in MEDIA.items()},
    **{ending: Kind(media_type, _office(folder)) for ending, (media_type, folder) in OFFICE.items()},
    **{ending: Kind(media_type, _open_document(media_type)) for ending, media_type in OPEN_DOCUMENTS.items()},
    **{ending: Kind(media_type, _is_text) for ending, media_type in PLAIN.items()},
    "pdf": Kind("application/pdf", _is_pdf),
    "zip": Kind("application/zip", _is_archive),
}
"""The files that are taken, by the ending of their name: neither pages and drawings that hold scripts nor programs."""
