"""What Drive knows of a spreadsheet: who touched it last, whether it may be edited, and how to be told of changes."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.errors import ConnectorError
from connectors.sheets.google.api import Api
from connectors.sheets.google.refusals import Place

LOOK = "modifiedTime,lastModifyingUser(me,displayName,emailAddress),trashed,capabilities(canEdit)"
WATCHED_FOR = timedelta(hours=23)  # a watch of a file ends after a day at most (Drive API, push notifications)


@dataclass(frozen=True, slots=True)
class Touch:
    """The last change of a file: when, as Drive writes it, whether by us, and by whom if not."""

    modified: str
    by_us: bool
    who: str
    trashed: bool
    can_edit: bool


def look(api: Api) -> Touch:
    """Ask for the last change. Raises ConnectorError."""
    found = api.drive(fields=LOOK)
    user = found.get("lastModifyingUser", {})
    who = str(user.get("displayName") or user.get("emailAddress") or "")
    by_us = bool(user.get("me"))
    can_edit = bool(found.get("capabilities", {}).get("canEdit", True))
    return Touch(str(found.get("modifiedTime", "")), by_us, "" if by_us else who, bool(found.get("trashed")), can_edit)


def refuse_unusable(touch: Touch, place: Place) -> None:
    """Raises ConnectorError where writing would be in vain."""
    if touch.trashed:
        said = f"the spreadsheet {place.key!r} is in the bin: restore it in Drive, or give the form another; then retry"
        raise ConnectorError(said, permanent=True)
    if not touch.can_edit:
        said = f"the spreadsheet {place.key!r} is shared for viewing alone: make {place.whom} an editor, then retry"
        raise ConnectorError(said, permanent=True)


def watch(api: Api, address: str, token: str, now: datetime) -> str:
    """Have Drive tell an address of changes; the token comes along as the proof. Raises ConnectorError."""
    until = now + WATCHED_FOR
    channel = {
        "id": str(uuid.uuid4()),
        "type": "web_hook",
        "address": address,
        "token": token,
        "expiration": str(int(until.timestamp() * 1000)),
    }
    api.drive("/watch", body=channel, fields="expiration")
    return f"Drive tells of changes until {until:%Y-%m-%d %H:%M} UTC"
