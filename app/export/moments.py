"""Days and times between which submissions were received, as people write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

DAY_LENGTH = len("2026-01-31")


def since(text: str, zone: str) -> datetime:
    """The beginning of a day in the zone, or a moment (ISO 8601). Raises ValueError, OverflowError."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def before(text: str, zone: str) -> datetime:
    """The end of a day, which is meant with it, or a moment. Raises ValueError, OverflowError."""
    if len(text) > DAY_LENGTH:
        return since(text, zone)
    return since(f"{datetime.fromisoformat(text) + timedelta(days=1):%Y-%m-%d}", zone)
