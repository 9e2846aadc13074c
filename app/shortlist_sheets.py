"""The further sheets of a shortlist's workbook: what speaks for and against the list."""

from collections.abc import Iterator

from app.domain.ranking.places import FAR_APART, Place
from app.shortlist_words import group_name, line_of_group, named_shift
from app.shortlisting.account import MOST_VARIED, Account, wanted_of
from connectors.ports import CellValue
from connectors.registers import Heading
from connectors.table_book import MoreSheet

CRITERIA = (
    Heading("Criterion", width=46, mark="name"),
    Heading("All, % of the scale", "score", 18, "bar"),
    Heading("Taken, % of the scale", "score", 18, "bar"),
)
QUOTAS = (
    Heading("Group", width=46, mark="name"),
    Heading("Eligible", "integer", 12, "bar"),
    Heading("Taken", "integer", 12, "bar"),
    Heading("Rule", width=50),
)
SENSITIVITY = (
    Heading("If", width=52),
    Heading("Come in", width=34),
    Heading("Go out", width=34),
    Heading("Change place", "integer", 14),
    Heading("Furthest", width=40),
)
MEMBERS = (
    Heading("Member", width=34, mark="name"),
    Heading("Complete reviews", "integer", 18),
    Heading("Severity, points", "score", 18, "bar"),
    Heading("Comparable group", "integer", 18),
)
GAPS = (
    Heading("What", width=30),
    Heading("Place", "integer", 8),
    Heading("Reference", width=18),
    Heading("Applicant", width=34),
    Heading("Reviews", "integer", 10),
    Heading("Spread", "score", 10),
)


def further_sheets(account: Account, language: str) -> Iterator[MoreSheet]:
    """Those that have something to say, in the order of the workbook."""
    shares = tuple((one.label, one.every, one.taken) for one in account.criteria)
    yield MoreSheet(
        "Criteria", "Mean score on each criterion, as a share of its scale.", CRITERIA, shares, "Scores by criterion"
    )
    if account.groups:
        groups = tuple(
            (group_name(one, language), one.eligible, one.taken, line_of_group(one)) for one in account.groups
        )
        yield MoreSheet(
            "Quotas", "How many of each group are eligible and taken.", QUOTAS, groups, "Eligible and taken by group"
        )
    yield MoreSheet("Sensitivity", _tried(account), SENSITIVITY, tuple(_shifts(account, language)))
    members = tuple((one.member, one.reviews, one.points, one.part + 1) for one in account.ranking.severities)
    said = "How many points of 100 a member gives above (mild) or below (severe) others on the same proposals."
    yield MoreSheet(
        "Members", f"{said} Members of two groups cannot be compared.", MEMBERS, members, "Severity of members"
    )
    wanted = wanted_of(account.ranking.call)
    said = f"Fewer complete reviews than {wanted}, or a spread of {FAR_APART // 100} points and more."
    yield MoreSheet("Gaps", said, GAPS, tuple(_gaps(account)))


def _tried(account: Account) -> str:
    if account.shifts is None:
        return f"Not tried: there are more than {MOST_VARIED:,} proposals."
    return "What would be another list if a weight were a tenth heavier or lighter, or one member had not scored."


def _shifts(account: Account, language: str) -> Iterator[tuple[CellValue, ...]]:
    for shift in account.shifts or ():
        furthest = [f"{move.reference}: {move.was} to {move.now}" for move in shift.moves[:1]]
        names = (", ".join(some) for some in (shift.came_in, shift.went_out))
        yield (named_shift(shift, account.ranking.call, language), *names, len(shift.moves), "".join(furthest))


def _gaps(account: Account) -> Iterator[tuple[CellValue, ...]]:
    for what, places in (("too few reviews", account.gaps), ("members disagree", account.disagreement)):
        yield from ((what, *_told(place)) for place in places)


def _told(place: Place) -> tuple[CellValue, ...]:
    candidate = place.candidate
    return (place.rank, candidate.reference, candidate.applicant, place.reviews, place.spread)
