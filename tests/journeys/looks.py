"""Ways to look at a page for what keeps somebody from using it; each leaves the page as it was."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.text import translate

if TYPE_CHECKING:
    from playwright.sync_api import Page

Look = Callable[["Page"], list[str]]
DESK = {"width": 1280, "height": 900}
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
"""WCAG 2.2 at level AA, as axe-core calls its parts."""

SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8").partition("\n")[2].strip()
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-block-end: 2em !important; }"""
"""What readers may do to a text (WCAG 2.2, 1.4.12)."""

DRAWN = """() => new Promise(done => {
    requestAnimationFrame(() => requestAnimationFrame(done));
    setTimeout(done, 3000);
})"""
"""A page that another window lies before is never drawn."""

ADOPT = "style => { const one = new CSSStyleSheet(); one.replaceSync(style); document.adoptedStyleSheets = [one]; }"
"""A style that the page's own Content-Security-Policy does not keep out."""

COVERED = frozenset({"bgOverlap", "elmPartiallyObscured", "elmPartiallyObscuring"})


@cache
def axe_core() -> str:
    """The script of axe-core; without its package the test is skipped."""
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def axe(page: "Page") -> list[str]:
    """What axe-core finds against WCAG 2.2 AA, or cannot decide."""
    return _axe(page, {"runOnly": LEVELS, "rules": {"target-size": {"enabled": True}}})


def dark(page: "Page") -> list[str]:
    """Contrast, where the reader wants dark colours."""
    with _media(page, color_scheme="dark", reduced_motion="reduce"):  # colours change at once
        return _axe(page, {"runOnly": {"type": "rule", "values": ["color-contrast"]}})


def _axe(page: "Page", options: Mapping[str, Any]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_core())
    wanted = {**options, "resultTypes": ["violations", "incomplete"]}
    found = page.evaluate("options => axe.run(options)", wanted)
    told = [(one["id"], node) for one in (*found["violations"], *found["incomplete"]) for node in one["nodes"]]
    return [f"{rule}: {node['target']}" for rule, node in told if not _is_covered(node)]


def _is_covered(node: Mapping[str, Any]) -> bool:
    """Whether axe-core left its contrast undecided since an open list or dialog lies over it, or under it."""
    return any((check.get("data") or {}).get("messageKey") in COVERED for check in node["any"])


def told_first(page: "Page") -> list[str]:
    """Mistakes: told at the head of the page, with the focus there once it is drawn, and in its title."""
    page.evaluate(DRAWN)
    language = page.locator("html").get_attribute("lang") or ""
    return _asked(page, "told", translate("Error", language))


def in_forced_colours(page: "Page") -> list[str]:
    """What is only told by colours, and focus that cannot be seen."""
    with _media(page, forced_colors="active"):
        return _asked(page, "outlined")


def without_motion(page: "Page") -> list[str]:
    """What moves though the reader wants no motion."""
    with _media(page, reduced_motion="reduce"):
        return _asked(page, "moving")


def on_a_phone(page: "Page") -> list[str]:
    """320 pixels wide, which is 1280 at 400 % (WCAG 2.2, 1.4.10)."""
    with _width(page, 320):
        return _asked(page, "inView")


def at_twice_the_size(page: "Page") -> list[str]:
    """1280 pixels at a zoom of 200 %."""
    with _width(page, 640):
        return _asked(page, "inView")


def with_larger_text(page: "Page") -> list[str]:
    """Text alone twice as large (WCAG 2.2, 1.4.4)."""
    with _style(page, "html { font-size: 200% !important; }"):
        return _asked(page, "inView")


def with_wider_spacing(page: "Page") -> list[str]:
    """More room between lines, words and letters, on a desk and on a phone."""
    with _style(page, SPACED):
        found = _asked(page, "inView")
        with _width(page, 320):
            return found + _asked(page, "inView")


LOOKS: Mapping[str, Look] = {
    "mistakes told first": told_first,
    "axe-core": axe,
    "dark colours": dark,
    "forced colours": in_forced_colours,
    "no motion": without_motion,
    "320 pixels": on_a_phone,
    "200 % zoom": at_twice_the_size,
    "text twice as large": with_larger_text,
    "text spacing": with_wider_spacing,
}


def _asked(page: "Page", what: str, *given: str) -> list[str]:
    return list(page.evaluate(f"given => {SCRIPT}.{what}(...given)", given))


@contextmanager
def _media(page: "Page", **wanted: Any) -> Iterator[None]:
    page.emulate_media(**wanted)
    yield
    page.emulate_media(**dict.fromkeys(wanted, "null"))


@contextmanager
def _width(page: "Page", width: int) -> Iterator[None]:
    page.set_viewport_size({"width": width, "height": 900})
    yield
    page.set_viewport_size(DESK)  # type: ignore[arg-type]  # a mapping of that kind


@contextmanager
def _style(page: "Page", style: str) -> Iterator[None]:
    page.evaluate(ADOPT, style)
    yield
    page.evaluate("document.adoptedStyleSheets = []")
