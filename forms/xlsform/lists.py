"""The lists of choices of a workbook: which questions share them, and which stand at their question."""

from collections import Counter
from dataclasses import dataclass, field

from forms.near import near
from forms.tree import Value
from forms.xlsform.columns import CHOICES, LISTS, XLSFORM_CHOICES
from forms.xlsform.grid import Sheet
from forms.xlsform.headers import header
from forms.xlsform.kinds import KINDS, Row, attribute
from forms.xlsform.naming import distinct, our_name
from forms.xlsform.nodes import Node
from forms.xlsform.notes import Findings
from forms.xlsform.stock import alike, stock

KNOWN = frozenset(column.header for column in CHOICES) | XLSFORM_CHOICES
OTHER = "other"
WITH = "with::"


@dataclass(slots=True)
class Lists:
    """The lists by the names that the workbook gives them."""

    choices: dict[str, list[Value]] = field(default_factory=dict)
    columns: dict[str, set[str]] = field(default_factory=dict)  # further ones, by list
    shared: dict[str, Value] = field(default_factory=dict)  # as the definition has them, by the workbook's name
    names: dict[str, str] = field(default_factory=dict)  # ours, of those that are shared

    @property
    def tree(self) -> Value | None:
        """All shared lists."""
        found = list(self.shared.values())
        return Value(found[0].where, found) if found else None


def read_lists(findings: Findings, sheets: list[Sheet], form: Node, *, ours: bool) -> Lists:
    """The choices of every list; those that several questions use, or that `lists` names, are shared."""
    lists = Lists()
    for sheet in sheets:
        if sheet.name == "lists":
            _named_lists(lists, sheet)
        else:
            _choices(findings, lists, sheet, ours=ours)
    used = Counter(node.type.list for node in form.walk() if node.type.list and not node.type.from_file)
    for said, many in used.items():
        if many > 1 and said not in lists.shared and said in lists.choices:
            _share(lists, said, ours=ours)
    for said in lists.choices:
        if ours and said not in used and said not in lists.shared:
            where = lists.choices[said][0].where if lists.choices[said] else "choices!A1"
            findings.leave_out(
                where, f"list {said!r}", "no question uses it.", "Name it at a question, or take it out."
            )
    return lists


def _named_lists(lists: Lists, sheet: Sheet) -> None:
    for row in sheet.rows:
        found = {one.name: cell for one in LISTS if (cell := KINDS[one.kind].read(row, one.header)) is not None}
        said = row.said("list")
        lists.shared[said] = Value(row.where, found)
        lists.names[said] = said


def _choices(findings: Findings, lists: Lists, sheet: Sheet, *, ours: bool) -> None:
    further = [one for one in sheet.headers if one.word not in KNOWN]
    for row in sheet.rows:
        said = row.said("list_name")
        if not said:
            if row.said("name"):
                findings.wrong(row.where, "choice", "belongs to no list.", "Write the list's name under list_name.")
            continue
        made = lists.choices.setdefault(said, [])
        with_ = {_column(one.word): attribute(cell) for one in further if (cell := row.cell(one.word)) is not None}
        lists.columns.setdefault(said, set()).update(with_)
        if choice := _choice(findings, row, made, with_, ours=ours):
            made.append(choice)
            if said in lists.shared and not {"csv", "workbook"} & _words(lists.shared[said]).keys():
                _words(lists.shared[said])["choices"] = Value(made[0].where, list(made))
    for said, one in lists.shared.items():
        words = _words(one)
        if not {"csv", "workbook", "choices"} & words.keys():
            words["choices"] = Value(one.where, list(lists.choices.get(said, [])))


def _column(header: str) -> str:
    return header.removeprefix(WITH)


def column_header(column: str) -> str:
    """The header of a further column; one that looks like a column of ours says that it is none."""
    is_taken = header(column, "", KNOWN).word in KNOWN or column.startswith(WITH)
    return f"{WITH}{column}" if is_taken else column


def _words(value: Value) -> dict[str, Value]:
    assert isinstance(value.content, dict)  # noqa: S101 - made so above
    return value.content


def _choice(findings: Findings, row: Row, before: list[Value], with_: dict[str, Value], *, ours: bool) -> Value | None:
    name = row.cell("name") or row.cell("value")
    words: dict[str, Value] = {"value": name} if name is not None else {}
    if len(row.cells) == 1:
        return None  # a list that has no choices
    for column in CHOICES[2:]:
        if (cell := KINDS[column.kind].read(row, column.header)) is not None:
            words[column.name] = cell
    if with_:
        words["with"] = Value(row.where, with_)
    for cell in row.cells.get("media", {}).values():
        findings.leave_out(cell.where, f"media of {row.said('name')!r}", "choices are read alone.", is_loss=False)
    if not ours and name is not None:
        words.setdefault("label", alike(name.where, str(name.content)))
        if any(one.part("value").content == name.content for one in before):
            why = "the list has this choice already, and a choice can stand only once."
            findings.leave_out(name.where, f"choice {name.content!r}", why)
            return None
    return Value(row.where, words, {one.name: row.blank(one.header) for one in CHOICES})


def _share(lists: Lists, said: str, *, ours: bool) -> None:
    made = lists.choices[said]
    where = made[0].where if made else "choices!A1"
    name = said if ours else distinct(our_name(said, "list"), set(lists.names.values()))
    lists.names[said] = name
    lists.shared[said] = Value(where, {"list": Value(where, name), "choices": Value(where, list(made))})


def give_choices(findings: Findings, lists: Lists, node: Node, *, ours: bool) -> None:
    """Put into a question's words where its choices are."""
    said, cell = node.type.list, node.row.cell("type") or Value(node.row.where, "")
    if node.type.from_file:
        _from_file(findings, lists, node, cell)
    elif said in lists.shared:
        node.content["choices_from"] = Value(cell.where, lists.names[said])
    elif said in lists.choices:
        made = lists.choices[said]
        node.content["choices"] = Value(made[0].where if made else cell.where, list(made))
    elif said:
        remedy = near(said, {*lists.choices, *lists.shared})
        findings.wrong(cell.where, f"question {node.said!r}", f"there is no list {said!r}.", remedy)
    if node.type.or_other:
        _other(findings, lists, node, cell, ours=ours)


def _from_file(findings: Findings, lists: Lists, node: Node, cell: Value) -> None:
    file = node.type.list
    if not file.lower().endswith(".csv"):
        findings.leave_out(cell.where, f"question {node.said!r}", f"{file} is no CSV file.", "Save the list as CSV.")
        node.is_dropped = True
        return
    if file not in lists.names:
        name = distinct(our_name(file.rpartition(".")[0], "list"), set(lists.names.values()))
        lists.names[file] = name
        lists.shared[file] = Value(cell.where, {"list": Value(cell.where, name), "csv": Value(cell.where, file)})
    node.content["choices_from"] = Value(cell.where, lists.names[file])


ASKS_OTHER = {
    "en": "Which other?", "fr": "Quel autre ?", "es": "¿Cuál otro?", "ru": "Что именно?", "zh": "请具体说明其他内容",
    "ar": "ما هو الخيار الآخر؟",
}  # fmt: skip


def _other(findings: Findings, lists: Lists, node: Node, cell: Value, *, ours: bool) -> None:
    choices = lists.choices.get(node.type.list, [])
    if any(one.part("value").content == OTHER for one in choices) and not ours:
        why = f"the list {node.type.list!r} has a choice `other` of its own."
        findings.leave_out(cell.where, f"or_other of {node.said!r}", why, is_loss=False)
        return
    node.content.setdefault("other", stock(cell.where, ASKS_OTHER))
