"""Takes out of a picture what it says besides itself: where, when, by whom and with what it was made, and comments.

Its coded data stay as they are: nothing is decoded, so nothing is lost, and no picture can harm a decoder. Own lines:
the libraries that there are write the picture anew, are under the GPL, or are one person's command not yet settled.
"""

from collections.abc import Callable, Mapping
from struct import error

from connectors.pictures import gif, heif, jpeg, png, tiff, webp
from connectors.pictures.broken import BrokenPicture

__all__ = ["STRIPPED", "BrokenPicture", "without_metadata"]

STRIPPED: Mapping[str, Callable[[bytes], bytes]] = {
    "image/jpeg": jpeg.stripped,
    "image/png": png.stripped,
    "image/gif": gif.stripped,
    "image/webp": webp.stripped,
    "image/tiff": tiff.stripped,
    "image/heic": heif.stripped,
    "image/heif": heif.stripped,
}
"""How each kind of picture is stripped, by its media type."""


def without_metadata(media_type: str, data: bytes) -> bytes:
    """The same picture, turned as before, with nothing but what shows it; any other kind of file as it is.

    Raises BrokenPicture.
    """
    stripped = STRIPPED.get(media_type)
    if stripped is None:
        return data
    try:
        return stripped(data)
    except error as cut:
        raise BrokenPicture from cut
