"""Names of a foreign workbook made into ours, each once where it has to be, and the names that expressions mean."""

import re
from collections.abc import Mapping

from forms.reading.reader import NAME, RESERVED
from forms.tree import Value
from forms.xlsform.nodes import Node
from forms.xlsform.notes import Findings
from forms.xlsform.xpath import Named

LONGEST = 60
KINDS = {
    "integer": "number", "decimal": "number", "money": "number", "date": "date", "datetime": "datetime",
    "time": "time", "yes_no": "yes_no", "consent": "consent", "choose_many": "many", "ranking": "many", "file": "many",
}  # fmt: skip
"""Type of question -> what it holds, where that is no text."""


def our_name(said: str, fallback: str = "question") -> str:
    """A name of ours that looks like what the workbook says."""
    name = re.sub(r"[^a-z0-9_]+", "_", said.strip().lower()).lstrip("_0123456789").rstrip("_")
    if not name:
        digits = re.sub(r"[^a-z0-9]+", "_", said.lower()).strip("_")
        name = f"{fallback}_{digits}" if digits else fallback
    name = name[:LONGEST]
    return f"{name[: LONGEST - 2]}_q" if name in RESERVED else name


def distinct(name: str, taken: set[str], prefix: str = "") -> str:
    """The name, or one made of it that is not taken."""
    tries = [name, f"{prefix}_{name}"[:LONGEST] if prefix else name]
    tries += [f"{name[: LONGEST - 5]}_{number}" for number in range(2, 10_000)]
    return next(one for one in tries if one not in taken and one not in RESERVED)


def keep_names(form: Node) -> None:
    """Names as they were written: a workbook of ours has the names that everything else in it uses."""
    for node in form.walk():
        node.name = node.said


def make_names(findings: Findings, form: Node) -> None:
    """Give every node a name of ours; what was renamed is noted."""
    sections: set[str] = set()
    questions: set[str] = set()
    for node in form.children:
        if node.role == "section":
            _name(findings, node, sections)
            _members(findings, node, questions)
        else:
            _name(findings, node, questions)
            _members(findings, node, set())


def _members(findings: Findings, holder: Node, taken: set[str], prefix: str = "") -> None:
    """Name what a section, group or table holds; a group within a table has its columns in the table."""
    for node in holder.children:
        _name(findings, node, taken, prefix or (holder.name if holder.role == "section" else ""), always=bool(prefix))
        if node.role == "group" and node.table is not None:
            before = f"{prefix}_{node.name.removeprefix(f'{prefix}_')}" if prefix else node.name
            _members(findings, node, taken, before)
        else:
            _members(findings, node, set())


def _name(findings: Findings, node: Node, taken: set[str], prefix: str = "", *, always: bool = False) -> None:
    wished = our_name(node.said, "section" if node.role == "section" else "question")
    if always:
        wished = f"{prefix}_{wished}"[:LONGEST]
    node.name = distinct(wished, taken, prefix)
    if node.role == "group" and node.table is not None:
        return  # it only prefixes its columns
    taken.add(node.name)
    if node.type.or_other:
        taken.add(f"{node.name}_other")
    if node.said and node.name != node.said:
        why = _reason(node, wished)
        cell = node.row.cell("name") or Value(node.row.where, "")
        remedy = f"Write {node.name!r}, or another name, here and where it is used."
        findings.change(cell.where, f"the name {node.said!r}", f"{why}: it is {node.name!r} here.", remedy)
    elif not node.said and not (node.role == "group" and node.table is not None):
        why = f"it has none: it is {node.name!r} here."
        findings.change(node.row.at("name"), f"the name of {node.type.said or 'the question'}", why, "Write one.")


def _reason(node: Node, wished: str) -> str:
    if not NAME.fullmatch(node.said):
        return "names have small letters, digits and _ alone"
    if node.said in RESERVED:
        return "the service uses this name itself"
    return "groups within a table are taken apart" if wished != node.said else "another question has it"


def index_of(form: Node) -> dict[str, list[Node]]:
    """The nodes that a name or a path of ours can mean."""
    found: dict[str, list[Node]] = {}
    for node in form.walk():
        for word in {node.said, node.path}:
            found.setdefault(word, []).append(node)
    return found


def named(index: Mapping[str, list[Node]], at: Node, said: str) -> Named | None:
    """What `${name}` means where it stands in the row of `at`: of several, the one that is nearest."""
    known = [node for node in index.get(said, ()) if not node.is_dropped]
    holders = [at, *at.above]
    near = min(known, key=lambda node: _distance(holders, node), default=None)
    return None if near is None else _named(near, at)


def _distance(holders: list[Node], node: Node) -> int:
    return next((steps for steps, one in enumerate(holders) if one in (node, node.parent)), len(holders))


def _named(node: Node, at: Node) -> Named | None:
    if node.role == "table":
        return Named(f"{node.path}.rows", "rows")
    if node.role != "question" or node.kind == "note":
        return None
    kind = KINDS.get(node.kind, "text")
    if node.kind == "calculated":
        kind = KINDS.get(node.content["result"].content, "text") if "result" in node.content else "text"  # type: ignore[arg-type]
    table = node.table
    if table is None:
        return Named(node.path, kind)
    inside = at.table is table or at is table
    return Named(node.name, kind) if inside and at is not table else Named(f"{table.path}.{node.name}", "column")
