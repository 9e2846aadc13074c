"""The expressions of a survey's rows, translated where they stand; what cannot be is left out, or a mistake."""

import re

from forms.near import near
from forms.tree import Value
from forms.xlsform.lists import Lists
from forms.xlsform.naming import index_of, named
from forms.xlsform.nodes import Node
from forms.xlsform.notes import Findings
from forms.xlsform.xpath import Place, Rule, Untranslatable, translate_typed

COMPARED = re.compile(
    r"""\$\{\s*(?P<name>[\w.-]+)\s*\}\s*!?=\s*(?P<quote>['"])(?P<value>[^'"]*)(?P=quote)"""
    r"""|\bselected\(\s*\$\{\s*(?P<among>[\w.-]+)\s*\}\s*,\s*(?P<mark>['"])(?P<choice>[^'"]*)(?P=mark)\s*\)"""
)
"""Where an expression compares an answer with a text."""
RESULTS = {
    "number": "decimal", "text": "text", "time": "text", "date": "date", "datetime": "date", "truth": "yes_no",
    "yes_no": "yes_no", "consent": "yes_no",
}  # fmt: skip
"""What an expression gives -> the `result` of a calculation."""


class Expressions:
    """Translates the expressions of one survey."""

    def __init__(self, findings: Findings, form: Node, lists: Lists) -> None:
        self.findings, self.form, self.lists = findings, form, lists
        self.known = sorted({node.said for node in form.walk() if node.role == "question" and node.said})
        self._index = index_of(form)
        self._met: set[int] = set()

    def condition(self, node: Node, cell: Value, what: str, *, filters: bool = False) -> Value | None:
        """A rule of yes or no at the place of its cell."""
        rule = self._rule(node, cell, what, condition=True, filters=filters)
        return None if rule is None else Value(cell.where, rule.text)

    def calculate(self, node: Node) -> None:
        """Work out the words of a calculated question, once; without a calculation it is left out."""
        cell = node.row.cell("calculation")
        if id(node) in self._met or node.is_dropped or "calculation" in node.content:
            return
        self._met.add(id(node))
        rule = None if cell is None else self._rule(node, cell, "calculation", condition=False)
        result = None if rule is None else RESULTS.get(rule.kind)
        if cell is None or rule is None or result is None:
            if cell is None:
                self.findings.leave_out(node.row.where, f"calculate {node.said!r}", "it has no calculation.")
            elif rule is not None:
                why = "it gives several values, and an answer that is worked out is one."
                self.findings.leave_out(cell.where, f"calculation of {node.said!r}", why)
            node.is_dropped = True
            return
        node.content["calculation"] = Value(cell.where, rule.text)
        node.content.setdefault("result", Value(cell.where, result))

    def _rule(self, node: Node, cell: Value, what: str, *, condition: bool, filters: bool = False) -> Rule | None:
        columns = self.lists.columns.get(node.type.list, set()) | {"name"} if filters else ()

        def names(said: str) -> object:
            self._prepare(said)
            return named(self._index, node, said)

        itself = None if filters or node.role != "question" else named(self._index, node, node.said)
        place = Place(names, itself, columns, self.known)  # type: ignore[arg-type]
        try:
            rule = translate_typed(str(cell.content), place, condition=condition)
        except Untranslatable as fault:
            self.findings.leave_out(cell.where, f"{what} of {node.said!r}", fault.cause, fault.remedy)
            return None
        self._check_choices(node, cell, what)
        return rule

    def _check_choices(self, node: Node, cell: Value, what: str) -> None:
        """Values that a question with choices is compared with, and that are none of them."""
        for one in COMPARED.finditer(str(cell.content)):
            said, value = one["name"] or one["among"], one["value"] if one["name"] else one["choice"]
            asked = next(iter(self._index.get(said, ())), node)
            known = [str(choice.part("value").content) for choice in self.lists.choices.get(asked.type.list, ())]
            known += ["other"] if asked.type.or_other else []
            if value and known and value not in known:
                why = f"{value!r} is no choice of {said!r}."
                self.findings.change(cell.where, f"{what} of {node.said!r}", why, near(value, known))

    def _prepare(self, said: str) -> None:
        """What a calculation gives has to be known where another one uses it."""
        for other in self._index.get(said, ()):
            if other.kind == "calculated":
                self.calculate(other)
