"""Loads definitions from their files: parsed once, checked as a whole, every mistake listed."""

import re
import string
from collections.abc import Iterable, Iterator
from pathlib import Path

from forms.answers import find_question
from forms.definition import LANGUAGES, Form, Question
from forms.errors import DefinitionError, DefinitionErrors
from forms.parts import read_call, read_mail, read_section, read_sheet, read_source
from forms.questions import QUESTION_TYPES
from forms.reader import Reader, near
from forms.yaml_lines import Value, read_yaml

FILE_NAME = "form.yaml"
FORM_NAME = re.compile(r"[a-z][a-z0-9-]{0,59}")
LEDGER_WORDS = ("$reference", "$received", "$updated", "$version", "$language", "$source")
MAIL_WORDS = ("reference", "form_title", "organisation", "received_at")
SOURCE_WORDS = ("standard-webhooks", "typeform", "kobotoolbox")
FORM_WORDS = (
    "form", "version", "languages", "title", "intro", "reference", "sections", "sheet", "acknowledgement",
    "call", "sources",
)  # fmt: skip
NEEDED = ("form", "version", "languages", "title", "reference", "sections", "sheet")


def load_forms(folder: Path) -> dict[str, Form]:
    """Every form in the sub-folders of `folder`, by name. Raises DefinitionErrors with all their mistakes."""
    found: dict[str, Form] = {}
    errors: list[DefinitionError] = []
    for path in sorted(folder.glob(f"*/{FILE_NAME}")):
        try:
            form = load_form(path)
            found[form.name] = form
        except DefinitionErrors as mistakes:
            errors += mistakes.errors
    if errors:
        raise DefinitionErrors(tuple(errors))
    return found


def load_form(path: Path) -> Form:
    """One definition. Raises DefinitionErrors with all its mistakes."""
    reader = Reader(path)
    root = read_yaml(path)
    parts = reader.mapping(root, "form", FORM_WORDS, NEEDED)
    if reader.errors and not parts:
        raise DefinitionErrors(tuple(reader.errors))
    form = _read(reader, parts)
    if form is not None:
        _check(reader, parts, form)
    if reader.errors or form is None:
        raise DefinitionErrors(tuple(sorted(reader.errors, key=lambda error: error.line)))
    return form


def _read(reader: Reader, parts: dict[str, Value]) -> Form | None:
    if "sheet" not in parts:
        return None
    mail, call = parts.get("acknowledgement"), parts.get("call")
    return Form(
        name=reader.word(parts.get("form"), "form"),
        version=reader.integer(parts.get("version"), "version") or 1,
        title=reader.text(parts.get("title"), "title"),
        languages=reader.words(parts.get("languages"), "languages"),
        reference=reader.word(parts.get("reference"), "reference"),
        sections=tuple(read_section(reader, one) for one in reader.items(parts.get("sections"), "sections")),
        sheet=read_sheet(reader, parts["sheet"]),
        intro=reader.text(parts.get("intro"), "intro"),
        acknowledgement=read_mail(reader, mail) if mail is not None else None,
        call=read_call(reader, call) if call is not None else None,
        sources=tuple(read_source(reader, one) for one in reader.items(parts.get("sources"), "sources")),
    )


def _check(reader: Reader, parts: dict[str, Value], form: Form) -> None:
    """What can only be seen when the whole form is known."""
    _check_head(reader, parts, form)
    paths = set(paths_of(form.questions))
    for column in form.sheet.columns:
        if column.path not in paths | set(LEDGER_WORDS):
            _no_path(
                reader,
                parts["sheet"],
                f"sheet column {column.header!r}",
                column.path,
                [*paths, *LEDGER_WORDS],
            )
    if form.acknowledgement is not None:
        _check_mail(reader, parts["acknowledgement"], form)
    if form.call is not None:
        _check_call(reader, parts["call"], form, paths)
    for source in form.sources:
        _check_source(reader, parts["sources"], form, source.word)
        for path in source.mapping.values():
            if path not in paths and find_question(form, path) is None:
                _no_path(reader, parts["sources"], f"source {source.word!r}", path, paths)


def _check_head(reader: Reader, parts: dict[str, Value], form: Form) -> None:
    folder = reader.file.parent.name
    if form.name != folder or not FORM_NAME.fullmatch(form.name):
        remedy = f"Call it {folder!r}, with small letters, digits and hyphens, or rename the folder."
        reader.wrong(parts.get("form", parts["sheet"]), "form", f"{form.name!r} is not its folder's name.", remedy)
    for language in form.languages:
        if language not in LANGUAGES:
            reader.wrong(
                parts["languages"],
                "languages",
                f"there is no language {language!r}.",
                near(language, LANGUAGES),
            )
    if "languages" in parts and not form.languages:
        reader.wrong(parts["languages"], "languages", "is empty.", "Name at least one, like [en].")
    if not _fills(form.reference):
        remedy = 'Write it like "VTF-{year}-{number:04d}".'
        reader.wrong(
            parts.get("reference", parts["sheet"]),
            "reference",
            f"{form.reference!r} cannot be filled in.",
            remedy,
        )
    names = [question.name for question in form.questions]
    for name in sorted({name for name in names if names.count(name) > 1}):
        reader.wrong(parts["sections"], f"question {name!r}", "stands twice.", "Rename one of them.")
    if "sections" in parts and not names:
        reader.wrong(parts["sections"], "sections", "hold no questions.", "Add a section with questions.")


def _fills(reference: str) -> bool:
    try:
        words = {name for _, name, _, _ in string.Formatter().parse(reference) if name is not None}
        return "number" in words and words <= {"year", "number"} and bool(reference.format(year=2026, number=1))
    except (ValueError, LookupError, AttributeError):
        return False


def _check_mail(reader: Reader, value: Value, form: Form) -> None:
    mail = form.acknowledgement
    assert mail is not None  # noqa: S101 - said by the caller, for the type checker
    question = find_question(form, mail.to)
    if question is None or question.type != "email":
        reader.wrong(value, "acknowledgement", f"`to` is {mail.to!r}, which is no email question.", "Name one.")
    for text in (*mail.subject.by_language.values(), *mail.body.by_language.values()):
        for word in set(re.findall(r"\{(\w+)\}", text)) - set(MAIL_WORDS):
            reader.wrong(value, "acknowledgement", f"{{{word}}} cannot be filled in.", near(word, MAIL_WORDS))


def _check_call(reader: Reader, value: Value, form: Form, paths: set[str]) -> None:
    call = form.call
    assert call is not None  # noqa: S101 - said by the caller, for the type checker
    named = [("amount", call.amount), ("title", call.title), ("applicant", call.applicant)]
    named += [(f"rule {rule.name!r}", rule.path) for rule in call.rules]
    named += [(f"rule {rule.name!r}", str(rule.value)) for rule in call.rules if rule.test == "equals"]
    for place, path in named:
        if path not in paths:
            _no_path(reader, value, f"call, {place}", path, paths)
    for rule in call.rules:
        if not rule.reason:
            reader.wrong(value, f"rule {rule.name!r}", "gives no reason.", "Say in `reason` why it bars.")


def _check_source(reader: Reader, value: Value, form: Form, word: str) -> None:
    if word not in SOURCE_WORDS:
        reader.wrong(value, "source", f"there is no source {word!r}.", near(word, SOURCE_WORDS))
    if [source.word for source in form.sources].count(word) > 1:
        reader.wrong(value, f"source {word!r}", "stands twice.", "Keep one of them.")


def _no_path(reader: Reader, value: Value, place: str, path: str, paths: Iterable[str]) -> None:
    reader.wrong(value, place, f"there is no question at {path!r}.", near(path, paths))


def paths_of(questions: Iterable[Question], before: str = "") -> Iterator[str]:
    """Every path that names an answer or a total."""
    for question in questions:
        path = before + question.name
        yield path
        yield from (f"{path}.totals.{total.name}" for total in question.totals)
        if QUESTION_TYPES[question.type].holds_questions and question.type != "table":
            yield from paths_of(question.questions, f"{path}.")
