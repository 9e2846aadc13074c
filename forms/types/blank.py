"""What counts as no answer."""

from collections.abc import Mapping
from typing import Any

from marshmallow import missing

DEEPEST = 12  # more nesting than any definition has is an answer, and a wrong one


def is_blank(value: Any, depth: int = 0) -> bool:
    """Whether a raw value says nothing: missing, empty, white space, or made of such."""
    if isinstance(value, str):
        return not value.strip()
    if depth > DEEPEST:
        return False
    if isinstance(value, Mapping):
        return all(is_blank(one, depth + 1) for one in value.values())
    if isinstance(value, list | tuple):
        return all(is_blank(one, depth + 1) for one in value)
    return value is None or value is missing
