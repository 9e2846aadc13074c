"""What an organisation may change of the look of its pages: how its settings are read, and the style they make."""

import re
from collections.abc import Callable
from pathlib import Path

from app.colours import DARK, LIGHT, READABLE, least_contrast, readable

LOGOS = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp"}
"""Ending of a logo's file -> media type."""
LARGEST_LOGO = 100_000  # bytes: it comes with the first page that a visitor sees
GENERIC = frozenset({"serif", "sans-serif", "system-ui", "ui-serif", "ui-sans-serif", "ui-rounded"})
"""Families that are no names (CSS Fonts 4, 2.1.3) and so stand without quotes."""
COMFORT = 2.0
"""How much more contrast than it must have an accent gets that is made for dark pages."""


def accent_on(grounds: tuple[str, ...]) -> Callable[[str], str]:
    """Reads a colour, `#rrggbb`, that text on these grounds may have. Raises ValueError with one that will do."""

    def read(text: str) -> str:
        if text and (found := least_contrast(text, grounds)) < READABLE:
            kind = "light" if grounds == LIGHT else "dark"
            raise ValueError(
                f"{text} has a contrast of {found:.1f}:1 on {kind} pages, and text needs {READABLE}:1. "
                f"The nearest that has it is {readable(text, grounds)}"
            )
        return text

    return read


def families(text: str) -> str:
    """Names of fonts, by commas, as CSS writes them; a general one ends the list. Raises ValueError."""
    names = [name for part in text.split(",") if (name := part.strip().strip("\"'"))]
    for name in names:
        if not re.fullmatch(r"[\w -]+", name):
            raise ValueError(f"{name!r} is not the name of a font, such as Source Sans 3")
    ending = [] if not names or names[-1] in GENERIC else ["sans-serif"]
    return ", ".join(name if name in GENERIC else f'"{name}"' for name in [*names, *ending])


def logo(path: Path | None) -> Path | None:
    """The file of a logo. Raises ValueError for a kind that browsers may not show, and a large one."""
    if path is not None and path.suffix.lower() not in LOGOS:
        raise ValueError(f"{path.name} is none of {', '.join(LOGOS)}")
    if path is not None and path.stat().st_size > LARGEST_LOGO:
        raise ValueError(f"{path.name} has {path.stat().st_size:,} bytes; a logo may have {LARGEST_LOGO:,}")
    return path


def style(accent: str, accent_dark: str, font: str) -> str:
    """The style sheet that follows chancery.css; empty where nothing is changed.

    Dark pages have a lighter accent, made of the other one unless it is set.
    """
    dark = accent_dark or (accent and readable(accent, DARK, READABLE + COMFORT))
    light_words = (f"--accent:{accent};" if accent else "") + (f"--text:{font};--head:{font};" if font else "")
    rules = [f":root{{{light_words}}}"] if light_words else []
    rules += [f"@media screen and (prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}"] if dark else []
    return "\n".join(rules)
