"""Letters as PDF: what staff wrote makes their shape, what was filled in never does, and nothing is half said."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.config import read_settings
from app.letters import Letterhead, letter_pdf, letterhead, written_in
from connectors.errors import ConnectorError
from forms.definition import LANGUAGES, Letter, Text

HEAD = Letterhead("Trust Fund", ("Street 1", "1202 Geneva"), "#7a1f3d", "VTF-1", date(2027, 4, 1))
BODY = "Dear ((name)),\n\nYou have\n((amount)).\n\n# Next\n- Sign.\n- Send ((name)).\n\n((conditions))\n\nYours,"
LETTER = Letter(
    "award",
    Text({"en": "Your grant ((reference))"}),
    Text({"en": BODY}),
    Text({"en": "A. Example\nHead"}),
)
WORDS = {"reference": "VTF-1", "name": "Ana", "amount": "98,500.00 USD", "conditions": ""}
pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")


def said(pdf: bytes, folder: Path) -> list[str]:
    """The lines of a letter, without those that are empty."""
    path = folder / "letter.pdf"
    path.write_bytes(pdf)
    run = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return [" ".join(line.split()) for line in run.stdout.decode().splitlines() if line.strip()]


def test_a_letter_stands_on_letterhead_with_its_words_filled_in(tmp_path: Path) -> None:
    pdf = letter_pdf(LETTER, WORDS, "en", HEAD)
    assert said(pdf, tmp_path) == [
        "Street 1", "Trust Fund 1202 Geneva", "Reference: VTF-1 1 April 2027", "Your grant VTF-1",
        "Dear Ana,", "You have 98,500.00 USD.", "Next", "• Sign.", "• Send Ana.", "Yours,", "A. Example", "Head",
        "Trust Fund · VTF-1 Page 1 of 1",
    ]  # fmt: skip
    assert letter_pdf(LETTER, WORDS, "en", HEAD) == pdf
    for mark in ("<pdfaid:part>2<", "<pdfuaid:part>1<", "<rdf:li>en<", "/StructTreeRoot", "2027-04-01T00:00:00"):
        assert mark.encode() in pdf


def test_what_is_filled_in_makes_no_shape_and_is_not_filled_in_again(tmp_path: Path) -> None:
    odd = "# Big\n- item\n\n((amount)) #panic() *bold* $x$ \\"
    found = said(letter_pdf(LETTER, {**WORDS, "conditions": odd}, "en", HEAD), tmp_path)
    assert found[9:12] == ["# Big", "- item", "((amount)) #panic() *bold* $x$ \\"]


@pytest.mark.parametrize("lacking", ["amount", "name", "reference"])
def test_a_letter_with_a_word_that_has_no_value_is_none(lacking: str) -> None:
    words = {word: value for word, value in WORDS.items() if word != lacking}
    with pytest.raises(ConnectorError, match=rf"'award': \(\({lacking}\)\) has no value") as fault:
        letter_pdf(LETTER, words, "en", HEAD)
    assert fault.value.permanent


def test_a_letter_that_is_not_in_the_recipients_language_is_in_one_language_as_a_whole() -> None:
    body = Text({"fr": "Bonjour", "ru": "Здравствуйте"})
    assert [written_in(body, wished) for wished in LANGUAGES] == ["fr", "fr", "fr", "ru", "fr", "fr"]


def test_a_letter_in_arabic_runs_from_right_to_left_and_keeps_what_does_not(tmp_path: Path) -> None:
    body = Text({"ar": "وافقت اللجنة على مشروعكم «((title))» (المرحلة الثانية)."})
    letter = Letter("award", Text({"ar": "منحتكم"}), body)
    pdf = letter_pdf(letter, {"title": "Stock (phase II)"}, "ar", HEAD)
    (tmp_path / "ar.pdf").write_bytes(pdf)
    run = subprocess.run(["pdftotext", "-bbox", tmp_path / "ar.pdf", "-"], capture_output=True, check=True)
    places = {
        line.partition(">")[2].partition("<")[0]: float(line.partition('xMin="')[2].partition('"')[0])
        for line in run.stdout.decode().splitlines()
        if "<word" in line
    }
    right = max(place for word, place in places.items() if "Fund" in word)
    stock, phase, second = (next(x for word, x in places.items() if part in word) for part in ("Stock", "phase", "II"))
    assert stock < phase < second < right  # the title reads from the left, within a line that begins at the right
    assert b"<rdf:li>ar<" in pdf


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_any_length_stay_on_the_page(language: str, tmp_path: Path) -> None:
    letter = Letter("long", Text({language: "((name))"}), Text({language: "((name))"}))
    found = said(letter_pdf(letter, {"name": "x" * 2_000}, language, HEAD), tmp_path)
    assert sum(line.count("x") for line in found) == 4_000
    assert max(len(line) for line in found) < 130


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_whatever_is_filled_in_there_is_a_letter(text: str) -> None:
    assert letter_pdf(LETTER, {**WORDS, "name": text}, "en", HEAD).startswith(b"%PDF")


def test_the_letterhead_is_of_settings(tmp_path: Path) -> None:
    address = "Rue 1;; 1202 Geneva ;Switzerland"
    environ = {"CHANCERY_DATA": str(tmp_path), "ORGANISATION": "Fund", "ORGANISATION_ADDRESS": address}
    made = letterhead(read_settings({**environ, "THEME_ACCENT": "#7a1f3d"}), "VTF-1", date(2027, 4, 1))
    assert made == Letterhead("Fund", ("Rue 1", "1202 Geneva", "Switzerland"), "#7a1f3d", "VTF-1", date(2027, 4, 1))
