"""The rule compilers of one form: one for its own rules, one for the rows of each table; `choice` where it is meant."""

from forms.definition import Condition, Form, Question
from forms.logic.offers import Offers, offers_of
from forms.logic.scopes import row_sizes, row_variables, sizes, variables
from forms.rules.conditions import expression, quoted
from forms.rules.engine import Rule, Rules
from forms.types.paths import questions_by_path


class Engines:
    """Compilers made when first needed; `table` is the path of the table in whose rows a rule stands."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.answers = dict(questions_by_path(form.questions))
        self.sections = {q.name: section.show_if for section in form.sections for q in section.questions}
        self._made: dict[tuple[str, bool], Rules] = {}
        self._compiled: dict[tuple[str, bool, str, str], Rule] = {}  # rules are asked for by order and by steps

    def rules(self, table: str = "", *, choice: bool = False) -> Rules:
        """The compiler for this place."""
        if (table, choice) not in self._made:
            found = self.answers.get(table)
            names = variables(self.form) if found is None else row_variables(self.form, found)
            most = sizes(self.form) if found is None else row_sizes(self.form, found)
            self._made[table, choice] = Rules({**names, "choice": "choice"} if choice else names, most)
        return self._made[table, choice]

    def compiled(self, source: str, gives: str = "truth", table: str = "", *, choice: bool = False) -> Rule:
        """An expression, compiled once. Raises RuleError."""
        key = (table, choice, source, gives)
        if key not in self._compiled:
            self._compiled[key] = self.rules(table, choice=choice).compile(source, gives)
        return self._compiled[key]

    def condition(self, condition: Condition, table: str = "") -> Rule:
        """A condition, compiled. Raises RuleError."""
        return self.compiled(expression(condition, self.rules(table).variables.get(condition.path, "")), table=table)

    def shows(self, question: Question, path: tuple[str, ...], table: str = "") -> tuple[Rule, ...]:
        """What must hold for the question to be asked: its own rule, and for a top-level one its section's."""
        of_section = self.sections.get(path[0]) if len(path) == 1 and not table else None
        conditions = [(of_section, ""), (question.show_if, table)]
        return tuple(self.condition(one, where) for one, where in conditions if one is not None)

    def offers(self, question: Question, table: str = "") -> Offers | None:
        """`choices_where`, compiled; None where every choice is offered. Raises RuleError."""
        where = question.choices_where
        if where is None:
            return None
        source = where.expression or " && ".join(pair(column, path) for column, path in where.pairs.items())
        return offers_of(question, self.compiled(source, table=table, choice=True))


def pair(column: str, path: str) -> str:
    """That a choice's further column equals an answer."""
    return f"{path} != null && choice[{quoted(column)}] == {path}"
