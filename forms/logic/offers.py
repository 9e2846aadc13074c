"""Which choices go with other answers: found by their further columns, or tried one by one for each set of answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.definition import Question
from forms.rules.engine import Rule

CHOICE = "choice"
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Offers:
    """`choices_where` of a question; `index` is there where columns must equal answers, and answers for the rule."""

    question: Question
    rule: Rule
    paths: tuple[str, ...] = ()
    index: Mapping[tuple[Any, ...], frozenset[str]] = field(default_factory=dict)

    def offered(self, values: Mapping[str, Any], tried: dict[str, frozenset[str]]) -> frozenset[str]:
        """The choices that go with the other answers; `tried` keeps what was found before. Raises Overrun."""
        if self.paths:
            key: tuple[Any, ...] = tuple(values.get(path) for path in self.paths)
            return self.index.get(key, self.always)  # an answer that is missing is in no key
        seen = {name: values[name] for name in sorted(self.rule.mentions - {CHOICE}) if name in values}
        said = repr(seen)
        if said not in tried:
            tried[said] = self._try(seen)
        return tried[said]

    @property
    def always(self) -> frozenset[str]:
        """ "Other", where it is asked what else."""
        return frozenset({self.question.choices[-1].value}) if self.question.other else NONE

    def _try(self, values: dict[str, Any]) -> frozenset[str]:
        found = set(self.always)
        for one in self.question.choices:
            values[CHOICE] = {"value": one.value, **one.attributes}
            if one.value not in found and self.rule.truth(values) is True:
                found.add(one.value)
        return frozenset(found)


def offers_of(question: Question, rule: Rule) -> Offers:
    """The offers of a question whose `choices_where` is compiled as `rule`."""
    pairs = question.choices_where.pairs if question.choices_where is not None else {}
    if not pairs:
        return Offers(question, rule)
    found: dict[tuple[str, ...], set[str]] = {}
    for choice in question.choices:
        columns = {"value": choice.value, **choice.attributes}
        if pairs.keys() <= columns.keys():
            found.setdefault(tuple(columns[name] for name in pairs), set()).add(choice.value)
    always = Offers(question, rule).always
    index = {key: frozenset(values) | always for key, values in found.items()}
    return Offers(question, rule, tuple(pairs.values()), index)
