"""Loads definitions from their files: parsed once, checked as a whole, every mistake listed."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from forms.call_part import read_call
from forms.definition import LANGUAGES, Form, Section
from forms.errors import DefinitionError, DefinitionErrors
from forms.mail_part import read_mail
from forms.paths import columns_by_path, questions_by_path
from forms.question_part import read_section
from forms.reader import Reader
from forms.sheet_part import read_sheet
from forms.source_part import read_sources
from forms.yaml_lines import Value, read_yaml

FILE_NAME = "form.yaml"
FORM_NAME = re.compile(r"[a-z][a-z0-9-]{0,59}")
REFERENCE = re.compile(r"(?=.*\{number)(?:[A-Za-z0-9 ._/-]|\{year\}|\{number(?::0?[1-9]d)?\}){1,60}")
NEEDED = ("form", "version", "languages", "title", "reference", "sections", "sheet")
FORM_WORDS = (*NEEDED, "intro", "acknowledgement", "call", "sources")
MOST_VERSIONS = 1_000_000


def load_forms(folder: Path) -> dict[str, Form]:
    """Every form in the sub-folders of `folder`, by name. Raises DefinitionErrors with all their mistakes."""
    found: dict[Path, Form] = {}
    errors: list[DefinitionError] = []
    for path in sorted(folder.glob(f"*/{FILE_NAME}")):
        try:
            found[path] = load_form(path)
        except DefinitionErrors as mistakes:
            errors += mistakes.errors
    errors += _shared(found, "reference", lambda form: re.sub(r"\{number.*?\}", "{number}", form.reference))
    errors += _shared(found, "sheet", lambda form: f"{form.sheet.workbook} / {form.sheet.tab}".casefold())
    if errors:
        raise DefinitionErrors(tuple(errors))
    return {form.name: form for form in found.values()}


def load_form(path: Path) -> Form:
    """One definition. Raises DefinitionErrors with all its mistakes."""
    reader = Reader(path)
    root = read_yaml(path)
    parts = reader.mapping(root, "form", FORM_WORDS, NEEDED)
    form = _read(reader, root) if parts else None
    if form is None or reader.errors:
        raise DefinitionErrors(tuple(sorted(reader.errors, key=lambda error: error.line)))
    return form


def _read(reader: Reader, root: Value) -> Form:
    parts = root.content if isinstance(root.content, dict) else {}
    sections = _sections(reader, parts.get("sections"))
    questions = [question for section in sections for question in section.questions]
    answers = dict(questions_by_path(questions))
    mail, call = parts.get("acknowledgement"), parts.get("call")
    return Form(
        name=_name(reader, parts.get("form")),
        version=reader.integer(parts.get("version"), "version", 1, MOST_VERSIONS) or 1,
        title=reader.text(parts.get("title"), "title", "title"),
        languages=_languages(reader, parts.get("languages")),
        reference=_reference(reader, parts.get("reference")),
        sections=sections,
        # a missing sheet is noted already: an empty one keeps the other checks going
        sheet=read_sheet(reader if "sheet" in parts else Reader(reader.file), root.part("sheet"), answers),
        intro=reader.text(parts.get("intro"), "intro"),
        acknowledgement=None if mail is None else read_mail(reader, mail, answers),
        call=None if call is None else read_call(reader, call, answers),
        sources=read_sources(reader, parts.get("sources"), dict(columns_by_path(questions))),
    )


def _sections(reader: Reader, value: Value | None) -> tuple[Section, ...]:
    items = reader.items(value, "sections")
    if value is not None and not items:
        reader.wrong(value, "sections", "are empty.", "Add a section with questions.")
    sections = tuple(read_section(reader, one) for one in items)
    reader.once(items, (section.name for section in sections), "sections")
    written = [one for item in items for one in item.list_under("questions")]
    names = [question.name for section in sections for question in section.questions]
    reader.once(written, names, "questions")
    return sections


def _name(reader: Reader, value: Value | None) -> str:
    name, folder = reader.word(value, "form"), reader.file.parent.name
    if value is not None and (name != folder or not FORM_NAME.fullmatch(name)):
        remedy = f"Call it {folder!r}, or rename the folder; small letters, digits and hyphens."
        reader.wrong(value, "form", f"{name!r} is not its folder's name.", remedy)
    return name


def _languages(reader: Reader, value: Value | None) -> tuple[str, ...]:
    items = reader.items(value, "languages")
    if value is not None and value.content == []:
        reader.wrong(value, "languages", "are empty.", "Name at least one, like [en].")
    languages = tuple(reader.one_of(one, "languages", LANGUAGES) for one in items)
    reader.once(items, languages, "languages")
    return languages


def _reference(reader: Reader, value: Value | None) -> str:
    reference = reader.word(value, "reference")
    if value is not None and not REFERENCE.fullmatch(reference):
        remedy = 'Write it like "VTF-{year}-{number:04d}": letters, digits, and {number}.'
        reader.wrong(value, "reference", f"{reference!r} cannot be filled in.", remedy)
    return reference


def _shared(found: dict[Path, Form], word: str, told: Callable[[Form], str]) -> Iterable[DefinitionError]:
    """What two forms may not have in common: each needs its own numbers and its own tab."""
    first: dict[str, str] = {}
    for path, form in found.items():
        owner = first.setdefault(told(form), form.name)
        if owner != form.name:
            remedy = f"Give this form a {word} of its own."
            yield DefinitionError(path, 1, word, f"{told(form)!r} is that of {owner!r} too.", remedy)
