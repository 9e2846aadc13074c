"""Grants as they stood at an earlier moment, by their moves and by the days of what came and was released."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.grants.standing import Standing
from app.store.grant_instalments import Instalment
from app.store.grant_reports import ACCEPTED, OWED, RECEIVED, Report
from app.store.grants import Move


def as_of(standing: Standing, moves: Sequence[Move], moment: datetime) -> Standing | None:
    """The grant as it stood then; None where it was not made yet.

    A report that came and was returned counts as owed from the beginning: the ledger keeps when it came last.
    """
    made = [one for one in moves if one.at <= moment]
    if not made:
        return None
    then = replace(standing.grant, state=made[-1].state, amount=made[-1].amount)
    return replace(
        standing,
        grant=then,
        instalments={name: _instalment(one, moment) for name, one in standing.instalments.items()},
        reports={name: _report(one, moment) for name, one in standing.reports.items()},
    )


def _instalment(one: Instalment, moment: datetime) -> Instalment:
    is_later = one.released_at is not None and one.released_at > moment
    return replace(one, released_at=None, released_by="", reason="") if is_later else one


def _report(one: Report, moment: datetime) -> Report:
    if one.state == OWED or one.received_at is None or one.received_at > moment:
        return replace(one, state=OWED)
    reviewed = one.state == ACCEPTED and one.reviewed_at is not None and one.reviewed_at <= moment
    return replace(one, state=ACCEPTED if reviewed else RECEIVED)
