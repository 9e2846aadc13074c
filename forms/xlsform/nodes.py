"""The survey sheet as a tree of rows: sections, groups, tables and questions, before their words are read."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from forms.tree import Value
from forms.xlsform.grid import Sheet
from forms.xlsform.kinds import Row
from forms.xlsform.notes import Findings
from forms.xlsform.types import LACKING, Type, cause_of, remedy, type_of

DEEPEST = 8
TRUE = frozenset({"yes", "true", "true()", "1", "ok"})
FALSE = frozenset({"no", "false", "false()", "0"})


@dataclass(slots=True, eq=False)
class Node:
    """One row of the survey, or a part that it begins; `name` and `path` are ours, `said` the workbook's."""

    type: Type
    row: Row
    role: str = "question"  # form, section, group, table, question
    parent: "Node | None" = None
    name: str = ""
    kind: str = ""  # its type in our language
    children: list["Node"] = field(default_factory=list)
    content: dict[str, Value] = field(default_factory=dict)
    is_dropped: bool = False

    @property
    def said(self) -> str:
        """The name that the workbook gives it."""
        return self.row.said("name")

    @property
    def above(self) -> "Iterator[Node]":
        """What it stands in, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    @property
    def table(self) -> "Node | None":
        """The table in whose rows it stands."""
        return next((one for one in self.above if one.role == "table"), None)

    @property
    def path(self) -> str:
        """Its path in our language; within a table, that of the column."""
        before = [one.name for one in self.above if one.role in {"group", "table"}]
        if self.table is not None:
            before = [one.name for one in (self.table, *self.table.above) if one.role in {"group", "table"}]
        return ".".join((*reversed(before), self.name))

    def walk(self) -> "Iterator[Node]":
        """All below it, in order."""
        for child in self.children:
            yield child
            yield from child.walk()


def nodes_of(findings: Findings, sheet: Sheet) -> Node:
    """The whole survey under one node."""
    form = Node(Type("form"), Row(sheet.where, 0), "form")
    stack = [form]
    for row in sheet.rows:
        if row.said("disabled").lower() in TRUE:
            findings.leave_out(row.where, f"row {row.number}", "it is switched off (disabled).", is_loss=False)
            continue
        _take(findings, stack, row)
    for node in stack[1:]:
        said = _spelled(node)
        remedy_ = f"Add a row `{said.replace('begin', 'end')}`."
        findings.wrong(node.row.where, f"{said} {node.said!r}", "is never ended.", remedy_)
    return form


def _spelled(node: Node) -> str:
    """The type as the row itself spells it, in small letters."""
    return " ".join(node.row.said("type").lower().split())


def _take(findings: Findings, stack: list[Node], row: Row) -> None:
    said = row.said("type")
    if not said:
        _untyped(findings, row)
        return
    type_ = type_of(said)
    node = Node(type_, row, parent=stack[-1], kind=type_.word)
    if type_.word == "email" and type_.role == "question" and "label" not in row.cells:
        type_ = Type("metadata", said="email")
    match type_.role:
        case "begin":
            _begin(findings, stack, node)
        case "end":
            _end(findings, stack, node)
        case "metadata":
            why = "a form on a page has no telephone that adds it."
            findings.leave_out(row.where, f"{said} {node.said!r}", why, is_loss=False)
        case "lacking":
            findings.leave_out(row.where, f"{said} {node.said!r}", LACKING[type_.said])
        case "unknown":
            cell = row.cell("type") or Value(row.where, said)
            findings.wrong(cell.where, f"question {node.said!r}", cause_of(said), remedy(said))
        case _:
            stack[-1].children.append(node)


def _untyped(findings: Findings, row: Row) -> None:
    """A row without a type is a remark, unless it names something."""
    if row.said("name"):
        remedy_ = "Write its type, like text, or take the row out."
        findings.wrong(row.where, f"question {row.said('name')!r}", "has no type.", remedy_)


def _begin(findings: Findings, stack: list[Node], node: Node) -> None:
    is_section = len(stack) == 1 and node.kind == "group"
    node.role = "section" if is_section else node.kind
    if len(stack) > DEEPEST:
        if len(stack) == DEEPEST + 1:
            findings.wrong(node.row.where, f"{node.type.said} {node.said!r}", "is nested too deeply.", "Flatten it.")
        node.is_dropped = True
    elif node.kind == "table" and (node.table or stack[-1].role == "table"):
        why = "a table within a table has no counterpart."
        findings.leave_out(node.row.where, f"{node.type.said} {node.said!r}", why, "Ask it in a table of its own.")
        node.is_dropped = True
    if not node.is_dropped:
        stack[-1].children.append(node)
    stack.append(node)


def _end(findings: Findings, stack: list[Node], node: Node) -> None:
    if len(stack) == 1:
        remedy_ = "Take the row out, or begin the group above."
        findings.wrong(node.row.where, node.type.said, "ends nothing.", remedy_)
        return
    begun = stack[-1]
    if begun.kind != node.kind:
        cause = f"ends {_spelled(begun)} {begun.said!r} of row {begun.row.number}."
        remedy_ = f"Write `{_spelled(begun).replace('begin', 'end')}`."
        findings.wrong(node.row.where, _spelled(node), cause, remedy_)
    stack.pop()
