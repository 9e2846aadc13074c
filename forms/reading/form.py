"""Loads definitions from their files: parsed once, checked as a whole, every mistake listed."""

import re
from pathlib import Path

from forms.definition import LANGUAGES, Form, Page, Question, Section
from forms.errors import DefinitionError, DefinitionErrors
from forms.logic.scopes import kind_of
from forms.near import near, with_article
from forms.reading.call_part import read_call
from forms.reading.check_rules import check_rules
from forms.reading.choice_part import SharedSheets, no_shared_sheets, read_lists
from forms.reading.condition_part import read_checks
from forms.reading.decided_part import Deciding
from forms.reading.grant_part import check_letters
from forms.reading.letter_part import read_letters
from forms.reading.mail_part import read_mails
from forms.reading.narrowed import check_narrowed
from forms.reading.question_part import Lists, check_companions, read_section
from forms.reading.reader import Reader, titled
from forms.reading.settings_part import SETTING_WORDS, read_settings
from forms.reading.sheet_part import read_sheet
from forms.reading.source_part import read_sources
from forms.tree import Value
from forms.types.paths import columns_by_path, questions_by_path

FORM_NAME = re.compile(r"[a-z][a-z0-9-]{0,59}")
REFERENCE = re.compile(r"(?=.*\{number)(?:[A-Za-z0-9 ._/-]|\{year\}|\{number(?::0?[1-9]d)?\}){1,60}")
NEEDED = ("form", "version", "languages", "title", "reference", "sections", "sheet")
FORM_WORDS = (*NEEDED, "intro", *SETTING_WORDS, "pages", "lists", "checks", "letters", "mails", "call", "sources")
PAGE_WORDS = ("page", "title", "sections")
MOST_VERSIONS = 1_000_000


def read_form(root: Value, path: Path, shared: SharedSheets = no_shared_sheets, *, was_published: bool = False) -> Form:
    """The form that a definition says, wherever it was read from. Raises DefinitionErrors with all its mistakes.

    What was published may have texts in more languages than the form: an earlier release took them.
    """
    reader = Reader(path)
    parts = reader.mapping(root, "form", FORM_WORDS, NEEDED)
    form = _read(reader, root, shared) if parts else None
    if form is not None and not was_published:
        _check_languages(reader, form.languages)
    if form is None or reader.errors:
        raise DefinitionErrors(tuple(sorted(reader.errors, key=lambda error: error.order)))
    return form


def _read(reader: Reader, root: Value, shared: SharedSheets) -> Form:
    parts = root.content if isinstance(root.content, dict) else {}
    settings = read_settings(reader, parts)
    lists = read_lists(reader, parts.get("lists"), shared)
    sections = _sections(reader, parts.get("sections"), lists)
    questions = [question for section in sections for question in section.questions]
    answers = dict(questions_by_path(questions))
    call = read_call(reader, parts["call"], answers) if "call" in parts else None
    # a missing sheet is noted already: an empty one keeps the other checks going
    sheet = read_sheet(reader if "sheet" in parts else Reader(reader.file), root.part("sheet"), answers)
    known = Deciding(answers, sheet.columns, call)
    letters = read_letters(reader, parts.get("letters"), known)
    form = Form(
        name=_name(reader, parts.get("form")),
        version=reader.integer(parts.get("version"), "version", 1, MOST_VERSIONS) or 1,
        title=reader.text(parts.get("title"), "title", "title"),
        languages=_languages(reader, parts.get("languages")),
        reference=_reference(reader, parts.get("reference")),
        sections=sections,
        sheet=sheet,
        intro=reader.text(parts.get("intro"), "intro"),
        pages=_pages(reader, parts.get("pages"), sections),
        lists=tuple(lists.values()),
        checks=read_checks(reader, parts.get("checks"), "checks", takes_at=True),
        letters=letters,
        mails=read_mails(reader, parts.get("mails"), known, [one.name for one in letters]),
        call=call,
        sources=read_sources(reader, parts.get("sources"), dict(columns_by_path(questions))),
        **settings,
    )
    _check_paths(reader, parts, form, answers)
    check_letters(reader, root, form)
    check_narrowed(reader, root, form, answers)
    check_rules(reader, root, form)
    return form


def _sections(reader: Reader, value: Value | None, lists: Lists) -> tuple[Section, ...]:
    items = reader.items(value, "sections")
    if value is not None and not items:
        reader.wrong(value, "sections", "are empty.", "Add a section with questions.")
    sections = tuple(read_section(reader, one, lists) for one in items)
    reader.once(items, (section.name for section in sections), "sections")
    written = [one for item in items for one in item.list_under("questions")]
    names = [q.name for section in sections for q in section.questions if not q.is_companion]
    reader.once(written, names, "questions")
    check_companions(reader, written, [q for section in sections for q in section.questions])
    return sections


def _pages(reader: Reader, value: Value | None, sections: tuple[Section, ...]) -> tuple[Page, ...]:
    items = reader.items(value, "pages")
    pages = tuple(_page(reader, one, [section.name for section in sections]) for one in items)
    reader.once(items, (page.name for page in pages), "pages")
    shown = [name for page in pages for name in page.sections]
    wanted = [section.name for section in sections]
    if value is not None and items and shown != wanted and set(shown) <= set(wanted):
        remedy = f"Name each section once, in their order: {', '.join(wanted)}."
        reader.wrong(value, "pages", f"hold the sections {', '.join(shown)}.", remedy)
    return pages


def _page(reader: Reader, value: Value, known: list[str]) -> Page:
    place = titled(value, "page")
    parts = reader.mapping(value, place, PAGE_WORDS, PAGE_WORDS)
    for one in reader.items(parts.get("sections"), place):
        name = reader.word(one, place)
        if name not in known:
            reader.wrong(one, place, f"there is no section {name!r}.", near(name, known))
    names = tuple(one.content for one in value.list_under("sections") if isinstance(one.content, str))
    return Page(reader.name(parts.get("page"), place), reader.text(parts.get("title"), place, "title"), names)


def _check_paths(reader: Reader, parts: dict[str, Value], form: Form, answers: dict[str, Question]) -> None:
    for path in form.one_per:
        if path not in answers:
            reader.wrong(parts["one_per"], "one_per", f"there is no question at {path!r}.", near(path, answers))
        elif not kind_of(answers[path]):
            cause = f"{path!r} is {with_article(answers[path].type)}, which has no answer of its own."
            reader.wrong(parts["one_per"], "one_per", cause, "Name single questions.")
    for value, check in zip(reader.items(parts.get("checks"), "checks"), form.checks, strict=True):
        if check.at not in answers:
            place = titled(value, "check")
            cause = f"there is no question at {check.at!r}." if check.at else "`at` is missing."
            reader.wrong(value.part("at"), place, cause, near(check.at, answers))


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
    for one in items:
        if isinstance(one.content, str) and ";" in one.content:
            remedy = f"Part them with commas: {', '.join(part.strip() for part in one.content.split(';'))}"
            reader.wrong(one, "languages", f"there is no language {one.content!r}.", remedy)
            return ()
    languages = tuple(reader.one_of(one, "languages", LANGUAGES) for one in items)
    reader.once(items, languages, "languages")
    return languages


def _check_languages(reader: Reader, languages: tuple[str, ...]) -> None:
    """Nobody can choose a language that the form does not list: a text in one is a slip, here or there.

    Told once a language, at its first text: whoever forgot to list it has all its texts.
    """
    if not languages or any(error.place == "languages" for error in reader.errors):
        return
    for language in sorted({said for _, _, said in reader.texts} & set(LANGUAGES) - set(languages)):
        texts = [(value.where, place) for value, place, said in reader.texts if said == language]
        many = f"; {len(texts)} texts are in it" if texts[1:] else ""
        cause = f"{language!r} is not one of the form's languages ({', '.join(languages)}){many}."
        which = "the text" if language != "en" else "the text (one without a language is in English)"
        remedy = f"Add {language} to `languages`, or remove {which}."
        told = (DefinitionError(reader.file, where, place, cause, remedy) for where, place in texts)
        reader.errors.append(min(told, key=lambda error: error.order))


def _reference(reader: Reader, value: Value | None) -> str:
    reference = reader.word(value, "reference")
    if value is not None and not REFERENCE.fullmatch(reference):
        remedy = 'Write it like "VTF-{year}-{number:04d}": letters, digits, and {number}.'
        reader.wrong(value, "reference", f"{reference!r} cannot be filled in.", remedy)
    return reference
