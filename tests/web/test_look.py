"""The organisation's look on every page, and what browsers may keep of it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import app.web
from app.config import Settings, read_settings
from app.context import Context
from tests.served import served

STATIC = Path(app.web.__file__).parent / "static"
PHYSICAL = re.compile(
    r"(?<![\w(-])(?:(?:margin|padding|border)-)?(?:left|right|top|bottom)\b[\w-]*:"
    r"|(?<![\w(-])(?:max-|min-)?(?:width|height):|(?:text-align|float|clear): ?(?:left|right)"
)
"""Properties that do not turn with the direction of the text."""
YEAR = "public, max-age=31536000, immutable"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def linked(page: str) -> list[str]:
    """The addresses that a page has its look from."""
    return re.findall(r'(?:href|src)="(/(?:static|theme)/[^"]+)"', page)


@pytest.fixture
def themed(context: Context, tmp_path: Path) -> FlaskClient:
    """A visitor of an organisation with an accent, a font and a logo."""
    (tmp_path / "logo.svg").write_bytes(SVG)
    environ = {"THEME_ACCENT": "#7a1f3d", "THEME_FONT": "Georgia", "THEME_LOGO": str(tmp_path / "logo.svg")}
    read: Settings = read_settings({"CHANCERY_DATA": str(tmp_path), **environ})
    words = {name: getattr(read, name) for name in ("theme_accent", "theme_font", "theme_logo")}
    return served(replace(context, settings=replace(context.settings, **words))).test_client()


@pytest.mark.parametrize("path", ["/", "/f/everything", "/staff/sign-in", "/nothing"])
def test_every_page_has_the_look_and_all_of_it_may_be_kept(themed: FlaskClient, path: str) -> None:
    found = linked(themed.get(path).text)
    paths = [one.partition("?")[0] for one in found]
    assert paths == ["/static/icon.svg", "/static/chancery.css", "/theme/style.css", "/theme/logo"]
    assert {themed.get(one).headers["Cache-Control"] for one in found} == {YEAR}


def test_the_theme_is_what_was_set(themed: FlaskClient) -> None:
    style, logo = themed.get("/theme/style.css"), themed.get("/theme/logo")
    assert (style.mimetype, logo.mimetype, logo.data) == ("text/css", "image/svg+xml", SVG)
    assert '--accent:#7a1f3d;--text:"Georgia", sans-serif' in style.text
    assert "default-src 'none'" in logo.headers["Content-Security-Policy"]


def test_without_a_theme_there_is_nothing_more_to_fetch(client: FlaskClient) -> None:
    assert [one for one in linked(client.get("/").text) if "theme" in one] == []
    assert client.get("/theme/style.css").status_code == client.get("/theme/logo").status_code == 404


@pytest.mark.parametrize("path", ["/static/chancery.css", "/theme/style.css"])
@pytest.mark.parametrize("digest", ["", "?v=", "?v=0123456789abcdef"])
def test_what_is_asked_for_without_its_digest_is_asked_for_again(themed: FlaskClient, path: str, digest: str) -> None:
    answer = themed.get(path + digest)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    again = themed.get(path + digest, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.headers["Cache-Control"]) == (304, "no-cache")


@pytest.mark.parametrize("path", ["/", "/static/nothing", "/static/../templates/base.html", "/theme/nothing"])
def test_nothing_else_is_kept(themed: FlaskClient, path: str) -> None:
    assert themed.get(path).headers["Cache-Control"] == "no-store"


def test_another_style_has_another_address(context: Context) -> None:
    def address(accent: str) -> str:
        settings = replace(context.settings, theme_accent=accent)
        return linked(served(replace(context, settings=settings)).test_client().get("/").text)[-1]

    assert address("#7a1f3d") != address("#1f3d7a")
    assert address("#7a1f3d") == address("#7a1f3d")


@pytest.mark.parametrize(("name", "most"), [("chancery.css", 16_000), ("staff.css", 4_000)])
def test_style_sheets_are_small_and_know_neither_left_nor_right(name: str, most: int) -> None:
    sheet = (STATIC / name).read_text(encoding="utf-8")
    assert len(sheet.encode()) <= most
    assert PHYSICAL.findall(sheet) == []
