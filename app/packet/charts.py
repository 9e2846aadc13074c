"""The charts of a packet as lengths and figures: nothing is drawn that does not stand there in words too."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from app.packet.contents import BarChart, Bars, MoneyChart
from app.packet.money import said_money
from app.shortlist_words import limits
from app.shortlisting.account import Account, Criterion, Group
from forms.definition import Form
from forms.types.answers import find_question, shown

MOST_GROUPS = 24
"""Lines of a chart of groups, those with the most proposals; the annex has all."""
MOST_POINTS = 400
STEPS = 10  # figures beside the line of money


def bar_charts(form: Form, account: Account) -> Iterator[BarChart]:
    """Scores by criterion, then how each quota's groups fare."""
    about = "Mean score of all proposals, and of those taken, in per cent of the scale."
    yield BarChart("Scores by criterion", about, tuple(_criterion(one) for one in account.criteria))
    for quota, groups in groupby(account.groups, key=lambda one: one.quota):
        found = list(groups)
        most = max((one.eligible for one in found), default=0) or 1
        left = f" The {MOST_GROUPS} largest of {len(found)} groups." if len(found) > MOST_GROUPS else ""
        about = f"How many proposals are eligible and how many are taken ({limits(quota)}).{left}"
        bars = tuple(_group(form, one, most) for one in found[:MOST_GROUPS])
        yield BarChart(quota.label.in_language(form.languages[0]), about, bars)


def _criterion(one: Criterion) -> Bars:
    every, taken = (Decimal(0) if share is None else share for share in (one.every, one.taken))
    said = [f"{share:.1f} %" if share is not None else "–" for share in (one.every, one.taken)]
    return Bars(one.label, said[0], said[1], float(every / 100), float(taken / 100))


def _group(form: Form, one: Group, most: int) -> Bars:
    name = (
        group_said(form, one.quota.question, one.name) if one.name else one.quota.label.in_language(form.languages[0])
    )
    return Bars(name, str(one.eligible), str(one.taken), one.eligible / most, one.taken / most)


def group_said(form: Form, path: str, answer: str) -> str:
    """An answer by which a quota goes, as people read it."""
    question = find_question(form, path)
    return answer if question is None or not answer else shown(question, answer, form.languages[0])


def money_chart(account: Account) -> MoneyChart | None:
    """What is asked for up to each place, against the envelope; none where there is no money or nobody."""
    call, places = account.ranking.call, account.places
    if not call.has_money or not places:
        return None
    sums = [one.cumulative for one in places]
    top = max(sums[-1], call.envelope, Decimal(1))
    return MoneyChart(
        title="Requested against the envelope",
        about=_about(account, sums[-1]),
        points=tuple((rank / len(sums), _share(sums[rank - 1], top)) for rank in _thinned(len(sums), MOST_POINTS)),
        envelope=_share(call.envelope, top),
        envelope_said=f"Envelope {said_money(call.envelope, call)}",
        top_said=said_money(top, call),
        last_place=len(sums),
        figures=tuple((str(rank), said_money(sums[rank - 1], call)) for rank in _thinned(len(sums), STEPS)),
    )


def _about(account: Account, all_of_it: Decimal) -> str:
    call, taken = account.ranking.call, len(account.ranking.taken_places)
    return (
        f"All {len(account.places)} places together ask for {said_money(all_of_it, call)}. {taken} are taken and use "
        f"{said_money(account.used, call)} of {said_money(call.envelope, call)}."
    )


def _share(part: Decimal, whole: Decimal) -> float:
    return round(float(part / whole), 5)


def _thinned(count: int, most: int) -> Sequence[int]:
    """At most so many of the ranks, evenly, the last among them."""
    if count <= most:
        return range(1, count + 1)
    return [round(step * count / most) for step in range(1, most + 1)]
