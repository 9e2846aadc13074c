"""A form of several pages in two versions, for the tests of drafts and of the way through them."""

from pathlib import Path

from forms.load import load_form
from forms.schema import CompiledForm, compile_form

FIRST = """
form: trip
version: 1
languages: [en, fr]
title: {en: Trip, fr: Voyage}
reference: "TR-{year}-{number:04d}"
edit_until: 2099-01-15 18:00
lists:
  - list: places
    choices: [{value: bern, label: Bern, with: {land: che}}, {value: paris, label: Paris, with: {land: fra}}]
pages:
  - {page: who, title: Who, sections: [person]}
  - {page: where, title: Where, sections: [land_part, place_part]}
  - {page: partner_page, title: Partner, sections: [partner_part]}
  - {page: origin, title: Origin, sections: [unseen]}
  - {page: money, title: Money, sections: [costs]}
sections:
  - section: person
    title: Person
    questions:
      - {question: name, type: text, label: Name, required: yes}
      - {question: partnered, type: yes_no, label: Partner?}
      - question: contact
        type: group
        label: Contact
        questions:
          - {question: email, type: email, label: E-mail, confirm: yes}
          - {question: room, type: text, label: Room}
  - section: land_part
    title: Land
    questions:
      - {question: land, type: choose_one, label: Land, choices: [{value: che, label: CH}, {value: fra, label: F}]}
  - section: place_part
    title: Place
    questions:
      - {question: place, type: choose_one, label: Place, choices_from: places, choices_where: {land: land}}
  - section: partner_part
    title: Partner
    show_if: {question: partnered, is: yes}
    questions:
      - {question: partner, type: text, label: Partner, required: yes}
      - {question: letter, type: file, label: Letter}
  - section: unseen
    title: Unseen
    questions:
      - {question: campaign, type: hidden, label: Campaign}
      - {question: twice, type: calculated, label: Twice, calculation: nights * 2, result: integer}
  - section: costs
    title: Costs
    questions:
      - {question: nights, type: integer, label: Nights}
      - question: budget
        type: table
        label: Budget
        questions:
          - {question: item, type: text, label: Item, required: yes}
          - {question: receipt, type: file, label: Receipt}
sheet:
  workbook: Trips
  tab: All
  columns: [{path: $reference, header: Reference}]
"""
SECOND = (
    FIRST.replace("version: 1", "version: 2")
    .replace("{question: name, type", "{question: full_name, was: [name], type")
    .replace("{question: room, type", "{question: suite, was: [room], type")
    .replace("{question: item, type", "{question: thing, was: [item], type")
    .replace("      - {question: land,", "      - {question: visa, type: text, label: Visa}\n      - {question: land,")
    .replace("calculation: nights * 2", "calculation: days * 2")
    .replace("{question: nights, type: integer, label: Nights}", "{question: days, type: integer, label: Days}")
)
"""It calls a question, one in a group and one in a table otherwise, asks one more and one no more."""


def compiled(folder: Path, text: str = FIRST) -> CompiledForm:
    """The form of that text, written below a folder."""
    path = folder / "trip" / "form.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return compile_form(load_form(path))
