"""Colours of the API: whichever of `color` and `colorStyle` is written, both are kept."""

from typing import Any

PAIRS = {
    "backgroundColor": "backgroundColorStyle",
    "foregroundColor": "foregroundColorStyle",
    "tabColor": "tabColorStyle",
    "color": "colorStyle",
}


def with_styles(kept: Any) -> Any:
    """The same with the style of each colour beside it, and the colour of each style."""
    if not isinstance(kept, dict):
        return [with_styles(one) for one in kept] if isinstance(kept, list) else kept
    found = {name: with_styles(value) for name, value in kept.items()}
    for plain, style in PAIRS.items():
        if style in found and "rgbColor" in found[style]:
            found[plain] = found[style]["rgbColor"]
        elif plain in found:
            found[style] = {"rgbColor": found[plain]}
    return found
