"""What a checked rule mentions and how deep it repeats, read from the syntax tree that the engine gives out.

The engine serializes a checked expression as `cel.expr.CheckedExpr` (cel-spec, proto/cel/expr/checked.proto and
syntax.proto); only the fields that are looked at here are declared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.any_pb2 import Any as Envelope

PACKAGE = "chancery.rule_tree"
TEXT = descriptor_pb2.FieldDescriptorProto.TYPE_STRING
MESSAGE = descriptor_pb2.FieldDescriptorProto.TYPE_MESSAGE
ONE, MANY = descriptor_pb2.FieldDescriptorProto.LABEL_OPTIONAL, descriptor_pb2.FieldDescriptorProto.LABEL_REPEATED

FIELDS: dict[str, tuple[tuple[str, int, str, bool], ...]] = {
    "Checked": (("expr", 4, "Expr", False),),
    "Expr": (
        ("ident", 4, "Ident", False),
        ("select", 5, "Select", False),
        ("call", 6, "Call", False),
        ("list", 7, "List", False),
        ("struct", 8, "Struct", False),
        ("comprehension", 9, "Comprehension", False),
    ),
    "Ident": (("name", 1, "", False),),
    "Select": (("operand", 1, "Expr", False),),
    "Call": (("target", 1, "Expr", False), ("args", 3, "Expr", True)),
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
"""Message -> its fields: name, number, type of message (empty: a text), and whether there are many."""


@dataclass(frozen=True, slots=True)
class Tree:
    """What was found in an expression."""

    names: frozenset[str]  # every variable that does not belong to a macro: in `t.cost.all(x, x > n)` no x
    depth: int  # how many comprehensions (all, exists, filter, map) stand within one another


def look_at(serialized: bytes) -> Tree:
    """The tree of an expression as the engine serializes it."""
    envelope = Envelope.FromString(serialized)
    checked = _message_class().FromString(envelope.value)
    names: set[str] = set()
    depth = _depth(checked.expr, names, frozenset())
    return Tree(frozenset(names), depth)


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
        if field.name != "ident":
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
            kind = {"type": MESSAGE, "type_name": f".{PACKAGE}.{type_}"} if type_ else {"type": TEXT}
            message.field.add(name=field, number=number, label=MANY if many else ONE, **kind)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{PACKAGE}.Checked"))
