"""The parts of a definition file, each read into its value: questions, sheet, mail, call, sources."""

import re
from decimal import Decimal

from forms.definition import (
    Call,
    Choice,
    Column,
    Criterion,
    Mail,
    Question,
    Rule,
    Section,
    Sheet,
    Source,
    Total,
)
from forms.questions import QUESTION_TYPES
from forms.reader import TRUE, Reader, near
from forms.yaml_lines import Value

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
RESERVED = frozenset({"rows", "totals", "id", "key", "form"})
FORMATS = ("text", "integer", "decimal", "money", "date", "datetime", "yes_no")
TESTS = ("min", "max", "is", "one_of", "equals", "filled")

QUESTION_WORDS = (
    "question", "type", "label", "hint", "required", "choices", "min", "max", "max_length", "currency",
    "accept", "max_megabytes", "product", "questions", "totals",
)  # fmt: skip


def read_name(reader: Reader, value: Value | None, place: str) -> str:
    """A name that answers are kept under."""
    name = reader.word(value, place)
    if value is not None and not NAME.fullmatch(name):
        reader.wrong(value, place, f"{name!r} cannot be a name.", "Use small letters, digits and _, a letter first.")
    if value is not None and name in RESERVED:
        reader.wrong(value, place, f"{name!r} is a name of the service's own.", "Choose another name.")
    return name


def read_section(reader: Reader, value: Value) -> Section:
    parts = reader.mapping(
        value, "section", ("section", "title", "intro", "questions"), ("section", "title", "questions")
    )
    name = read_name(reader, parts.get("section"), "section")
    place = f"section {name!r}"
    questions = tuple(read_question(reader, one) for one in reader.items(parts.get("questions"), place))
    if parts and not questions:
        reader.wrong(value, place, "has no questions.", "Add some, or take the section out.")
    return Section(name, reader.text(parts.get("title"), place), questions, reader.text(parts.get("intro"), place))


def read_question(reader: Reader, value: Value) -> Question:
    parts = reader.mapping(value, "question", QUESTION_WORDS, ("question", "type", "label"))
    name = read_name(reader, parts.get("question"), "question")
    place = f"question {name!r}"
    word = reader.word(parts.get("type"), place, "text")
    if word not in QUESTION_TYPES:
        reader.wrong(parts["type"], place, f"there is no type {word!r}.", near(word, QUESTION_TYPES))
        word = "text"
    question = Question(
        name=name,
        type=word,
        label=reader.text(parts.get("label"), place),
        hint=reader.text(parts.get("hint"), place),
        required=reader.flag(parts.get("required"), place),
        choices=tuple(_choice(reader, one, place) for one in reader.items(parts.get("choices"), place)),
        min=reader.number(parts.get("min"), place),
        max=reader.number(parts.get("max"), place),
        max_length=reader.integer(parts.get("max_length"), place),
        currency=reader.word(parts.get("currency"), place),
        accept=tuple(one.lower().lstrip(".") for one in reader.words(parts.get("accept"), place)),
        max_megabytes=reader.integer(parts.get("max_megabytes"), place) or 10,
        product=reader.words(parts.get("product"), place),
        questions=tuple(read_question(reader, one) for one in reader.items(parts.get("questions"), place)),
        totals=tuple(_total(reader, one, place) for one in reader.items(parts.get("totals"), place)),
    )
    _check_question(reader, value, question, place)
    return question


def _choice(reader: Reader, value: Value, place: str) -> Choice:
    parts = reader.mapping(value, f"{place}, choice", ("value", "label"), ("value", "label"))
    return Choice(reader.word(parts.get("value"), place), reader.text(parts.get("label"), place))


def _total(reader: Reader, value: Value, place: str) -> Total:
    parts = reader.mapping(value, f"{place}, total", ("total", "label", "sum"), ("total", "label", "sum"))
    name = read_name(reader, parts.get("total"), f"{place}, total")
    return Total(name, reader.text(parts.get("label"), place), reader.word(parts.get("sum"), place))


def _check_question(reader: Reader, value: Value, question: Question, place: str) -> None:
    kind = QUESTION_TYPES[question.type]
    chooses = question.type in {"choose_one", "choose_many"}
    values = [choice.value for choice in question.choices]
    findings = (
        (not question.label, "has no label.", "Say what is asked."),
        (chooses and not values, "has no choices.", "List them under `choices`."),
        (
            bool(values) and not chooses,
            f"is a {question.type} and takes no choices.",
            "Use choose_one or choose_many.",
        ),
        (len(set(values)) < len(values), "has a choice twice.", "Give each choice a value of its own."),
        (any(not one for one in values), "has a choice without a value.", "Give it one."),
        (
            kind.holds_questions and not question.questions,
            "holds no questions.",
            "List them under `questions`.",
        ),
        (
            bool(question.questions) and not kind.holds_questions,
            "cannot hold questions.",
            "Make it a group or a table.",
        ),
        (
            question.min is not None and question.max is not None and question.min > question.max,
            f"has a min ({question.min}) above its max ({question.max}).",
            "Exchange them.",
        ),
        (
            (question.min is not None or question.max is not None) and not (kind.is_number or question.type == "table"),
            f"is a {question.type} and takes no min or max.",
            "Use max_length for texts.",
        ),
        (
            question.type == "money" and not re.fullmatch("[A-Z]{3}", question.currency),
            "has no currency.",
            "Add `currency: USD`.",
        ),
        (
            bool(question.totals) and question.type != "table",
            "is not a table and takes no totals.",
            "Make it a table.",
        ),
        (
            bool(question.product) and not kind.is_number,
            f"is a {question.type} and cannot be a product.",
            "Make it a number.",
        ),
    )
    for found, cause, remedy in findings:
        if found:
            reader.wrong(value, place, cause, remedy)
    _check_inner(reader, value, question, place)


def _check_inner(reader: Reader, value: Value, question: Question, place: str) -> None:
    names = [inner.name for inner in question.questions]
    for name in sorted({name for name in names if names.count(name) > 1}):
        reader.wrong(value, place, f"holds {name!r} twice.", "Rename one of them.")
    if question.type == "table" and any(QUESTION_TYPES[i.type].holds_questions for i in question.questions):
        reader.wrong(value, place, "has a column that holds questions.", "A table's columns are single questions.")
    numbers = {inner.name for inner in question.questions if QUESTION_TYPES[inner.type].is_number}
    factors = [(inner.name, factor) for inner in question.questions for factor in inner.product]
    sums = [(total.name, total.sum) for total in question.totals]
    computed = {inner.name for inner in question.questions if inner.product}
    for owner, column in [*factors, *sums]:
        if column not in numbers:
            reader.wrong(
                value,
                place,
                f"{owner!r} is worked out from {column!r}, which is no number column.",
                near(column, numbers),
            )
    for owner, column in factors:
        if column in computed:
            reader.wrong(
                value,
                place,
                f"{owner!r} multiplies {column!r}, which is worked out itself.",
                "Multiply asked columns.",
            )


def read_sheet(reader: Reader, value: Value) -> Sheet:
    known = ("workbook", "tab", "columns", "staff_columns", "google")
    parts = reader.mapping(value, "sheet", known, ("workbook", "tab", "columns"))
    columns = tuple(_column(reader, one) for one in reader.items(parts.get("columns"), "sheet"))
    staff = reader.words(parts.get("staff_columns"), "sheet")
    tab = reader.word(parts.get("tab"), "sheet")
    if len(tab) > 31 or re.search(r"[\[\]:*?/\\]", tab):
        reader.wrong(
            parts["tab"],
            "sheet",
            f"{tab!r} cannot be a tab's name.",
            "31 characters at most, none of [ ] : * ? / \\.",
        )
    headers = [column.header for column in columns] + list(staff)
    for header in sorted({one for one in headers if headers.count(one) > 1}):
        reader.wrong(value, "sheet", f"two columns are called {header!r}.", "Give each column a header of its own.")
    return Sheet(
        reader.word(parts.get("workbook"), "sheet"),
        tab,
        columns,
        staff,
        reader.word(parts.get("google"), "sheet"),
    )


def _column(reader: Reader, value: Value) -> Column:
    parts = reader.mapping(value, "sheet column", ("path", "header", "format", "width"), ("path", "header"))
    word = reader.word(parts.get("format"), "sheet column", "text")
    if word not in FORMATS:
        reader.wrong(parts["format"], "sheet column", f"there is no format {word!r}.", near(word, FORMATS))
    width = reader.integer(parts.get("width"), "sheet column") or 18
    path, header = (
        reader.word(parts.get("path"), "sheet column"),
        reader.word(parts.get("header"), "sheet column"),
    )
    return Column(path, header, word, width)


def read_mail(reader: Reader, value: Value) -> Mail:
    parts = reader.mapping(value, "acknowledgement", ("to", "subject", "body"), ("to", "subject", "body"))
    subject, body = (reader.text(parts.get(word), "acknowledgement") for word in ("subject", "body"))
    return Mail(reader.word(parts.get("to"), "acknowledgement"), subject, body)


def read_call(reader: Reader, value: Value) -> Call:
    known = ("envelope", "currency", "amount", "title", "applicant", "rules", "criteria")
    parts = reader.mapping(value, "call", known, known)
    criteria = tuple(_criterion(reader, one) for one in reader.items(parts.get("criteria"), "call"))
    total = sum((criterion.weight for criterion in criteria), Decimal(0))
    if criteria and total != 100:
        reader.wrong(parts["criteria"], "call", f"the weights sum to {total}.", "Make them sum to 100.")
    return Call(
        envelope=reader.number(parts.get("envelope"), "call") or Decimal(0),
        currency=reader.word(parts.get("currency"), "call"),
        amount=reader.word(parts.get("amount"), "call"),
        title=reader.word(parts.get("title"), "call"),
        applicant=reader.word(parts.get("applicant"), "call"),
        rules=tuple(_rule(reader, one) for one in reader.items(parts.get("rules"), "call")),
        criteria=criteria,
    )


def _criterion(reader: Reader, value: Value) -> Criterion:
    known = ("criterion", "label", "weight", "scale")
    parts = reader.mapping(value, "criterion", known, ("criterion", "label", "weight"))
    name = read_name(reader, parts.get("criterion"), "criterion")
    weight = reader.number(parts.get("weight"), f"criterion {name!r}") or Decimal(0)
    scale = reader.integer(parts.get("scale"), f"criterion {name!r}") or 5
    return Criterion(name, reader.text(parts.get("label"), f"criterion {name!r}"), weight, scale)


def _rule(reader: Reader, value: Value) -> Rule:
    parts = reader.mapping(value, "rule", ("rule", "path", "reason", *TESTS), ("rule", "path", "reason"))
    name = read_name(reader, parts.get("rule"), "rule")
    place = f"rule {name!r}"
    tests = [word for word in TESTS if word in parts]
    if len(tests) != 1:
        reader.wrong(value, place, f"has {len(tests)} tests.", f"Give it exactly one of {', '.join(TESTS)}.")
    test = tests[0] if tests else "filled"
    reason = reader.text(parts.get("reason"), place)
    return Rule(
        name,
        reader.word(parts.get("path"), place),
        test,
        _wanted(reader, test, parts.get(test), place),
        reason,
    )


def _wanted(reader: Reader, test: str, value: Value | None, place: str) -> object:
    if test in {"min", "max"}:
        return reader.number(value, place)
    if test == "one_of":
        return reader.words(value, place)
    if test == "filled":
        return reader.flag(value, place)
    word = reader.word(value, place)
    if test == "is" and word.lower() in TRUE | {"no", "false"}:
        return word.lower() in TRUE
    return word


def read_source(reader: Reader, value: Value) -> Source:
    parts = reader.mapping(value, "source", ("source", "mapping", "ignore"), ("source",))
    place = f"source {reader.word(parts.get('source'), 'source')!r}"
    mapping = {key: reader.word(path, place) for key, path in reader.pairs(parts.get("mapping"), place).items()}
    return Source(reader.word(parts.get("source"), place), mapping, reader.words(parts.get("ignore"), place))
