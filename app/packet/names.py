"""What members are called in a packet: where the call is blind, by a number."""

from collections.abc import Mapping
from dataclasses import replace

from app.shortlisting.account import Account
from app.shortlisting.inputs import Inputs


def names_of(inputs: Inputs) -> Mapping[str, str]:
    """Each who gave a review, and what the packet calls them."""
    given = sorted(inputs.reviews.members)
    is_blind = bool(inputs.call.committee.blind)
    return {name: f"Member {number}" if is_blind else name for number, name in enumerate(given, start=1)}


def with_names(account: Account, names: Mapping[str, str]) -> Account:
    """The account, in which members are called so."""
    ranking = account.ranking
    severities = tuple(replace(one, member=names[one.member]) for one in ranking.severities)
    shifts = account.shifts and tuple(
        replace(one, name=names[one.name]) if one.what == "member" else one for one in account.shifts
    )
    return replace(account, ranking=replace(ranking, severities=severities), shifts=shifts)
