"""Definitions in spreadsheets: the XLSForm dialect of Kobo and ODK, with further sheets for what it lacks."""
