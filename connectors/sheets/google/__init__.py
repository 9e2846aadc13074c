"""Google Sheets: what is read and written, and how it is asked for."""

from connectors.sheets.google.backend import GoogleSheets
from connectors.sheets.google.opening import open_google

__all__ = ["GoogleSheets", "open_google"]
