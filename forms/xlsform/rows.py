"""A plain tree as the rows of a workbook's sheets: header -> text."""

from collections.abc import Iterator, Mapping

from forms.definition import LANGUAGES
from forms.writing.plain_form import Tree
from forms.xlsform.cells import kept_empty
from forms.xlsform.columns import CHOICES, SECTION, SHEETS, SURVEY, Column
from forms.xlsform.headers import TITLES
from forms.xlsform.kinds import KINDS, WITH_TEST
from forms.xlsform.lists import column_header
from forms.xlsform.parts import PARTS, take_settings

Cells = dict[str, str]
LISTED = frozenset({"choose_one", "choose_many", "ranking", "matrix"})


def sheets_of(tree: Tree) -> dict[str, list[Cells]]:
    """The rows of every sheet, in the order of the sheets."""
    lists = ListNames(tree)
    survey = list(_survey(tree, lists))
    found = {"survey": survey, "choices": list(lists.rows()), "settings": [_cells(take_settings(tree), "settings")]}
    return {name: found[name] if name in found else [_cells(one, name) for one in PARTS[name].take(tree)]
            for name in SHEETS}  # fmt: skip


def headers_of(name: str, languages: tuple[str, ...], rows: list[Cells]) -> list[tuple[str, Column]]:
    """The headers of a sheet: all that there are, texts in the form's languages and in those that occur."""
    met = dict.fromkeys(header for row in rows for header in row)
    headers: list[tuple[str, Column]] = []
    for column in SHEETS[name]:
        if column.kind == "text":
            codes = [code for code in LANGUAGES if code in languages or _header(column, code) in met]
            headers += [(_header(column, code), column) for code in codes]
        else:
            headers.append((column.header, column))
            headers += [(column.header + WITH_TEST, column)] if column.kind == "rule" else []
    known = {header for header, _ in headers}
    further = Column("", "word", "A further column, which choices_where can compare with answers.")
    return headers + [(header, further) for header in met if header not in known]


def _header(column: Column, code: str) -> str:
    return f"{column.header}::{TITLES[code]}"


def _cells(words: Mapping[str, object], name: str) -> Cells:
    """The cells of one thing."""
    cells: Cells = {}
    for column in SHEETS[name]:
        if column.name in words:
            written = KINDS[column.kind].write(words[column.name])
            cells |= {column.header + behind: text for behind, text in written.items()}
    return {header: text for header, text in cells.items() if text}


class ListNames:
    """Gives every question's own choices a list's name; the rows of all lists."""

    def __init__(self, tree: Tree) -> None:
        self.found: dict[str, list[Tree]] = {one["list"]: one.get("choices", []) for one in tree.get("lists", [])}
        self._is_own: set[str] = set()

    def name_for(self, question: Tree, path: str) -> str:
        """The name of the list that a question takes its choices from."""
        if "choices_from" in question:
            return str(question["choices_from"])
        wished = path.replace(".", "_")
        tries = (wished, *(f"{wished}_{number}" for number in range(2, 10_000)))
        name = next(one for one in tries if one not in self.found)
        self.found[name] = question["choices"]
        self._is_own.add(name)
        return name

    def rows(self) -> Iterator[Cells]:
        """One row a choice; a row with the name alone for a list that has none."""
        for name, choices in self.found.items():
            for choice in choices:
                further = {column_header(word): kept_empty(said) for word, said in choice.get("with", {}).items()}
                yield {"list_name": name, **_cells({**choice, "list": name}, "choices"), **further}
            if not choices and name in self._is_own:
                yield {CHOICES[0].header: name}


def _survey(tree: Tree, lists: ListNames) -> Iterator[Cells]:
    for section in tree["sections"]:
        words = {column.name: section[SECTION[column.header]] for column in SURVEY
                 if column.header in SECTION and SECTION[column.header] in section}  # fmt: skip
        yield _cells({**words, "type": "begin_section"}, "survey")
        for question in section["questions"]:
            yield from _question(question, "", lists)
        yield {"type": "end_section"}


def _question(question: Tree, before: str, lists: ListNames) -> Iterator[Cells]:
    path, type_ = before + question["question"], question["type"]
    if type_ in {"group", "table"}:
        yield _cells({**question, "type": f"begin_{type_}"}, "survey")
        for one in question["questions"]:
            yield from _question(one, f"{path}.", lists)
        yield {"type": f"end_{type_}"}
        return
    said = f"{type_} {lists.name_for(question, path)}" if type_ in LISTED else type_
    yield _cells({**question, "type": said}, "survey")
