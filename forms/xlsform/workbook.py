"""Reads a workbook as a definition: one of ours, or one that was made for Kobo or ODK."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from forms.definition import LANGUAGES
from forms.errors import DefinitionError, DefinitionErrors
from forms.near import closest
from forms.reading.language_names import language_code
from forms.tree import Blank, Value
from forms.xlsform import columns
from forms.xlsform.derived import complete
from forms.xlsform.grid import Cells, Sheet, open_workbook, sheet_of
from forms.xlsform.headers import Header, header
from forms.xlsform.kinds import WITH_TEST
from forms.xlsform.lists import read_lists
from forms.xlsform.lost import lost_cells
from forms.xlsform.naming import keep_names, make_names
from forms.xlsform.nodes import nodes_of
from forms.xlsform.notes import Findings, Note
from forms.xlsform.package import wrong
from forms.xlsform.parts import SHEET_SETTINGS, Words, blanks_of, no_sheet, put_parts, words_of
from forms.xlsform.stock import keep_languages
from forms.xlsform.survey import Survey

CHOICE_SHEETS = ("lists", "choices", "external_choices")
SLIP = 0.8  # how like one of ours a sheet is called that was meant to be read; "summary" or "remarks" is no slip
OLD_CHOICES = "columns"  # what the sheet of choices was called once
XLSFORM = {
    "survey": columns.XLSFORM_SURVEY,
    "choices": columns.XLSFORM_CHOICES,
    "external_choices": columns.XLSFORM_CHOICES,
    "settings": columns.XLSFORM_SETTINGS,
}


@dataclass(frozen=True, slots=True)
class Read:
    """A workbook as a definition, and what of it a form of ours does not carry."""

    tree: Value
    left_out: tuple[Note, ...]


def read_workbook(path: Path) -> Value:
    """A form's own workbook: what would be lost of it is a mistake. Raises DefinitionErrors."""
    findings = Findings(path)
    tree = _read(findings)
    lost = [_mistake(path, note) for note in findings.notes if note.is_mistake]
    _raise(findings.errors + lost)
    return tree


def read(path: Path) -> Read:
    """Any workbook of a form, with a list of what is not carried. Raises DefinitionErrors for what is wrong with it."""
    findings = Findings(path)
    tree = _read(findings)
    _raise(findings.errors)
    return Read(tree, tuple(findings.notes))


def _mistake(path: Path, note: Note) -> DefinitionError:
    return DefinitionError(path, note.where, note.what, note.why, note.remedy or "Take it out.")


def _raise(errors: list[DefinitionError]) -> None:
    if errors:
        raise DefinitionErrors(tuple(sorted(errors, key=lambda error: error.order)))


def _read(findings: Findings) -> Value:
    cells = open_workbook(findings.file)
    if "choices" not in cells and OLD_CHOICES in cells:
        cells["choices"] = cells.pop(OLD_CHOICES)
    ours = _is_ours(cells)
    sheets = _sheets(findings, cells, ours=ours)
    survey = _survey_sheet(findings.file, sheets, cells)
    _lost(findings, sheets)
    return _form(findings, sheets, survey, ours=ours)


def _is_ours(cells: Mapping[str, Cells]) -> bool:
    """Whether it was written for this service: it says what only we ask for."""
    if set(cells) & {"sheet_map", "mails", "letters", "criteria", "mapping", "api"}:
        return True
    words = {header(str(cell), "", ()).word for line in cells.get("settings", [])[:5] for cell in line}
    return bool(words & {"reference", "languages"})


def _sheets(findings: Findings, cells: Mapping[str, Cells], *, ours: bool) -> dict[str, Sheet]:
    """The sheets that are read, in the workbook's default language."""
    settings = sheet_of(findings, "settings", cells.get("settings", []), _known("settings"))
    default = _default_language(settings)
    stand_in = "" if ours else _stand_in(findings, cells.get("survey", []))
    found: dict[str, Sheet] = {}
    for name, lines in cells.items():
        if name in {*columns.SHEETS, *CHOICE_SHEETS}:
            found[name] = sheet_of(Findings(findings.file) if name == "settings" else findings, name, lines,
                                   _known(name),
                                   default_language=default, stand_in=stand_in)  # fmt: skip
            _check_headers(findings, found[name], _known(name), ours=ours)
        elif name != columns.GUIDE and any(any(line) for line in lines):
            close = closest(name, columns.SHEETS, SLIP)
            remedy = f"Did you mean {close!r}?" if close else ""
            findings.leave_out(f"{name}!A1", f"sheet {name!r}", "it is not read.", remedy, is_loss=ours and bool(close))
    return found


def _lost(findings: Findings, sheets: Mapping[str, Sheet]) -> None:
    """What stands in cells that are read, and does not come out of them."""
    for name, one in lost_cells(findings.file, sheets):
        sheet = sheets[name]
        is_read = one.row > sheet.top and one.columns & sheet.columns
        if is_read or (one.row == sheet.top and one.is_single):
            findings.leave_out(f"{name}!{one.cell}", one.what, one.cause, one.remedy)


def _default_language(settings: Sheet) -> str:
    """In which texts without a language are: as the settings say; without that, in English."""
    said = settings.rows[0].said("default_language") if settings.rows else ""
    return language_code(said) or "en"


def _stand_in(findings: Findings, lines: Cells) -> str:
    """The language of the labels where none is one of ours: its texts are taken as those in English."""
    labels = [one for one in sheet_of(Findings(findings.file), "survey", lines, _known("survey")).headers
              if one.word == "label"]  # fmt: skip
    if not labels or any(one.language in {"", *LANGUAGES} for one in labels):
        return ""
    why = f"no label is in one of the six languages: {labels[0].language!r} stands as English."
    findings.leave_out(labels[0].where, f"language {labels[0].language!r}", why, is_loss=False)
    return labels[0].language


def _known(name: str) -> frozenset[str]:
    own = columns.SHEETS.get(name, ())
    tests = {one.header + WITH_TEST for one in own if one.kind == "rule"}
    return frozenset({one.header for one in own} | tests) | XLSFORM.get(name, frozenset())


def _check_headers(findings: Findings, sheet: Sheet, known: Collection[str], *, ours: bool) -> None:
    """Columns that are not read, and languages that are none of the six."""
    foreign = {one.language for one in sheet.headers if one.language and one.language not in LANGUAGES}
    for one in sheet.headers:
        if one.word in known:
            if one.language in foreign and one.word != "media":
                why = f"{one.language!r} is none of the six languages."
                findings.leave_out(one.where, f"column {one.said!r}", why, is_loss=ours)
        elif "choices" not in sheet.name:
            _unknown(findings, sheet, one, known, ours=ours)


def _unknown(findings: Findings, sheet: Sheet, one: Header, known: Collection[str], *, ours: bool) -> None:
    word, _, rest = " ".join(one.said.split()).partition(":")
    close = closest(header(word, "", known).word, known)
    language = f"{rest and '::'}{rest.lstrip(':').strip()}"
    remedy = f"Did you mean {f'{close}{language}'!r}?" if close else ""
    why = f"the sheet {sheet.name!r} has no such column."
    note = Note(one.where, f"column {one.said!r}", why, remedy, is_loss=ours)
    findings.notes.append(note)


def _survey_sheet(path: Path, sheets: Mapping[str, Sheet], cells: Mapping[str, Cells]) -> Sheet:
    survey = sheets.get("survey")
    if survey is None:
        said = ", ".join(cells) or "none"
        raise wrong(path, f"there is no sheet 'survey'; there are: {said}.", "Add it.", "survey!A1")
    missing = [word for word in ("type", "name") if word not in survey.words]
    if missing:
        cause = f"the first row of 'survey' has no column {' and no column '.join(missing)}."
        raise wrong(path, cause, "Write type, name, label … into the first row.", survey.where)
    return survey


def _form(findings: Findings, sheets: dict[str, Sheet], survey: Sheet, *, ours: bool) -> Value:
    """All words of the form."""
    nodes = nodes_of(findings, survey)
    if ours:
        keep_names(nodes)
    else:
        make_names(findings, nodes)
    settings = sheets.get("settings")
    if ours and (settings is None or not settings.rows):
        cause = "there is no sheet `settings`." if settings is None else "it says nothing below its headers."
        said = "form_id, version, languages, title, reference, workbook and tab"
        remedy = f"Add it, with {said} as its first row." if settings is None else "Write a row there."
        findings.wrong("settings!A1", "settings", cause, remedy)
    form = _settings(findings, settings)
    lists = read_lists(findings, [sheets[one] for one in CHOICE_SHEETS if one in sheets], nodes, ours=ours)
    sections = Survey(findings, nodes, lists, ours=ours).read()
    where = sheets["settings"].where if "settings" in sheets else survey.where
    if sections.content or not ours:
        form["sections"] = sections
    if not sections.content and not findings.errors and not any(note.is_loss for note in findings.notes):
        findings.wrong(survey.where, "survey", "asks nothing.", "Add a row for each question.")
    if lists.tree is not None:
        form["lists"] = lists.tree
    if ours and "sheet_map" not in sheets:
        form = {word: value for word, value in form.items() if word not in SHEET_SETTINGS}
    put_parts(findings, form, sheets)
    if not ours:
        complete(findings, form, where)
    elif "languages" in form:
        keep_languages(Value(where, form), [str(one.content) for one in Value(where, form).list_under("languages")])
    return Value(where, dict(form), _blanks(settings))


def _blanks(settings: Sheet | None) -> dict[str, Blank]:
    """What is told of the words that a form needs and the workbook does not say."""
    own = blanks_of(settings.rows[0], columns.SETTINGS) if settings is not None and settings.rows else {}
    return own | {"sheet": no_sheet("sheet_map"), "sections": Blank("survey!A1", "asks nothing.", "Add questions.")}


def _settings(findings: Findings, sheet: Sheet | None) -> Words:
    """The words of the one row of the settings."""
    if sheet is None or not sheet.rows:
        return {}
    row, own = sheet.rows[0], {one.header for one in columns.SETTINGS}
    words = words_of(row, columns.SETTINGS)
    for more in sheet.rows[1:]:
        findings.wrong(more.where, "settings", "a form has one row of settings.", "Keep one row.")
    for word in XLSFORM["settings"] - own - {"default_language"}:
        if (cell := row.cell(word)) is not None and str(cell.content).lower() not in {"no", "false"}:
            findings.leave_out(cell.where, f"setting {word!r}", "it has no counterpart here.", is_loss=False)
    return words
