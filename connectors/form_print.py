"""The questions of a form on paper: PDF by Typst, in a font that has the letters of the language."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache

import typst

from connectors.documents import render_pdf
from connectors.errors import ConnectorError
from connectors.form_docx import form_docx
from connectors.printed import printed
from forms.definition import Form

__all__ = ["form_docx", "form_pdf"]

LATIN = "Libertinus Serif"  # comes with Typst; Cyrillic and Greek too


@dataclass(frozen=True, slots=True)
class Script:
    """The fonts that have a script's letters, best first, and where to get one."""

    name: str
    fonts: tuple[str, ...]
    package: str  # of Debian and Ubuntu


SCRIPTS: Mapping[str, Script] = {
    "ar": Script("Arabic", ("Noto Naskh Arabic", "Noto Sans Arabic", "Amiri", "DejaVu Sans"), "fonts-noto-core"),
    "zh": Script(
        "Chinese",
        ("Noto Serif CJK SC", "Noto Sans CJK SC", "Source Han Serif SC", "WenQuanYi Zen Hei", "Droid Sans Fallback"),
        "fonts-noto-cjk",
    ),
}
"""Language -> the script for which Typst has no font of its own."""


def form_pdf(form: Form, language: str) -> bytes:
    """The questions of a form as PDF, the same bytes for the same form. Raises ConnectorError."""
    fonts = fonts_for(language, families())
    return render_pdf("form", {**asdict(printed(form, language)), "fonts": fonts}, system_fonts=True, standard="ua-1")


def fonts_for(language: str, found: frozenset[str]) -> tuple[str, ...]:
    """The fonts to set a language in. Raises ConnectorError where the machine has none for it."""
    script = SCRIPTS.get(language)
    if script is None:
        return (LATIN, *(font for one in SCRIPTS.values() for font in one.fonts if font in found))
    own = tuple(font for font in script.fonts if font in found)
    if not own:
        raise ConnectorError(
            f"there is no font here for {script.name}: install the package {script.package} "
            f"(apt-get install {script.package}), or one of {', '.join(script.fonts)}",
            permanent=True,
        )
    return (own[0], LATIN, *own[1:])


@cache
def families() -> frozenset[str]:
    """The font families of this machine and those that come with Typst."""
    return frozenset(str(name) for name in typst.Fonts(include_system_fonts=True).families())
