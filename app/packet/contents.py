"""What a packet holds, as values: every number is a text already, so that the template only sets it in type."""

from dataclasses import dataclass

Share = float
"""From 0 to 1, of whatever a chart is as long as."""


@dataclass(frozen=True, slots=True)
class Row:
    """One place of the ranking."""

    rank: int
    reference: str
    title: str
    applicant: str
    asked: str  # empty where there is no money, as `cumulative`
    cumulative: str
    score: str
    median: str
    spread: str
    reviews: int
    is_taken: bool
    why: str
    has_page: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """One line of a chart: of all, and of those taken, each with its figure and its length."""

    label: str
    every: str
    taken: str
    every_share: Share
    taken_share: Share


@dataclass(frozen=True, slots=True)
class BarChart:
    """Lines below each other; `about` says what is counted."""

    title: str
    about: str
    bars: tuple[Bars, ...]


@dataclass(frozen=True, slots=True)
class MoneyChart:
    """What all places up to each ask for together, as a line, against the envelope; `figures` say it in words."""

    title: str
    about: str
    points: tuple[tuple[Share, Share], ...]  # along the places, up to the largest sum
    envelope: Share
    envelope_said: str
    top_said: str
    last_place: int
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """One criterion on the page of a proposal."""

    label: str
    weight: str
    mean: str
    median: str
    spread: str
    each: str  # the single scores, the highest first: nobody is told who gave which
    share: Share  # of the scale
    of_all: str  # the mean of all proposals, as a share of the scale


@dataclass(frozen=True, slots=True)
class Said:
    """A label, and what stands to it in one or more paragraphs."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """What a member wrote; `who` is empty where the packet does not tell."""

    who: str
    about: str  # the criterion, or empty for the whole
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one proposal."""

    rank: int
    reference: str
    title: str
    applicant: str
    is_taken: bool
    facts: tuple[tuple[str, str], ...]
    why: tuple[str, ...]  # sentences
    scores: tuple[Scored, ...]
    notes: tuple[str, ...]
    summary: tuple[Said, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an annex; `width` is its share."""

    title: str
    is_number: bool
    width: int


@dataclass(frozen=True, slots=True)
class Annex:
    """A table at the end."""

    title: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Packet:
    """The whole of it; `issued_on` is the day of the shortlist (ISO 8601)."""

    organisation: str
    title: str
    audience: str
    facts: tuple[tuple[str, str], ...]
    digest: str
    issued_on: str
    has_money: bool
    line: int  # how many places stand above the line
    line_said: str
    ranking: tuple[Row, ...]
    money: MoneyChart | None
    charts: tuple[BarChart, ...]
    pages: tuple[Page, ...]
    annexes: tuple[Annex, ...]
    warning: str = ""
