"""Patterns for texts: regular expressions in RE2's syntax, which take linear time whatever is matched."""

import re
from functools import lru_cache

from forms.rules.conditions import quoted
from forms.rules.engine import RE2, Rule, RuleError, Rules

LONGEST = 500  # characters
REASONS = {
    "unterminated character set": "a [ is never closed",
    "missing ), unterminated subpattern": "a ( is never closed",
    "unbalanced parenthesis": "a ) closes nothing",
    "nothing to repeat": "a sign of repetition has nothing before it",
    "multiple repeat": "two signs of repetition stand side by side",
    "bad escape (end of pattern)": "a \\ stands at its end",
    "bad character range": "a range runs backwards",
}
"""What Python says of a pattern -> how it is told."""
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
        reason = _reason(pattern)
        told = f"the pattern cannot be read: {reason}." if reason else "the pattern cannot be read."
        raise RuleError(0, told, "Mend it there." if reason else RE2) from None
    if failure := alone.failure({"text": ""}) or rule.failure({"text": ""}):
        raise RuleError(0, f"the pattern cannot be read ({failure.rpartition(':')[2].strip()}).", RE2)
    return rule


def _reason(pattern: str) -> str:
    """What is wrong with a pattern, as far as Python's own reader finds it; nothing for what only RE2 does not know."""
    try:
        re.compile(pattern)
    except re.error as fault:
        said = next((words for start, words in REASONS.items() if fault.msg.startswith(start)), fault.msg)
        return said if fault.pos is None else f"{said} (character {fault.pos + 1})"
    return ""


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern matches the whole text."""
    return compiled(pattern).holds({"text": text}) is True
