"""The states of a grant and what leads from one to another: one table."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

APPROVED, SENT, SIGNED = "approved", "agreement_sent", "signed"
AUDITED, CLOSED, REFUND_DUE = "audited", "closed", "refund_due"
CLOSE = "close"
WITHDRAWN, TERMINATED, REVOKED = "withdrawn", "terminated", "revoked"

STATES: Mapping[str, str] = {
    APPROVED: "Approved",
    SENT: "Agreement sent",
    SIGNED: "Agreement signed",
    AUDITED: "Audited",
    REFUND_DUE: "Refund due",
    CLOSED: "Closed",
    WITHDRAWN: "Withdrawn",
    TERMINATED: "Terminated",
    REVOKED: "Approval taken back",
}
"""Every state, in words."""
UNSIGNED = frozenset({APPROVED, SENT})
"""The decision alone stands: another one may take its place."""
LIVE = frozenset({APPROVED, SENT, SIGNED, AUDITED})
"""What is owed is asked for, and instalments may be released."""
OUT = frozenset({WITHDRAWN, TERMINATED, REVOKED})
"""Nothing comes of it any more."""


@dataclass(frozen=True, slots=True)
class Act:
    """What staff do to a grant: from which states, to which, and what has to be said with it."""

    label: str
    starts: Collection[str]
    ends: str
    needs_reason: bool = False
    needs_day: bool = False  # the first day of the agreement


ACTS: Mapping[str, Act] = {
    "send": Act("The agreement was sent", {APPROVED}, SENT),
    "sign": Act("The agreement is signed", {APPROVED, SENT}, SIGNED, needs_day=True),
    "audit": Act("It is audited", {SIGNED, REFUND_DUE}, AUDITED),
    "claim": Act("A refund is due", {SIGNED, AUDITED, TERMINATED}, REFUND_DUE, needs_reason=True),
    CLOSE: Act("It is closed", {SIGNED, AUDITED, REFUND_DUE}, CLOSED),
    "withdraw": Act("It is withdrawn by who has it", {APPROVED, SENT, SIGNED}, WITHDRAWN, needs_reason=True),
    "terminate": Act("It is terminated", {APPROVED, SENT, SIGNED, AUDITED}, TERMINATED, needs_reason=True),
    "reopen": Act("It is taken up again", {CLOSED, WITHDRAWN, TERMINATED}, APPROVED, needs_reason=True),
}
"""What staff can do, by its word; a grant taken up again is signed where it was."""


def open_to(state: str, *, is_signed_for: bool) -> dict[str, Act]:
    """What can be done in a state; where the call has no agreement (not `is_signed_for`) an approval stands for one."""
    stands = SIGNED if state == APPROVED and not is_signed_for else state
    return {word: act for word, act in ACTS.items() if stands in act.starts}
