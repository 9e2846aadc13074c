"""Colours that can be read: contrast by WCAG 2.2, and how to mend a colour that has too little of it."""

import re

READABLE = 4.5
"""The least contrast of text (WCAG 2.2, 1.4.3)."""
LIGHT = ("#ffffff", "#f3f5f6")
DARK = ("#161d24", "#0e1318")
"""What text stands on, on light pages and on dark ones: `--paper` and `--desk` of chancery.css."""

Colour = tuple[int, int, int]


def contrast(one: str, other: str) -> float:
    """From 1, alike, to 21, black on white (WCAG 2.2, "contrast ratio"). Raises ValueError for what is no `#rrggbb`."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def least_contrast(colour: str, grounds: tuple[str, ...]) -> float:
    """The contrast on that ground on which the colour is hardest to read. Raises ValueError."""
    return min(contrast(colour, ground) for ground in grounds)


def readable(colour: str, grounds: tuple[str, ...], wanted: float = READABLE) -> str:
    """The colour with as little black (on light grounds) or white (on dark ones) in it as the contrast takes."""
    pole = max(("#000000", "#ffffff"), key=lambda one: least_contrast(one, grounds))
    mixtures = (_mixed(colour, pole, share / 50) for share in range(50))
    return next((one for one in mixtures if least_contrast(one, grounds) >= wanted), pole)


def _mixed(colour: str, other: str, share: float) -> str:
    """The colour with a share, 0 to 1, of another one in it."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def _parts(colour: str) -> Colour:
    """Red, green and blue, each 0 to 255."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(f"{colour!r} is not a colour such as #1b4674")
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
