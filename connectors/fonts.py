"""The fonts that documents are set in: they come as packages, so that a document is the same on every machine."""

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst

PACKAGES: Mapping[str, str] = {
    "fontpkg-amiri": "Arabic",
    "manimgx-fonts-cjk": "Chinese, Japanese and Korean",
    "manimgx-fonts": "Ethiopic, Georgian, Hebrew, Thai and other scripts",
}
"""Package on PyPI -> what it has the letters of; those of Latin, Cyrillic and Greek come with Typst."""


def lacking() -> dict[str, str]:
    """Those of PACKAGES that are not installed."""
    return {package: letters for package, letters in PACKAGES.items() if _folder(package) is None}


@cache
def fonts() -> typst.Fonts:
    """Every font that documents can be set in; those of the machine itself are left alone."""
    folders = [folder for package in PACKAGES if (folder := _folder(package)) is not None]
    return typst.Fonts(include_system_fonts=False, font_paths=folders)


def _folder(package: str) -> Path | None:
    """Where a package keeps its files."""
    spec = find_spec(package.replace("-", "_"))
    return None if spec is None or spec.origin is None else Path(spec.origin).parent
