"""Forms on paper: every question with room for its answer, in six languages, as PDF and as a Word document."""

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from connectors.form_print import form_docx, form_pdf
from connectors.print_words import WORDS
from connectors.printed import Item, Printed, printed
from forms.definition import LANGUAGES, Form
from forms.load import load_form, load_forms
from forms.writing.rule_words import QUOTES, SAID

FOLDER = Path(__file__).parents[2] / "forms" / "definitions"
FORMS = load_forms(FOLDER)
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")

FORM = """
form: everything
version: 3
languages: [en, fr]
title: {en: Everything, fr: Tout}
intro: Read this first.
closes: 2099-01-31 18:00
zone: Europe/Zurich
keep_months: 12
privacy: Staff see it.
reference: "E-{number}"
sections:
  - section: one
    title: One
    questions:
      - {question: name, type: text, label: Name, required: yes, hint: In capitals.}
      - {question: about, type: long_text, label: About, max_words: 50}
      - {question: people, type: integer, label: People}
      - {question: asked, type: money, currency: USD, label: Asked}
      - {question: day, type: date, label: Day}
      - {question: at, type: datetime, label: At}
      - {question: agree, type: yes_no, label: Agree}
      - {question: why, type: text, label: Why, required: yes, show_if: {question: agree, is: no}}
      - {question: who, type: text, label: Who, required_if: people > 1}
      - {question: size, type: choose_one, label: Size, choices: [{value: s, label: Small}], other: Which?}
      - {question: help, type: choose_many, label: Help, max: 1, choices: [{value: a, label: A}, {value: b, label: B}]}
      - {question: order, type: ranking, label: Order, choices: [{value: a, label: Law}, {value: b, label: IT}]}
      - question: views
        type: matrix
        label: Views
        statements: [{statement: pace, label: Pace}]
        choices: [{value: good, label: Good}, {value: bad, label: Bad}]
      - {question: here, type: geopoint, label: Here}
      - {question: letter, type: file, label: Letter, accept: [pdf]}
      - {question: told, type: note, label: Nearly done}
      - {question: campaign, type: hidden, label: Campaign}
      - {question: twice, type: calculated, label: Twice, calculation: people * 2.0, result: integer}
  - section: two
    title: Two
    show_if: {question: people, min: 2}
    questions:
      - question: partner
        type: group
        label: Partner
        questions:
          - {question: name, type: text, label: Their name}
      - question: lines
        type: table
        label: Budget
        max: 4
        questions:
          - {question: item, type: text, label: Item, hint: What it is.}
          - {question: many, type: integer, label: Many}
          - {question: price, type: money, currency: USD, label: Price}
          - {question: cost, type: money, currency: USD, label: Cost, product: [many, price]}
        totals: [{total: all, label: In all, sum: cost}]
sheet: {workbook: E, tab: E, columns: [{path: $reference, header: R}]}
"""


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    path = tmp_path_factory.mktemp("forms") / "everything" / "form.yaml"
    path.parent.mkdir()
    path.write_text(FORM, encoding="utf-8")
    return load_form(path)


def items(what: Printed) -> dict[str, Item]:
    """Every item by its label, group members too."""
    found = [item for part in what.parts for item in part.items]
    return {item.label: item for one in found for item in (one, *one.items)}


def words(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "form.pdf"
    path.write_bytes(pdf)
    run = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return run.stdout.decode()


def test_each_type_has_its_room(form: Form) -> None:
    found = {label: item.space for label, item in items(printed(form, "en")).items()}
    assert found["Name"].kind == "lines"
    assert found["About"].lines > found["Name"].lines
    assert found["Asked"].unit == "USD"
    assert found["Day"].digits == (("Day", 2), ("Month", 2), ("Year", 4))
    assert [name for name, _ in found["At"].digits] == ["Day", "Month", "Year", "Hour", "Minute"]
    assert found["Agree"].options == ("Yes", "No")
    assert found["Size"].options == ("Small", "Other")
    assert (found["Order"].kind, found["Order"].options) == ("ranks", ("Law", "IT"))
    assert (found["Views"].rows, [one.label for one in found["Views"].columns]) == (("Pace",), ["Good", "Bad"])
    assert found["Here"].options == ("Latitude", "Longitude")
    assert [one.label for one in found["Budget"].columns] == ["Item", "Many", "Price (USD)", "Cost (USD)"]
    assert [one.is_worked_out for one in found["Budget"].columns] == [False, False, False, True]
    assert (len(found["Budget"].rows), found["Budget"].totals) == (4, ("In all",))


def test_what_is_not_asked_is_not_printed(form: Form) -> None:
    found = items(printed(form, "en"))
    assert {"Campaign", "Twice"} & set(found) == set()
    assert found["Nearly done"].number == ""
    assert (found["Letter"].number, found["Partner"].number, found["Their name"].number) == ("16", "17", "17.1")


def test_conditions_and_instructions_stand_in_words(form: Form) -> None:
    what = printed(form, "en")
    found = {label: item.notes for label, item in items(what).items()}
    assert found["Name"] == ("In capitals.",)
    assert found["About"] == ("At most 50 words.",)
    assert found["Why"] == ("Answer if “Agree” is “No”.",)
    assert found["Who"] == ("Required if the rule holds: people > 1.",)
    assert found["Which?"] == ("Answer if “Size” is “Other”.",)
    assert found["Help"] == ("Tick 0 to 1.",)
    assert what.parts[1].notes == ("Answer if “People” is 2 or more.",)
    assert what.notes == ("To be sent by 31 January 2099, 18:00 (Europe/Zurich).",)
    assert what.privacy == "Staff see it. Answers are kept for 12 months."
    assert (items(what)["Name"].optional, items(what)["About"].optional) == ("", "(optional)")
    assert items(printed(form, "fr"))["Why"].notes == ("Répondre si « Agree » est « Non ».",)


def test_every_language_says_everything() -> None:
    for table in (WORDS, SAID, QUOTES):
        assert tuple(table) == LANGUAGES
    for table in (WORDS, SAID):
        assert all(set(words_) == set(table["en"]) for words_ in table.values())
    for word, english in WORDS["en"].items():
        braces = {part.partition("}")[0] for part in english.split("{")[1:]}
        for said in WORDS.values():
            assert {part.partition("}")[0] for part in said[word].split("{")[1:]} == braces


@needs_poppler
def test_the_pdf_holds_every_question_and_says_where_one_is(form: Form, tmp_path: Path) -> None:
    said = words(form_pdf(form, "en"), tmp_path)
    for item in items(printed(form, "en")).values():
        assert item.label in said
    for word in ("Everything", "Read this first.", "Staff see it.", "version 3", "Page 1 of 3", "Answer if “Agree”"):
        assert word in said


def test_the_same_form_gives_the_same_tagged_pdf(form: Form) -> None:
    pdf = form_pdf(form, "en")
    assert pdf == form_pdf(form, "en")
    assert b"/StructTreeRoot" in pdf


@pytest.mark.parametrize("name", FORMS)
def test_every_form_that_ships_can_be_printed_in_its_languages(name: str) -> None:
    form = FORMS[name]
    for language in form.languages:
        assert form_pdf(form, language).startswith(b"%PDF-")
    assert form_docx(form, form.languages[-1]).startswith(b"PK")


@needs_poppler
@pytest.mark.parametrize(("language", "said"), [("ar", "الدولة"), ("zh", "申请国家"), ("ru", "государство")])
def test_every_script_is_printed(language: str, said: str, tmp_path: Path) -> None:
    assert said in words(form_pdf(FORMS["vtf-proposal"], language), tmp_path)


def test_the_word_document_holds_every_question(form: Form) -> None:
    document = Document(io.BytesIO(form_docx(form, "en")))
    headings = [one.text for one in document.paragraphs if one.style.name.startswith("Heading")]
    for item in items(printed(form, "en")).values():
        assert any(item.label in one for one in headings)
    said = "\n".join(one.text for one in document.paragraphs)
    assert "☐ Small" in said
    assert "Answer if “Agree” is “No”." in said
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["Item", "Many", "Price (USD)", "Cost (USD)"] in cells
    assert ["Pace", "☐", "☐"] in cells
    fields = [one.get(qn("w:instr")) for one in document.sections[0].footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_arabic_runs_from_right_to_left_in_word() -> None:
    document = Document(io.BytesIO(form_docx(FORMS["vtf-proposal"], "ar")))
    assert all(one._p.pPr is not None and one._p.pPr.find(qn("w:bidi")) is not None for one in document.paragraphs)
    assert all(one._tbl.tblPr.find(qn("w:bidiVisual")) is not None for one in document.tables)
    assert document.core_properties.language == "ar"
