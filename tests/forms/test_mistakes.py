"""Each mistake that a definition can hold: one change to a sound one, and what is said at which line."""

import json
from pathlib import Path

import pytest
from grant_form import GRANT, write_form

from forms.errors import DefinitionError, DefinitionErrors
from forms.load import load_form, load_forms

MISTAKES = [
    # (what is replaced, by what, what stands on the line told, the place, the cause, the remedy)
    ("form: grant", "form: grants", "form: grants", "form", "'grants' is not its folder", "'grant'"),
    ("languages: [en, fr]", "languages: [en, fe]", "languages:", "languages", "'fe'", "There are: ar"),
    ("languages: [en, fr]", "languages: []", "languages:", "languages", "empty", "[en]"),
    ("languages: [en, fr]", "languages: [en, en]", "languages:", "languages", "'en' stands twice", "Rename"),
    (
        "title: {en: Grant, fr: Subvention}",
        "title: {en: A, ar: B}",
        "ar: B",
        "title",
        "'ar' is not one of the form's languages (en, fr)",
        "Add ar to `languages`, or remove the text.",
    ),
    (
        "languages: [en, fr]",
        "languages: [fr]",
        "title:",
        "title",
        "'en' is not one of the form's languages (fr); ",
        "Add en to `languages`, or remove the text (one without a language is in English).",
    ),
    ("{question: region, is: asia}", "{question: region, is: []}", "is: []", "section 'abroad'", "single text", "line"),
    ("label: Web site", "label: {es: Sitio}", "es: Sitio", "question 'site'", "'es' is not one of", "remove the text"),
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
    ("type: url", "type: zzz", "type: zzz", "'site'", "'zzz'", "There are: calculated"),
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
        'choices:\n          - {value: law, label: Law}\n          - {value: "yes", label: Anything}',
        "choices: []",
        "choices: []",
        "'help'",
        "'choices' is empty",
        "Add",
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
    ("to: contact.email", "to: contact.name", "to:", "mail 'acknowledgement'", "no email question", "'contact.email'"),
    ("l ((reference))", "l ((refrence))", "subject", "mail 'acknowledgement', subject", "((refrence))", "'reference'"),
    ("l ((reference))", "l {reference}", "subject", "mail 'acknowledgement', subject", "{reference}", "((reference))"),
    ("l ((reference))", "l {refrence}", "subject", "mail 'acknowledgement', subject", "{refrence}", "((reference))"),
    ("l ((reference))", "l ((contact.name))", "subject", "mail 'acknowledgement'", "((contact.name))", "on decisions"),
    ("((form_title))", "((form_title.x))", "body:", "'acknowledgement', body", "((form_title.x))", "'form_title'"),
    ("body: You have it.", "body: ((contact))", "((contact))", "'promise', body", "((contact))", "contact."),
    (
        "question: asked, max: 100000",
        "question: aske, max: 100000",
        "aske,",
        "'ceiling'",
        "no question at 'aske'",
        "'asked'",
    ),
    (", max: 100000}", "}", "ceiling", "'ceiling'", "has 0 tests", "exactly one"),
    ("max: 100000}", "max: 9, min: 1}", "ceiling", "'ceiling'", "has 2 tests", "exactly one"),
    (", reason: Too much is asked for.", "", "ceiling", "'ceiling'", "'reason' is missing", "reason"),
    (
        "question: asked, max: 100000",
        "question: title, max: 100000",
        "ceiling",
        "'ceiling'",
        "is a text, which 'max' does not fit",
        "is, is_not, one_of",
    ),
    ("[FJI, TON]", "[FJI, Tonga]", "Tonga", "'region'", "'Tonga' is no answer", "three letters"),
    (
        "equals: budget.totals.all",
        "equals: budget.all",
        "sums",
        "'sums'",
        "no question at 'budget.all'",
        "'budget.line'",
    ),
    ("weight: 40", "weight: 39", "criteria:", "criteria", "the weights sum to 99", "100"),
    ("weight: 60", "weight: -60", "-60", "'relevance'", "not above 0", "above 0"),
    ("amount: asked", "amount: title", "amount: title", "call", "'title' is no number", "There are"),
    ("envelope: 400000", "envelope: 400,000", "envelope", "envelope", "'400,000' is not a number", "commas"),
    ("source: typeform", "source: typeforn", "typeforn", "source", "'typeforn'", "'typeform'"),
    ("ref-state: state", "ref-state: stat", "ref-state", "'typeform'", "answered at 'stat'", "'state'"),
    ("budget/cost: budget.cost", "budget/cost: budget.line", "line}", "'kobotoolbox'", "'budget.line'", "mean"),
    ("ignore: [ref-note]", "ignore: [ref-mail]", "ignore", "'typeform'", "mapped and ignored", "Keep one"),
    # lists and choices
    ("csv: offices.csv", "csv: nowhere.csv", "nowhere", "list 'offices'", "cannot be read", "beside the definition"),
    ("csv: offices.csv", "csv: ../offices.csv", "../", "list 'offices'", "no plain file name", "beside the definition"),
    ("csv: offices.csv", "csv: ''", "csv:", "list 'offices'", "'csv' is empty", "`csv:`"),
    ("csv: offices.csv", "csv: bare.csv", "bare.csv", "list 'offices'", "has the columns name, place", "`value`"),
    ("csv: offices.csv", "csv: twice.csv", "twice.csv", "list 'offices'", "row 3 repeats 'a'", "a value of its own"),
    ("csv: offices.csv", "csv: empty.csv", "empty.csv", "list 'offices'", "row 3 has no value", "a value of its own"),
    ("csv: offices.csv", "csv: offices.csv, choices: []", "offices", "list 'offices'", "choices and csv", "one of"),
    ("{list: offices, csv: offices.csv}", "{list: offices}", "{list", "list 'offices'", "has nothing", "one of"),
    ("csv: offices.csv", "workbook: Lists, tab: A", "Lists", "list 'offices'", "no shared folder", "workbook"),
    ("list: regions", "list: offices", "csv:", "lists", "'offices' stands twice", "Rename"),
    ("choices_from: regions", "choices_from: region", "region", "'region'", "no list 'region'", "'regions'"),
    (
        "choices_from: regions",
        "choices_from: regions, choices: [{value: a, label: A}]",
        "regions",
        "'region'",
        "and `ch",
        "K",
    ),
    (
        "type: choose_one, label: Region, choices_from: regions",
        "type: choose_one, label: Region",
        "Region",
        "'region'",
        "needs 'choices'",
        "choices_from",
    ),
    (
        "choices_where: {region: region}",
        "choices_where: {regoin: region}",
        "regoin",
        "'office', choices_where",
        "column 'regoin'",
        "'region'",
    ),
    (
        "choices_where: {region: region}",
        "choices_where: {region: regon}",
        "regon",
        "'office', choices_where",
        "`regon`",
        "'region'",
    ),
    (
        "choices_where: choice.for == size",
        "choices_where: choice.four == size",
        "choice.four",
        "'topics', choices_where",
        "column 'four'",
        "'for'",
    ),
    (
        "choices_where: choice.for == size",
        "choices_where: choice.for == months",
        "choice.for",
        "choices_where",
        "a text with a number",
        "quotation",
    ),
    (
        "choices_where: choice.for == size",
        "choices_where: [for]",
        "choices_where",
        "choices_where",
        "not a set of pairs",
        "left: right",
    ),
    ("value: marking, label", "value: other, label", "other:", "'topics'", "a choice `other` already", "Take"),
    ("question: order", "question: topics_other", "topics_other", "'topics_other'", "`other` makes", "Rename"),
    ("value: ngo, label: NGO}", "value: ngo, labl: NGO}", "labl", "choice", "no word 'labl'", "'label'"),
    ("with: {for: s}", "with: s", "with: s", "choice", "not a set of pairs", "left: right"),
    (
        "min: 1\n        max: 2\n      - question: order",
        "min: 3\n        max: 2\n      - question: order",
        "min: 3",
        "'topics'",
        "min (3) is above max (2)",
        "Exchange",
    ),
    # matrix, ranking, consent and other types
    ("statement: venue", "statement: pace", "pace", "'opinion', statements", "'pace' stands twice", "Rename"),
    ("{statement: venue, label: the venue}", "{statement: venue}", "venue", "'opinion'", "'label' is missing", "label"),
    (
        "statements: [{statement: pace, label: the pace}, {statement: venue, label: the venue}]",
        "statements: []",
        "statements",
        "'opinion'",
        "'statements' is empty",
        "Add",
    ),
    (
        "        statements: [{statement: pace, label: the pace}, {statement: venue, label: the venue}]\n",
        "",
        "opinion",
        "'opinion'",
        "needs 'statements'",
        "Add",
    ),
    (
        "label: Third}]\n        max: 2",
        "label: Third}]\n        max: 4",
        "max: 4",
        "'order'",
        "4 is more than there are choices",
        "3 or less",
    ),
    (
        "label: Third}]\n        max: 2",
        "label: Third}]\n        min: 1",
        "min: 1",
        "'order'",
        "ranking takes no 'min'",
        "These do",
    ),
    (
        "type: consent, label: I consent",
        "type: consent, label: I consent, choices: []",
        "consent",
        "'consented'",
        "takes no 'choices'",
        "choose_one",
    ),
    (
        "type: reference, label: Grant, form: grant",
        "type: reference, label: Grant",
        "Grant",
        "'grant'",
        "needs 'form'",
        "Add",
    ),
    (
        "type: note, label: Thank you.",
        "type: note, label: Thank you., required: yes",
        "thanks",
        "'thanks'",
        "nobody answers it",
        "Take it out",
    ),
    (
        "label: Second e-mail, confirm: yes",
        "label: Second e-mail, confirm: twice",
        "twice",
        "'second'",
        "neither yes nor no",
        "yes or no",
    ),
    (
        "type: url, label: Web site",
        "type: url, label: Web site, confirm: yes",
        "site",
        "'site'",
        "takes no 'confirm'",
        "email",
    ),
    (
        "min: today, max: 2099-12-31",
        "min: tomorrow, max: 2099-12-31",
        "tomorrow",
        "'ends'",
        "'tomorrow' is no day",
        "today",
    ),
    ("min: today, max: 2099-12-31", "min: 2099-12-31, max: 2027-01-01", "2099", "'ends'", "is after max", "Exchange"),
    ("min_length: 5, max_words: 10", "min_length: 0, max_words: 10", "min_length", "'summary'", "from 1 to", "Write"),
    (
        "min_length: 5, max_words: 10",
        "min_length: 5, max_length: 4",
        "min_length",
        "'summary'",
        "min_length (5) is above max_length (4)",
        "Exchange",
    ),
    ("max_megabytes: 2", "max_megabytes: 2000", "2000", "'letter'", "from 1 to 100", "Write"),
    ("question: campaign", "question: today", "today", "'today'", "service's own", "another"),
    # calculated
    ("result: date}", "result: dat}", "dat}", "'last_day', result", "no 'dat'", "'date'"),
    (", result: date}", "}", "last_day", "'last_day'", "needs 'result'", "Add"),
    ('calculation: "add_days(starts, 30)", ', "", "last_day", "'last_day'", "needs 'calculation'", "Add"),
    (
        'calculation: "add_days(starts, 30)"',
        "calculation: ''",
        "last_day",
        "'last_day'",
        "'calculation' is empty",
        "Add",
    ),
    (
        '"add_days(starts, 30)"',
        '"days(starts, today)"',
        "last_day",
        "'last_day', calculation",
        "gives a number, not a day",
        "date(",
    ),
    ('"add_days(starts, 30)"', "title", "last_day", "'last_day', calculation", "gives a text, not a day", "date("),
    ("round(asked * 0.08, 2)", "agreed", "calculation", "'fee', calculation", "gives yes or no, not a number", "count"),
    ("round(asked * 0.08, 2)", "topics", "calculation", "'fee', calculation", "gives a list, not a number", "count"),
    (
        "type: url, label: Web site",
        "type: url, label: Web site, calculation: 1 +",
        "site",
        "'site'",
        "takes no 'calculation'",
        "calculated",
    ),
    ("result: date}", "result: date, required: yes}", "last_day", "'last_day'", "nobody answers it", "Take it out"),
    (
        "label: Line, currency: USD",
        "label: Line, currency: USD, min: 1",
        "Line",
        "'budget.line'",
        "what is worked out takes no 'min'",
        "Take",
    ),
    (
        "label: Line, currency: USD",
        "label: Line, currency: USD, required: yes",
        "Line",
        "'budget.line'",
        "takes no 'required'",
        "Take",
    ),
    # patterns
    ('pattern: "[A-Z]{2}-[0-9]+"', 'pattern: "(?=a)b"', "pattern", "'code'", "cannot be read", "RE2"),
    ('pattern: "[A-Z]{2}-[0-9]+"', "pattern: '(a)\\1'", "pattern", "'code'", "cannot be read", "back-references"),
    ('pattern: "[A-Z]{2}-[0-9]+"', 'pattern: "[A-Z"', "pattern", "'code'", "a [ is never closed", "Mend"),
    ('pattern: "[A-Z]{2}-[0-9]+"', 'pattern: "a)b(c"', "pattern", "'code'", "a ) closes nothing", "Mend"),
    ('pattern: "[A-Z]{2}-[0-9]+"', 'pattern: "' + "a" * 501 + '"', "pattern", "'code'", "more than 500", "shorter"),
    # simple conditions
    (
        "show_if: {question: partnered, is: yes}",
        "show_if: {question: partnred, is: yes}",
        "partnred",
        "'partner', show_if",
        "no question at 'partnred'",
        "'partnered'",
    ),
    (
        "show_if: {question: partnered, is: yes}",
        "show_if: {question: partnered, is: maybe}",
        "maybe",
        "'partner', show_if",
        "neither yes nor no",
        "yes or no",
    ),
    (
        "show_if: {question: partnered, is: yes}",
        "show_if: {question: partnered, min: 1}",
        "min: 1",
        "show_if",
        "yes or no, which 'min' does not fit",
        "is, is_not",
    ),
    (
        "show_if: {question: partnered, is: yes}",
        "show_if: {question: partnered}",
        "partnered}",
        "show_if",
        "has 0 tests",
        "exactly one",
    ),
    (
        "show_if: {question: partnered, is: yes}",
        "show_if: {is: yes}",
        "is: yes",
        "show_if",
        "'question' is missing",
        "Add",
    ),
    (
        "show_if: {question: partnered, is: yes}",
        "show_if: {question: contact, filled: yes}",
        "contact,",
        "show_if",
        "is a group",
        "Name a question inside",
    ),
    (
        "show_if: {question: partnered, is: yes}",
        "show_if: {question: thanks, filled: yes}",
        "thanks,",
        "show_if",
        "is a note",
        "Name a question",
    ),
    (
        "show_if: {question: partnered, is: yes}",
        "show_if: {question: partnered, iss: yes}",
        "iss",
        "show_if",
        "no word 'iss'",
        "'is'",
    ),
    (
        "show_if: {question: partnered, is: yes}",
        "show_if: [partnered]",
        "[partnered]",
        "show_if",
        "is not a set of words",
        "Write",
    ),
    (
        "show_if: {question: region, is: asia}",
        "show_if: {question: region, is: asian}",
        "asian",
        "section 'abroad', show_if",
        "'asian' is no answer",
        "'asia'",
    ),
    (
        "show_if: {question: region, is: asia}",
        "show_if: {question: months, is: two}",
        "two",
        "section 'abroad'",
        "'two' is not a number",
        "digits",
    ),
    (
        "show_if: {question: region, is: asia}",
        "show_if: {question: starts, min: soon}",
        "soon",
        "section 'abroad'",
        "'soon' is no day",
        "today",
    ),
    (
        "show_if: {question: region, is: asia}",
        "show_if: {question: region, one_of: []}",
        "one_of",
        "section 'abroad'",
        "'one_of' is empty",
        "List",
    ),
    (
        "show_if: {question: region, is: asia}",
        "show_if: {question: region, one_of: asia}",
        "one_of",
        "section 'abroad'",
        "not a list",
        "- ",
    ),
    (
        "show_if: {question: region, is: asia}",
        "show_if: {question: help, is: lw}",
        "lw",
        "section 'abroad'",
        "'lw' is no answer",
        "'law'",
    ),
    (
        "show_if: {question: region, is: asia}",
        "show_if: {question: agreed, filled: maybe}",
        "maybe",
        "section 'abroad'",
        "neither",
        "yes or no",
    ),
    (
        "show_if: {question: region, is: asia}",
        "show_if: region = 'asia'",
        "asia",
        "section 'abroad', show_if",
        "one `=`",
        "`==`",
    ),
    (
        "required_if: {question: visa, is: yes}",
        "required_if: vsa",
        "vsa",
        "'visa_days', required_if",
        "`vsa`",
        "'visa'",
    ),
    (
        "{question: hotel, filled: yes}",
        "{question: hotl, filled: yes}",
        "hotl",
        "'trips.rate', show_if",
        "'hotl'",
        "'hotel'",
    ),
    ("required_if: nights > 1", "required_if: nigts > 1", "nigts", "'trips.hotel', required_if", "`nigts`", "'nights'"),
    ("equals: budget.totals.all", "equals: title", "sums", "'sums'", "a number with a text", "quotation"),
    # checks
    ("must: to >= from, message", "must: to >= form, message", "to >= form", "check 'order'", "`form`", "'from'"),
    (", message: It ends before it starts.", "", "order", "check 'order'", "'message' is missing", "Add"),
    ("{check: order, must: to >= from,", "{check: order,", "order", "check 'order'", "'must' is missing", "Add"),
    (
        "message: It ends before it starts.",
        "message: It ends., at: from",
        "at: from",
        "check 'order'",
        "shown at the question",
        "Take `at` out",
    ),
    (", at: asked}", "}", "trips_paid", "check 'trips_paid'", "`at` is missing", "There are"),
    (", at: asked}", ", at: askd}", "askd", "check 'trips_paid'", "no question at 'askd'", "'asked'"),
    ("severity: warning", "severity: warn", "warn", "check 'long'", "no 'warn'", "'warning'"),
    ("check: long", "check: trips_paid", "trips_paid", "checks", "'trips_paid' stands twice", "Rename"),
    (
        "checks:\n  - {check: trips_paid",
        "checks:\n  - {check: Trips paid",
        "Trips",
        "check 'Trips paid'",
        "cannot be a name",
        "small letters",
    ),
    # circles
    # settings
    ("zone: Europe/Zurich", "zone: Europe/Zurch", "zone", "zone", "no zone 'Europe/Zurch'", "'Europe/Zurich'"),
    ("zone: Europe/Zurich", "zone: ../../etc/passwd", "zone", "zone", "no zone", "Europe/Zurich"),
    ("opens: 2026-10-01 09:00", "opens: 2027-10-01 09:00", "closes", "closes", "before it opens", "Exchange"),
    ("opens: 2026-10-01 09:00", "opens: 2026-10-01", "opens", "opens", "has no hour", "18:00"),
    ("opens: 2026-10-01 09:00", "opens: 1 October 2026", "opens", "opens", "no day and hour", "18:00"),
    ("closes: 2027-01-15 18:00\n", "", "late", "late", "does not close", "closes"),
    ("late: accept", "late: perhaps", "late", "late", "no 'perhaps'", "There are: accept, refuse"),
    ("one_per: [state, title]", "one_per: [state, titel]", "one_per", "one_per", "no question at 'titel'", "'title'"),
    ("one_per: [state, title]", "one_per: budget", "one_per", "one_per", "'budget' is a table", "single"),
    ("keep_months: 84", "keep_months: 0", "keep", "keep_months", "from 1 to 1200", "Write"),
    ("edit_until: 2027-01-20 18:00", "edit_until: soon", "soon", "edit_until", "no day and hour", "18:00"),
    # pages
    (
        "sections: [project, abroad, further]",
        "sections: [project, abroad]",
        "pages",
        "pages",
        "hold the sections",
        "each section once",
    ),
    (
        "sections: [project, abroad, further]",
        "sections: [abroad, project, further]",
        "pages",
        "pages",
        "hold the sections",
        "in their order",
    ),
    (
        "sections: [project, abroad, further]",
        "sections: [project, abrod, further]",
        "what",
        "page 'what'",
        "no section 'abrod'",
        "'abroad'",
    ),
    ("page: what", "page: who", "page: who", "pages", "'who' stands twice", "Rename"),
    ("{page: who, title: Who, sections", "{page: who, sections", "who", "page 'who'", "'title' is missing", "Add"),
    # the sheet
    ("owner: both", "owner: bot", "bot", "'Title', owner", "no 'bot'", "'both'"),
    (
        "header: Remarks, owner: staff",
        "header: Remarks, owner: staff, path: title",
        "Remarks",
        "'Remarks'",
        "staff's own, and has a path",
        "Take",
    ),
    ("header: Remarks, owner: staff", "header: Remarks", "Remarks", "'Remarks'", "'path' is missing", "owner: staff"),
    ("dropdown: [yes, no]", "dropdown: [yes, yes]", "dropdown", "'Decision', dropdown", "'yes' stands twice", "Rename"),
    ("dropdown: [yes, no]", "dropdown: yes", "dropdown", "'Decision'", "not a list", "- "),
    ("dropdown: [yes, no]", "dropdown: [yes, '']", "dropdown", "'Decision'", "'dropdown' is empty", "Write"),
    (
        "workbook: Grants",
        "workbook: Grants\n  google: https://example.org/x",
        "google",
        "sheet, google",
        "no address of a Google",
        "browser",
    ),
    ("tab: 2026 call", 'tab: "2026\\tcall"', "tab:", "sheet", "cannot be the name of a tab", "31"),
    ("tab: 2026 call", "tab: History", "tab:", "sheet", "cannot be the name of a tab", "31"),
    ("header: Title, owner: both", 'header: "Title\\a", owner: both', "Title", "column", "control characters", "Take"),
    ("width: 12}", "width: 0}", "width: 0", "'Decision'", "from 1 to 255", "Write"),
    (
        "  workbook: Grants\n",
        "  workbook: Grants\n  staff_columns: [Remarks]\n",
        "staff_columns",
        "sheet",
        "'staff_columns'",
        "'columns'",
    ),
    # mails
    ("'on': changed", "'on': change", "change", "mail 'report'", "no 'change'", "'changed'"),
    ("after_days: 30", "after_days: -1", "-1", "mail 'report'", "from 0 to 3650", "Write"),
    (
        "when: {question: agreed, is: yes}",
        "when: {question: agred, is: yes}",
        "agred",
        "mail 'report', when",
        "no question at 'agred'",
        "'agreed'",
    ),
    ("when: {question: agreed, is: yes}", "when: agreed = true", "when", "mail 'report', when", "one `=`", "`==`"),
    (
        "    form: grant\n    prefill: {grant: $reference, title: title}\n",
        "",
        "body",
        "mail 'report'",
        "((link)) (en)",
        "`form`",
    ),
    ("    form: grant\n    prefill", "    prefill", "prefill", "mail 'report'", "does not name", "form"),
    (
        "title: title}\n  - mail",
        "title: titel}\n  - mail",
        "titel",
        "mail 'report'",
        "no question at 'titel'",
        "'title'",
    ),
    # letters
    ("signed: The", "sined: The", "sined", "letter 'award'", "there is no word 'sined'", "'signed'"),
    ("((amount))", "((amont))", "body", "letter 'award', body", "((amont)) (en) cannot", "'amount'"),
    ("((amount))", "{amount}", "body", "letter 'award', body", "{amount} (en)", "((amount))"),
    ("Your grant ((reference))", "Your ((link))", "title", "letter 'award', title", "((link)) (en)", "`form`"),
    ("    attach: [award]", "    attach: [awrd]", "attach", "'award', attach", "no letter 'awrd'", "'award'"),
    (
        "    form: grant\n    pre",
        "    form: grant\n    attach: [award]\n    pre",
        "attach",
        "'report', attach",
        "alone",
        "Take",
    ),
    ("12:30, where", "08:30, where", "briefing", "event 'briefing'", "ends before it starts", "later"),
    ("2027-05-10 12:30", "2027-05-10", "briefing", "event 'briefing'", "at one end alone", "both"),
    ("2027-05-10 12:30", "2027-05-10 25:30", "briefing", "event 'briefing', ends", "no day and hour", "Write it like"),
    ("ends: 2027-05-14", "ends: May", "week", "event 'week', ends", "'May' is no day", "Write it like"),
    ("event: week", "event: briefing", "Week", "'award', calendar", "'briefing' stands twice", "Rename"),
    ("mail: report", "mail: acknowledgement", "acknowledgement", "mails", "'acknowledgement' stands twice", "Rename"),
    ("deleted_rows: keep out", "deleted_rows: keep", "keep", "deleted_rows", "no 'keep'", "'keep out'"),
    ("column: Decision", "column: Decison", "Decison", "mail 'promise'", "no column 'Decison'", "'Decision'"),
    ("column: Decision", "column: State", "column: State", "mail 'promise'", "no column 'State'", "Remarks"),
    ("    column: Decision\n", "", "promise", "mail 'promise'", "'column' is missing", "Add"),
    ("    is: yes\n", "", "promise", "mail 'promise'", "'is' is missing", "Add"),
    ("    is: yes\n", "    is: []\n", "is: []", "mail 'promise'", "'is' is empty", "List"),
    ("    is: yes\n", "    is: [yes, maybe]\n", "maybe", "'promise'", "must be one of: yes, no", "Name what can"),
    ("'on': decided", "'on': changed", "column", "mail 'promise'", "`on: decided` alone", "Say that"),
    ("'on': decided", "'on': released", "column", "mail 'promise'", "`on: decided` alone", "Say that"),
    ("'on': decided\n    column: Decision\n", "'on': released\n", "is: yes", "mail 'promise'", "no 'yes'", "approve"),
    ("    subject: Your report\n", "", "report", "mail 'report'", "'subject' is missing", "Add"),
    (
        "mails:\n",
        "acknowledgement: {to: contact.email}\nmails:\n",
        "acknowledgement",
        "form",
        "'acknowledgement'",
        "mails",
    ),
    # the call
    (
        "starts: 2027-01-16, ends: 2027-03-31",
        "starts: 2027-04-16, ends: 2027-03-31",
        "ends",
        "stage 'review'",
        "before it starts",
        "Exchange",
    ),
    ("ends: 2027-03-31", "ends: spring", "spring", "stage 'review'", "'spring' is no day", "2027-01-31"),
    (", ends: 2027-03-31", "", "review", "stage 'review'", "'ends' is missing", "Add"),
    ("severity: note", "severity: nota", "nota", "rule 'described'", "no 'nota'", "'note'"),
    ("length(title) > 10", "length(titel) > 10", "titel", "rule 'described'", "`titel`", "'title'"),
    ("rule: sums", "rule: region", "sums", "call, rules", "'region' stands twice", "Rename"),
    (
        "  currency: USD\n  amount",
        "  currency: EUR\n  amount",
        "amount",
        "call",
        "in USD, the call in EUR",
        "one currency",
    ),
    (
        "{criterion: value, label",
        "{criterion: relevance, label",
        "relevance",
        "criteria",
        "'relevance' stands twice",
        "Rename",
    ),
    ("weight: 40}", "weight: 40, scale: 0}", "scale: 0", "'value'", "from 1 to 1000", "Write"),
    ("weight: 40}", "weight: 40, independent: yes}", "value,", "'value'", "beside the score", "weight out"),
    ("scale: 3, independent: yes", "scale: 3", "gender", "'gender'", "'weight' is missing", "weight: …"),
    ("required: no}", "required: perhaps}", "perhaps", "'gender'", "neither yes nor no", "yes or no"),
    ("  envelope: 400000\n", "", "call:", "call", "'envelope' is missing", "envelope"),
    ("[median, received]", "[median, recieved]", "recieved", "call, ties", "no 'recieved'", "'received'"),
    ("[median, received]", "[median, median]", "ties", "call, ties", "'median' stands twice", "Rename"),
    ("[median, received]", "[reference, median]", "ties", "call, ties", "nothing behind 'reference'", "last"),
    ("ranking: adjusted", "ranking: adjust", "adjust", "call, ranking", "no 'adjust'", "'adjusted'"),
    ("line: skip", "line: skipped", "skipped", "call, line", "no 'skipped'", "'skip'"),
    ("places: 20", "places: 0", "places: 0", "call, places", "from 1 to 1000000", "Write"),
    ("at_least: 2", "at_least: 2.5", "2.5", "'asian', at_least", "2.5 is not a whole number", "Write"),
    ("at_least: 2", "at_least: 10", "asian", "'asian'", "at least 10 is more than at most 9", "Exchange"),
    ("one_of: [asia]", "one_of: []", "asian", "'asian'", "'one_of' is empty", "List"),
    ("one_of: [asia]", "one_of: [asai]", "asai", "'asian'", "'asai' is no answer", "'asia'"),
    (", one_of: [asia]", "", "asian", "'asian'", "how many of whom", "`one_of`"),
    (", at_least: 2, at_most: 9", "", "asian", "'asian'", "how many of whom", "`at_least`"),
    (", each: 1", "", "one_a_state", "'one_a_state'", "how many of whom", "`each`"),
    ("each: 1", "each: 1, at_most: 1", "one_a_state", "'one_a_state'", "is for every answer", "two quotas"),
    (
        "question: region, one_of",
        "question: regoin, one_of",
        "asian",
        "question",
        "no question at 'regoin'",
        "'region'",
    ),
    ("question: state, each", "question: months, each", "one_a", "'one_a_state'", "no single text", "There are"),
    ("question: state, each", "question: budget.item, each", "one_a", "'one_a_state'", "no question at", "'budget"),
    ("quota: one_a_state", "quota: asian", "quota: asian, label: One", "quotas", "'asian' stands twice", "Rename"),
    # grants
    ("fund: locks", "fund: Locks!", "Locks!", "call, fund", "'Locks!' cannot be a name", "small letters"),
    ("  fund: locks\n", "", "grant:", "call, grant", "the call names none", "fund: …"),
    ("cycle: 2027", "cycle: 27", "cycle: 27", "call, cycle", "from 1900 to 9999", "Write"),
    ("L-{year}-{number:03d}", "L-{year}", "number", "grant, number", "cannot be filled in", "{number}"),
    (
        "    email: contact.email\n    agreement",
        "    email: title\n    agreement",
        "title",
        "call, grant",
        "no email",
        "There are",
    ),
    ("agreement: award", "agreement: awrd", "awrd", "call, grant", "no letter 'awrd'", "'award'"),
    ("share: 60.5", "share: 60", "instalment", "instalments", "shares sum to 99.5", "100"),
    ("share: 60.5", "share: 0", "first", "'first'", "0 is no share of 100", "above 0"),
    ("share: 39.5, after: final", "share: 39.5, after: finals", "finals", "'last'", "no report 'finals'", "'final'"),
    ("reminder: late", "reminder: early", "early, after", "reminders", "'early' stands twice", "Rename"),
    (
        "days: 30, starts",
        "days: 30, on: 2027-05-01, starts",
        "2027-05-01",
        "'accepted'",
        "'on' would be another",
        "one of",
    ),
    ("days: 30, starts", "days: -1, starts", "days: -1", "'accepted'", "from 0 to 3650", "Write"),
    ("before: [30, 7]", "before: []", "early", "'early'", "names no day", "[30, 7]"),
    ("before: [30, 7], ", "", "early", "'early'", "how many days before or after", "before: [30, 7]"),
    ("((report)): ((link))", "((raport)): ((link))", "raport", "'early', body", "((raport)) (en)", "'report'"),
    ("needs: award}", "needs: awrd}", "awrd", "item 'sent'", "no letter 'awrd'", "'award'"),
    (
        "label: Where, path: state",
        "label: Where, path: stat",
        "stat}",
        "column 'where'",
        "no question at 'stat'",
        "'state'",
    ),
    ("path: asked, of: final", "path: asked, of: finals", "finals", "column 'spent'", "no report 'finals'", "'final'"),
    # sources
    (
        "  - source: standard-webhooks",
        "  - source: typeform\n    mapping: {a: state}",
        "typeform",
        "sources",
        "stands twice",
        "Rename",
    ),
    (
        "    mapping: {ref-state: state, ref-mail: contact.email}\n",
        "",
        "typeform",
        "'typeform'",
        "has no mapping",
        "under `mapping`",
    ),
    (
        "    ignore: [ref-note]",
        "    ignore: [ref-note]\n    api: {from: a1}",
        "from: a1",
        "'typeform', api",
        "no word 'from'",
        "'form'",
    ),
    (
        "    ignore: [ref-note]",
        "    ignore: [ref-note]\n    api: {form: a1, server: api.typeform.com}",
        "server",
        "'typeform', api",
        "no address",
        "https://example.org",
    ),
    (
        "  - source: standard-webhooks",
        "  - source: standard-webhooks\n    api: {form: a1}",
        "api",
        "'standard-webhooks'",
        "has no API",
        "Take `api` out",
    ),
    ("ref-state: state", "ref-state: budget.totals.all", "ref-state", "'typeform'", "budget.totals.all", ""),
    ("ref-state: state", "ref-state: $submision", "ref-state", "'typeform'", "no '$submision'", "'$submission'"),
    ("ref-state: state", "ref-state: $", "ref-state", "'typeform'", "no '$'", "$delivery, $language"),
    ("source: typeform", "source: typefrom", "typefrom", "'typefrom'", "no 'typefrom'", "'typeform'"),
]

EXPRESSIONS = [
    # (the expression, the cause, the remedy)
    ("askd > 5", "no question or function `askd`", "'asked'"),
    ("contact.emial != null", "`contact.emial`", "'contact.email'"),
    ("nights > 1", "`nights`", "'trips.nights'"),
    ("lenght(title) > 5", "`lenght`", "'length'"),
    ("title.lenght() > 5", "`lenght`", "'length'"),
    ("size == small", "`small`", 'in quotation marks: "small"'),
    ("budget > 5", "`budget` has no answer of its own", "budget.rows"),
    ("contact == null", "`contact` has no answer of its own", "contact.name"),
    ("opinion == 'good'", "`opinion` has no answer of its own", "opinion.pace"),
    ("thanks != null", "`thanks`", "by its path"),
    ("title = 'x'", "one `=`", "`==`"),
    ("asked =< 5", "`=<`", "`<=`"),
    ("asked => 5", "`=>`", "`>=`"),
    ("title <> 'x'", "`<>`", "`!=`"),
    ("months > 1 and months < 5", "`and`", "`&&`"),
    ("months > 1 OR agreed", "`or`", "`||`"),
    ("not agreed", "`not`", "`!(…)`"),
    ("IF(agreed, 1, 2) > 1", "`if(…)`", "`condition ? this : that`"),
    ("${months} > 5", "XLSForm", "without it"),
    ("title == “x”", "curly quotation mark", "plain marks"),
    ("agreed == TRUE", "written small", "true or false"),
    ("has(title)", "`has(…)`", "`… != null`"),
    ("(months > 1", "a bracket has no partner", "Count"),
    ("months > 1)", "a bracket has no partner", "Count"),
    ("title == 'x", "a quotation mark has no partner", "the same mark"),
    ("title == 'it's'", "a quotation mark has no partner", "the same mark"),
    ("months >", "stops in the middle", "the rest"),
    ("&& agreed", "at `&& agreed` it cannot be read", "there"),
    ("asked > 10 000", "`10 000` is no number", "without spaces"),
    ("asked > 10,000", "`10,000` is no number", "commas"),
    ("", "empty", "Write a rule"),
    ("months > '5'", "`>` cannot compare a number with a text", "without quotation marks"),
    ("title > 5", "`>` cannot compare a text with a number", "without quotation marks"),
    ("help == 'law'", "`==` cannot compare a list with a text", '`"value" in question`'),
    ("trips.rate > 5", "`>` cannot compare a list with a number", "sum(…)"),
    ("starts > '2027-01-01'", "`>` cannot compare a day with a text", 'date("2027-01-31")'),
    ("starts > 5", "`>` cannot compare a day with a number", 'date("2027-01-31")'),
    ("date(2027-01-31) > today", "`date` cannot take a number", "quotation marks"),
    ("date('2027-02-30') > today", "'2027-02-30' is no day", "2027-01-31"),
    ("now - starts > 5", "a length of time", "days(first, last)"),
    ("agreed == 'yes'", "yes or no with a text", "true or false"),
    ("agreed && title", "`&&` cannot take yes or no and a text", "on both sides"),
    ("size == 's' || 'l'", "`||` cannot take yes or no and a text", "on both sides"),
    ("'a' in title", "`in` cannot take a text and a text", "contains"),
    ("agreed ? 1 : 'a'", "between `?` and `:` stands a number, after it a text", "the same kind"),
    ("months % 2 == 0", "`%` cannot take a number and a number", "modulo"),
    ("size(help) > 1", "size(…)", "count(…)"),
    ("title.size() > 1", "size(…)", "length(…)"),
    ("topics[0] == 'a'", "`[_]` cannot take", "count(…)"),
    ("letter.size > 1", "which has nothing inside", "Take out"),
    ("sum(title) > 1", "`sum` cannot take a text", "docs/forms.md"),
    ("length(title, 5) > 1", "`length` takes one value", "one"),
    ("round(asked) > 1", "`round` takes 2 values", "commas"),
    ("asked > least(1, 2)", "`least` takes one value", "least([a, b])"),
    ("title.matches('(?=a)')", "the pattern '(?=a)' cannot be read", "RE2"),
    ("months", "gives a number, not yes or no", "Compare it"),
    ("title", "gives a text, not yes or no", "Compare it"),
    ("x" * 2_001, "more than 2,000 characters", "Split"),
    ("(" * 300 + "agreed" + ")" * 300, "nested too deep", "Split"),
    ("trips.rate.all(x, trips.rate.all(y, trips.rate.all(z, z > 0.0)))", "more than 2 deep", "sum()"),
    ("trips.rate.all(x > 0)", "`x`", "path"),
    ("choice.region == 'a'", "`choice.region`", "'region'"),
]

CIRCLES = [
    # (changes, the place, what stands in the circle)
    ([("label: Web site}", "label: Web site, show_if: site != null}")], "question 'site'", {"site"}),
    (
        [
            ("label: Months, min", "label: Months, show_if: share > 0, min"),
            ("label: Share}", "label: Share, show_if: months > 0}"),
        ],
        "question 'months'",
        {"months", "share"},
    ),
    ([("round(asked * 0.08, 2)", "fee * 0.08")], "question 'fee'", {"fee"}),
    ([("show_if: {question: partnered, is: yes}", "show_if: partner.name != null")], "question 'partner", {"partner"}),
    ([("show_if: {question: region, is: asia}", "show_if: visa == true")], "question 'visa'", {"visa"}),
    ([("show_if: nights > 0", "show_if: rate > 0")], "question 'trips.", {"trips.hotel", "trips.rate"}),
    ([('calculation: "days(from, to)"', "calculation: trips.totals.nights_all")], "question 'trips'", {"trips"}),
    (
        [("choices_from: regions}", "choices_from: regions, show_if: office != null}")],
        "question 'region'",
        {"region", "office"},
    ),
]

FILES = {
    "bare.csv": b"name,place\na,b\n",
    "twice.csv": b"value,label\na,A\na,B\n",
    "empty.csv": b"value,label\na,A\n,B\n",
    "latin.csv": "value,label\na,\u00c9tat\n".encode("latin-1"),
}


def written(folder: Path, text: str) -> Path:
    path = write_form(folder, text)
    for name, content in FILES.items():
        (path.parent / name).write_bytes(content)
    return path


def mistakes(folder: Path, text: str) -> tuple[DefinitionError, ...]:
    with pytest.raises(DefinitionErrors) as found:
        load_form(written(folder, text))
    assert 1 <= len(found.value.errors) <= 2, (
        f"one mistake is told once, and drags hardly anything along: {found.value}"
    )
    return found.value.errors


@pytest.mark.parametrize(("old", "new", "line", "place", "cause", "remedy"), MISTAKES)
def test_a_mistake_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, line: str, place: str, cause: str, remedy: str
) -> None:
    assert old in GRANT
    text = GRANT.replace(old, new, 1)
    lines, found = text.splitlines(), mistakes(tmp_path, text)
    assert any(
        line in lines[int(error.where) - 1] and place in error.place and cause in error.cause and remedy in error.remedy
        for error in found
    ), "\n".join(map(str, found))


@pytest.mark.parametrize(("source", "cause", "remedy"), EXPRESSIONS, ids=[one[0][:40] for one in EXPRESSIONS])
def test_a_mistake_in_an_expression_is_told_in_words(tmp_path: Path, source: str, cause: str, remedy: str) -> None:
    old = "must: sum(trips.rate) <= asked"
    assert old in GRANT
    [error] = mistakes(tmp_path, GRANT.replace(old, f"must: {json.dumps(source, ensure_ascii=False)}"))
    assert error.place == "check 'trips_paid'"
    assert cause in error.cause, str(error)
    assert remedy in error.remedy, str(error)
    assert len(error.cause) < 300


@pytest.mark.parametrize(("changes", "place", "circle"), CIRCLES)
def test_rules_that_wait_for_each_other_are_told(
    tmp_path: Path, changes: list[tuple[str, str]], place: str, circle: set[str]
) -> None:
    text = GRANT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    [error] = mistakes(tmp_path, text)
    said = set(error.cause.removeprefix("the rules go round in a circle: ").rstrip(".").split(" → "))
    assert circle <= said, str(error)
    assert error.place.startswith(place.rstrip("'")) or error.place.split("'")[1] in said
    assert error.place.split("'")[1].split(".")[-1] in text.splitlines()[int(error.where) - 1], str(error)


def test_the_catalogue_is_long_enough() -> None:
    assert len(MISTAKES) + len(EXPRESSIONS) + len(CIRCLES) > 200


def test_forms_that_lead_to_each_other_must_be_there(tmp_path: Path) -> None:
    text = GRANT.replace("form: grant\n    prefill: {grant:", "form: grants\n    prefill: {grant:")
    write_form(tmp_path, text.replace("label: Grant, form: grant}", "label: Grant, form: loan}"))
    with pytest.raises(DefinitionErrors) as found:
        load_forms(tmp_path)
    assert [(error.place, error.cause, error.remedy) for error in found.value.errors] == [
        ("mail 'report'", "there is no form 'grants'.", "Did you mean 'grant'?"),
        ("question 'grant'", "there is no form 'loan'.", "There are: grant."),
    ]


def test_what_a_link_fills_in_must_be_asked_there(tmp_path: Path) -> None:
    write_form(tmp_path, GRANT.replace("prefill: {grant:", "prefill: {grnt:"))
    with pytest.raises(DefinitionErrors) as found:
        load_forms(tmp_path)
    [error] = found.value.errors
    assert (error.place, error.cause) == ("mail 'report'", "'grant' has no question 'grnt' to fill in.")
    assert error.remedy == "Did you mean 'grant'?"


def test_a_mistake_in_a_csv_file_is_told_in_that_file(tmp_path: Path) -> None:
    [error] = mistakes(tmp_path, GRANT.replace("csv: offices.csv", "csv: latin.csv", 1))
    assert (error.file.name, error.where) == ("latin.csv", "2")
    assert "not UTF-8" in error.cause
    assert "CSV UTF-8" in error.remedy
