"""Reads YAML as plain values that know their line, and refuses what a definition never needs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from forms.errors import DefinitionError, DefinitionErrors

MAX_BYTES = 1_000_000
MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Value:
    """A node of the file: a mapping, a list, or a scalar as it was written."""

    line: int
    content: "dict[str, Value] | list[Value] | str"


def read_yaml(path: Path) -> Value:
    """The whole file. Raises DefinitionErrors."""
    data = path.read_bytes()
    if len(data) > MAX_BYTES:
        raise _wrong(path, 1, f"the file has {len(data):,} bytes.", f"A definition has at most {MAX_BYTES:,}.")
    try:
        text = data.decode("utf-8-sig")
        _refuse_aliases(path, text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except UnicodeDecodeError as fault:
        raise _wrong(path, 1, f"byte {fault.start} is not UTF-8.", "Save the file as UTF-8.") from None
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise _wrong(path, _line(mark), f"not YAML: {fault.problem}.", "Mend the line.") from None
    except (yaml.YAMLError, RecursionError) as fault:
        raise _wrong(path, 1, f"not YAML: {fault}.", "Mend the file.") from None
    if node is None:
        raise _wrong(path, 1, "the file is empty.", "Write the definition.")
    return _value(path, node, 0)


def _refuse_aliases(path: Path, text: str) -> None:
    """Anchors can make a short file expand without end, so none are taken."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = _line(event.start_mark)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _wrong(path, line, "an anchor (&) or alias (*).", "Write the thing out; quote a text that begins so.")
        if tag := getattr(event, "tag", None):
            raise _wrong(path, line, f"a tag ({tag}).", "Quote a text that begins with '!'.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _wrong(path, line, f"nested more than {MAX_DEPTH} deep.", "Flatten it.")


def _value(path: Path, node: yaml.Node, depth: int) -> Value:
    line = _line(node.start_mark)
    if isinstance(node, yaml.MappingNode):
        return Value(line, _mapping(path, node, depth))
    if isinstance(node, yaml.SequenceNode):
        return Value(line, [_value(path, one, depth + 1) for one in node.value])
    return Value(line, str(node.value))


def _mapping(path: Path, node: yaml.MappingNode, depth: int) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, content in node.value:
        name = str(key.value)
        if name in found:
            line = _line(key.start_mark)
            raise _wrong(path, line, f"{name!r} stands twice.", "Keep one of them.")
        found[name] = _value(path, content, depth + 1)
    return found


def _line(mark: Any) -> int:
    return 1 if mark is None else mark.line + 1


def _wrong(path: Path, line: int, cause: str, remedy: str) -> DefinitionErrors:
    return DefinitionErrors((DefinitionError(path, line, "file", cause, remedy),))
