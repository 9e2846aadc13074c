"""Reads file answers: what is kept here by its digest, where a provider keeps it, or which of the delivery it is."""

import re
from collections.abc import Mapping
from typing import Any, cast

from marshmallow import ValidationError

from forms.definition import Question
from forms.types import messages
from forms.types.blank import is_blank
from forms.types.messages import Said, refuse
from forms.types.texts import read_text, read_url

DIGEST = re.compile(r"[0-9a-f]{64}")


class Enclosed(str):
    """The address of a file inside the delivery that names it.

    It is known by its type: only who has read a delivery makes one, and what anybody writes is plain text.
    """


def read_files(question: Question, value: Any) -> list[dict[str, object]]:
    """A list of {"name", "size", "sha256", "scanned"} or {"name", "url"}, of the web or of what was enclosed.

    `scanned` says whether a scanner has looked at what is kept.
    """
    given = value if isinstance(value, list) else [value]
    return [_read_file(question, one) for one in given if not is_blank(one)]


def unwanted(question: Question, name: str, size: int) -> Said | None:
    """What is wrong with the kind or the size (bytes) of a file that is not here yet; None where nothing is."""
    try:
        _name(question, name)
        _require_size(question, size)
    except ValidationError as fault:
        [said] = fault.messages
        return cast("Said", said)
    return None


def _read_file(question: Question, value: Any) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise refuse(messages.FILE)
    name = _name(question, value.get("name"))
    if is_blank(value.get("url")):
        return {"name": name, **_kept(question, value), "scanned": value.get("scanned") is True}
    url = value["url"]
    return {"name": name, "url": str(url) if isinstance(url, Enclosed) else read_url(question, url)}


def _name(question: Question, value: Any) -> str:
    """The last part of the name, of a kind that is asked for."""
    if not isinstance(value, str):
        raise refuse(messages.FILE)
    name = read_text(question, value).replace("\\", "/").rpartition("/")[2].strip()
    if name in {"", ".", ".."}:
        raise refuse(messages.FILE)
    if question.accept and not name.lower().endswith(tuple(f".{ending}" for ending in question.accept)):
        raise refuse(messages.FILE_KIND, kinds=", ".join(question.accept))
    return name


def _kept(question: Question, value: Mapping[str, Any]) -> dict[str, object]:
    size: Any = value.get("size")
    digest = value.get("sha256")
    whole = isinstance(size, int) and not isinstance(size, bool) and size >= 0
    if not whole or not isinstance(digest, str) or not DIGEST.fullmatch(digest):
        raise refuse(messages.FILE)
    _require_size(question, size)
    return {"size": size, "sha256": digest}


def _require_size(question: Question, size: int) -> None:
    if size > question.max_megabytes * 1_000_000:
        raise refuse(messages.FILE_SIZE, max=question.max_megabytes)
