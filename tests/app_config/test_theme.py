"""An accent can be read wherever it stands, and what an organisation sets becomes a style sheet of just that."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import app.web
from app.colours import DARK, LIGHT, READABLE, contrast, least_contrast, readable
from app.config import SettingsError, read_settings
from app.theme import LARGEST_LOGO, families, style

SHEET = (Path(app.web.__file__).parent / "static" / "chancery.css").read_text(encoding="utf-8")
TOKENS = re.compile(r"--(\w+): (#[0-9a-f]{6});")
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
ON_GROUNDS = ("ink", "soft", "accent", "good", "wrong")


def tokens() -> list[dict[str, str]]:
    """The colours of light pages, and of dark ones."""
    light, dark = SHEET.split("prefers-color-scheme: dark")
    return [dict(TOKENS.findall(light)), dict(TOKENS.findall(dark))]


def read(tmp_path: Path, **environ: str) -> str:
    """The style sheet that settings make."""
    said = read_settings({"CHANCERY_DATA": str(tmp_path / "data"), **environ})
    return style(said.theme_accent, said.theme_accent_dark, said.theme_font)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == contrast("#ffffff", "#777777") == pytest.approx(4.478, abs=0.001)
    assert contrast("#abcdef", "#abcdef") == 1


def test_accents_are_held_against_the_pages_as_they_are() -> None:
    assert [(one["paper"], one["desk"]) for one in tokens()] == [LIGHT, DARK]


@pytest.mark.parametrize(("kind", "grounds"), [(0, LIGHT), (1, DARK)], ids=["light", "dark"])
def test_text_and_edges_can_be_seen(kind: int, grounds: tuple[str, ...]) -> None:
    found = tokens()[kind]
    assert {name for name in ON_GROUNDS if least_contrast(found[name], grounds) < READABLE} == set()
    assert least_contrast(found["edge"], grounds) >= 3  # WCAG 2.2, 1.4.11
    assert contrast(found["ink"], found["lit"]) >= READABLE


@given(COLOURS, st.sampled_from([LIGHT, DARK]))
def test_every_colour_can_be_made_readable_and_one_that_is_stays(colour: str, grounds: tuple[str, ...]) -> None:
    made = readable(colour, grounds)
    assert least_contrast(made, grounds) >= READABLE
    assert (made == colour) == (least_contrast(colour, grounds) >= READABLE)


def test_without_settings_nothing_is_changed(tmp_path: Path) -> None:
    assert read(tmp_path) == ""


def test_an_accent_has_a_lighter_one_for_dark_pages(tmp_path: Path) -> None:
    light, dark = re.findall(r"--accent:(#\w+)", read(tmp_path, THEME_ACCENT="#7a1f3d"))
    assert light == "#7a1f3d"
    assert least_contrast(dark, DARK) >= READABLE + 2
    assert read(tmp_path, THEME_ACCENT="#7a1f3d", THEME_ACCENT_DARK="#ffb0c8").count("#ffb0c8") == 1
    assert read(tmp_path, THEME_ACCENT_DARK="#ffb0c8").startswith("@media")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ""),
        ("Source Sans 3", '"Source Sans 3", sans-serif'),
        ("'Noto Naskh', Georgia,serif", '"Noto Naskh", "Georgia", serif'),
        ("思源黑体", '"思源黑体", sans-serif'),
    ],
)
def test_fonts_are_written_as_css_has_them(text: str, said: str) -> None:
    assert families(text) == (said or "")


def test_fonts_stand_in_text_and_headings(tmp_path: Path) -> None:
    assert read(tmp_path, THEME_FONT="Georgia, serif") == ':root{--text:"Georgia", serif;--head:"Georgia", serif;}'


MISTAKES = [
    ("THEME_ACCENT", "#ffcc00", r"contrast of 1\.4:1 on light pages.* nearest that has it is (#\w+)"),
    ("THEME_ACCENT_DARK", "#17395c", r"contrast of 1\.\d:1 on dark pages.* nearest that has it is (#\w+)"),
    ("THEME_ACCENT", "navy", "'navy' is not a colour such as #1b4674"),
    ("THEME_FONT", "a;}b", "'a;}b' is not the name of a font"),
    ("THEME_LOGO", "logo.gif", "logo.gif is none of .svg, .png, .webp"),
    ("THEME_LOGO", "large.png", "large.png has 100,001 bytes"),
    ("THEME_LOGO", "none.svg", "none.svg is not a file that can be read"),
]


@pytest.mark.parametrize(("name", "text", "said"), MISTAKES)
def test_mistakes_are_told_with_what_would_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "logo.gif").write_bytes(b"GIF89a")
    (tmp_path / "large.png").write_bytes(b"x" * (LARGEST_LOGO + 1))
    with pytest.raises(SettingsError, match=f"^{name}: .*{said}") as caught:
        read(tmp_path, **{name: text})
    if found := re.search(said + r"\. See", str(caught.value)):
        for proposed in found.groups():
            assert proposed in read(tmp_path, **{name: proposed})
