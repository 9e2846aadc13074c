"""The same story for every way: submissions come, calls fail, staff work in the sheet; and what has become of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bench.sheets.emulated import Google, google
from bench.sheets.ways import FIELDS, KEY, TAB, WAYS, Values, Way
from tests.emulators.google.staff import TabStaff

HEADS = ("way", "doubled", "lost", "came back", "staff cells lost", "at another row", "wrong column", "calls a row")
FAULTS = {
    "write": {"429": 0.04, "503 before": 0.03, "503 after": 0.04, "dropped after": 0.04, "503 late": 0.01},
    "read": {"503": 0.02},
}
"""Of each kind of call the share that fails so."""
EVERY = 15  # submissions between two acts of staff


@dataclass
class Desk:
    """Staff at the tab: which column is which, what they wrote beside which submission, and what they took away."""

    staff: TabStaff
    columns: list[str]
    wrote: dict[str, str] = field(default_factory=dict)  # what -> the submission beside it, or nothing
    deleted: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=count)

    def word(self, what: str) -> str:
        return f"{what} {next(self.numbers)}"

    def place(self, name: str) -> int:
        return self.columns.index(name)

    def body(self) -> Iterator[tuple[int, str]]:
        """The rows of submissions, and which each is of."""
        for number, row in enumerate(self.staff.rows()):
            found = next((str(cell) for cell in row if str(cell).startswith("Reference of")), "")
            if found:
                yield number, found

    def write(self, name: str) -> None:
        """Something into the first ten rows of a column."""
        for number, reference in list(self.body())[:10]:
            text = self.word("note")
            old = self.staff.rows()[number][self.place(name)]
            self.wrote.pop(str(old), None)
            self.staff.write(number, self.place(name), text)
            self.wrote[text] = reference


def remarks(desk: Desk) -> None:
    desk.write("Remarks")


def own_column(desk: Desk) -> None:
    at, title = desk.place("State"), desk.word("Own")
    desk.staff.insert_column(at, title)
    desk.columns.insert(at, title)
    desk.wrote[title] = ""
    desk.write(title)


def sort(desk: Desk) -> None:
    desk.staff.sort(desk.place("State"), descending=True)


def rename(desk: Desk) -> None:
    title = desk.word("Country")
    desk.wrote = {text: beside for text, beside in desk.wrote.items() if not text.startswith("Country")}
    desk.staff.write(0, desk.place("State"), title)
    desk.wrote[title] = ""


def delete(desk: Desk) -> None:
    number, reference = list(desk.body())[3]
    desk.deleted.add(reference)
    desk.wrote = {text: beside for text, beside in desk.wrote.items() if beside != reference}
    desk.staff.delete_row(number)


def total(desk: Desk) -> None:
    end, text = len(desk.staff.rows()), desk.word("Total")
    desk.staff.insert_row(end)
    desk.staff.write(end, desk.place("Remarks"), text)
    desk.wrote[text] = ""


ACTS: tuple[Callable[[Desk], None], ...] = (remarks, own_column, sort, remarks, rename, delete, total)


def told(submissions: int, say: Callable[[str], None]) -> list[dict[str, object]]:
    """The story of so many submissions, for each way."""
    found = []
    for name, way in WAYS.items():
        say(name)
        with google() as place:
            found.append({"way": name, **_lived(place, way, submissions)})
    return found


def _lived(place: Google, made: Callable[[Google], Way], submissions: int) -> dict[str, object]:
    way = made(place)
    staff = TabStaff(place.emulator, KEY, TAB)
    desk = Desk(staff, [str(cell) for cell in staff.rows()[0] if cell])
    place.calls()
    place.emulator.faults.rates = FAULTS
    for number in range(submissions):
        way.add(submission(number))
        if number % EVERY == EVERY - 1:
            ACTS[number // EVERY % len(ACTS)](desk)
    place.emulator.advance(180)  # what is late has come
    way.finish()
    calls = place.calls()
    return {**judged(desk, submissions), "calls a row": round((calls["read"] + calls["write"]) / submissions, 2)}


def submission(number: int) -> Values:
    return {name: f"{name} of {number}" for name in FIELDS}


def judged(desk: Desk, submissions: int) -> dict[str, Any]:
    """What has become of the rows, and of what staff wrote."""
    rows = [[str(cell) for cell in row if cell is not None] for row in desk.staff.rows()]
    standing = [reference for _, reference in desk.body()]
    there = {reference: standing.count(reference) for reference in standing}
    wanted = {submission(number)["Reference"] for number in range(submissions)} - desk.deleted
    cells = {cell: row for row in rows for cell in row}
    return {
        "doubled": sum(times - 1 for times in there.values()),
        "lost": len(wanted - there.keys()),
        "came back": len(desk.deleted & there.keys()),
        "staff cells lost": sum(text not in cells for text in desk.wrote),
        "at another row": sum(
            bool(beside) and beside not in cells.get(text, [beside]) for text, beside in desk.wrote.items()
        ),
        "wrong column": _astray(desk),
    }


def _astray(desk: Desk) -> int:
    """Values of submissions that stand under another column than theirs, as staff know the columns."""
    names = dict(enumerate(desk.columns))
    return sum(
        str(cell).partition(" of ")[0] in FIELDS
        and not names.get(column, "").startswith(str(cell).partition(" of ")[0])
        for row in desk.staff.rows()
        for column, cell in enumerate(row)
    )
