"""Choices of a definition file: written at the question, in a shared list, in a CSV file or on a shared sheet."""

from collections.abc import Callable, Mapping
from pathlib import Path

from forms.definition import OTHER, Choice, ChoiceList, Condition, Question, Text
from forms.errors import DefinitionErrors
from forms.near import near
from forms.reading.csv_rows import read_csv
from forms.reading.language_names import language_code
from forms.reading.reader import Reader, titled
from forms.tree import Value

CHOICE_NEEDED = ("value", "label")
CHOICE_WORDS = (*CHOICE_NEEDED, "was", "with")
STATEMENT_WORDS = ("statement", "label")
LIST_WORDS = ("list", "choices", "csv", "workbook", "tab")
MOST_CHOICES = 20_000
COLUMNS = ("value", "label")

Rows = list[dict[str, str]]
SharedSheets = Callable[[str, str], Rows]
"""(workbook, tab) -> its rows by header. Raises ValueError with the reason."""


def no_shared_sheets(workbook: str, tab: str) -> Rows:
    """For places that have no shared folder."""
    raise ValueError(f"there is no shared folder here to find {workbook!r}, tab {tab!r}, in")


def read_lists(reader: Reader, value: Value | None, shared: SharedSheets) -> dict[str, ChoiceList]:
    """The lists that questions share, by name."""
    items = reader.items(value, "lists")
    lists = [_list(reader, one, shared) for one in items]
    reader.once(items, (one.name for one in lists), "lists")
    return {one.name: one for one in lists}


def _list(reader: Reader, value: Value, shared: SharedSheets) -> ChoiceList:
    place = titled(value, "list")
    parts = reader.mapping(value, place, LIST_WORDS, ("list",))
    name = reader.name(parts.get("list"), place)
    ways = [word for word in ("choices", "csv", "workbook") if word in parts]
    if len(ways) != 1:
        said = " and ".join(ways) or "nothing"
        reader.wrong(value, place, f"has {said}.", "Give it one of choices, csv, or workbook with tab.")
        return ChoiceList(name, ())
    if ways == ["choices"]:
        return ChoiceList(name, _written(reader, parts["choices"], place))
    if ways == ["csv"]:
        file = reader.filled(parts["csv"], place, "csv")
        rows = _csv(reader, parts["csv"], place, file)
        return ChoiceList(name, _from_rows(reader, parts["csv"], place, rows), csv=file)
    workbook, tab = reader.filled(parts["workbook"], place, "workbook"), reader.word(parts.get("tab"), place)
    try:
        rows = shared(workbook, tab)
    except ValueError as fault:
        reader.wrong(parts["workbook"], place, f"cannot be read: {fault}.", "Mend the workbook, or its name here.")
        rows = []
    return ChoiceList(name, _from_rows(reader, parts["workbook"], place, rows), workbook=workbook, tab=tab)


def _csv(reader: Reader, value: Value, place: str, name: str) -> Rows:
    if Path(name).name != name:
        reader.wrong(value, place, f"{name!r} is no plain file name.", "Put the file beside the definition.")
        return []
    path = reader.file.parent / name
    if not path.is_file():
        reader.wrong(value, place, f"{name} cannot be read: it is not there.", "Put it beside the definition.")
        return []
    try:
        table = read_csv(path)
    except DefinitionErrors as mistakes:
        reader.errors += mistakes.errors
        return []
    return [dict(row.cells) for row in table.rows if any(row.cells.values())]


def _from_rows(reader: Reader, value: Value, place: str, rows: Rows) -> tuple[Choice, ...]:
    written = ", ".join(rows[0]) if rows else ""
    if rows and "value" not in rows[0] and "name" in rows[0]:  # as lists of XLSForm call it
        rows = [{("value" if column == "name" else column): said for column, said in row.items()} for row in rows]
    header = list(rows[0]) if rows else []
    if rows and ("value" not in header or not any(one.partition(":")[0].strip() == "label" for one in header)):
        cause = f"has the columns {written or 'none'}."
        reader.wrong(value, place, cause, "It needs `value` and `label` (or label::en, label::fr …).")
        return ()
    if len(rows) > MOST_CHOICES:
        reader.wrong(value, place, f"has more than {MOST_CHOICES:,} rows.", "Make it shorter.")
        return ()
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        mistake = "has no value" if not row["value"] else f"repeats {row['value']!r}" if row["value"] in seen else ""
        if mistake:
            reader.wrong(value, place, f"row {number} {mistake}.", "Give each row a value of its own.")
        seen.add(row["value"])
    return tuple(_of_row(row) for row in rows)


def _of_row(row: Mapping[str, str]) -> Choice:
    labels: dict[str, str] = {}
    for column, said in row.items():
        word, _, language = column.partition(":")
        code = language_code(language.strip(": ")) if language else "en"
        if word.strip() == "label" and said and code:
            labels[code] = said
    others = {c: said for c, said in row.items() if c.partition(":")[0].strip() not in {"label", "value"} and c}
    return Choice(row["value"], Text(labels or {"en": row["value"]}), attributes=others)


def read_choices(
    reader: Reader, parts: Mapping[str, Value], place: str, name: str, lists: Mapping[str, ChoiceList]
) -> tuple[Choice, ...]:
    """The choices of a question: its own, or those of the list it names."""
    if "choices_from" in parts:
        if "choices" in parts:
            reader.wrong(parts["choices"], place, "has choices and `choices_from`.", "Keep one of them.")
        if name not in lists:
            reader.wrong(parts["choices_from"], place, f"there is no list {name!r}.", near(name, lists))
            return ()
        return lists[name].choices
    return _written(reader, parts.get("choices"), place)


def _written(reader: Reader, value: Value | None, place: str) -> tuple[Choice, ...]:
    items = reader.items(value, place)
    choices = tuple(_choice(reader, one, f"{place}, choice") for one in items)
    reader.once(items, (choice.value for choice in choices), f"{place}, choices")
    return choices


def _choice(reader: Reader, value: Value, place: str) -> Choice:
    parts = reader.mapping(value, place, CHOICE_WORDS, CHOICE_NEEDED)
    pairs = reader.pairs(parts.get("with"), place)
    return Choice(
        reader.filled(parts.get("value"), place, "value"),
        reader.text(parts.get("label"), place, "label"),
        reader.words(parts.get("was"), place),
        {column: reader.word(inner, place) for column, inner in pairs.items()},
    )


def read_statements(
    reader: Reader, value: Value | None, place: str, choices: tuple[Choice, ...], *, required: bool
) -> tuple[Question, ...]:
    """The statements of a matrix, each a question to choose one."""
    items = reader.items(value, place)
    statements = tuple(_statement(reader, one, place, choices, required=required) for one in items)
    reader.once(items, (one.name for one in statements), f"{place}, statements")
    return statements


def _statement(reader: Reader, value: Value, place: str, choices: tuple[Choice, ...], *, required: bool) -> Question:
    parts = reader.mapping(value, place, STATEMENT_WORDS, STATEMENT_WORDS)
    name = reader.name(parts.get("statement"), place)
    label = reader.text(parts.get("label"), place, "label")
    return Question(name, "choose_one", label, required=required, choices=choices)


def companion(question: Question, path: str) -> Question:
    """The question that asks what "other" is; `path` names the first one in rules."""
    chosen = Condition(path=path, test="is", value=OTHER.value)
    return Question(
        f"{question.name}_{OTHER.value}",
        "text",
        question.other,
        required=True,
        was=tuple(f"{name}_{OTHER.value}" for name in question.was),
        show_if=chosen,
        is_companion=True,
    )
