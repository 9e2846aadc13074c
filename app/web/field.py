"""The fields of a page as values: what a template shows of each, and the walks through all of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.web.limits import Limit
from app.web.options import Option
from app.web.uploads import KeptFile

WITHOUT_WORDS = frozenset({"hidden", "worked_out"})
"""Widgets that ask nothing: that they come onto the page is no news to anybody."""


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of a table, empty as long as it cannot be worked out."""

    name: str  # path, "budget.total_usd"
    label: str
    amount: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the page; groups have `children`, tables `rows` of them."""

    name: str  # path, "budget.0.unit_cost"
    widget: str
    label: str
    hint: str = ""
    optional: bool = False
    value: str = ""
    error: str = ""
    currency: str = ""
    options: tuple[Option, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple["Field", ...] = ()
    rows: tuple[tuple["Field", ...], ...] = ()
    totals: tuple[Total, ...] = ()  # of a table
    places: Mapping[str, str] = field(default_factory=dict)  # of a ranking: choice -> place
    again: str | None = None  # of an address that is asked twice: the second one
    conditional: bool = False  # whether other answers decide that it is asked
    more: bool = False  # whether the table can take another row
    kept: tuple[KeptFile, ...] = ()
    kinds: tuple[str, ...] = ()  # of files, by the endings of their names; empty where any goes
    megabytes: int = 0  # that a file may have; 0 where none is asked for
    limits: tuple[Limit, ...] = ()

    @property
    def is_unseen(self) -> bool:
        """Whether nothing of it shows: what is worked out comes up as soon as it can be."""
        return self.widget == "hidden" or (self.widget == "worked_out" and not self.value and not self.error)

    @property
    def described_by(self) -> str:
        """The ids of what stands on the page about it."""
        about = (("h", self.hint), ("t", self.megabytes), ("e", self.error))
        counts = [f"c-{self.name}-{limit.unit}" for limit in self.limits]
        return " ".join([*(f"{letter}-{self.name}" for letter, told in about if told), *counts])


def conditional_paths(fields: Iterable[Field]) -> Iterator[str]:
    """The paths of the fields that other answers brought onto the page."""
    return (one.name for one in every_field(fields) if one.conditional)


def every_field(fields: Iterable[Field]) -> Iterator[Field]:
    """The fields and all that stand in them."""
    for one in fields:
        yield one
        yield from every_field(one.children)
        for row in one.rows:
            yield from every_field(row)


def places_of(fields: Iterable[Field]) -> Iterator[str]:
    """The names that stand on the page as places to go to: of fields that can be seen, and of rows."""
    for one in every_field(fields):
        if not one.is_unseen:
            yield one.name
            yield from (f"{one.name}.{number}" for number in range(len(one.rows)))


def worked_out(fields: Iterable[Field]) -> dict[str, str]:
    """What the rules make of the answers, by path: values and totals, empty as long as they cannot be worked out."""
    each = list(every_field(fields))
    values = {one.name: one.value for one in each if one.widget == "worked_out"}
    return values | {total.name: total.amount for one in each for total in one.totals}
