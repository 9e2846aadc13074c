"""The copy that an applicant keeps, as a PDF: it says all of it, in six languages, whatever was written."""

import json
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.copies import Copy, copy_pdf
from forms.definition import LANGUAGES
from forms.load import load_forms
from forms.schema import compile_form
from forms.types.texts import UNKEEPABLE
from tests.documents.everything import NOW, RAW, everything, made

FOLDER = Path(__file__).parents[2] / "forms" / "definitions"
COMPILED = {name: compile_form(form) for name, form in load_forms(FOLDER).items()}
NOT_SEEN = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
VOWEL_SIGNS = re.compile(r"[\u064b-\u0652]")
HAN = re.compile(r"[\u4e00-\u9fff]")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")


def text_of(pdf: bytes, folder: Path, *options: str) -> str:
    path = folder / "copy.pdf"
    path.write_bytes(pdf)
    run = subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, check=True)
    return run.stdout.decode()


def plain(text: str) -> str:
    """Text as it can be compared: without the spaces, marks of direction and vowel signs that readers place anew."""
    spread = unicodedata.normalize("NFKD", NOT_SEEN.sub("", text))
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def texts(value: object) -> Iterator[str]:
    """Every text within that people read."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from texts(one) if name != "path" else ()
    elif isinstance(value, tuple | list):
        for one in value:
            yield from texts(one)


def words_of(copy: Copy) -> set[str]:
    """Every word of the copy, as far as one line has room for it; not those with vowel signs, which readers lose."""
    kept = asdict(copy)
    said = texts([kept[name] for name in ("organisation", "title", "reference", "facts", "about", "parts")])
    words = (word for text in said for word in text.split() if not VOWEL_SIGNS.search(word))
    return {plain(part)[: 4 if HAN.match(part) else 8] for word in words for part in re.findall(r"[^\W_]+", word)}


def sample(form: str, language: str) -> Mapping[str, Any]:
    """The answers of the first sample in a language that is accepted, for the year of NOW."""
    for path in sorted((FOLDER / form / "samples").glob("*.json")):
        found = json.loads(path.read_text(encoding="utf-8").replace("{year}", str(NOW.year)))
        if (found["language"], found["expect"], "answers" in found) == (language, "accepted", True):
            return dict(found["answers"])
    found = json.loads((FOLDER / form / "samples" / "01-malawi.json").read_text(encoding="utf-8"))
    return dict(found["answers"])  # the others in this language are in the words of their providers


@needs_poppler
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["vtf-proposal", "sponsorship-application"])
def test_the_pdf_says_everything_in_each_language(form: str, language: str, tmp_path: Path) -> None:
    copy = made(COMPILED[form], sample(form, language), language)
    pdf = copy_pdf(copy)
    said = plain(text_of(pdf, tmp_path))
    assert {word for word in words_of(copy) if word not in said} == set()
    assert len(words_of(copy)) > 60
    count = text_of(pdf, tmp_path).count("\f")
    assert count > 1
    assert plain(copy.page.format(page=1, pages=count)) in said
    assert pdf == copy_pdf(copy)


def test_the_pdf_is_to_be_kept_and_to_be_read_aloud() -> None:
    pdf = copy_pdf(made(COMPILED["vtf-proposal"], sample("vtf-proposal", "ar"), "ar"))
    for mark in ("<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "<rdf:li>ar<", "/StructTreeRoot"):
        assert mark.encode() in pdf
    assert b"2026-11-24T00:00:00" in pdf


@needs_poppler
def test_addresses_and_numbers_run_from_left_to_right_in_arabic(tmp_path: Path) -> None:
    copy = made(everything(), {**RAW, "name": "CH93 0076 2011 6238 5295 7", "about": "نص a@example.org نص"}, "ar")
    boxes = text_of(copy_pdf(copy), tmp_path, "-bbox")
    found = [(float(x), word) for x, word in re.findall(r'xMin="([\d.]+)"[^>]*>([^<]+)<', boxes)]
    iban = [next(x for x, word in found if plain(word) == part) for part in ("CH93", "0076", "2011", "6238", "5295")]
    assert iban == sorted(iban)
    places = {word: x for x, word in found}
    assert places["1,200"] < places["People"]  # answers stand to the left of their labels
    assert places["a@example.org"] > 0


@needs_poppler
def test_the_pdf_says_what_was_not_provided(tmp_path: Path) -> None:
    said = text_of(copy_pdf(made(everything(), {"name": "Ana"})), tmp_path)
    assert said.count("Not provided") == 14
    assert "Twice" not in said


@needs_poppler
def test_text_is_never_read_as_typst(tmp_path: Path) -> None:
    odd = "#panic() *bold* _it_ $x$ <label> @ref `raw` // c \\ #sys.inputs"
    copy = made(everything(), {**RAW, "name": odd, "about": f"= {odd}\n- {odd}", "partner": {"name": odd}})
    said = text_of(copy_pdf(replace(copy, title=odd, organisation=odd, reference=odd)), tmp_path)
    assert plain(said).count(plain(odd)) >= 6


@needs_poppler
def test_what_has_no_place_to_break_stays_on_the_page(tmp_path: Path) -> None:
    long = "https://example.org/" + "a" * 900
    copy = made(everything(), {**RAW, "name": long, "about": "é" * 900, "lines": [{"item": "x" * 300, "many": 1}]})
    said = text_of(copy_pdf(copy), tmp_path, "-bbox")
    ends = [float(found) for found in re.findall(r'xMax="([\d.]+)"', said)]
    assert max(ends) < 595.3 - 56  # A4 in points, without the margin of 20 mm
    assert plain(long) in plain(text_of(copy_pdf(copy), tmp_path))


@needs_poppler
def test_a_letter_that_no_font_has_costs_nobody_their_copy(tmp_path: Path) -> None:
    copy = made(everything(), {**RAW, "name": "ཀ Tashi", "partner": {"name": "bom\ufeff"}})
    said = text_of(copy_pdf(copy), tmp_path)
    assert "Some letters cannot be printed here" in said
    assert "Tashi" in said
    clean = made(everything(), {**RAW, "name": "Tashi ქართული አማርኛ 한국 😀", "partner": {"name": "bom\ufeff"}})
    said = text_of(copy_pdf(clean), tmp_path)
    assert "Some letters" not in said
    assert plain("ქართული") in plain(said)


KEEPABLE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(
    lambda text: text.strip() != "" and not UNKEEPABLE.search(text)
)


@settings(max_examples=25)
@given(KEEPABLE, KEEPABLE, st.sampled_from(LANGUAGES))
def test_whatever_can_be_kept_can_be_printed(one: str, other: str, language: str) -> None:
    table = [{"item": one, "many": 1, "why": other}]
    file = {"name": f"{other.replace('/', '').replace(chr(92), '')}x.pdf", "size": 1, "sha256": "a" * 64}
    copy = made(everything(), {**RAW, "name": one, "about": other, "lines": table, "letter": [file]}, language)
    pdf = copy_pdf(copy)
    assert b"/StructTreeRoot" in pdf
    assert pdf == copy_pdf(copy)
