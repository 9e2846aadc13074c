"""What a checked rule mentions, calls and goes through, read from the syntax tree that the engine gives out.

The engine serializes a checked expression as `cel.expr.CheckedExpr` (cel-spec, proto/cel/expr/checked.proto and
syntax.proto); only the fields that are looked at here are declared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.any_pb2 import Any as Envelope

PACKAGE = "chancery.rule_tree"
TEXT = descriptor_pb2.FieldDescriptorProto.TYPE_STRING
NUMBER = descriptor_pb2.FieldDescriptorProto.TYPE_INT64
MESSAGE = descriptor_pb2.FieldDescriptorProto.TYPE_MESSAGE
ONE, MANY = descriptor_pb2.FieldDescriptorProto.LABEL_OPTIONAL, descriptor_pb2.FieldDescriptorProto.LABEL_REPEATED

FIELDS: dict[str, tuple[tuple[str, int, str, bool], ...]] = {
    "Checked": (("references", 2, "Referred", True), ("expr", 4, "Expr", False)),
    "Referred": (("id", 1, "#", False), ("reference", 2, "Reference", False)),
    "Reference": (("overloads", 3, "", True),),
    "Expr": (
        ("id", 2, "#", False),
        ("const", 3, "Constant", False),
        ("ident", 4, "Ident", False),
        ("select", 5, "Select", False),
        ("call", 6, "Call", False),
        ("list", 7, "List", False),
        ("struct", 8, "Struct", False),
        ("comprehension", 9, "Comprehension", False),
    ),
    "Constant": (),
    "Ident": (("name", 1, "", False),),
    "Select": (("operand", 1, "Expr", False),),
    "Call": (("target", 1, "Expr", False), ("function", 2, "", False), ("args", 3, "Expr", True)),
    "List": (("elements", 1, "Expr", True),),
    "Struct": (("entries", 2, "Entry", True),),
    "Entry": (("map_key", 3, "Expr", False), ("value", 4, "Expr", False)),
    "Comprehension": (
        ("iter_var", 1, "", False),
        ("iter_range", 2, "Expr", False),
        ("accu_init", 4, "Expr", False),
        ("loop_condition", 5, "Expr", False),
        ("loop_step", 6, "Expr", False),
        ("result", 7, "Expr", False),
    ),
}
"""Message -> its fields: name, number, type of message (empty: a text, #: a number), and whether there are many."""


UNTYPED = frozenset({"dyn", "type", "bytes"})
NULL = b"\x08\x00"  # the constant as it is serialized
JOINS_SURELY = 1_000  # of what is surely texts; a row's answers are only seen to be texts or numbers when it is run


@dataclass(frozen=True, slots=True)
class Tree:
    """What was found in an expression."""

    names: frozenset[str]  # every variable that does not belong to a macro: in `t.cost.all(x, x > n)` no x
    depth: int  # how many comprehensions (all, exists, filter, map) stand within one another
    steps: int  # how often, at most, they go on to a next element; a list of unknown length counts as one
    untyped: str  # a function that gives what no type is known of; empty for none
    joins: int  # how many texts are joined, at most, each time a comprehension goes on


def look_at(serialized: bytes, sizes: Mapping[str, int]) -> Tree:
    """The tree of an expression as the engine serializes it; `sizes` are the most elements that lists can have."""
    envelope = Envelope.FromString(serialized)
    checked = _message_class().FromString(envelope.value)
    names: set[str] = set()
    depth = _depth(checked.expr, names, frozenset())
    joining = {one.id: JOINS_SURELY if len(one.reference.overloads) == 1 else 1
               for one in checked.references if "add_string" in one.reference.overloads}  # fmt: skip
    joins = max(
        (_joins(one.comprehension.loop_step, joining) for one in _walk(checked.expr) if _repeats(one)), default=0
    )
    return Tree(frozenset(names), depth, _steps(checked.expr, sizes), _untyped(checked.expr), joins)


def _repeats(node: Any) -> bool:
    return bool(node.HasField("comprehension"))


def _walk(node: Any) -> Iterator[Any]:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(_children(one))


def _joins(node: Any, joining: Mapping[int, int]) -> int:
    return sum(joining.get(one.id, 0) for one in _walk(node))


def _untyped(tree: Any) -> str:
    """The first call of one of UNTYPED; `… ? dyn(it) : null` is how something is said that can be missing."""
    allowed = {id_ for node in _walk(tree) for id_ in _of_what_can_be_missing(node)}
    calls = (one for one in _walk(tree) if one.HasField("call") and one.call.function in UNTYPED)
    return next((one.call.function for one in calls if one.id not in allowed), "")


def _of_what_can_be_missing(node: Any) -> Iterator[int]:
    if not node.HasField("call") or node.call.function != "_?_:_":
        return
    _, one, other = node.call.args
    for branch, beside in ((one, other), (other, one)):
        is_null = beside.HasField("const") and beside.const.SerializeToString() == NULL
        if is_null and branch.HasField("call") and branch.call.function == "dyn":
            yield branch.id


def _steps(node: Any, sizes: Mapping[str, int]) -> int:
    """How often an expression goes on to a next element, at most."""
    if not _repeats(node):
        return sum(_steps(child, sizes) for child in _children(node))
    repeated = node.comprehension
    within = {name: size for name, size in sizes.items() if name != repeated.iter_var}
    each = _steps(repeated.loop_condition, within) + _steps(repeated.loop_step, within)
    around = _steps(repeated.iter_range, sizes) + _steps(repeated.result, within)
    return around + _size(repeated.iter_range, sizes) * (each + 1)


def _size(node: Any, sizes: Mapping[str, int]) -> int:
    """The most elements that a list can have."""
    if node.HasField("ident"):
        return sizes.get(node.ident.name, 1)
    if node.HasField("list"):
        return len(node.list.elements)
    if _repeats(node):  # filter and map give a list no longer than the one they go through
        return _size(node.comprehension.iter_range, sizes)
    if node.HasField("call"):
        return max(1, sum(_size(one, sizes) for one in node.call.args))
    return 1


def _depth(node: Any, names: set[str], bound: frozenset[str]) -> int:
    if node.HasField("ident") and node.ident.name not in bound:
        names.add(node.ident.name)
    if not node.HasField("comprehension"):
        return max((_depth(child, names, bound) for child in _children(node)), default=0)
    gone_through = node.comprehension.iter_range  # the one part that the macro's own variable does not reach
    within = bound | {node.comprehension.iter_var}
    inner = [_depth(one, names, bound if one == gone_through else within) for one in _children(node)]
    return max(inner, default=0) + 1


def _children(node: Any) -> Iterator[Any]:
    for field, part in node.ListFields():
        if field.message_type is not None and field.name != "ident":
            yield from _expressions(part)


def _expressions(part: Any) -> Iterator[Any]:
    for field, value in part.ListFields():
        for one in value if field.is_repeated else (value,):
            if field.message_type is not None and field.message_type.name == "Entry":
                yield from _expressions(one)
            elif field.message_type is not None:
                yield one


@cache
def _message_class() -> Any:
    file = descriptor_pb2.FileDescriptorProto(name="chancery/rule_tree.proto", package=PACKAGE, syntax="proto3")
    for name, fields in FIELDS.items():
        message = file.message_type.add(name=name)
        for field, number, type_, many in fields:
            scalar = {"": TEXT, "#": NUMBER}.get(type_)
            kind = {"type": MESSAGE, "type_name": f".{PACKAGE}.{type_}"} if scalar is None else {"type": scalar}
            message.field.add(name=field, number=number, label=MANY if many else ONE, **kind)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{PACKAGE}.Checked"))
