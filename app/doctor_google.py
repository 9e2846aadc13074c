"""What `chancery doctor` says of Google: who we are there, and which forms' spreadsheets cannot be used."""

from collections.abc import Callable, Mapping
from pathlib import Path

from app.config import Settings
from connectors.errors import ConnectorError
from connectors.google_login import access_token
from connectors.ports import Probe
from connectors.sheets.google import GoogleSheets
from connectors.sheets.google.opening import SCOPES
from forms.definition import Form

HOW = "see docs/google-sheets.md"
CONNECT = "run `chancery sheets connect ADDRESS --form FORM`, which says each thing that is missing"


def google(settings: Settings, forms: Mapping[str, Form], opened: Callable[[Path, str], GoogleSheets]) -> Probe:
    """One finding over all forms."""
    there = {name: form.sheet.google for name, form in forms.items() if form.sheet.google}
    path = settings.google_credentials
    if path is None:
        said = f"GOOGLE_CREDENTIALS is not set, and these live there: {', '.join(there)}" if there else "not used"
        return Probe("google", not there, said, HOW)
    try:
        sheets = opened(path, settings.redis_counts)
        access_token(path, *SCOPES)
    except ConnectorError as fault:
        return Probe("google", False, str(fault), HOW)
    faults = {name: lack for name, address in there.items() if (lack := _lacking(sheets, address))}
    said = "; ".join(f"{name}: {lack}" for name, lack in faults.items()) or f"sheets that can be used: {len(there)}"
    return Probe("google", not faults, f"as {sheets.account or path}: {said}", CONNECT)


def _lacking(sheets: GoogleSheets, address: str) -> str:
    """The first thing that a spreadsheet lacks; empty where it can be used."""
    try:
        return next((one.said for one in sheets.examine(address) if not one.ok), "")
    except ConnectorError as fault:
        return str(fault)
