"""The words of the survey's rows: what each column of XLSForm says in our language, and the tree of sections."""

import re
from collections.abc import Callable, Mapping

from forms.tree import Blank, Value
from forms.types.table import QUESTION_TYPES
from forms.xlsform.columns import SECTION, SURVEY
from forms.xlsform.expressions import Expressions
from forms.xlsform.kinds import KINDS
from forms.xlsform.lists import Lists, give_choices
from forms.xlsform.nodes import FALSE, TRUE, Node
from forms.xlsform.notes import Findings
from forms.xlsform.stock import alike, stock
from forms.xlsform.types import FILES

Deed = Callable[["Survey", Node, Value], None]
QUESTION_IN_TEXT = re.compile(r"\$\{[^{}]+\}")
APPEARANCES = {
    "multiline": "long_text", "email": "email", "url": "url", "tel": "phone", "phone": "phone",
}  # fmt: skip
PARAMETER = re.compile(r"([A-Za-z_-]+)\s*=\s*([^\s,;]+)")
REFUSED = {
    "en": "This answer does not fit.", "fr": "Cette réponse ne convient pas.", "es": "Esta respuesta no es válida.",
    "ru": "Этот ответ не подходит.", "zh": "此答案不符合要求。", "ar": "هذه الإجابة غير مناسبة.",
}  # fmt: skip
"""Said where a constraint has no message of its own."""
QUESTIONS = {
    "en": "Questions", "fr": "Questions", "es": "Preguntas", "ru": "Вопросы", "zh": "问题", "ar": "الأسئلة",
}  # fmt: skip
"""The title of a section that is made for questions outside of all groups."""


class Survey:
    """Reads the words of all rows; `ours` is whether the workbook was written for this service."""

    def __init__(self, findings: Findings, form: Node, lists: Lists, *, ours: bool) -> None:
        self.findings, self.form, self.lists, self.ours = findings, form, lists, ours
        self.expressions = Expressions(findings, form, lists)

    def read(self) -> Value:
        """The sections with their questions."""
        nodes = [node for node in self.form.walk() if node.role != "form"]
        for node in nodes:
            self._settle_type(node)
        for node in nodes:
            self._own_words(node)
        for node in nodes:
            if node.kind == "calculated":
                self.expressions.calculate(node)
        for node in nodes:
            if not node.is_dropped:
                self._xlsform_words(node)
        return self._sections()

    def leave_out(self, node: Node, cell: Value, word: str, why: str, *, is_loss: bool = True) -> None:
        """Note that a cell of this row is not carried."""
        self.findings.leave_out(cell.where, f"{word} of {node.said!r}", why, is_loss=is_loss)

    def _settle_type(self, node: Node) -> None:
        """The type as appearance and parameters make it."""
        row, appearance = node.row, node.row.said("appearance").lower().split()
        if node.type.said == "range":
            _range(self, node)
        elif node.kind == "text":
            node.kind = next((APPEARANCES[word] for word in appearance if word in APPEARANCES), "text")
        elif row.cell("calculation") is not None and row.said("read_only").lower() in TRUE:
            node.kind = "calculated" if node.role == "question" and node.kind != "note" else node.kind
        if node.type.said in FILES and node.type.word == "file":
            cell = row.cell("type") or Value(row.where, "")
            node.content["accept"] = Value(cell.where, [Value(cell.where, one) for one in FILES[node.type.said]])

    def _own_words(self, node: Node) -> None:
        """The words that our columns say, each at its cell."""
        row = node.row
        if node.role == "section":
            known = {header: word for header, word in SECTION.items() if header != "name"}
        else:
            known = {one.header: one.name for one in SURVEY[2:] if one.header != "required"}
        for column in SURVEY:
            word = known.get(column.header)
            if word and (value := KINDS[column.kind].read(row, column.header)) is not None:
                node.content[word] = value
        name = row.cell("name") or Value(row.where, node.name)
        if node.name:
            node.content["section" if node.role == "section" else "question"] = Value(name.where, node.name)
        if node.role != "section":
            node.content["type"] = Value((row.cell("type") or name).where, node.kind)
        if node.type.list:
            give_choices(self.findings, self.lists, node, ours=self.ours)

    def _xlsform_words(self, node: Node) -> None:
        for word, deed in COLUMNS.items():
            if (cell := node.row.cell(word)) is not None:
                deed(self, node, cell)
        self._label(node)

    def _label(self, node: Node) -> None:
        """What has no label is called by its name, in a workbook that is not ours."""
        word = "title" if node.role == "section" else "label"
        if word not in node.content and not self.ours:
            said = (node.said or node.name).replace("_", " ").strip().capitalize()
            node.content[word] = alike(node.row.where, said)
            if node.role == "question" and QUESTION_TYPES[node.kind].is_asked and node.kind != "hidden":
                self.findings.leave_out(node.row.where, f"label of {node.said!r}", f"it has none: {said!r} stands in.")
        if self.ours:
            return  # what a text of ours says is what is shown, as in YAML
        for text in (node.content.get(word), node.content.get("hint")):
            for cell in text.content.values() if text is not None and isinstance(text.content, dict) else ():
                if found := QUESTION_IN_TEXT.search(str(cell.content)):
                    self.leave_out(node, cell, "label", f"answers are not put into texts: {found[0]} stays as it is.")

    def _sections(self) -> Value:
        """Top-level groups are sections; what stands outside of them makes some."""
        sections: list[Value] = []
        loose: list[Node] = []
        taken = {node.name for node in self.form.children if node.role == "section"}
        for node in [*self.form.children, None]:
            if node is not None and node.role != "section":
                loose.append(node)
                continue
            if made := self._loose(loose, taken):
                sections.append(made)
            loose = []
            if node is not None and (made := self._holder(node, self._members(node))):
                sections.append(made)
        return Value(sections[0].where if sections else self.form.row.where, sections)

    def _loose(self, nodes: list[Node], taken: set[str]) -> Value | None:
        questions = [made for node in nodes for made in self._question(node)]
        if not questions:
            return None
        if self.ours and any(node.role == "section" for node in self.form.children):
            remedy = "Put it between `begin_section` and `end_section`."
            self.findings.wrong(questions[0].where, f"question {nodes[0].said!r}", "it stands in no section.", remedy)
        name = next(one for one in ("questions", *(f"questions_{n}" for n in range(2, 10_000))) if one not in taken)
        taken.add(name)
        where = questions[0].where
        title = stock(where, QUESTIONS)
        return Value(where, {"section": Value(where, name), "title": title, "questions": Value(where, questions)})

    def _members(self, node: Node) -> list[Value]:
        return [made for child in node.children for made in self._question(child)]

    def _question(self, node: Node) -> list[Value]:
        """The question; a group within a table gives its members, an empty one nothing."""
        if node.is_dropped:
            return []
        if node.role == "question":
            return [Value(node.row.where, node.content, _blanks(node))]
        members = self._members(node)
        if node.role == "group" and node.table is not None:
            return members
        made = self._holder(node, members)
        return [made] if made else []

    def _holder(self, node: Node, members: list[Value]) -> Value | None:
        if not members:
            what = f"{node.row.said('type')} {node.said!r}"
            self.findings.change(
                node.row.where, what, "nothing stands in it.", "Put questions into it, or take it out."
            )
            return None
        words = {**node.content, "questions": Value(members[0].where, members)}
        return Value(node.row.where, words, _blanks(node))


def _blanks(node: Node) -> dict[str, Blank]:
    """What is told of the words that a row does not say."""
    if node.role == "section":
        return {word: node.row.blank(header) for header, word in SECTION.items()}
    return {one.name: node.row.blank(one.header) for one in SURVEY}


def _range(survey: Survey, node: Node) -> None:
    """`start=1 end=10 step=1` as a number with bounds."""
    cell = node.row.cell("parameters") or node.row.cell("type") or Value(node.row.where, "")
    given = {word.lower(): said for word, said in PARAMETER.findall(str(cell.content))}
    start, end, step = given.get("start", "0"), given.get("end", "10"), given.get("step", "1")
    node.kind = "decimal" if any("." in one for one in (start, end, step)) else "integer"
    node.content |= {"min": Value(cell.where, start), "max": Value(cell.where, end)}
    if step not in {"1", "0.1"}:
        survey.leave_out(node, cell, "step", f"every number from {start} to {end} is taken.")


def _is_asked(node: Node) -> bool:
    return node.role == "question" and QUESTION_TYPES[node.kind].is_asked


def _required(survey: Survey, node: Node, cell: Value) -> None:
    said = str(cell.content).strip().lower()
    if said in FALSE:
        return
    if not _is_asked(node) and not survey.ours and node.role != "table":
        survey.leave_out(node, cell, "required", "nobody answers it.", is_loss=False)
    elif said in TRUE:
        node.content["required"] = Value(cell.where, "yes")
    elif said.isalnum():
        remedy = "Write yes or no; for a rule use `required_if`."
        survey.findings.wrong(cell.where, f"required of {node.said!r}", f"{said!r} is neither yes nor no.", remedy)
    elif "required_if" not in node.content and (rule := survey.expressions.condition(node, cell, "required")):
        node.content["required_if"] = rule


def _relevant(survey: Survey, node: Node, cell: Value) -> None:
    if node.role == "group" and node.table is not None:
        for below in node.walk():
            if below.role == "question" and not below.is_dropped:
                _show(survey, below, cell)
        return
    _show(survey, node, cell)


def _show(survey: Survey, node: Node, cell: Value) -> None:
    """Asked only where the expression holds, beside what is there already."""
    rule = survey.expressions.condition(node, cell, "relevant")
    before = node.content.get("show_if")
    if rule is None:
        return
    if before is not None and isinstance(before.content, str):
        rule = Value(cell.where, f"({before.content}) && ({rule.content})")
    elif before is not None:
        survey.leave_out(node, cell, "relevant", "it has `show_if` too; keep one of them.")
        return
    node.content["show_if"] = rule


def _constraint(survey: Survey, node: Node, cell: Value) -> None:
    if not _is_asked(node):
        survey.leave_out(node, cell, "constraint", "nobody answers it.")
        return
    rule = survey.expressions.condition(node, cell, "constraint")
    if rule is None:
        return
    message = KINDS["text"].read(node.row, "constraint_message")
    words = {"check": Value(cell.where, "constraint"), "must": rule, "message": message or stock(cell.where, REFUSED)}
    node.content["checks"] = Value(cell.where, [Value(cell.where, words)])


def _calculation(survey: Survey, node: Node, cell: Value) -> None:
    if node.kind != "calculated":
        why = "an answer is either given or worked out; make it `calculate`, or read_only."
        survey.leave_out(node, cell, "calculation", why)


def _choice_filter(survey: Survey, node: Node, cell: Value) -> None:
    if not {"choices", "choices_from"} & node.content.keys() or node.kind == "matrix":
        survey.leave_out(node, cell, "choice_filter", "it has no choices that could be narrowed down.")
    elif rule := survey.expressions.condition(node, cell, "choice_filter", filters=True):
        node.content["choices_where"] = rule


def _repeat_count(survey: Survey, node: Node, cell: Value) -> None:
    said = str(cell.content).strip()
    if node.role == "table" and said.isdecimal():
        node.content |= {"min": Value(cell.where, said), "max": Value(cell.where, said)}
    else:
        survey.leave_out(node, cell, "repeat_count", "the number of rows is fixed, or free between min and max.")


def _appearance(survey: Survey, node: Node, cell: Value) -> None:
    others = [word for word in str(cell.content).lower().split() if word not in APPEARANCES]
    if others:
        why = "a page shows each type in one way."
        survey.leave_out(node, cell, f"appearance {' '.join(others)!r}", why, is_loss=False)


def _guidance(_: Survey, node: Node, cell: Value) -> None:
    """Guidance stands behind the hint."""
    word = "intro" if node.role == "section" else "hint"
    for language, said in node.row.cells["guidance_hint"].items():
        hint = node.content.setdefault(word, Value(cell.where, {}))
        if isinstance(hint.content, dict):
            before = hint.content.get(language)
            text = f"{before.content}\n{said.content}" if before is not None else str(said.content)
            hint.content[language] = Value(said.where, text)


def _read_only(survey: Survey, node: Node, cell: Value) -> None:
    if str(cell.content).strip().lower() not in FALSE and node.kind not in {"calculated", "note"}:
        survey.leave_out(node, cell, "read_only", "what is asked can be answered; a note is only read.")


def _parameters(survey: Survey, node: Node, cell: Value) -> None:
    if node.type.said != "range":
        survey.leave_out(node, cell, f"parameters {cell.content!r}", "they are for telephones.", is_loss=False)


def _listed(word: str, why: str, *, is_loss: bool) -> Deed:
    return lambda survey, node, cell: survey.leave_out(node, cell, word, why, is_loss=is_loss)


COLUMNS: Mapping[str, Deed] = {
    "required": _required,
    "relevant": _relevant,
    "constraint": _constraint,
    "calculation": _calculation,
    "choice_filter": _choice_filter,
    "repeat_count": _repeat_count,
    "appearance": _appearance,
    "guidance_hint": _guidance,
    "read_only": _read_only,
    "parameters": _parameters,
    "required_message": _listed("required_message", "the page says so in its own words.", is_loss=False),
    "trigger": _listed("trigger", "calculations follow the answers they name.", is_loss=True),
    "default": _listed("default", "answers are filled in beforehand by the link alone.", is_loss=True),
    "media": _listed("media", "questions are read alone.", is_loss=False),
    "save_to": _listed("save_to", "there are no entities here.", is_loss=False),
    "intent": _listed("intent", "a page starts no other program.", is_loss=False),
}
"""Column of XLSForm -> what becomes of it."""
