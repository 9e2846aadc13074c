"""Staff put aside a delivery in quarantine that is junk: it is kept, and counted and told of no more."""

from app.arrival import clean
from app.context import Context
from app.store import audit, deliveries
from app.store.deliveries import Delivery

LONGEST_REASON = 200


def meant(context: Context, name: str) -> list[Delivery]:
    """The deliveries in quarantine that staff may mean by a number or an id of a provider: one, if all is well."""
    with context.ledger.reading() as c:
        return deliveries.called(c, name, (deliveries.QUARANTINED,))


def reason_said(text: str) -> str:
    """What staff give as their reason, fit to be kept; empty where they give none."""
    return clean(" ".join(text.split()))[:LONGEST_REASON]


def put_aside(context: Context, delivery: int, *, who: str, why: str) -> Delivery | None:
    """Set a delivery aside and write down who did so and why; None where it is not in quarantine.

    It comes back by being judged again, as its content then says.
    """
    now = context.now()
    with context.ledger.writing() as c:
        kept = deliveries.get(c, delivery)
        if kept is None or not deliveries.put_aside(c, delivery):
            return None
        details = {"form": kept.form, "source": kept.source, "reason": why}
        known_as = kept.delivery_id or str(delivery)
        audit.record(c, who=who, act="delivery.set_aside", what=known_as, now=now, details=details)
    return kept
