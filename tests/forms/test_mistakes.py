"""Each mistake that a definition can hold: one change to a sound one, and what is said at which line."""

from pathlib import Path

import pytest
from grant_form import GRANT, write_form

from forms.errors import DefinitionErrors
from forms.load import load_form

MISTAKES = [
    # (what is replaced, by what, what stands on the line told, the place, the cause, the remedy)
    ("form: grant", "form: grants", "form: grants", "form", "'grants' is not its folder", "'grant'"),
    ("languages: [en, fr]", "languages: [en, fe]", "languages:", "languages", "'fe'", "There are: ar"),
    ("languages: [en, fr]", "languages: []", "languages:", "languages", "empty", "[en]"),
    ("languages: [en, fr]", "languages: [en, en]", "languages:", "languages", "'en' stands twice", "Rename"),
    ("title: {en: Grant, fr: Subvention}", "title: {en: A, xx: B}", "xx: B", "title", "'xx'", "There are"),
    ("title: {en: Grant, fr: Subvention}", "title:", "title:", "title", "empty", "`title:`"),
    ("intro: Ask", "introo: Ask", "introo", "form", "no word 'introo'", "'intro'"),
    ("{number:04d}", "{nummer:04d}", "nummer", "reference", "cannot be filled in", "{number:04d}"),
    ("GR-{year}-{number:04d}", "GR-{year}", "GR-{year}", "reference", "cannot be filled in", "{number}"),
    ("{number:04d}", "{number:999999999d}", "999999999", "reference", "cannot be filled in", "Write it like"),
    ("{number:04d}", "{number.__class__}", "__class__", "reference", "cannot be filled in", "Write it like"),
    ("section: project", "section: applicant", "section: app", "sections", "'applicant' stands twice", "Re"),
    ("question: site", "question: state", "type: url", "questions", "'state' stands twice", "Rename"),
    ("question: phone", "question: name", "type: phone", "'contact'", "'name' stands twice", "Rename"),
    ("question: site", "question: Web site", "Web site", "question", "cannot be a name", "small letters"),
    ("question: site", "question: rows", "question: rows", "'rows'", "service's own", "another"),
    ("type: url", "type: ulr", "type: ulr", "'site'", "'ulr'", "'url'"),
    ("type: url", "type: zzz", "type: zzz", "'site'", "'zzz'", "There are: choose_many"),
    ("type: url, label: Web site", "type: url", "type: url", "'site'", "'label' is missing", "label"),
    ("type: url, label: Web site", "type: url, label: ''", "type: url", "'site'", "'label' is empty", "label"),
    ("type: url,", "type: url, requird: yes,", "requird", "'site'", "'requird'", "'required'"),
    ("type: url,", "type: url, required: maybe,", "maybe", "'site'", "'maybe' is neither", "yes or no"),
    ("type: url,", "type: url, max_length: 9,", "type: url", "'site'", "takes no 'max_length'", "long_text"),
    ("max_length: 40", "max_length: 5000", "5000", "'contact.name'", "from 1 to 1000", "Write"),
    ("max_length: 40", "max_length: NaN", "NaN", "'contact.name'", "'NaN' is not a number", "digits"),
    ("min: 1, max: 24", "min: 25, max: 24", "min: 25", "'months'", "min (25) is above max (24)", "Exchange"),
    ("min: 1, max: 24", "min: 1e400", "1e400", "'months'", "not a number", "digits"),
    ("label: Amount, currency: USD", "label: Amount", "label: Amount", "'asked'", "needs 'currency'", "Add"),
    ("label: Amount, currency: USD", "label: A, currency: US", "US,", "'asked'", "'US' is no currency", "4217"),
    ("value: l,", "value: s,", "Large", "'size', choices", "'s' stands twice", "Rename"),
    ("value: l,", "value: '',", "Large", "'size', choice", "'value' is empty", "`value:`"),
    (
        "choices:\n          - {value: law, label: Law}\n          - {value: \"yes\", label: Anything}",
        "choices: []", "choices: []", "'help'", "'choices' is empty", "Add",
    ),
    ("accept: [pdf, .TXT]", "accept: ['*']", "accept", "'letter'", "'*' is no file ending", "pdf"),
    ("min: 2\n", "min: 2.5\n", "min: 2.5", "'budget'", "2.5 is not a whole number", "Write"),
    ("product: [quantity, cost]", "product: [quantety, cost]", "product", "'budget'", "'quantety'", "'quantity'"),
    ("product: [quantity, cost]", "product: [item, cost]", "product", "'budget'", "no number column", "There"),
    ("product: [quantity, cost]", "product: [line]", "product", "'budget'", "worked out itself", "There are"),
    ("sum: line", "sum: lime", "sum: lime", "'budget'", "'lime'", "'line'"),
    ("sum: line", "sum: item", "sum: item", "'budget'", "no number column", "There are"),
    ("label: Share", "label: Share, product: [asked]", "Share", "'share'", "only a table's column", "column"),
    ("type: text, label: Item", "type: group, label: Item", "Item", "'budget.item'", "cannot be a group", "single"),
    ("workbook: Grants", "workbook: ../../etc", "workbook", "sheet", "cannot be the name of a workbook", "none"),
    ("tab: 2026 call", "tab: 2026/27", "tab:", "sheet", "cannot be the name of a tab", "31"),
    ("{path: state, header", "{path: sate, header", "sate", "'State'", "no question at 'sate'", "'state'"),
    ("path: budget.totals.all, h", "path: budget.all, h", "budget.all", "'Budget'", "no question", "'budget'"),
    ("path: $received", "path: $recieved", "$recieved", "'Received'", "'$recieved'", "'$received'"),
    ("header: State}", "header: reference}", "path: state", "headers", "'reference' stands twice", "Rename"),
    ("path: state, header", "path: $reference, header", "header: State", "paths", "stands twice", "Rename"),
    ("header: State}", "header: State, format: money}", "path: state", "'State'", "format 'money'", "text"),
    ("format: datetime", "format: datetme", "datetme", "'Received', format", "'datetme'", "'datetime'"),
    ("to: contact.email", "to: contact.name", "to:", "acknowledgement", "no email question", "'contact.email'"),
    ("proposal {reference}", "proposal {refrence}", "subject", "acknowledgement", "{refrence}", "'reference'"),
    ("{form_title}", "{form_title.x}", "body:", "acknowledgement", "{form_title.x}", "'form_title'"),
    ("path: asked, max", "path: aske, max", "aske,", "'ceiling'", "no question at 'aske'", "'asked'"),
    ("max: 100000, ", "", "ceiling", "'ceiling'", "has 0 tests", "exactly one"),
    ("max: 100000, ", "max: 9, min: 1, ", "ceiling", "'ceiling'", "has 2 tests", "exactly one"),
    (", reason: Too much is asked for.", "", "ceiling", "'ceiling'", "'reason' is missing", "reason"),
    ("path: asked, max", "path: title, max", "ceiling", "'ceiling'", "a text has no size", "another"),
    ("[FJI, TON]", "[FJI, Tonga]", "Tonga", "'region'", "'Tonga' is no answer", "three letters"),
    ("equals: budget.totals.all", "equals: budget.all", "sums", "'sums'", "no question at 'budget.all'", "'budget'"),
    ("weight: 40", "weight: 39", "criteria:", "criteria", "the weights sum to 99", "100"),
    ("weight: 60", "weight: -60", "-60", "'relevance'", "not above 0", "above 0"),
    ("amount: asked", "amount: title", "amount: title", "call", "'title' is no number", "There are"),
    ("envelope: 400000", "envelope: 400,000", "envelope", "envelope", "'400,000' is not a number", "commas"),
    ("source: typeform", "source: typeforn", "typeforn", "source", "'typeforn'", "'typeform'"),
    ("ref-state: state", "ref-state: stat", "ref-state", "'typeform'", "answered at 'stat'", "'state'"),
    ("budget/cost: budget.cost", "budget/cost: budget.line", "line}", "'kobotoolbox'", "'budget.line'", "mean"),
    ("ignore: [ref-note]", "ignore: [ref-mail]", "ignore", "'typeform'", "mapped and ignored", "Keep one"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "place", "cause", "remedy"), MISTAKES)
def test_a_mistake_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, line: str, place: str, cause: str, remedy: str
) -> None:
    assert old in GRANT
    text = GRANT.replace(old, new, 1)
    path = write_form(tmp_path, text)
    with pytest.raises(DefinitionErrors) as found:
        load_form(path)
    lines = text.splitlines()
    assert any(
        error.file == path
        and line in lines[error.line - 1]
        and place in error.place
        and cause in error.cause
        and remedy in error.remedy
        for error in found.value.errors
    ), str(found.value)
    assert len(found.value.errors) <= 2, "one mistake is told once, and drags hardly anything along"
