"""Lists that senders write into a text, and the files among what they list."""

from collections.abc import Mapping

from connectors import strict_json
from connectors.errors import Unreadable
from connectors.sources.reading import named_file, text_at

NAMES = ("name", "Name", "fileName", "filename", "title")
ADDRESSES = ("url", "link", "File", "download_url", "Url")


def unpacked(value: object) -> object:
    """The list that a text such as `["A", "B"]` holds, else `value` as it is."""
    if not isinstance(value, str) or not (value.startswith("[") and value.rstrip().endswith("]")):
        return value
    try:
        found = strict_json.loads(value.encode("utf-8"))
    except (Unreadable, ValueError):  # a text in brackets, which is an answer too
        return value
    return found if isinstance(found, list) else value


def with_files(value: object) -> object:
    """`value`, where it is a list of objects with an address each as files: [{"name": …, "url": …}]."""
    listed = value if isinstance(value, list) else [value]
    if not listed or not all(isinstance(one, dict) and text_at(one, *ADDRESSES) for one in listed):
        return value
    return [_file(one) for one in listed if isinstance(one, dict)]


def _file(found: Mapping[str, object]) -> dict[str, object]:
    return named_file(text_at(found, *ADDRESSES), text_at(found, *NAMES))
