"""Pictures of each kind that is taken, which say in every way there is where and by whom they were made."""

import struct
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import pillow_heif
from PIL import Image, ImageCms, ImageDraw, TiffImagePlugin
from PIL.PngImagePlugin import PngInfo

WHO = "Nadia Exempla"
WHERE = (46.0, 12.0, 15.25)
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>{WHO}</dc:creator></x:xmpmeta>'.encode()
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
TURNED, DESCRIPTION, MAKER, ARTIST, EXIF_PART, GPS_PART = 0x0112, 0x010E, 0x010F, 0x013B, 0x8769, 0x8825
COMMENT = 0x9286


def drawn(mode: str = "RGB", shade: int = 0) -> Image.Image:
    """Something that looks different however it is turned."""
    picture = Image.new("RGB", (48, 32), (200, shade, 40))
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((3, 3, 20, 9), fill=(20, 180, 90))
    drawing.line((0, 31, 47, 12), fill=(10, 10, 250), width=3)
    return picture.convert(mode)


def said(turned: int = 6) -> Image.Exif:
    """What a telephone writes beside a photo."""
    exif = Image.Exif()
    exif[TURNED] = turned
    exif[DESCRIPTION], exif[MAKER], exif[ARTIST] = f"Home of {WHO}", "Kamera AG", WHO
    exif.get_ifd(EXIF_PART)[COMMENT] = b"ASCII\0\0\0" + WHO.encode()
    exif.get_ifd(GPS_PART).update({1: "N", 2: WHERE, 3: "E", 4: WHERE})
    return exif


def saved(picture: Image.Image, kind: str, **more: Any) -> bytes:
    made = BytesIO()
    picture.save(made, kind, **more)
    return made.getvalue()


def jpeg(turned: int = 6, mode: str = "RGB", **more: Any) -> bytes:
    """With Exif, XMP, IPTC and a comment, and behind it another picture that says the same."""
    options = {"exif": said(turned), "xmp": XMP, "comment": WHO, "icc_profile": PROFILE, "dpi": (72, 72), **more}
    one = saved(drawn(mode), "JPEG", **options)
    iptc = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + WHO.encode()
    segment = b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc
    return one[:2] + segment + one[2:] + one


def png(turned: int = 6, mode: str = "RGB", **more: Any) -> bytes:
    """With texts, packed and plain, a time, and something behind the end."""
    texts = PngInfo()
    texts.add_text("Author", WHO)
    texts.add_text("Comment", WHO * 20, zip=True)
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    texts.add(b"tIME", bytes((7, 234, 11, 30, 8, 0, 0)))
    texts.add(b"prVt", WHO.encode())
    options = {"exif": said(turned), "pnginfo": texts, "icc_profile": PROFILE, "dpi": (72, 72), **more}
    return saved(drawn(mode), "PNG", **options) + WHO.encode()


def webp(turned: int = 6, mode: str = "RGB", **more: Any) -> bytes:
    options = {"exif": said(turned), "xmp": XMP, "icc_profile": PROFILE, "lossless": True, **more}
    made = saved(drawn(mode), "WEBP", **options)
    private = b"prVt" + struct.pack("<L", len(WHO)) + WHO.encode() + b"\0" * (len(WHO) % 2)
    return made[:4] + struct.pack("<L", len(made) + len(private) - 8) + made[8:] + private + WHO.encode()


def gif(**more: Any) -> bytes:
    """With a comment, XMP, and something behind the end."""
    made = saved(drawn("P"), "GIF", **{"comment": WHO, **more})
    start = 13 + (3 << (made[10] & 7) + 1)
    trailer = bytes((1, *range(255, -1, -1), 0))  # by which readers that do not know XMP find the end of it
    xmp = b"!\xff\x0bXMP DataXMP" + XMP + trailer
    return made[:start] + xmp + made[start:] + WHO.encode()


def tiff(turned: int = 6, mode: str = "RGB", **more: Any) -> bytes:
    """With descriptions, directories for Exif and for the place, XMP and IPTC."""
    tags: Any = TiffImagePlugin.ImageFileDirectory_v2()
    tags[DESCRIPTION], tags[ARTIST], tags[TURNED] = f"Home of {WHO}", WHO, turned
    tags[700], tags[33723] = XMP, WHO.encode()
    tags[50000] = f"{WHO}, of a program"
    if "compression" not in more:  # the library leaves packing to another, which takes no directories
        tags[EXIF_PART], tags[GPS_PART] = {COMMENT: WHO.encode()}, {1: "N", 2: WHERE}
    options = {"tiffinfo": tags, "icc_profile": PROFILE, "dpi": (72, 72), **more}
    return saved(drawn(mode), "TIFF", **options)


def heic(turned: int = 6, mode: str = "RGB") -> bytes:
    """With Exif and XMP, and a box of a program at the end."""
    made = BytesIO()
    file = pillow_heif.from_pillow(drawn(mode))
    file.save(made, exif=said(turned).tobytes(), xmp=XMP, quality=80)
    private = WHO.encode()
    return made.getvalue() + struct.pack(">L4s", len(private) + 8, b"prVt") + private


MADE: Mapping[str, tuple[str, Callable[..., bytes]]] = {
    "jpg": ("image/jpeg", jpeg),
    "png": ("image/png", png),
    "webp": ("image/webp", webp),
    "gif": ("image/gif", gif),
    "tif": ("image/tiff", tiff),
    "heic": ("image/heic", heic),
}
"""By the ending of a name: the media type, and how one is made."""


def chunk(name: bytes, content: bytes) -> bytes:
    """Of a PNG file."""
    return struct.pack(">L", len(content)) + name + content + struct.pack(">L", zlib.crc32(name + content))
