"""The further sheets of a workbook, one row a thing: what each puts into the definition, and takes out of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.near import near
from forms.tree import Blank, Value
from forms.writing.plain_form import Tree
from forms.xlsform.columns import SHEETS, Column
from forms.xlsform.grid import Sheet
from forms.xlsform.kinds import KINDS, Row
from forms.xlsform.notes import Findings

Words = dict[str, Value]
SHEET_SETTINGS = ("workbook", "tab", "google", "deleted_rows")


def words_of(row: Row, columns: tuple[Column, ...]) -> Words:
    """The words that a row says, each at its cell."""
    read = ((one.name, KINDS[one.kind].read(row, one.header)) for one in columns)
    return {word: value for word, value in read if value is not None}


def blanks_of(row: Row, columns: tuple[Column, ...]) -> dict[str, Blank]:
    """What is told of each word that a row does not say."""
    return {one.name: row.blank(one.header) for one in columns}


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet: how its rows are put into the words of a form, and how they come out of a plain tree again."""

    put: Callable[[Findings, Words, Sheet], None]
    take: Callable[[Tree], list[Tree]]


def put_parts(findings: Findings, form: Words, sheets: Mapping[str, Sheet]) -> None:
    """Everything that the further sheets say."""
    for name, part in PARTS.items():
        if name in sheets:
            part.put(findings, form, sheets[name])


def _items(sheet: Sheet) -> list[Value]:
    columns = SHEETS[sheet.name]
    return [Value(row.where, words_of(row, columns), blanks_of(row, columns)) for row in sheet.rows]


def _content(value: Value) -> Words:
    assert isinstance(value.content, dict)  # noqa: S101 - rows give words
    return value.content


def _plain(word: str) -> Part:
    """A list of the form itself."""

    def put(_: Findings, form: Words, sheet: Sheet) -> None:
        if items := _items(sheet):
            form[word] = Value(items[0].where, items)

    return Part(put, lambda tree: tree.get(word, []))


def _of_call(word: str) -> Part:
    """A list within the call."""

    def put(_: Findings, form: Words, sheet: Sheet) -> None:
        if items := _items(sheet):
            call = form.setdefault("call", Value(items[0].where, {}))
            _content(call)[word] = Value(items[0].where, items)

    return Part(put, lambda tree: tree.get("call", {}).get(word, []))


def _of_grant(word: str) -> Part:
    """A list within the grant of the call."""

    def put(_: Findings, form: Words, sheet: Sheet) -> None:
        if items := _items(sheet):
            call = form.setdefault("call", Value(items[0].where, {}))
            grant = _content(call).setdefault("grant", Value(items[0].where, {}, _no_grant()))
            _content(grant)[word] = Value(items[0].where, items)

    return Part(put, lambda tree: tree.get("call", {}).get("grant", {}).get(word, []))


def _no_grant() -> dict[str, Blank]:
    return dict.fromkeys((one.name for one in SHEETS["grant"]), no_sheet("grant"))


def _put_grant(findings: Findings, form: Words, sheet: Sheet) -> None:
    for row in sheet.rows[1:]:
        findings.wrong(row.where, "grant", "a call has one kind of grant.", "Keep one row.")
    for row in sheet.rows[:1]:
        call = form.setdefault("call", Value(row.where, {}))
        before = _content(_content(call).get("grant", Value(row.where, {})))
        words = {**words_of(row, SHEETS["grant"]), **before}
        _content(call)["grant"] = Value(row.where, words, blanks_of(row, SHEETS["grant"]))


def _take_grant(tree: Tree) -> list[Tree]:
    return [tree["call"]["grant"]] if "grant" in tree.get("call", {}) else []


def _put_call(findings: Findings, form: Words, sheet: Sheet) -> None:
    for row in sheet.rows[1:]:
        findings.wrong(row.where, "call", "a form has one call.", "Keep one row.")
    for row in sheet.rows[:1]:
        before = _content(form.get("call", Value(row.where, {})))
        nothing = {"rules": Value(row.where, [])}
        blanks = blanks_of(row, SHEETS["call"]) | {"criteria": no_sheet("criteria")}
        form["call"] = Value(row.where, {**nothing, **words_of(row, SHEETS["call"]), **before}, blanks)


def no_sheet(name: str) -> Blank:
    """What is told where a sheet is not there, and has to be."""
    return Blank(f"{name}!A1", f"there is no sheet {name!r}.", "Add it.")


def _take_call(tree: Tree) -> list[Tree]:
    return [tree["call"]] if "call" in tree else []


def _put_sheet(_: Findings, form: Words, sheet: Sheet) -> None:
    """The columns of the shared sheet, with the settings that say where it is."""
    found = {word: form.pop(word) for word in SHEET_SETTINGS if word in form}
    items = _items(sheet)
    where = next(iter(found.values())).where if found else sheet.where
    words = {**found, **({"columns": Value(items[0].where, items)} if items else {})}
    blanks = {word: Blank(where, f"the settings do not say the {word}.", "Write it there.") for word in SHEET_SETTINGS}
    nothing = Blank(sheet.where, "has no row.", "Write a row for each column that the answers' sheet has.")
    form["sheet"] = Value(where, words, blanks | {"columns": nothing})


def questions_by_path(questions: list[Value], before: str = "") -> Iterator[tuple[str, Words]]:
    """The questions of a tree by their paths."""
    for one in questions:
        name = one.part("question").content
        if isinstance(name, str) and isinstance(one.content, dict):
            yield before + name, one.content
            yield from questions_by_path(one.list_under("questions"), f"{before}{name}.")


def _at_question(holder: str, word: str) -> Part:
    """A list of a question that the first column names."""

    def put(findings: Findings, form: Words, sheet: Sheet) -> None:
        known = dict(_questions(form))
        for item in _items(sheet):
            words = _content(item)
            path = words.pop(holder, None)
            if path is None:
                _without(findings, form, item, holder, word)
            elif path.content in known:
                _add(known[str(path.content)], word, item)
            else:
                remedy = near(str(path.content), known)
                findings.wrong(path.where, f"sheet {sheet.name}", f"there is no question at {path.content!r}.", remedy)

    return Part(put, lambda tree: list(_taken(tree, holder, word)))


def _without(findings: Findings, form: Words, item: Value, holder: str, word: str) -> None:
    """A check that names no question is one of the form."""
    if word == "checks":
        _add(form, word, item)
    else:
        where = item.blanks[holder].where
        findings.wrong(where, f"sheet {word}", f"the {holder} is blank.", f"Name the {holder} there.")


def _add(words: Words, word: str, item: Value) -> None:
    made = words.setdefault(word, Value(item.where, []))
    assert isinstance(made.content, list)  # noqa: S101 - made so here alone
    made.content.append(item)


def _questions(form: Words) -> Iterator[tuple[str, Words]]:
    sections = form.get("sections")
    for section in sections.content if sections is not None and isinstance(sections.content, list) else ():
        yield from questions_by_path(section.list_under("questions"))


def _taken(tree: Tree, holder: str, word: str) -> Iterator[Tree]:
    if word == "checks":
        yield from tree.get("checks", [])
    for section in tree["sections"]:
        yield from _taken_below(section["questions"], "", holder, word)


def _taken_below(questions: list[Tree], before: str, holder: str, word: str) -> Iterator[Tree]:
    for one in questions:
        path = before + one["question"]
        for item in one.get(word, []):
            yield {holder: path, **item}
        yield from _taken_below(one.get("questions", []), f"{path}.", holder, word)


def _put_calendar(findings: Findings, form: Words, sheet: Sheet) -> None:
    """The events of mails, which their first column names."""
    mails = form.get("mails", Value(sheet.where, [])).content
    known = {str(one.part("mail").content): _content(one) for one in mails if isinstance(one, Value)}
    for item in _items(sheet):
        mail = _content(item).pop("mail", None)
        if mail is None or mail.content not in known:
            cause = "the mail is blank." if mail is None else f"there is no mail {mail.content!r}."
            where = item.blanks["mail"].where if mail is None else mail.where
            findings.wrong(where, f"sheet {sheet.name}", cause, near(str(mail.content) if mail else "", known))
        else:
            _add(known[str(mail.content)], "calendar", item)


def _events(tree: Tree) -> Iterator[Tree]:
    for mail in tree.get("mails", []):
        yield from ({"mail": mail["mail"], **event} for event in mail.get("calendar", []))


def _of_source(name: str, right: str) -> Part:
    """Pairs of a source, one a row: `key` on the left, and what the column `right` says."""

    def put(findings: Findings, form: Words, sheet: Sheet) -> None:
        known = {str(one.part("source").content): one for one in _sources(form)}
        for item in _items(sheet):
            words = _content(item)
            source, key, said = (words.get(word) for word in ("source", "key", right))
            if source is None or key is None or said is None:
                findings.wrong(item.where, f"sheet {name}", f"names no source, key or {right}.", "Fill in all three.")
            elif source.content not in known:
                remedy = near(str(source.content), known)
                findings.wrong(source.where, f"sheet {name}", f"there is no source {source.content!r}.", remedy)
            else:
                pairs = _content(known[str(source.content)]).setdefault(name, Value(item.where, {}))
                _pair(findings, name, _content(pairs), key, said)

    def take(tree: Tree) -> list[Tree]:
        return [
            {"source": source["source"], "key": key, right: said}
            for source in tree.get("sources", [])
            for key, said in source.get(name, {}).items()
        ]

    return Part(put, take)


def _sources(form: Words) -> list[Value]:
    sources = form.get("sources")
    return sources.content if sources is not None and isinstance(sources.content, list) else []


def _pair(findings: Findings, name: str, pairs: Words, key: Value, said: Value) -> None:
    if key.content in pairs:
        findings.wrong(key.where, f"sheet {name}", f"{key.content!r} stands twice.", "Keep one of them.")
    pairs[str(key.content)] = said


def _nothing(_findings: Findings, _form: Words, _sheet: Sheet) -> None:
    """Read with the choices."""


def take_settings(tree: Tree) -> Tree:
    """The one row of the settings."""
    sheet: dict[str, Any] = tree["sheet"]
    return {**tree, **{word: sheet[word] for word in SHEET_SETTINGS if word in sheet}}


PARTS: dict[str, Part] = {
    "sheet_map": Part(_put_sheet, lambda tree: tree["sheet"]["columns"]),
    "letters": _plain("letters"),
    "mails": _plain("mails"),
    "calendar": Part(_put_calendar, lambda tree: list(_events(tree))),
    "checks": _at_question("question", "checks"),
    "totals": _at_question("table", "totals"),
    "statements": _at_question("matrix", "statements"),
    "lists": Part(_nothing, lambda tree: tree.get("lists", [])),
    "pages": _plain("pages"),
    "rules": _of_call("rules"),
    "criteria": _of_call("criteria"),
    "quotas": _of_call("quotas"),
    "stages": _of_call("stages"),
    "instalments": _of_grant("instalments"),
    "reports": _of_grant("reports"),
    "reminders": _of_grant("reminders"),
    "checklist": _of_grant("checklist"),
    "grant_columns": _of_grant("columns"),
    "grant": Part(_put_grant, _take_grant),
    "call": Part(_put_call, _take_call),
    "sources": _plain("sources"),
    "mapping": _of_source("mapping", "path"),
    "api": _of_source("api", "value"),
}
"""Sheet -> its part in the definition."""
