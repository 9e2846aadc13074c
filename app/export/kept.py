"""Exports that stand ready for staff: each is a file in a folder of its form, and is removed after a day."""

from datetime import datetime, timedelta
from pathlib import Path

from app.config import Settings

KEPT_FOR = timedelta(hours=24)
PRIVATE = 0o700  # what was answered is for staff alone


def place(settings: Settings, form: str, name: str, suffix: str) -> Path:
    """Where to put an export of a form."""
    settings.exports.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    return settings.exports / form / f"{name}{suffix}"


def found(settings: Settings, form: str, name: str) -> Path | None:
    """The export of this name, whatever its kind; None while it is not there, or no longer."""
    return next((settings.exports / form).glob(f"{name}.*"), None)


def forms(settings: Settings) -> list[str]:
    """The forms of which exports are kept, or were left half made."""
    return sorted({path.parent.name for path in settings.exports.glob("*/*")})


def remove_old(settings: Settings, form: str, now: datetime) -> int:
    """Remove those of a form that were kept long enough, half made ones with them; returns how many."""
    until = (now - KEPT_FOR).timestamp()
    old = [path for path in settings.exports.glob(f"{form}/*") if _saved(path) < until]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _saved(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # somebody else has removed it
        return float("inf")
