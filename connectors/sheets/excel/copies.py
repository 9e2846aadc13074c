"""Copies of a workbook that a cloud drive made because two people saved at once, told by their names."""

import re
from collections.abc import Iterable
from pathlib import PurePath

CONFLICT = "[ck]onfli(?:ct|kt|t)"  # in the languages of the drives' users
WAYS = (
    rf" \([^()]*(?i:{CONFLICT})[^()]*\d{{4}}[^()]*\)",  # Dropbox, Nextcloud, Seafile: who and when, in either order
    r" \((?:[^()]*\s)?(?i:conflicted(?: copy)?|case conflict)(?: \d+)?\)",  # the same without a date
    r" \[conflicted(?: \d+)?\]",  # pCloud
    r"[._-]sync-conflict-\d{8}-\d{6}(?:-\w+)?",  # Syncthing
    r"_conflict-\d{8}-\d{6}",  # ownCloud
    r"_.+_\w{3}-\d{2}-\d{4,6}-\d{4}_[Cc]onflict",  # Synology
    r"-(?:DESKTOP|LAPTOP|WIN|PC|NB)-[A-Z0-9]{1,11}(?:-\d+)?",  # OneDrive: the name of the computer
    r"-[A-Z0-9]{1,11}-(?:PC|DESKTOP|LAPTOP|NB|MAC)(?:-\d+)?",
    r"-[\w’'-]*(?:MacBook|iMac|Mac-mini)[\w-]*",
    r" \(\d\)",  # Google Drive
)
ADDED = re.compile("|".join(WAYS))
"""What stands between the name of the workbook and its suffix."""


def copies(names: Iterable[str], workbook: str) -> list[str]:
    """Those of a folder's names that are copies of a workbook, whose file name is given."""
    own = PurePath(workbook)
    return sorted(name for name in names if _is_copy(PurePath(name), own))


def told(found: Iterable[str]) -> list[str]:
    """What staff should know of them."""
    return [
        f"beside the workbook stands {name!r}, which a cloud drive seems to have made as two people saved at once: see "
        "whether anything in it is missing here, then delete it"
        for name in found
    ]


def _is_copy(name: PurePath, own: PurePath) -> bool:
    if name.suffix.casefold() != own.suffix.casefold() or not name.stem.casefold().startswith(own.stem.casefold()):
        return False
    added = name.stem[len(own.stem) :]
    return ADDED.fullmatch(added) is not None
