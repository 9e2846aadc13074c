"""Commands that turn forms into other files and other files into forms: import and export."""

import json
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import click

from app.terminal import settings, table
from connectors.errors import ConnectorError
from connectors.form_docx import form_docx
from connectors.form_print import form_pdf
from connectors.lists import SharedLists
from connectors.workbooks import write_atomically
from forms.definition import Form
from forms.errors import DefinitionErrors
from forms.reading.csv_rows import MAX_BYTES
from forms.reading.form import FORM_NAME
from forms.writing.answers_schema import answers_schema
from forms.writing.plain_form import tree
from forms.writing.yaml_text import to_yaml
from forms.xlsform.importing import Imported, files_of, import_workbook
from forms.xlsform.notes import Note
from forms.xlsform.skipped import skipped_rows
from forms.xlsform.writing import write_workbook

NO_NAME = re.compile(r"[^a-z0-9]+")

EXPORTS: dict[str, Callable[[Form, str], bytes]] = {
    "yaml": lambda form, _: to_yaml(tree(form)).encode(),
    "xlsx": lambda form, _: write_workbook(form),
    "schema": lambda form, language: _json(answers_schema(form, language)),
    "pdf": form_pdf,
    "docx": form_docx,
}
"""Kind of file -> how a form is written as one, in a language where that matters."""


def _json(schema: object) -> bytes:
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()


def export(form: Form, kind: str, out: Path | None, language: str | None) -> Path:
    """Write a form as a file; returns where. Raises ClickException in words."""
    chosen = language or form.languages[0]
    if chosen not in form.languages:
        raise click.ClickException(f"{form.name} is not in {chosen}; it has {', '.join(form.languages)}")
    suffix = "json" if kind == "schema" else kind
    path = out or Path(f"{form.name}.{suffix}")
    try:
        write_atomically(path, EXPORTS[kind](form, chosen))
    except (ConnectorError, OSError) as fault:
        raise click.ClickException(f"{path}: {fault}") from None
    return path


def take_over(workbook: Path, out: Path | None) -> None:
    """Make a form of a workbook that was made elsewhere, and list what is not carried. Raises ClickException."""
    folder = (out or settings().forms_dir / name_for(workbook)).absolute()
    if not FORM_NAME.fullmatch(folder.name):
        raise click.ClickException(f"{folder.name!r} cannot be a form's name: small letters, digits and hyphens")
    path = folder / "form.yaml"
    if path.exists():
        raise click.ClickException(f"{path} is there already; choose another folder with -o")
    try:
        imported = _imported(workbook, folder)
        write_atomically(path, to_yaml(imported.tree).encode())
    except DefinitionErrors as mistakes:
        raise told(mistakes) from None
    except OSError as fault:
        raise click.ClickException(f"{folder}: {fault.strerror}") from None
    tell(imported.left_out)
    for one in skipped_rows(workbook):
        click.echo(str(one), err=True)
    click.echo(f"{path}: look at it, then `chancery forms check {path}`")


def _imported(workbook: Path, folder: Path) -> Imported:
    """The form that a workbook made elsewhere says, its lists beside it; where there is none, nothing stays behind.

    Raises DefinitionErrors.
    """
    names = files_of(workbook)
    was_there = folder.exists()
    brought = _bring(workbook, folder, names)
    try:
        return import_workbook(workbook, folder, SharedLists(settings().workbooks).rows)
    except DefinitionErrors:
        for path in brought:
            path.unlink(missing_ok=True)
        if not was_there:
            with suppress(OSError):
                folder.rmdir()
        raise


def _bring(workbook: Path, folder: Path, names: Iterable[str]) -> list[Path]:
    """Copy the CSV lists that stand beside a workbook; one that is missing is told when the form is read."""
    brought = []
    for name in names:
        source, copy = workbook.parent / name, folder / name
        if source.is_file() and Path(name).name == name and not copy.exists():
            with source.open("rb") as file:
                write_atomically(copy, file.read(MAX_BYTES + 1))
            brought.append(copy)
    return brought


def told(mistakes: DefinitionErrors) -> click.ClickException:
    """The mistakes listed, and the exception that ends the command."""
    for one in mistakes.errors:
        click.echo(str(one), err=True)
    return click.ClickException(f"{len(mistakes.errors)} mistake{'' if len(mistakes.errors) == 1 else 's'}")


def tell(notes: tuple[Note, ...]) -> None:
    """List what is not carried."""
    if notes:
        click.echo("Not carried:")
        table((f"  {note.where}", note.what, note.why) for note in notes)


def name_for(workbook: Path) -> str:
    """A form's name made of a file's."""
    name = NO_NAME.sub("-", workbook.stem.lower()).strip("-")[:60] or "form"
    return name if name[0].isalpha() else f"form-{name}"[:60]
