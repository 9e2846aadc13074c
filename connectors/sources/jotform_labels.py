"""Jotform's labels, at best effort: they stand only in `pretty`, "Label:answer, Label:answer" with nothing escaped."""

import re
from collections.abc import Sequence

from connectors.sources.reading import text_at

BETWEEN = ", "
LONGEST = 300
_SWALLOWED = re.compile(
    r":\S.*, ", re.DOTALL
)  # "Label:answer, " before the label, as people write a blank after a colon


def labels_of(pretty: str, values: Sequence[object]) -> list[str]:
    """The label of each of `values`, in the order of the form; empty from the first one that is not found on."""
    labels = [""] * len(values)
    rest = pretty
    for index, value in enumerate(values):
        shown = _shown(value)
        if not shown:
            continue
        label, found, after = rest.partition(f":{shown}")
        if (
            not found
            or len(label) > LONGEST
            or _SWALLOWED.search(label)
            or not (after.startswith(BETWEEN) or not after)
        ):
            break
        labels[index] = label
        rest = after.removeprefix(BETWEEN)
    return labels


def _shown(value: object) -> str:
    """An answer as `pretty` shows it, as far as that is known."""
    if isinstance(value, dict):
        return " ".join(part for part in map(_shown, value.values()) if part)
    if isinstance(value, list):
        files = [text_at(one, "name") for one in value if isinstance(one, dict) and "url" in one]
        return " ".join(files or [part for part in map(_shown, value) if part])
    return value if isinstance(value, str) else ""
