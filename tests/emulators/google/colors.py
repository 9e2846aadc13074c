"""Colours of the API: whichever of `color` and `colorStyle` is written, both are kept, in steps of a 255th."""

import math
import struct
from typing import Any

from . import masks
from .masks import Path

PAIRS = {
    "backgroundColor": "backgroundColorStyle",
    "foregroundColor": "foregroundColorStyle",
    "tabColor": "tabColorStyle",
    "color": "colorStyle",
}
PARTS = ("red", "green", "blue")


def with_styles(kept: Any) -> Any:
    """The same with the style of each colour beside it, and the colour of each style."""
    if not isinstance(kept, dict):
        return [with_styles(one) for one in kept] if isinstance(kept, list) else kept
    found = {name: with_styles(value) for name, value in kept.items()}
    for plain, style in PAIRS.items():
        if style in found and "rgbColor" in found[style]:
            color = found[style]["rgbColor"]
        elif plain in found:
            color = found[plain]
        else:
            continue
        found[plain] = stepped(color)
        found[style] = {"rgbColor": stepped(color)}
    return found


def put(target: dict[str, Any], source: dict[str, Any], wanted: list[Path]) -> dict[str, Any]:
    """As masks.put, with a colour and its style written, and cleared, together."""
    others = PAIRS | {style: plain for plain, style in PAIRS.items()}
    both = [*wanted, *((*path[:-1], others[path[-1]]) for path in wanted if path[-1] in others)]
    return masks.put(target, with_styles(source), both)


def stepped(color: dict[str, float]) -> dict[str, float]:
    """A Color as it is kept: parts of 0 are left out, and the others are single-precision numbers."""
    steps = {part: math.ceil(min(max(color[part], 0), 1) * 255 - 0.5) for part in PARTS if part in color}
    kept = {name: value for name, value in color.items() if name not in PARTS}
    return kept | {part: _single(step / 255) for part, step in steps.items() if step}


def _single(value: float) -> float:
    """The shortest number that is the same in single precision."""
    wanted = struct.pack("f", value)
    for digits in range(1, 10):
        found = float(f"{value:.{digits}g}")
        if struct.pack("f", found) == wanted:
            return int(found) if found.is_integer() else found
    return value
