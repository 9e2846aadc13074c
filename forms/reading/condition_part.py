"""Conditions and checks of a definition file; what they mean is checked when every question is known."""

from forms.definition import Check, Condition, Filter
from forms.logic.engines import pair
from forms.reading.reader import Reader, Written, titled
from forms.rules.conditions import TESTS
from forms.tree import Value

CONDITION_WORDS = ("question", *TESTS)
CHECK_NEEDED = ("check", "must", "message")
CHECK_WORDS = (*CHECK_NEEDED, "severity", "at")
SEVERITIES = ("error", "warning")


def read_condition(reader: Reader, value: Value | None, place: str, table: str = "") -> Condition | None:
    """`{question: path, test: value}` or an expression; `table`: the path of the table in whose rows it stands."""
    if value is None:
        return None
    if isinstance(value.content, str):
        condition = Condition(expression=" ".join(value.content.split()))
    else:
        condition = _tested(reader, value, place)
    reader.written.append(Written(value, place, condition, table))
    return condition


def _tested(reader: Reader, value: Value, place: str) -> Condition:
    parts = reader.mapping(value, place, CONDITION_WORDS, ("question",))
    tests = [word for word in TESTS if word in parts]
    if len(tests) != 1:
        reader.wrong(value, place, f"has {len(tests)} tests.", f"Give it exactly one of {', '.join(TESTS)}.")
        return Condition(expression="true")
    path, test = reader.filled(parts.get("question"), place, "question"), tests[0]
    return Condition(path, test, _wanted(reader, parts[test], place, test))


def _wanted(reader: Reader, value: Value, place: str, test: str) -> str | bool | tuple[str, ...]:
    if TESTS[test].wants == "flag":
        return reader.flag(value, place)
    if TESTS[test].wants != "answers":
        return reader.filled(value, place, test)
    items = reader.items(value, place)
    if isinstance(value.content, list) and not items:
        reader.wrong(value, place, f"{test!r} is empty.", "List what passes.")
    return tuple(reader.filled(one, place, test) for one in items)


def read_checks(
    reader: Reader, value: Value | None, place: str, table: str = "", *, takes_at: bool = False
) -> tuple[Check, ...]:
    """The checks of a question, or of the form, which say at which question they are shown."""
    items = reader.items(value, place)
    checks = tuple(_check(reader, one, table, takes_at=takes_at) for one in items)
    reader.once(items, (check.name for check in checks), f"{place}, checks")
    return checks


def _check(reader: Reader, value: Value, table: str, *, takes_at: bool) -> Check:
    place = titled(value, "check")
    parts = reader.mapping(value, place, CHECK_WORDS, CHECK_NEEDED)
    if "at" in parts and not takes_at:
        remedy = "Take `at` out, or put the check under the `checks` of the form."
        reader.wrong(parts["at"], place, "is shown at the question that it stands under.", remedy)
    return Check(
        name=reader.name(parts.get("check"), place),
        must=read_condition(reader, parts.get("must"), place, table) or Condition(expression="true"),
        message=reader.text(parts.get("message"), place, "message"),
        is_warning=reader.one_of(parts.get("severity"), place, SEVERITIES, "error") == "warning",
        at=reader.word(parts.get("at"), place),
    )


def read_filter(reader: Reader, value: Value | None, place: str, table: str = "") -> Filter | None:
    """`choices_where`: pairs of a column and a path, or an expression over `choice`."""
    if value is None:
        return None
    if isinstance(value.content, str):
        source = " ".join(value.content.split())
        reader.written.append(Written(value, place, source, table, has_choice=True))
        return Filter(expression=source)
    pairs = {column: reader.filled(inner, place, column) for column, inner in reader.pairs(value, place).items()}
    for column, path in pairs.items():
        reader.written.append(Written(value.part(column), place, pair(column, path), table, has_choice=True))
    return Filter(pairs)
