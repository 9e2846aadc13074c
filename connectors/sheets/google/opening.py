"""Google Sheets as the account whose credentials are kept in a file."""

from pathlib import Path

import gspread

from connectors.google_login import login_of
from connectors.sheets.google.backend import GoogleSheets
from connectors.sheets.google.budget import budget_in

TIMEOUT = (10, 120)  # seconds to connect and to answer; gspread sets none by itself, and Google takes up to 180
SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/drive.metadata.readonly",
)
"""To write cells, and to see of the file itself who touched it last and whether it may be edited; nothing else."""


def open_google(credentials: Path, redis: str) -> GoogleSheets:
    """Sheets as the account of a file, with the calls counted in that Redis. Raises ConnectorError."""
    login = login_of(credentials, *SCOPES)
    client = gspread.authorize(login.credentials)
    client.set_timeout(TIMEOUT)
    budget = budget_in(redis, login.account or login.project, login.project)
    return GoogleSheets(client, budget, login.account)
