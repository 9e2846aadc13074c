"""Why proposals stand where they stand, in sentences."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.ranking.places import FAR_APART, Place
from app.domain.ranking.sensitivity import Move, Shift
from app.shortlist_words import TIES, named_shift, why
from app.shortlisting.account import Account, wanted_of

MOST_SHIFTS = 4
"""That are told of one proposal; the annex has all."""
WHATEVER = "whichever weight moved by a tenth, and whichever member had not scored"


@dataclass(frozen=True, slots=True, eq=False)
class Reasons:
    """A ranking, and what of its sensitivity is each proposal's, by reference."""

    account: Account
    language: str
    turns: Mapping[str, Sequence[Shift]]  # by which it comes in or goes out
    furthest: Mapping[str, Move]

    def of(self, place: Place) -> Iterator[str]:
        """What speaks for its place, and what would change that."""
        account, call = self.account, self.account.ranking.call
        yield f"Place {place.rank} of {len(account.places)}: {why(call, place, self.language)}."
        yield from _tied(account, place)
        if place.reviews < wanted_of(call):
            yield f"Complete reviews: {place.reviews} of {wanted_of(call)} that are wanted."
        if place.spread is not None and place.spread * 100 >= FAR_APART:
            yield f"Members are far apart: their totals spread by {place.spread} points."
        if account.shifts:
            yield from self._would(place)

    def _would(self, place: Place) -> Iterator[str]:
        reference, call = place.candidate.reference, self.account.ranking.call
        turns = [named_shift(one, call, self.language) for one in self.turns.get(reference, ())]
        if turns:
            yield f"It would {'not ' if place.is_taken else ''}be taken if {_either(turns)}."
        else:
            yield f"It would {'still' if place.is_taken else 'not'} be taken {WHATEVER}."
        if move := self.furthest.get(reference):
            yield f"Of all these changes none would move it further than to place {move.now}."


def reasons_of(account: Account, language: str) -> Reasons:
    """Gone through once, for all places."""
    turns: dict[str, list[Shift]] = defaultdict(list)
    furthest: dict[str, Move] = {}
    for shift in account.shifts or ():
        for reference in (*shift.came_in, *shift.went_out):
            turns[reference].append(shift)
        for move in shift.moves:
            furthest[move.reference] = max(furthest.get(move.reference, move), move, key=_distance)
    return Reasons(account, language, turns, furthest)


def _distance(move: Move) -> int:
    return abs(move.was - move.now)


def _tied(account: Account, place: Place) -> Iterator[str]:
    same = [one.rank for one in account.places if one.score == place.score is not None]
    if len(same) > 1:
        steps = ", then ".join(TIES[word] for word in account.ranking.call.ties)
        yield f"Places {same[0]} to {same[-1]} have the same score; they are told apart {steps}."


def _either(said: Sequence[str]) -> str:
    more = len(said) - MOST_SHIFTS
    return " or if ".join(said[:MOST_SHIFTS]) + (f", or in {more} more cases (see the annex)" if more > 0 else "")
