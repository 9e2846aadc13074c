"""The definition language as a JSON Schema (2020-12), made of the tables that the readers use: for editors."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from forms.definition import LANGUAGES, LINES, RANKINGS, TIES
from forms.reading import (
    call_part,
    choice_part,
    committee_part,
    condition_part,
    decided_part,
    grant_part,
    letter_part,
    mail_part,
    question_part,
    quota_part,
    settings_part,
    sheet_part,
)
from forms.reading.api_part import API_WORDS, SERVER
from forms.reading.form import FORM_NAME, FORM_WORDS, MOST_VERSIONS, NEEDED, PAGE_WORDS, REFERENCE
from forms.reading.source_part import ABOUT_SUBMISSION, MAPPING_WORDS, SOURCE_WORDS
from forms.reading.table_part import TOTAL_WORDS
from forms.reading.words_part import ASKED_WORDS, COMMON_NEEDED, COMMON_WORDS
from forms.rules.conditions import TESTS
from forms.rules.patterns import LONGEST
from forms.types.fields import MOST_ROWS
from forms.types.table import QUESTION_TYPES, RESULT_TYPES
from forms.types.texts import LONG_TEXT_LENGTH
from forms.writing.definition_values import (
    FLAG,
    MOMENT,
    NUMBER,
    OWN_NAME,
    PATH,
    SCALAR,
    TEXT,
    VALUES,
    YES,
    Schema,
    array,
    integer,
    listed,
    pairs,
    reference,
    whole,
)
from forms.writing.descriptions import TYPES, WORDS

DRAFT = "https://json-schema.org/draft/2020-12/schema"
COUNTED = frozenset({"table", "choose_many", "ranking"})  # their min and max count rows or choices
CONDITION = reference("condition")
DAY_OR_MOMENT: Schema = {"anyOf": [reference("day"), MOMENT]}
TARGET: Schema = {"anyOf": [listed(ABOUT_SUBMISSION), {"type": "string", "pattern": "^[^$]"}]}


@dataclass(frozen=True, slots=True)
class Shape:
    """A part of a definition: the words it takes, those it needs, and the value of each."""

    words: Collection[str]
    needs: Collection[str]
    values: Mapping[str, Schema]
    more: Schema = field(default_factory=dict)  # what else must hold


def definition_schema() -> Schema:
    """The schema of a definition file."""
    shapes = {name: _object(name, shape) for name, shape in SHAPES.items() if name not in {"form", "check"}}
    checks = {"check": _check_of_question(), "check_of_form": _check_of_form()}
    parts = {**VALUES, **shapes, **checks, "condition": _condition(), **_questions()}
    about = {"$schema": DRAFT, "title": "A form of Chancery", "description": "See docs/forms.md."}
    return {**about, **_object("form", SHAPES["form"]), "$defs": {name: parts[name] for name in sorted(parts)}}


def published() -> str:
    """The schema as docs/form.schema.json holds it."""
    return json.dumps(definition_schema(), ensure_ascii=False, indent=1) + "\n"


def _object(name: str, shape: Shape) -> Schema:
    properties = {word: _described(name, word, shape.values[word]) for word in shape.words}
    return {**_closed(properties, shape.needs), **shape.more}


def _closed(properties: Mapping[str, Schema], needs: Collection[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": list(needs), "additionalProperties": False}


def _described(name: str, word: str, value: Schema) -> Schema:
    return {"title": word, "description": WORDS[f"{name}.{word}"], **value}


def _condition() -> Schema:
    wants = {"answer": SCALAR, "answers": array(SCALAR, 1), "path": PATH, "flag": FLAG}
    tests = {word: _described("condition", word, wants[test.wants]) for word, test in TESTS.items()}
    properties = {"question": _described("condition", "question", PATH), **tests}
    simple = {**_closed(properties, ["question"]), "minProperties": 2, "maxProperties": 2}
    expression = {"type": ["string", "boolean"], "minLength": 1, "description": "An expression, like amount <= 100000."}
    return {"anyOf": [expression, simple]}


def _mail_on(event: str) -> Schema:
    """What a mail on this event says of a decision."""
    needs = decided_part.NEEDS.get(event, ())
    others: Schema = {word: False for word in decided_part.DECIDED_WORDS if word not in needs}
    others |= {} if needs else {"attach": False}
    if event == decided_part.RELEASED:
        outcome = listed(decided_part.OUTCOMES)
        others["is"] = {"anyOf": [outcome, array(outcome, 1)]}
    then = {"required": list(needs), "properties": others}
    return {"if": {"properties": {"on": {"const": event}}, "required": ["on"]}, "then": then}


def _check_of_form() -> Schema:
    """A check of several answers says where its message stands."""
    whole = _object("check", SHAPES["check"])
    return {**whole, "required": [*whole["required"], "at"]}


def _check_of_question() -> Schema:
    """A question's check stands at the question."""
    whole = _object("check", SHAPES["check"])
    del whole["properties"]["at"]
    return whole


def _questions() -> dict[str, Schema]:
    """A question, a column of a table, and each of them by type."""
    columns = [name for name, kind in QUESTION_TYPES.items() if not kind.holds_questions]
    found = {"question": _any_question("question", QUESTION_TYPES), "column_question": _any_question("column", columns)}
    for name in QUESTION_TYPES:
        found[f"question_{name}"] = _typed(name, column=False)
    for name in columns:
        found[f"column_{name}"] = _typed(name, column=True)
    return found


def _any_question(kind: str, types: Collection[str]) -> Schema:
    """Common words first, so that an editor offers them; the type decides on the rest."""
    names = {"enum": list(types), "enumDescriptions": [TYPES[name] for name in types]}
    values = {**COMMON_VALUES, "type": names}
    return {
        "type": "object",
        "properties": {word: _described("question", word, values[word]) for word in COMMON_WORDS},
        "required": list(COMMON_NEEDED),
        "allOf": [{"if": _is_type(name), "then": reference(f"{kind}_{name}")} for name in types],
    }


def _is_type(name: str) -> Schema:
    return {"properties": {"type": {"const": name}}, "required": ["type"]}


def _typed(name: str, *, column: bool) -> Schema:
    kind = QUESTION_TYPES[name]
    words = [word for word in COMMON_WORDS if kind.is_asked or word not in ASKED_WORDS]
    words += [word for word in kind.words if column or word != "product"]
    values = {**COMMON_VALUES, "type": {"const": name}, **_values_of(name)}
    schema = _closed({word: _described("question", word, values[word]) for word in words}, kind.needs)
    schema["description"] = TYPES[name]
    if "choices" in kind.words:
        schema["oneOf"] = [{"required": ["choices"]}, {"required": ["choices_from"]}]
    if "product" in words:
        schema["dependentSchemas"] = {"product": {"properties": {"min": False, "max": False}}}
    return schema


def _values_of(name: str) -> dict[str, Schema]:
    """The values of further words, as this type takes them."""
    longest = QUESTION_TYPES[name].longest or LONG_TEXT_LENGTH
    bound = integer(0, MOST_ROWS) if name in COUNTED else reference("day_or_today") if name == "date" else NUMBER
    held = reference("column_question" if name == "table" else "question")
    lengths = {word: integer(1, longest) for word in ("min_length", "max_length")}
    return {**FURTHER_VALUES, **lengths, "min": bound, "max": bound, "questions": array(held, 1)}


def _title(bad: str, longest: int) -> Schema:
    """The name of a workbook or tab."""
    return {**SCALAR, "minLength": 1, "maxLength": longest, "not": {"type": "string", "pattern": bad}}


COMMON_VALUES: Mapping[str, Schema] = {
    "question": OWN_NAME,
    "label": TEXT,
    "hint": TEXT,
    "required": FLAG,
    "was": array(SCALAR),
    "show_if": CONDITION,
    "required_if": CONDITION,
    "checks": array(reference("check")),
}

FURTHER_VALUES: Mapping[str, Schema] = {
    "max_words": integer(1, question_part.MOST_WORDS),
    "pattern": {**SCALAR, "maxLength": LONGEST},
    "confirm": FLAG,
    "product": array(PATH, 1),
    "currency": reference("currency"),
    "choices": array(reference("choice"), 1),
    "choices_from": PATH,
    "choices_where": {"anyOf": [{"type": "string", "minLength": 1}, pairs(PATH, 1)]},
    "other": TEXT,
    "statements": array(reference("statement"), 1),
    "accept": array({"type": "string", "pattern": r"^\s*\.?[A-Za-z0-9]{1,10}\s*$"}),
    "max_megabytes": integer(1, question_part.MOST_MEGABYTES),
    "form": PATH,
    "calculation": {**SCALAR, "minLength": 1},
    "result": listed(RESULT_TYPES),
    "totals": array(reference("total")),
}


def _apis() -> list[Schema]:
    """The words of `api`, by source; a source without any takes none."""
    others = {"if": {"properties": {"source": {"not": listed(API_WORDS)}}}, "then": {"properties": {"api": False}}}
    return [others, *(_api(source) for source in API_WORDS)]


def _api(source: str) -> Schema:
    words = API_WORDS[source]
    values = {word: {**SCALAR, "minLength": 1} for word in (*words.needed, *words.more)}
    if "server" in values:
        values["server"] = {"type": "string", "pattern": rf"^\s*{SERVER.pattern}\s*$"}
    return {
        "if": {"properties": {"source": {"const": source}}},
        "then": {"properties": {"api": _closed(values, words.needed)}},
    }


SHAPES: Mapping[str, Shape] = {
    "form": Shape(
        FORM_WORDS,
        NEEDED,
        {
            "form": {"type": "string", "pattern": whole(FORM_NAME.pattern)},
            "version": integer(1, MOST_VERSIONS),
            "languages": array(listed(LANGUAGES), 1, uniqueItems=True),
            "title": TEXT,
            "intro": TEXT,
            "reference": {"type": "string", "pattern": whole(REFERENCE.pattern)},
            "sections": array(reference("section"), 1),
            "sheet": reference("sheet"),
            "zone": {"type": "string", "examples": ["UTC", "Europe/Zurich"]},
            "opens": MOMENT,
            "closes": MOMENT,
            "late": listed(settings_part.LATE),
            "one_per": {"anyOf": [PATH, array(PATH)]},
            "edit_until": MOMENT,
            "keep_months": integer(1, settings_part.MOST_MONTHS),
            "privacy": TEXT,
            "declaration": TEXT,
            "next_steps": TEXT,
            "embed_on": array({"type": "string", "pattern": whole(settings_part.ORIGIN)}),
            "pages": array(reference("page")),
            "lists": array(reference("list")),
            "checks": array(reference("check_of_form")),
            "letters": array(reference("letter")),
            "mails": array(reference("mail")),
            "call": reference("call"),
            "sources": array(reference("source")),
        },
        {"dependentRequired": {"late": ["closes"]}},
    ),
    "section": Shape(
        question_part.SECTION_WORDS,
        question_part.SECTION_NEEDED,
        {
            "section": OWN_NAME,
            "title": TEXT,
            "intro": TEXT,
            "show_if": CONDITION,
            "questions": array(reference("question"), 1),
        },
    ),
    "page": Shape(PAGE_WORDS, PAGE_WORDS, {"page": OWN_NAME, "title": TEXT, "sections": array(PATH)}),
    "choice": Shape(
        choice_part.CHOICE_WORDS,
        choice_part.CHOICE_NEEDED,
        {"value": {**SCALAR, "minLength": 1}, "label": TEXT, "was": array(SCALAR), "with": pairs(SCALAR)},
    ),
    "statement": Shape(
        choice_part.STATEMENT_WORDS, choice_part.STATEMENT_WORDS, {"statement": OWN_NAME, "label": TEXT}
    ),
    "total": Shape(TOTAL_WORDS, TOTAL_WORDS, {"total": OWN_NAME, "label": TEXT, "sum": PATH}),
    "list": Shape(
        choice_part.LIST_WORDS,
        ["list"],
        {
            "list": OWN_NAME,
            "choices": array(reference("choice")),
            "csv": {"type": "string", "pattern": r"^[^/\\]+$"},
            "workbook": PATH,
            "tab": SCALAR,
        },
        {"oneOf": [{"required": [way]} for way in ("choices", "csv", "workbook")]},
    ),
    "check": Shape(
        condition_part.CHECK_WORDS,
        condition_part.CHECK_NEEDED,
        {
            "check": OWN_NAME,
            "must": CONDITION,
            "message": TEXT,
            "severity": listed(condition_part.SEVERITIES),
            "at": PATH,
        },
    ),
    "sheet": Shape(
        sheet_part.SHEET_WORDS,
        sheet_part.SHEET_NEEDED,
        {
            "workbook": _title(sheet_part.BAD_IN_FILE.pattern, sheet_part.LONGEST_WORKBOOK),
            "tab": _title(sheet_part.BAD_IN_TAB.pattern, sheet_part.LONGEST_TAB),
            "columns": array(reference("column"), 1),
            "google": {"type": "string", "pattern": whole(sheet_part.GOOGLE.pattern)},
            "deleted_rows": listed(sheet_part.DELETED_ROWS),
        },
    ),
    "column": Shape(
        sheet_part.COLUMN_WORDS,
        ["header"],
        {
            "path": {"anyOf": [listed(sheet_part.LEDGER_WORDS), {"type": "string", "pattern": "^[a-z]"}]},
            "header": {**SCALAR, "minLength": 1, "maxLength": sheet_part.LONGEST_HEADER},
            "format": listed(sheet_part.FORMATS),
            "width": integer(1, sheet_part.MOST_WIDTH),
            "owner": listed(sheet_part.OWNERS),
            "dropdown": array(SCALAR, uniqueItems=True, maxItems=sheet_part.MOST_DROPDOWN),
        },
        {
            "if": {"properties": {"owner": {"const": "staff"}}, "required": ["owner"]},
            "then": {"properties": {"path": False}},
            "else": {"required": ["path"]},
        },
    ),
    "letter": Shape(
        letter_part.LETTER_WORDS,
        letter_part.LETTER_NEEDED,
        {"letter": OWN_NAME, **dict.fromkeys(letter_part.LETTER_TEXTS, TEXT)},
    ),
    "event": Shape(
        letter_part.EVENT_WORDS,
        letter_part.EVENT_NEEDED,
        {"event": OWN_NAME, "label": TEXT, "starts": DAY_OR_MOMENT, "ends": DAY_OR_MOMENT, "where": TEXT},
    ),
    "mail": Shape(
        mail_part.WORDS,
        mail_part.NEEDED,
        {
            "mail": OWN_NAME,
            "to": PATH,
            "subject": TEXT,
            "body": TEXT,
            "on": listed(mail_part.EVENTS),
            "column": {**SCALAR, "minLength": 1},
            "is": {"anyOf": [{**SCALAR, "minLength": 1}, array(SCALAR, 1)]},
            "after_days": integer(0, mail_part.MOST_DAYS),
            "when": CONDITION,
            "form": PATH,
            "prefill": pairs(PATH),
            "attach": array(PATH),
            "calendar": array(reference("event")),
        },
        {
            "allOf": [_mail_on(event) for event in mail_part.EVENTS],
            "dependentRequired": {word: ["on"] for word in (*decided_part.DECIDED_WORDS, "attach")},
        },
    ),
    "call": Shape(
        call_part.CALL_WORDS,
        call_part.NEEDED,
        {
            "envelope": NUMBER,
            "currency": reference("currency"),
            "amount": PATH,
            "title": PATH,
            "applicant": PATH,
            "rules": array(reference("rule")),
            "criteria": array(reference("criterion")),
            "stages": array(reference("stage")),
            "ties": array(listed(TIES), uniqueItems=True),
            "ranking": listed(RANKINGS),
            "line": listed(LINES),
            "places": integer(1, quota_part.MOST_PLACES),
            "quotas": array(reference("quota")),
            "reviews": integer(1, committee_part.MOST_MEMBERS),
            "quorum": integer(1, committee_part.MOST_MEMBERS),
            "blind": array(PATH),
            "summary": array(PATH),
            "conflicts": pairs(listed(committee_part.OF_MEMBERS)),
            "fund": {"type": "string", "pattern": whole(grant_part.FUND.pattern)},
            "cycle": integer(grant_part.FIRST_YEAR, grant_part.LAST_YEAR),
            "grant": reference("grant"),
        },
        {
            "anyOf": [{"required": ["envelope"]}, {"required": ["places"]}],
            "dependentRequired": {**{word: list(call_part.MONEY) for word in call_part.MONEY}, "grant": ["fund"]},
        },
    ),
    "grant": Shape(
        grant_part.GRANT_WORDS,
        grant_part.GRANT_NEEDED,
        {
            "number": {"type": "string", "pattern": whole(grant_part.NUMBER.pattern)},
            "email": PATH,
            "agreement": PATH,
            "instalments": array(reference("instalment")),
            "reports": array(reference("report")),
            "reminders": array(reference("reminder")),
            "checklist": array(reference("check_item")),
            "sheet": PATH,
            "columns": array(reference("listed_answer")),
        },
        {"dependentRequired": {"reminders": ["reports"]}},
    ),
    "instalment": Shape(
        grant_part.INSTALMENT_WORDS,
        grant_part.INSTALMENT_NEEDED,
        {"instalment": OWN_NAME, "label": TEXT, "share": NUMBER, "after": PATH},
    ),
    "report": Shape(
        grant_part.REPORT_WORDS,
        grant_part.REPORT_NEEDED,
        {
            "report": OWN_NAME,
            "label": TEXT,
            "form": PATH,
            "reference": PATH,
            "email": PATH,
            "months": integer(0, grant_part.MOST_MONTHS),
            "days": integer(0, grant_part.MOST_DAYS),
            "on": reference("day"),
            "starts": PATH,
            "declined": pairs(SCALAR),
            "told_by": pairs(SCALAR),
        },
        {"not": {"anyOf": [{"required": list(two)} for two in combinations(grant_part.DUE, 2)]}},
    ),
    "reminder": Shape(
        grant_part.REMINDER_WORDS,
        grant_part.REMINDER_NEEDED,
        {
            "reminder": OWN_NAME,
            "subject": TEXT,
            "body": TEXT,
            **{word: array(integer(0, grant_part.MOST_DAYS), 1) for word in grant_part.WHEN},
        },
        {"anyOf": [{"required": [word]} for word in grant_part.WHEN]},
    ),
    "check_item": Shape(
        grant_part.CHECK_WORDS,
        grant_part.CHECK_NEEDED,
        {"item": OWN_NAME, "label": PATH, "needs": PATH},
    ),
    "listed_answer": Shape(
        grant_part.COLUMN_WORDS,
        grant_part.COLUMN_NEEDED,
        {"column": OWN_NAME, "label": PATH, "path": PATH, "of": PATH},
    ),
    "rule": Shape(
        call_part.RULE_WORDS,
        call_part.RULE_NEEDED,
        {"rule": OWN_NAME, "must": CONDITION, "reason": TEXT, "severity": listed(call_part.SEVERITIES)},
    ),
    "criterion": Shape(
        call_part.CRITERION_WORDS,
        call_part.CRITERION_NEEDED,
        {
            "criterion": OWN_NAME,
            "label": TEXT,
            "weight": NUMBER,
            "scale": integer(1, call_part.MOST_SCALE),
            "guidance": TEXT,
            "required": FLAG,
            "independent": FLAG,
        },
        {
            "if": {"properties": {"independent": YES}, "required": ["independent"]},
            "then": {"properties": {"weight": False}},
            "else": {"required": ["weight"]},
        },
    ),
    "quota": Shape(
        quota_part.QUOTA_WORDS,
        quota_part.QUOTA_NEEDED,
        {
            "quota": OWN_NAME,
            "label": TEXT,
            "question": PATH,
            "one_of": array(SCALAR, 1),
            **{word: integer(1, quota_part.MOST_PLACES) for word in ("at_least", "at_most", "each")},
        },
        {
            "if": {"required": ["each"]},
            "then": {"properties": dict.fromkeys(quota_part.OF_A_GROUP, False)},
            "else": {"required": ["one_of"], "anyOf": [{"required": ["at_least"]}, {"required": ["at_most"]}]},
        },
    ),
    "stage": Shape(
        call_part.STAGE_WORDS,
        call_part.STAGE_NEEDED,
        {
            "stage": OWN_NAME,
            "label": TEXT,
            "starts": reference("day"),
            "ends": reference("day"),
            "opens": array(listed(call_part.ACTS)),
        },
    ),
    "source": Shape(
        MAPPING_WORDS,
        MAPPING_WORDS[:1],
        {"source": listed(SOURCE_WORDS), "mapping": pairs(TARGET), "ignore": array(SCALAR), "api": pairs(SCALAR)},
        {
            "if": {"properties": {"source": listed(word for word, mapped in SOURCE_WORDS.items() if mapped)}},
            "then": {"required": ["mapping"], "properties": {"mapping": {"minProperties": 1}}},
            "allOf": _apis(),
        },
    ),
}
"""Every part of a definition but questions and conditions, which go by their own tables."""
