"""Loads definitions from their files, whichever of the two ways they are written in; every mistake listed."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from forms.definition import DueReport, Form
from forms.errors import DefinitionError, DefinitionErrors
from forms.near import near
from forms.reading.choice_part import SharedSheets, no_shared_sheets
from forms.reading.form import read_form
from forms.reading.yaml_lines import read_yaml
from forms.tree import Value
from forms.types.paths import questions_by_path
from forms.xlsform.workbook import read_workbook

READERS: dict[str, Callable[[Path], Value]] = {
    "form.yaml": read_yaml,
    **dict.fromkeys(("form.xlsx", "form.xlsm", "form.xls"), read_workbook),
}
"""File name of a definition -> how it is read."""


def load_forms(folder: Path, shared: SharedSheets = no_shared_sheets) -> dict[str, Form]:
    """Every form in the sub-folders of `folder`, by name. Raises DefinitionErrors with all their mistakes."""
    found: dict[Path, Form] = {}
    errors: list[DefinitionError] = []
    paths = definition_files(folder)
    errors += _doubled(paths)
    for path in paths:
        try:
            found[path] = load_form(path, shared)
        except DefinitionErrors as mistakes:
            errors += mistakes.errors
    errors += _between(found, _names(paths))
    if errors:
        raise DefinitionErrors(tuple(errors))
    return {form.name: form for form in found.values()}


def check_beside(path: Path, form: Form, shared: SharedSheets = no_shared_sheets) -> None:
    """Check a form against those in the folders beside it, whatever is wrong with them alone.

    Raises DefinitionErrors with what concerns it: what it says of others, has in common with them, and they say of it.
    """
    paths = definition_files(path.parent.parent)
    others = dict(_sound((one for one in paths if one.parent != path.parent), shared))
    errors = [one for one in _between({**others, path: form}, _names(paths)) if one.file == path]
    for other, said in others.items():
        errors += [*_prefilled(other, said, {form.name: form}), *_reported(other, said, {form.name: form})]
    if errors:
        raise DefinitionErrors(tuple(errors))


def _sound(paths: Iterable[Path], shared: SharedSheets) -> Iterable[tuple[Path, Form]]:
    for path in paths:
        with suppress(DefinitionErrors):
            yield path, load_form(path, shared)


def _names(paths: Iterable[Path]) -> frozenset[str]:
    """What the forms are called, those too that have mistakes: a form has its folder's name."""
    return frozenset(path.parent.name for path in paths)


def definition_files(folder: Path) -> list[Path]:
    """The definitions in the sub-folders of `folder`, or that of a form's own folder."""
    folder = folder.absolute()
    own = [folder / name for name in READERS if (folder / name).is_file()]
    return own or sorted(path for name in READERS for path in folder.glob(f"*/{name}"))


def load_form(path: Path, shared: SharedSheets = no_shared_sheets) -> Form:
    """One definition. Raises DefinitionErrors with all its mistakes."""
    path = path.absolute()
    return read_form(read_definition(path), path, shared)


def read_definition(path: Path) -> Value:
    """What stands in a definition's file, whatever kind it is. Raises DefinitionErrors."""
    return READERS[path.name](path)


def _doubled(paths: Iterable[Path]) -> Iterable[DefinitionError]:
    """A folder holds one definition: with two, nobody could say which of them counts."""
    first: dict[Path, Path] = {}
    for path in paths:
        if (other := first.setdefault(path.parent, path)) != path:
            cause = f"{other.name} stands beside it, and a form has one definition."
            yield DefinitionError(path, "file", "file", cause, "Keep one of the two in this folder.")


def _between(found: dict[Path, Form], names: Collection[str]) -> Iterable[DefinitionError]:
    """What forms may not have in common, and what they say of each other."""
    yield from _shared(found, "reference", lambda form: re.sub(r"\{number.*?\}", "{number}", form.reference))
    yield from _shared(found, "sheet", lambda form: form.sheet.place)
    yield from _shared(found, "form", lambda form: form.name)
    every = {one.name: one for one in found.values()}
    for path, form in found.items():
        for place, other in _others(form):
            if other not in names:
                yield DefinitionError(path, "1", place, f"there is no form {other!r}.", near(other, names))
        yield from _prefilled(path, form, every)
        yield from _reported(path, form, every)


def _others(form: Form) -> Iterable[tuple[str, str]]:
    """The other forms that a form names, and where."""
    for mail in form.mails:
        if mail.form:
            yield f"mail {mail.name!r}", mail.form
    for report in _reports(form):
        yield f"report {report.name!r}", report.form
    for path, question in questions_by_path(form.questions):
        if question.form:
            yield f"question {path!r}", question.form


def _prefilled(path: Path, form: Form, forms: Mapping[str, Form]) -> Iterable[DefinitionError]:
    """What a mail's link fills in must be asked in the form that it leads to."""
    for mail in form.mails:
        theirs = dict(questions_by_path(forms[mail.form].questions)) if mail.form in forms else {}
        for question in mail.prefill if theirs else ():
            if question not in theirs:
                cause = f"{mail.form!r} has no question {question!r} to fill in."
                yield DefinitionError(path, "1", f"mail {mail.name!r}", cause, near(question, theirs))


def _reports(form: Form) -> tuple[DueReport, ...]:
    return form.call.grant.reports if form.call and form.call.grant else ()


def _reported(path: Path, form: Form, forms: Mapping[str, Form]) -> Iterable[DefinitionError]:
    """What the grant of a call names in the forms of its reports must be asked there."""
    terms = form.call.grant if form.call else None
    for report in _reports(form):
        theirs = dict(questions_by_path(forms[report.form].questions)) if report.form in forms else {}
        emails = [one for one, question in theirs.items() if question.type == "email"]
        days = [one for one, question in theirs.items() if question.type == "date"]
        shown = [one.path for one in (terms.columns if terms else ()) if one.of == report.name]
        named = [(report.email, emails), (report.starts, days)]
        named += [(one, list(theirs)) for one in (report.reference, *report.declined, *report.told_by, *shown)]
        for said, fitting in named if theirs else ():
            if said and said not in fitting:
                cause = f"{report.form!r} has no question {said!r} that could say it."
                yield DefinitionError(path, "1", f"report {report.name!r}", cause, near(said, fitting))


def _shared(found: dict[Path, Form], word: str, told: Callable[[Form], str]) -> Iterable[DefinitionError]:
    """What two forms may not have in common: each needs its own numbers and its own tab."""
    first: dict[str, Path] = {}
    for path, form in found.items():
        owner = first.setdefault(told(form), path)
        if owner != path and owner.parent != path.parent:
            remedy = f"Give this form a {word} of its own."
            yield DefinitionError(path, "1", word, f"{told(form)!r} is that of {found[owner].name!r} too.", remedy)
