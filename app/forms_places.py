"""The definitions that a command names: by a form's name, a file or a folder."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click

from app.forms_files_cli import name_for, tell
from app.library import Written, whole, written, written_in
from app.terminal import settings
from connectors.lists import SharedLists
from forms.definition import Form
from forms.errors import DefinitionErrors
from forms.load import READERS, check_beside, definition_files
from forms.reading.choice_part import SharedSheets
from forms.xlsform.importing import import_workbook
from forms.xlsform.skipped import Skipped, skipped_rows

WORKBOOKS = (".xlsx", ".xlsm", ".xls")


@dataclass(frozen=True, slots=True)
class Place:
    """What a command names, and the files of the definitions there."""

    path: Path
    files: tuple[Path, ...]

    @property
    def single(self) -> Path | None:
        """The file of the one form that is meant; None where a folder of forms is."""
        return self.files[0] if len(self.files) == 1 and self.path in {self.files[0], self.files[0].parent} else None


def place_of(said: str) -> Place:
    """The place that a form's name, a file or a folder is. Raises ClickException where no form is."""
    try:
        path = (Path(said) if Path(said).exists() else settings().forms_dir / said).absolute()
        place = Place(path, (path,) if path.is_file() else tuple(definition_files(path)))
    except OSError as fault:  # a name that is too long, a folder that may not be looked into
        raise click.ClickException(f"{said}: {fault.strerror}") from None
    if not place.files:
        raise click.ClickException(f"there is no form in {path}; a form is a folder with form.yaml or form.xlsx")
    return place


def all_at(said: str) -> list[Written]:
    """The definitions of a form's name, a file or a folder. Raises DefinitionErrors, or ClickException."""
    place = place_of(said)
    if place.single is None:
        return list(written_in(place.path, _shared()).values())
    return [written(place.single, _shared()) if place.single.name in READERS else _foreign(place.single)]


def one_at(said: str) -> Written:
    """The one definition at a place. Raises DefinitionErrors, or ClickException."""
    found = all_at(said)
    if len(found) != 1:
        raise click.ClickException(f"{said} holds {len(found)} forms; name one of them")
    return found[0]


def checked_at(said: str) -> list[Form]:
    """The forms at a place, which agree with the others of the service. Raises DefinitionErrors, or ClickException."""
    place = place_of(said)
    forms = [one.form for one in all_at(said)]
    if place.single is not None and place.single.parent.parent.resolve() == settings().forms_dir.resolve():
        check_beside(place.single, forms[0], _shared())
    return forms


def skipped_at(said: str) -> Iterator[Skipped]:
    """The empty rows of the workbooks at a place; one that cannot be opened is told of when it is read."""
    for path in place_of(said).files:
        if path.suffix.lower() in WORKBOOKS:
            with suppress(DefinitionErrors):
                yield from skipped_rows(path)


def _shared() -> SharedSheets:
    return SharedLists(settings().workbooks).rows


def _foreign(path: Path) -> Written:
    """A workbook that was made elsewhere, as `forms import` would take it over."""
    if path.suffix.lower() not in WORKBOOKS:
        names = ", ".join(READERS)
        raise click.ClickException(f"{path}: a definition is called {names}; other workbooks end in .xlsx or .xls")
    imported = import_workbook(path, path.parent / name_for(path), _shared())
    tell(imported.left_out)
    return whole(imported.form)
