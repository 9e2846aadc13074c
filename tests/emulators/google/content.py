"""What a spreadsheet holds at one moment: it is never changed, but replaced by a draft that a batch has worked on."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from .areas import Area, Body
from .refusals import invalid
from .tab import Tab

MOST_CELLS = 10_000_000
TOO_MANY = f"This action would increase the number of cells in the workbook above the limit of {MOST_CELLS} cells."
PROTECTED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection "
    "if you need to edit."
)
TITLE_TAKEN = 'A sheet with the name "{}" already exists. Please enter another name.'


@dataclass
class Content:
    """Tabs, properties, named ranges and developer metadata of a spreadsheet."""

    properties: Body
    tabs: list[Tab] = field(default_factory=lambda: [Tab(0, "Sheet1")])
    named_ranges: list[Body] = field(default_factory=list)
    metadata: dict[int, Body] = field(default_factory=dict)  # DeveloperMetadata by its id
    who: str = ""  # whose draft it is
    owner: str = ""  # who may edit what is protected
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    computed: dict[Any, Any] = field(default_factory=dict)  # what formulas came to
    formats_known: dict[Any, Any] = field(default_factory=dict)  # the number formats they bring along
    given: int = 0  # ids so far

    def draft(self, who: str = "") -> "Content":
        """A copy for somebody to change while this one stays."""
        draft = copy(self)
        draft.who = who
        draft.tabs = [tab.draft() for tab in self.tabs]
        draft.metadata = dict(self.metadata)
        draft.forget()
        return draft

    def forget(self) -> None:
        """What was worked out is so no longer."""
        self.computed, self.formats_known = {}, {}

    def fresh(self, taken: set[int]) -> int:
        """An id of the size that Google gives, which nothing has and nothing had before."""
        while True:
            self.given += 1
            if (found := crc32(str(self.given).encode()) >> 1) not in taken:
                return found

    def moment(self) -> datetime:
        """Now, as clocks show it where the spreadsheet is at home."""
        return self.clock().astimezone(ZoneInfo(self.properties["timeZone"]))

    @property
    def first(self) -> Tab:
        return next((tab for tab in self.tabs if not tab.facts.get("hidden")), self.tabs[0])

    def by_title(self, title: str) -> Tab | None:
        """The tab of this title, however its letters are cased."""
        return next((tab for tab in self.tabs if tab.title.casefold() == title.casefold()), None)

    def by_id(self, number: int) -> Tab:
        for tab in self.tabs:
            if tab.id == number:
                return tab
        raise invalid(f"No grid with id: {number}")

    def named(self, name: str) -> Body | None:
        return next((one for one in self.named_ranges if one["name"].casefold() == name.casefold()), None)

    def check_editable(self, tab: Tab, area: Area) -> None:
        """Raises Refusal when cells are protected against whoever works on this draft."""
        for one in tab.protected:
            mine = self.who in ("", self.owner, *one.get("editors", {}).get("users", []))
            if not one.get("warningOnly") and not mine and self._protects(one, tab, area):
                raise invalid(PROTECTED)

    def _protects(self, protected: Body, tab: Tab, area: Area) -> bool:
        open_ = any(tab.clipped(one).holds(area) for one in protected.get("unprotectedRanges", []))
        return not open_ and tab.clipped(protected.get("range", {})).meets(area)

    def check_title(self, title: str, *, of: Tab | None = None) -> None:
        if any(tab.title.casefold() == title.casefold() for tab in self.tabs if tab is not of):
            raise invalid(TITLE_TAKEN.format(title))

    def check_size(self) -> None:
        """Raises Refusal when there are more cells than a spreadsheet may have."""
        if sum(tab.height * tab.width for tab in self.tabs) > MOST_CELLS:
            raise invalid(TOO_MANY)
