"""Takes over a workbook that was made elsewhere: what cannot be carried is left out and listed, the rest is a form."""

from dataclasses import dataclass
from pathlib import Path

from forms.definition import Form
from forms.errors import DefinitionErrors
from forms.reading.choice_part import SharedSheets, no_shared_sheets
from forms.reading.form import read_form
from forms.tree import Value
from forms.writing.plain_form import Tree, tree
from forms.xlsform.derived import sheet_for
from forms.xlsform.notes import Note
from forms.xlsform.workbook import read

RULES = ("show_if", "required_if", "choices_where", "calculation", "must", "pattern")
MOST_ROUNDS = 20
"""What is left out can make something else unsound, which is then left out in its turn."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A form made of a workbook, its plain tree (for forms.writing.yaml_text), and what was left out."""

    form: Form
    tree: Tree
    left_out: tuple[Note, ...]


def import_workbook(source: Path, folder: Path, shared: SharedSheets = no_shared_sheets) -> Imported:
    """The form that `source` says, to be kept in `folder`, which gives it its name and holds its CSV lists.

    Raises DefinitionErrors for what nobody could make a form of.
    """
    found = read(source)
    words = found.tree.content if isinstance(found.tree.content, dict) else {}
    words["form"] = Value(words["form"].where if "form" in words else found.tree.where, folder.name)
    notes = list(found.left_out)
    for rounds_left in reversed(range(MOST_ROUNDS)):
        try:
            form = read_form(found.tree, folder / source.name, shared)
        except DefinitionErrors as mistakes:
            left = [note for error in mistakes.errors for note in _take_out(found.tree, error.where, error.cause)]
            if not left or not rounds_left:
                raise
            notes += left
            if words["sheet"].where == found.tree.where:
                words["sheet"] = sheet_for(words, found.tree.where)
        else:
            break
    return Imported(form, tree(form), tuple(dict.fromkeys(notes)))


def files_of(source: Path) -> tuple[str, ...]:
    """The CSV files that have to stand beside the definition."""
    return tuple(str(one.part("csv").content) for one in read(source).tree.list_under("lists") if "csv" in _words(one))


def _words(value: Value) -> dict[str, Value]:
    return value.content if isinstance(value.content, dict) else {}


def _take_out(value: Value, where: str, cause: str) -> list[Note]:
    """Take the rule that was written at `where` out of everything; what is worked out goes with its rule."""
    if isinstance(value.content, list):
        notes = [note for one in value.content for note in _take_out(one, where, cause)]
        value.content[:] = [one for one in value.content if not _is_lost(one)]
        return notes
    notes = []
    for word, inner in list(_words(value).items()):
        if word in RULES and inner.where == where:
            del _words(value)[word]
            notes.append(Note(where, f"{word} of {value.part('question').content!r}", cause))
        else:
            notes += _take_out(inner, where, cause)
    return notes


def _is_lost(one: Value) -> bool:
    """Whether it is nothing without the rule that was taken out of it."""
    words = _words(one)
    if "check" in words and "must" not in words:
        return True
    return words.get("type", one).content == "calculated" and "calculation" not in words
