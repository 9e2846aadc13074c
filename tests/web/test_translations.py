"""Every language says everything."""

import re
from pathlib import Path

import pytest

import app.web
import jobs
from app.copies import BOXES
from app.text import catalogue, direction, translate
from app.web.problems import ADVICE, REFUSED, TITLES
from forms.definition import LANGUAGES
from forms.types.messages import MESSAGES

WEB, JOBS = Path(app.web.__file__).parent, Path(jobs.__file__).parent
IN_TEMPLATES = re.compile(r"_\('((?:[^'\\]|\\.)*)'")
IN_PYTHON = re.compile(r'(?:translate|said_number)\(\s*"([^"]+)"')
WORDS = re.compile(r"%\(\w+\)s")


def spoken() -> set[str]:
    """Every message that the site can say."""
    said = {*MESSAGES, *TITLES.values(), *ADVICE.values(), REFUSED, BOXES}
    for path in WEB.rglob("*.html"):
        said |= set(IN_TEMPLATES.findall(path.read_text(encoding="utf-8")))
    for path in (*WEB.parent.rglob("*.py"), *JOBS.rglob("*.py")):
        said |= set(IN_PYTHON.findall(path.read_text(encoding="utf-8")))
    return said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_with_its_words(language: str) -> None:
    texts = catalogue(language)
    assert spoken() - set(texts) == set()
    for message, text in texts.items():
        assert set(WORDS.findall(text)) == set(WORDS.findall(message)), message


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalogue_keeps_what_nobody_says(language: str) -> None:
    assert set(catalogue(language)) - spoken() == set()


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_translations_are_not_the_english(language: str) -> None:
    same = {message for message, text in catalogue(language).items() if message == text}
    assert same <= {"Error", "No"}


def test_what_nobody_translated_stands_as_it_is() -> None:
    assert translate("Never heard of", "fr") == "Never heard of"
    assert translate("Row %(row)s", "xx", {"row": 2}) == "Row 2"
    assert (direction("ar"), direction("zh")) == ("rtl", "ltr")
