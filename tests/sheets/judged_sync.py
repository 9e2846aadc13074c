"""One sync, and what must hold after it whether it succeeded, failed, or met staff at work."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from acts_of_staff import Desk
from emulators.staff import Staff
from judged import faults, headed
from oracle import Expected, Grid, at, expect, first_rows, is_blank, plain, text, width
from truth import KEY, Truth

from connectors.errors import ConnectorError
from connectors.ports import Noticed, SheetBackend, SheetRow, SheetSpec, SyncResult
from connectors.sheets.noticed import FEW_ROWS

TOLD = "look at"  # which cells a write hit that crossed staff's and whose value nobody had read
SLIP = "which may be a slip"  # most rows are gone at once
DIES = "dies"  # the process, once it has read the sheet and kept what staff did


class Shared(Protocol):
    """A workbook in one of the places it can live, and what can go wrong there."""

    backend: SheetBackend
    staff: Staff
    workbook: str
    google: str
    refused: Sequence[str]  # faults after which nothing was written
    lost: Sequence[str]  # faults after which everything was
    late: Sequence[str]  # faults after which it will be
    follows_renamed_tabs: bool

    def fail(self, word: str) -> None: ...
    def recover(self) -> None: ...
    def wait(self) -> None: ...
    def writes(self) -> object: ...
    def kept_as(self, value: Any) -> Any: ...


class Died(Exception):  # noqa: N818 - what happens to a process
    """The process ends here."""


def values_in(grid: Grid) -> Counter[Any]:
    return Counter(plain(cell) for row in grid for cell in row)


@dataclass
class Sync:
    """A comparison of everything, the fault it meets, and what staff do between its read and its write."""

    place: Shared
    spec: SheetSpec
    truth: Truth
    desk: Desk
    others: Mapping[str, Grid]  # tabs that are none of its business
    fault: str = ""
    meanwhile: Callable[[], None] | None = None
    before: Grid = field(init=False)  # as staff left the tab
    titles: dict[str, str] = field(default_factory=dict)  # of its columns, as it read them
    crossed: bool = False
    made_at: int = 0  # where it puts new columns in, as it read the tab
    unread: frozenset[Any] = frozenset()  # what staff wrote once it had been read: a write may hit it unknowingly
    landed: bool = False  # an earlier write has come since staff left the tab
    later: frozenset[str] = frozenset()  # rows that staff took away after that: the next sync sees to them

    def __post_init__(self) -> None:
        self.before = self.desk.rows()

    def run(self) -> SyncResult | None:
        """None where it failed, in a way that it may."""
        try:
            result = self._attempt()
        except Died:
            return self._failed()
        except ConnectorError as fault:
            if not fault.permanent:
                return self._failed()
            if self.crossed and TOLD in str(fault):
                return self._is_as_it_was()
            if SLIP in str(fault):
                return self._once_they_say_it_was_meant()
            if self._knows_header():
                raise
            return self._once_the_header_is_back()
        if result is None:
            return self._is_as_it_was()
        self._succeeded(result)
        return result

    def _knows_header(self) -> bool:
        """Whether a row of the tab, as staff left it, still says that it is the header."""
        known = self.desk.known
        if is_blank(self.before) or KEY not in known.names:
            return True
        header = [text(at(self.before, known.top, column)) for column in range(len(known.names))]
        ours = {KEY, *(column.header for column in self.spec.columns)}
        as_given = [title == known.given.get(name) for name, title in zip(known.names, header, strict=True)]
        return any(as_given) or not ours.isdisjoint(header)

    def _attempt(self) -> SyncResult | None:
        if self.fault not in ("", DIES):
            self.place.fail(self.fault)
        try:
            return self._write()
        finally:
            self.place.recover()

    def _write(self) -> SyncResult | None:
        return self.place.backend.upsert(self.spec, self.truth.wanted(), self._keep)

    def _keep(self, found: Noticed) -> None:
        self.truth.keep(found)
        if self.fault == DIES:
            raise Died
        if self.meanwhile and not self.crossed:
            self.crossed, there = True, self._keys()
            known = self.desk.known
            self.titles = {name: text(at(self.before, known.top, n)) for n, name in enumerate(known.names)}
            self.made_at = width(self.before, known)
            self.meanwhile()
            self.came_after(self.before)
            self.later = there - self._keys()

    def came_after(self, read: Grid) -> None:
        """Staff have left the tab otherwise than it was `read`."""
        self.before = self.desk.rows()
        self.unread |= frozenset(values_in(self.before) - values_in(read))

    def _keys(self) -> frozenset[str]:
        return frozenset(first_rows(self.before, self.desk.known)) if self.desk.is_ready() else frozenset()

    def _once_the_header_is_back(self) -> SyncResult | None:
        """Staff do what the refusal asked for."""
        assert self.desk.rows() == self.before
        self.desk.staff.write(self.desk.known.top, self.desk.known.place(KEY), KEY)
        return Sync(self.place, self.spec, self.truth, self.desk, self.others).run()

    def _once_they_say_it_was_meant(self) -> SyncResult | None:
        """Staff accept that the rows are gone, of which there must be as many as are asked about."""
        assert self.desk.rows() == self.before
        away = (self.truth.shown & self.truth.rows.keys()) - self._keys() - self.truth.gone
        assert len(away) >= FEW_ROWS
        self.truth.gone |= away
        return Sync(self.place, self.spec, self.truth, self.desk, self.others).run()

    def _failed(self) -> None:
        """All was written, or nothing."""
        if self.fault in self.place.lost:
            self._judge()
            self._judge_others()
        else:
            self._is_as_it_was()

    def _is_as_it_was(self) -> None:
        as_left = Expected(self.desk.known, [list(row) for row in self.before], {}, set(), set())
        wrong = faults(as_left, self.desk.rows(), loose=self._loose(), unread=self.unread)
        assert not wrong, "\n".join(wrong)
        self._judge_others()

    def _succeeded(self, result: SyncResult) -> None:
        if not self.crossed:
            expected = self._judge()
            assert self.landed or result.appended == len(expected.new)
            self._judge_what_was_heard()
        elif self.desk.rows() != self.before:  # otherwise there was nothing to do when it read
            self._judge()
        if self.crossed:
            self._judge_titles()
        there = first_rows(self.desk.rows(), self.desk.known)
        self.truth.show(self.rows(), there, self.spec, result.left)
        self._judge_others()

    def _judge_titles(self) -> None:
        """A header that staff changed when it was just to be changed is the service's if it says what the form says."""
        known, rows = self.desk.known, self.desk.rows()
        for column in self.spec.columns:
            if column.key in known.names:
                was, stands = self.titles.get(column.key), text(at(rows, known.top, known.place(column.key)))
                if was == known.given.get(column.key) != column.header == stands:
                    known.given[column.key] = stands

    def rows(self) -> list[SheetRow]:
        """What it is about."""
        return self.truth.wanted()

    def _judge(self) -> Expected:
        """The tab is as it must be, and what was written over has been told."""
        after = self.desk.rows()
        expected = self._expected(after)
        wrong = faults(expected, after, loose=self._loose(), unread=self.unread)
        assert not wrong, "\n".join(wrong)
        told = {(key, column, plain(self.place.kept_as(value))) for key, column, value in self.truth.told}
        untold = {one for one in expected.overwritten - told if one[2] not in self.unread}
        assert self.crossed or not untold, untold
        self.desk.known = expected.known
        for name in expected.titled:
            expected.known.given[name] = text(at(after, expected.known.top, expected.known.place(name)))
        return expected

    def _expected(self, after: Grid) -> Expected:
        """What the tab should be; a crossed write may have made columns before what staff wrote meanwhile."""
        about = replace(self.truth, rows={row.key: self.truth.rows[row.key] for row in self.rows()})
        places = (None, self.made_at) if self.crossed else (None,)
        all_expected = (expect(self.before, self.desk.known, about, self.place.kept_as, place) for place in places)
        expected = max(all_expected, key=lambda one: headed(one, after))
        for key in self.later & expected.new.keys() - first_rows(after, expected.known).keys():
            del expected.new[key]
        return expected

    def _loose(self) -> frozenset[str]:
        """The service's columns, where a write may have hit other rows than it meant: the next sync puts them right."""
        return frozenset(one.key for one in self.spec.columns if one.owner == "service" and self.crossed)

    def _judge_what_was_heard(self) -> None:
        """What staff's columns hold is what the ledger was told, and which rows they took away."""
        after, known = self.desk.rows(), self.desk.known
        there = first_rows(after, known)
        for column in [one for one in self.truth.columns if one.owner != "service" and one.key in known.names]:
            for key in self.truth.rows.keys() & there.keys():
                stands = at(after, there[key], known.place(column.key))
                told = self.place.kept_as(self.truth.stands(key, column))
                assert plain(stands) == plain(told), (key, column.key)
        away = {key for key in self.truth.rows if key not in there}
        assert away <= self.truth.gone
        assert is_blank(self.before) or self.truth.gone.isdisjoint(first_rows(self.before, known))

    def _judge_others(self) -> None:
        for title, rows in self.others.items():
            assert self.desk.staff.beside(title).rows() == rows, title
