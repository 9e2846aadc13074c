"""The words that a form of ours needs and a workbook of Kobo or ODK has not: made from what it has."""

import re
from collections.abc import Iterable
from pathlib import Path

from forms.definition import LANGUAGES
from forms.reading.sheet_part import ANSWER_FORMATS, BAD_IN_FILE, CONTROL
from forms.tree import Value
from forms.types.table import QUESTION_TYPES
from forms.xlsform.notes import Findings
from forms.xlsform.parts import Words
from forms.xlsform.stock import keep_languages, languages_said

LONGEST_HEADER, LONGEST_TITLE = 80, 80
FORMATS = {"money": "money", "integer": "integer", "decimal": "decimal", "date": "date", "datetime": "datetime"}
FORMATS |= {"yes_no": "yes_no", "consent": "yes_no"}


def complete(findings: Findings, form: Words, where: str) -> None:
    """Add what is missing to the words of a foreign workbook."""
    _version(findings, form, where)
    form["form"] = Value(form["form"].where if "form" in form else where, _form_name(findings.file, form))
    said = languages_said(Value(where, form))
    found = [one for one in LANGUAGES if one in said] or ["en"]
    form.setdefault("languages", Value(where, [Value(where, one) for one in found]))
    keep_languages(Value(where, form), found)
    title = str(form["form"].content).replace("-", " ").capitalize()
    form.setdefault("title", Value(where, {found[0]: Value(where, title)}))
    prefix = str(form["form"].content).upper()[:30]
    form.setdefault("reference", Value(where, f"{prefix}-{{year}}-{{number:04d}}"))
    form.setdefault("sheet", sheet_for(form, where))


def _version(findings: Findings, form: Words, where: str) -> None:
    given = form.get("version")
    said = str(given.content) if given is not None else "1"
    if not said.isdecimal() or not 1 <= int(said[:9]) <= 1_000_000:
        why = "versions are whole numbers up to 1 000 000 here: it is 1."
        findings.leave_out(given.where if given is not None else where, f"version {said!r}", why, is_loss=False)
        said = "1"
    form["version"] = Value(given.where if given is not None else where, said)


def _form_name(file: Path, form: Words) -> str:
    """From form_id; without one from the file, or from the folder of a form.xlsx."""
    own = file.parent.name if file.stem == "form" else file.stem
    for said in (str(form["form"].content) if "form" in form else "", own):
        name = re.sub(r"[^a-z0-9]+", "-", said.lower()).strip("-")[:60].rstrip("-")
        if (name and name == own) or re.match(r"[a-z]", name):
            return name
        if name:
            return f"form-{name}"[:60]
    return "form"


def sheet_for(form: Words, where: str) -> Value:
    """A sheet with a column for every question that has one answer."""
    listed = form["languages"].content
    language = str(listed[0].content) if isinstance(listed, list) and listed else "en"
    title = form["title"].content
    said = next(iter(title.values())).content if isinstance(title, dict) else title
    workbook = CONTROL.sub(" ", BAD_IN_FILE.sub(" ", str(said)))[:LONGEST_TITLE].strip(" .") or "Answers"
    workbook = "Answers" if workbook.casefold() == "history" else workbook
    columns = [
        _column(where, path="$reference", header="Reference"),
        _column(where, path="$received", header="Received"),
    ]
    taken = {"reference", "received"}
    for path, words in _plain_questions(form):
        header = _header(path, words, language, taken)
        taken.add(header.casefold())
        type_ = str(words["result"].content if "result" in words else words["type"].content)
        format_ = FORMATS.get(type_, "")
        more = {"format": format_} if format_ and format_ in ANSWER_FORMATS.get(type_, ()) else {}
        columns.append(_column(where, path=path, header=header, **more))
    words = {"workbook": Value(where, workbook), "tab": Value(where, "Answers"), "columns": Value(where, columns)}
    return Value(where, words)


def _column(where: str, **words: str) -> Value:
    return Value(where, {word: Value(where, said) for word, said in words.items()})


def _header(path: str, words: Words, language: str, taken: set[str]) -> str:
    label = words.get("label")
    texts = label.content if label is not None and isinstance(label.content, dict) else {}
    cell = texts.get(language) or next(iter(texts.values()), None)
    said = " ".join(str(cell.content).split()) if cell is not None else path
    fits = 0 < len(said) <= LONGEST_HEADER and said.casefold() not in taken and not CONTROL.search(said)
    return said if fits else next(one for one in (path, *(f"{path} ({n})" for n in range(2, 99))) if one not in taken)


def _plain_questions(form: Words) -> Iterable[tuple[str, Words]]:
    for section in form["sections"].content if "sections" in form else ():
        if isinstance(section, Value):
            yield from _below(section.list_under("questions"), "")


def _below(questions: list[Value], before: str) -> Iterable[tuple[str, Words]]:
    for one in questions:
        words = one.content if isinstance(one.content, dict) else {}
        path, type_ = before + str(one.part("question").content), str(one.part("type").content)
        if type_ == "group":
            yield from _below(one.list_under("questions"), f"{path}.")
        elif type_ in QUESTION_TYPES and type_ not in {"table", "matrix", "note"}:
            yield path, words
