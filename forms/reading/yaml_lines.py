"""Reads YAML as plain values that know their line, and refuses what a definition never needs."""

import re
from pathlib import Path
from typing import Any

import yaml

from forms.errors import DefinitionError, DefinitionErrors
from forms.tree import Value

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, faster, where libyaml is there
RULE_IN_QUOTES = re.compile(r""":\s+("[^"]*"|'[^']*')\s*[^\s,}\]#]""")
COLON_IN_TEXT = re.compile(r""":\s+[^\s"'{\[,}][^"'{\[,}]*:\s""")
NOTHING = frozenset({"~", "null", "Null", "NULL"})  # how YAML writes no value


def read_yaml(path: Path) -> Value:
    """The whole file. Raises DefinitionErrors."""
    text = _text(path)
    try:
        _refuse(path, text)
        node = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as fault:
        line = _line(fault.problem_mark or fault.context_mark)
        raise _wrong(path, line, *_told(str(fault.problem), text.splitlines()[line - 1 : line])) from None
    except yaml.YAMLError as fault:
        said = " ".join(str(fault).split())
        raise _wrong(path, 1, f"not YAML: {said}.", "Mend the file.") from None
    if node is None:
        raise _wrong(path, 1, "the file is empty.", "Write the definition.")
    errors: list[DefinitionError] = []
    value = _value(path, node, _line(node.start_mark), errors)
    if errors:
        raise DefinitionErrors(tuple(errors))
    return value


def _told(problem: str, lines: list[str]) -> tuple[str, str]:
    """What the YAML reader says, in words of those who write a form: cause and remedy."""
    line = lines[0] if lines else ""
    if "cannot start any token" in problem and "\t" in line:
        return "a tab stands here.", "Use spaces."
    if RULE_IN_QUOTES.search(line):
        return "a text goes on behind its quotation mark.", "Put the whole rule in '…'."
    if COLON_IN_TEXT.search(line):
        return 'a text has ": " in it.', 'Put a text that has ": " in it in quotation marks.'
    return f"not YAML: {problem}.", "Mend this line or the one before."


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise _wrong(path, 1, f"the file has more than {MAX_BYTES:,} bytes.", "Make it smaller.")
        return data.decode("utf-8-sig")
    except OSError as fault:
        raise _wrong(path, 1, f"cannot be read: {fault.strerror}.", "Put the file there.") from None
    except UnicodeDecodeError as fault:
        raise _wrong(path, 1, f"byte {fault.start} is not UTF-8.", "Save the file as UTF-8.") from None


def _refuse(path: Path, text: str) -> None:
    """Refuse anchors (a short file could expand without end), tags and deep nesting, before any is followed."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        line = _line(event.start_mark)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            remedy = "Write the thing out; quote a text that begins so."
            raise _wrong(path, line, "an anchor (&) or alias (*).", remedy)
        if tag := getattr(event, "tag", None):
            raise _wrong(path, line, f"a tag ({tag}).", "Quote a text that begins with '!'.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _wrong(path, line, f"nested more than {MAX_DEPTH} deep.", "Flatten it.")


def _value(path: Path, node: yaml.Node, line: int, errors: list[DefinitionError]) -> Value:
    if isinstance(node, yaml.MappingNode):
        return Value(str(line), _mapping(path, node, errors))
    if isinstance(node, yaml.SequenceNode):
        return Value(str(line), [_value(path, one, _line(one.start_mark), errors) for one in node.value])
    written = str(node.value)
    return Value(str(line), "" if written in NOTHING and not getattr(node, "style", None) else written)


def _mapping(path: Path, node: yaml.MappingNode, errors: list[DefinitionError]) -> dict[str, Value]:
    """The pairs; each value has the line of its word, where a reader looks for it."""
    found: dict[str, Value] = {}
    for key, content in node.value:
        line = _line(key.start_mark)
        if not isinstance(key, yaml.ScalarNode):
            errors.append(_mistake(path, line, "a list or mapping stands for a word.", "Write a plain word."))
        elif key.value in found:
            errors.append(_mistake(path, line, f"{key.value!r} stands twice.", "Keep one of them."))
        else:
            found[key.value] = _value(path, content, line, errors)
    return found


def _line(mark: Any) -> int:
    """From 1, as people count; a Mark of PyYAML or of libyaml, or None."""
    return 1 if mark is None else int(mark.line) + 1


def _mistake(path: Path, line: int, cause: str, remedy: str) -> DefinitionError:
    return DefinitionError(path, str(line), "file", cause, remedy)


def _wrong(path: Path, line: int, cause: str, remedy: str) -> DefinitionErrors:
    return DefinitionErrors((_mistake(path, line, cause, remedy),))
