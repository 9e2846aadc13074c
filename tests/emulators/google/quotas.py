"""How many calls a minute: 60 reads and 60 writes of a user, 300 and 300 of a project; counted anew each minute."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from .accounts import Account
from .refusals import Refusal

NOUN = {"read": "Read", "write": "Write"}
MESSAGE = (
    "Quota exceeded for quota metric '{noun} requests' and limit '{noun} requests per minute{per}' of service "
    "'sheets.googleapis.com' for consumer 'project_number:{consumer}'."
)


@dataclass
class Quotas:
    """What is left of a minute."""

    on: bool = False
    per_user: int = 60
    per_project: int = 300
    _minute: int = -1
    _used: Counter[tuple[str, str]] = field(default_factory=Counter)

    def take(self, kind: str, account: Account, now: float) -> None:
        """Count one call. Raises Refusal (429) when none is left in this minute; a refused call counts for nothing."""
        if not self.on or kind not in NOUN:
            return
        if int(now // 60) != self._minute:
            self._minute = int(now // 60)
            self._used.clear()
        user, project = (kind, account.email), (kind, f"project {account.project}")
        if self._used[user] >= self.per_user:
            raise quota_exceeded(kind, self.per_user, per_user=True)
        if self._used[project] >= self.per_project:
            raise quota_exceeded(kind, self.per_project, per_user=False)
        self._used.update([user, project])


def quota_exceeded(kind: str, limit: int, *, per_user: bool) -> Refusal:
    """The 429 of the Sheets API."""
    noun, consumer = NOUN[kind], "104251488400"
    told = MESSAGE.format(noun=noun, per=" per user" if per_user else "", consumer=consumer)
    metadata = {
        "quota_metric": f"sheets.googleapis.com/{kind}_requests",
        "quota_limit": f"{noun}RequestsPerMinutePer{'User' if per_user else 'Project'}",
        "quota_limit_value": str(limit),
        "quota_location": "global",
        "service": "sheets.googleapis.com",
        "consumer": f"projects/{consumer}",
    }
    info: dict[str, Any] = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "RATE_LIMIT_EXCEEDED"}
    link = {
        "description": "Request a higher quota limit.",
        "url": "https://cloud.google.com/docs/quotas/help/request_increase",
    }
    help_: dict[str, Any] = {"@type": "type.googleapis.com/google.rpc.Help", "links": [link]}
    details = [{**info, "domain": "googleapis.com", "metadata": metadata}, help_]
    return Refusal(429, "RESOURCE_EXHAUSTED", told, details)
