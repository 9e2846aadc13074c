"""Patterns for texts: regular expressions in RE2's syntax, which take linear time whatever is matched."""

from functools import lru_cache

from forms.conditions import quoted
from forms.rules import Rule, RuleError, Rules

LONGEST = 500  # characters
RULES = Rules({"text": "text"})


@lru_cache(maxsize=1_000)
def compiled(pattern: str) -> Rule:
    """A rule that holds for `text` when the pattern matches the whole of it. Raises RuleError."""
    if len(pattern) > LONGEST:
        raise RuleError(0, f"the pattern has more than {LONGEST} characters.", "Make it shorter.")
    rule = RULES.compile(f"text.matches({quoted(f'^(?:{pattern})$')})")
    if failure := rule.failure({"text": ""}):
        raise RuleError(0, f"the pattern cannot be read ({failure.rpartition(':')[2].strip()}).", REMEDY)
    return rule


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern matches the whole text."""
    return compiled(pattern).holds({"text": text}) is True


REMEDY = "Use RE2's syntax: no look-ahead (?=…), no look-behind (?<=…), no back-references \\1."
