"""Writes a plain tree as the YAML that people would write: one word a line, texts unescaped, quotes where they tell."""

import re
from typing import Any

import yaml

WIDTH = 125
SHORT = 90
LONG_WORDS = ("sheet", "call")
PLAIN_WORDS = frozenset(
    (
        "version",
        "required",
        "confirm",
        "filled",
        "is",
        "is_not",
        "min",
        "max",
        "min_length",
        "max_length",
        "max_words",
        "max_megabytes",
        "width",
        "after_days",
        "keep_months",
        "envelope",
        "weight",
        "scale",
        "starts",
        "ends",
        "opens",
        "closes",
        "edit_until",
    )
)
"""Words whose numbers, days and yes or no stand without quotation marks."""

PLAIN = re.compile(r"yes|no|today|-?[0-9]+(\.[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2})?")
BROKEN = re.compile(
    "[^\n\\S]\n|^\\s|[^\n\t -~\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]"
)
"""What a text of several lines cannot hold where it stands as it is: blanks before a line's end, odd characters."""


RESOLVER: Any = yaml.resolver.Resolver()


BREAKS = re.compile("[\x85\u2028\u2029]")


class _Bare(str):
    """A text that YAML might take for something else, and that is written as it is all the same."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        """Items of a list stand further in than their word."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """Everything is written out."""
        return True


def _bare(dumper: yaml.SafeDumper, text: _Bare) -> yaml.ScalarNode:
    node = dumper.represent_str(str(text))
    return yaml.ScalarNode(RESOLVER.resolve(yaml.ScalarNode, node.value, (True, False)), node.value)


def _said(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Several lines stand as they are where they can; breaks that only Unicode knows are escaped."""
    style = "|" if "\n" in text and not BROKEN.search(text) else '"' if BREAKS.search(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(_Bare, _bare)
_Dumper.add_representer(str, _said)


def _listed(dumper: yaml.SafeDumper, items: list[Any]) -> yaml.SequenceNode:
    """A few short words stand on one line."""
    is_short = all(isinstance(one, str) for one in items) and sum(len(one) + 2 for one in items) <= SHORT
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=is_short)


_Dumper.add_representer(list, _listed)


def to_yaml(tree: dict[str, Any]) -> str:
    """The tree as a definition file that read_yaml reads as the same."""
    return "".join(_part(word, inner) for word, inner in _marked(tree).items())


def _part(word: str, inner: Any) -> str:
    """A word of the form; what takes many lines stands apart."""
    is_long = (isinstance(inner, dict) and word in LONG_WORDS) or any(isinstance(one, dict) for one in inner)
    dumped = yaml.dump({word: inner}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH, indent=2)
    return ("\n" if is_long else "") + str(dumped)


def _marked(part: Any, word: str = "") -> Any:
    """The tree with the texts marked that need no quotation marks."""
    if isinstance(part, dict):
        return {word: _marked(inner, word) for word, inner in part.items()}
    if isinstance(part, list):
        return [_marked(one) for one in part]
    return _Bare(part) if word in PLAIN_WORDS and PLAIN.fullmatch(part) else part
