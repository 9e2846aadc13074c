"""Patterns for texts: regular expressions in RE2's syntax, which take linear time whatever is matched."""

from functools import lru_cache

from forms.rules.conditions import quoted
from forms.rules.engine import RE2, Rule, RuleError, Rules

LONGEST = 500  # characters
RULES = Rules({"text": "text"})


@lru_cache(maxsize=1_000)
def compiled(pattern: str) -> Rule:
    """A rule that holds for `text` when the pattern matches the whole of it. Raises RuleError."""
    if len(pattern) > LONGEST:
        raise RuleError(0, f"the pattern has more than {LONGEST} characters.", "Make it shorter.")
    try:
        alone = RULES.compile(f"text.matches({quoted(pattern)})")  # `a)b(c` is none, whatever it becomes in brackets
        rule = RULES.compile(f"text.matches({quoted(f'^(?:{pattern})$')})")
    except RuleError:
        raise RuleError(0, "the pattern cannot be read.", RE2) from None
    if failure := alone.failure({"text": ""}) or rule.failure({"text": ""}):
        raise RuleError(0, f"the pattern cannot be read ({failure.rpartition(':')[2].strip()}).", RE2)
    return rule


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern matches the whole text."""
    return compiled(pattern).holds({"text": text}) is True
