"""The definitions that a command names: by a form's name, a file or a folder."""

from pathlib import Path

import click

from app.forms_files_cli import name_for, tell
from app.library import Written, whole, written, written_in
from app.terminal import settings
from connectors.lists import SharedLists
from forms.load import READERS, definition_files
from forms.xlsform.importing import import_workbook

WORKBOOKS = (".xlsx", ".xlsm", ".xls")


def all_at(place: str) -> list[Written]:
    """The definitions of a form's name, a file or a folder. Raises DefinitionErrors, or ClickException."""
    current = settings()
    shared = SharedLists(current.workbooks).rows
    try:
        path = (Path(place) if Path(place).exists() else current.forms_dir / place).absolute()
        if path.is_file():
            return [written(path, shared) if path.name in READERS else _foreign(path)]
        files = definition_files(path)
    except OSError as fault:  # a name that is too long, a folder that may not be looked into
        raise click.ClickException(f"{place}: {fault.strerror}") from None
    if not files:
        raise click.ClickException(f"there is no form in {path}; a form is a folder with form.yaml or form.xlsx")
    if [one.parent for one in files] == [path]:
        return [written(files[0], shared)]
    return list(written_in(path, shared).values())


def one_at(place: str) -> Written:
    """The one definition at a place. Raises DefinitionErrors, or ClickException."""
    found = all_at(place)
    if len(found) != 1:
        raise click.ClickException(f"{place} holds {len(found)} forms; name one of them")
    return found[0]


def _foreign(path: Path) -> Written:
    """A workbook that was made elsewhere, as `forms import` would take it over."""
    if path.suffix.lower() not in WORKBOOKS:
        names = ", ".join(READERS)
        raise click.ClickException(f"{path}: a definition is called {names}; other workbooks end in .xlsx or .xls")
    imported = import_workbook(path, path.parent / name_for(path), SharedLists(settings().workbooks).rows)
    tell(imported.left_out)
    return whole(imported.form)
