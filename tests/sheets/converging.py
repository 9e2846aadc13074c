"""Any sequence of submissions, staff's doings, new definitions and faults converges: one machine for every place.

`EXAMPLES=10000` in the environment asks for so many examples; every test says how many it runs without.
"""

import os
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from acts_of_staff import ACTS, HEADERS, Desk
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from judged_following import Following
from judged_sync import DIES, Shared, Sync
from oracle import Grid, Known, is_blank
from truth import KEY, POOL, Truth, base

from connectors.errors import ConnectorError
from connectors.ports import DELETED, SheetColumn, SheetRow, SheetSpec

NUMBERS = st.integers(0, 30)
VALUES = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["Ghana", "Benin", "Tonga"]),
        "asked": st.none() | st.integers(0, 99).map(lambda n: Decimal(n) / 4),
        "starts": st.none() | st.integers(1, 28).map(lambda day: date(2026, 3, day)),
        "paid": st.none() | st.booleans(),
        "rank": st.none() | st.integers(1, 9),
    }
)
AnySync = TypeVar("AnySync", bound=Sync)
OTHER = "Another form"
UNMOVING = ("clear", "filter", "write")
"""What leaves columns, rows and keys where they are: a write that lands late among others hits what it should not, and
its cells are named for the version history."""
OTHERS = SheetSpec("", OTHER, (SheetColumn("$reference", "Reference"), SheetColumn("staff:Remarks", "Remarks")))


@dataclass(frozen=True)
class Past:
    """Everything as it was, for when staff bring it back."""

    book: object
    title: str
    known: Known
    others: dict[str, Grid]


class Converging(RuleBasedStateMachine):
    """Rules are what happens; each sync is judged, and at the end a quiet one must leave nothing to do."""

    tab = "2026 call"

    def __init__(self, place: Shared) -> None:
        super().__init__()
        self.place, self.truth, self.desk = place, Truth(), Desk.at(place.staff)
        self.others: dict[str, Grid] = {}
        self.past: Past | None = None
        self.pool = {column.key: column for column in POOL}
        self.syncs_of_another_form()

    def syncs_of_another_form(self) -> None:
        rows = [SheetRow("other 1", {"$reference": "O-1"}), SheetRow("other 2", {"$reference": "O-2"})]
        other = replace(OTHERS, workbook=self.place.workbook, google=self.place.google)
        self.place.backend.upsert(other, rows)
        self.others[OTHER] = self.place.staff.beside(OTHER).rows()

    # what happens to submissions and forms

    @rule(values=VALUES)
    def arrive(self, values: dict[str, Any]) -> None:
        number = len(self.truth.rows) + 1
        self.truth.rows[f"k{number}"] = {"$reference": f"R-{number}", **values}

    @precondition(lambda self: self.truth.rows)
    @rule(which=NUMBERS, values=VALUES)
    def edit(self, which: int, values: dict[str, Any]) -> None:
        key = list(self.truth.rows)[which % len(self.truth.rows)]
        self.truth.rows[key] |= values

    @rule(which=NUMBERS, title=st.sampled_from([*HEADERS, "Country", "City"]))
    def rename_header(self, which: int, title: str) -> None:
        if all(column.header != title for column in self.truth.columns):
            self._change(which, lambda column: replace(column, header=title))

    @rule(which=NUMBERS)
    def rename_question(self, which: int) -> None:
        self._change(
            which,
            lambda one: replace(one, key=f"{one.key}'", was=(one.key, *one.was)) if one.owner == "service" else one,
        )

    def _change(self, which: int, change: Callable[[SheetColumn], SheetColumn]) -> None:
        columns = self.truth.columns
        place = which % len(columns)
        if columns[place].owner != "staff":
            columns[place] = change(columns[place])

    @rule(which=NUMBERS, at=NUMBERS)
    def add_column(self, which: int, at: int) -> None:
        """One that is new to the form, or was in it once."""
        there, titles = set(map(base, self.truth.columns)), {column.header for column in self.truth.columns}
        if absent := [one for one in self.pool.values() if base(one) not in there and one.header not in titles]:
            self.truth.columns.insert(at % (len(self.truth.columns) + 1), absent[which % len(absent)])

    @precondition(lambda self: len(self.truth.columns) > 2)
    @rule(which=NUMBERS)
    def drop_column(self, which: int) -> None:
        gone = self.truth.columns.pop(which % len(self.truth.columns))
        self.pool[base(gone)] = gone

    @rule(word=st.sampled_from(DELETED))
    def decide_on_deleted_rows(self, word: str) -> None:
        self.truth.deleted = word

    # what staff do

    @precondition(lambda self: self.desk.is_ready())
    @rule(act=st.sampled_from(sorted(ACTS)), a=NUMBERS, b=NUMBERS, c=NUMBERS)
    def staff(self, act: str, a: int, b: int, c: int) -> None:
        self.past = self._now()
        ACTS[act](self.desk, a, b, c)

    def _now(self) -> Past:
        return Past(self.desk.staff.saved(), self.desk.staff.title, deepcopy(self.desk.known), dict(self.others))

    @precondition(lambda self: self.past)
    @rule()
    def bring_the_past_back(self) -> None:
        """By the version history, or a copy of the file: what the service wrote since is gone as well."""
        past, self.past = self.past, None
        self._restore(past)

    def _restore(self, past: Past) -> None:
        self.desk.staff.restore(past.book)
        self.desk.staff.title, self.desk.known, self.others = past.title, deepcopy(past.known), dict(past.others)

    @precondition(lambda self: self.desk.is_ready() and len(self.others) < 4)
    @rule()
    def copy_the_tab(self) -> None:
        self.past = self._now()
        title = f"Copy {len(self.others)}"
        self.desk.staff.copy_tab(title)
        self.others[title] = self.desk.staff.beside(title).rows()

    @precondition(lambda self: self.desk.is_ready() and len(self.others) < 4)
    @rule()
    def rename_the_tab(self) -> None:
        """Where the service does not find it again, it is staff's from then on, and the service makes a new one."""
        self.past = self._now()
        title = f"Renamed {self.desk.word()}"
        self.desk.staff.rename_tab(title)
        if not self.place.follows_renamed_tabs:
            self.others[title] = self.desk.staff.rows()
            self.desk.staff.title, self.desk.known = self.tab, Known()

    @precondition(lambda self: self.desk.is_ready())
    @rule(word=st.sampled_from(["key column", "header"]))
    def take_away_what_is_needed(self, word: str) -> None:
        """A sync refuses and says why; staff bring it back."""
        past = self._now()
        if word == "header":
            self.desk.staff.delete_row(self.desk.known.top)
        else:
            self.desk.staff.delete_column(self.desk.known.place(KEY))
        before = self.desk.rows()
        if not is_blank(before):
            self._refuses(self.spec(), before)
        self._restore(past)

    @precondition(lambda self: self.desk.is_ready())
    @rule()
    def another_service_comes_by(self) -> None:
        self._refuses(replace(self.spec(), tab=self.desk.staff.title, owner="theirs"), self.desk.rows())

    def _refuses(self, spec: SheetSpec, before: Grid) -> None:
        with pytest.raises(ConnectorError) as caught:
            self.place.backend.upsert(spec, self.truth.wanted())
        assert caught.value.permanent, caught.value
        assert self.desk.rows() == before

    # syncs

    def spec(self) -> SheetSpec:
        return self.truth.spec(self.place.workbook, self.tab, self.place.google)

    def _sync(self, kind: type[AnySync] = Sync, **how: Any) -> AnySync:  # type: ignore[assignment]  # Sync is one
        return kind(self.place, self.spec(), self.truth, self.desk, self.others, **how)

    @rule()
    def sync(self) -> None:
        self._sync().run()

    @rule(data=st.data())
    def sync_with_a_fault(self, data: st.DataObject) -> None:
        self._sync(fault=data.draw(st.sampled_from([*self.place.refused, *self.place.lost, DIES]))).run()

    @precondition(lambda self: self.desk.is_ready())
    @rule(act=st.sampled_from(sorted(ACTS)), a=NUMBERS, b=NUMBERS, c=NUMBERS)
    def sync_while_staff_work(self, act: str, a: int, b: int, c: int) -> None:
        self.past = None
        self._sync(meanwhile=lambda: ACTS[act](self.desk, a, b, c)).run()

    @rule(data=st.data())
    def add_what_is_new(self, data: st.DataObject) -> None:
        words = ["", "", *self.place.refused, *self.place.lost, DIES]
        sync = self._sync(Following, fault=data.draw(st.sampled_from(words)))
        if sync.is_possible:
            sync.run()

    @precondition(lambda self: self.desk.is_ready())
    @rule(act=st.sampled_from(sorted(ACTS)), a=NUMBERS, b=NUMBERS, c=NUMBERS)
    def add_what_is_new_while_staff_work(self, act: str, a: int, b: int, c: int) -> None:
        self.past = None
        sync = self._sync(Following, meanwhile=lambda: ACTS[act](self.desk, a, b, c))
        if sync.is_possible:
            sync.run()

    @precondition(lambda self: self.place.late)
    @rule(data=st.data(), acts=st.lists(st.tuples(st.sampled_from(UNMOVING), NUMBERS, NUMBERS, NUMBERS), max_size=2))
    def a_write_lands_late(self, data: st.DataObject, acts: list[tuple[str, int, int, int]]) -> None:
        """Nobody writes before it is known, but staff do: what they write in its way meanwhile nobody has read."""
        self.past = None
        sent = self._sync(fault=data.draw(st.sampled_from(self.place.late)))
        if sent.run() is None:
            makes_no_column = {column.key for column in self.truth.columns} <= {*self.desk.known.names}
            for act, a, b, c in acts if makes_no_column else ():
                if self.desk.known.names[b % self.desk.width] != KEY:
                    ACTS[act](self.desk, a, b, c)
            after = self._sync(landed=True)
            after.came_after(sent.before)
            self.place.wait()
            after.run()

    @rule()
    def sync_twice(self) -> None:
        """Nothing is left to do, and nothing is written."""
        self._sync().run()
        before = self.place.writes()
        result = self._sync().run()
        assert result is not None
        assert (result.appended, result.updated) == (0, 0)
        assert self.place.writes() == before

    def teardown(self) -> None:
        self.sync_twice()


def converges(place: Callable[[], Shared], *, examples: int) -> None:
    """Run the machine over so many places, unless the environment asks for more."""
    count = int(os.environ.get("EXAMPLES", examples))
    how = settings(max_examples=count, suppress_health_check=[*HealthCheck], report_multiple_bugs=False)
    run_state_machine_as_test(lambda: Converging(place()), settings=how)
