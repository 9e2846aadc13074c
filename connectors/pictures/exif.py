"""The one thing in a picture's Exif data that it needs to be shown: which way it is turned (TIFF 6.0, section 8)."""

from struct import error, pack, unpack_from

HEAD = b"Exif\0\0"
ORDERS = {b"II*\0": "<", b"MM\0*": ">"}
ORIENTATION, SHORT = 0x0112, 3
UPRIGHT = 1


def orientation(data: bytes) -> int:
    """How a picture with this Exif data is turned or mirrored, 1 to 8; upright where that cannot be read."""
    tiff = data.removeprefix(HEAD)
    order = ORDERS.get(tiff[:4])
    if order is None:
        return UPRIGHT
    try:
        found = _first_entry(tiff, order)
    except error:
        return UPRIGHT
    return found if 1 <= found <= 8 else UPRIGHT


def _first_entry(tiff: bytes, order: str) -> int:
    """What the first directory says of it. Raises struct.error where that is cut short."""
    [start] = unpack_from(f"{order}L", tiff, 4)
    [count] = unpack_from(f"{order}H", tiff, start)
    entries = (unpack_from(f"{order}HHLH", tiff, start + 2 + 12 * number) for number in range(count))
    return next((value for tag, _, _, value in entries if tag == ORIENTATION), UPRIGHT)


def saying(turned: int) -> bytes:
    """Exif data that says this and nothing else."""
    return pack(">2sHLHHHLHHL", b"MM", 42, 8, 1, ORIENTATION, SHORT, 1, turned, 0, 0)


def needed(data: bytes) -> bytes:
    """What must stay of Exif data: nothing for a picture that is upright."""
    turned = orientation(data)
    return b"" if turned == UPRIGHT else saying(turned)
