"""Every language says everything."""

import re
from gettext import c2py  # type: ignore[attr-defined]  # how gettext itself reads Plural-Forms
from pathlib import Path

import pytest
from babel.core import Locale
from babel.messages.pofile import read_po

import app.web
import jobs
from app.copies import BOXES
from app.text import KINDS_OF_NUMBERS, TRANSLATIONS, catalogue, plurals, said_count, translate
from app.web.limits import UNITS
from app.web.problems import ADVICE, REFUSED, TITLES
from forms.definition import LANGUAGES
from forms.types.messages import MESSAGES
from forms.wording import direction

WEB, JOBS = Path(app.web.__file__).parent, Path(jobs.__file__).parent
IN_TEMPLATES = re.compile(r"_\('((?:[^'\\]|\\.)*)'")
IN_PYTHON = re.compile(r'(?:translate|said_number)\(\s*"([^"]+)"')
WORDS = re.compile(r"%\(\w+\)s")
NARROW = "\u202f"


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_of_numbers_has_a_form_for_each_kind(language: str) -> None:
    wanted = {message for unit in UNITS.values() for message in (unit.most, unit.left, unit.over)}
    assert set(plurals(language)) == wanted
    for forms in plurals(language).values():
        assert all(forms.values())
        counted = {kind for kind, text in forms.items() if WORDS.findall(text) == ["%(number)s"]}
        assert counted >= set(forms) - {"zero", "one", "two"}  # which can be said in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_kinds_of_numbers_stand_in_the_order_of_the_catalogue(language: str) -> None:
    with (TRANSLATIONS / f"{language}.po").open("rb") as file:
        place = c2py(read_po(file).plural_expr)
    for number in range(210):
        kind = Locale.parse(language).plural_form(number)
        assert KINDS_OF_NUMBERS[language][place(number)] == kind


def test_numbers_are_said_as_their_readers_say_them() -> None:
    left = UNITS["characters"].left
    assert said_count(left, 1, "en") == "You have 1 character left"
    assert said_count(left, 21, "ru") == "Остался 21 символ"
    assert said_count(left, 1_000_000, "fr") == f"Il vous reste 1{NARROW}000{NARROW}000 caractères"
    assert said_count("%(number)s leaves", 2, "ru") == "2 leaves"  # in no catalogue
    assert said_count(left, 2, "ar") == "بقي لك حرفان"


def test_what_nobody_translated_stands_as_it_is() -> None:
    assert translate("Never heard of", "fr") == "Never heard of"
    assert translate("Row %(row)s", "xx", {"row": 2}) == "Row 2"
    assert (direction("ar"), direction("zh")) == ("rtl", "ltr")
