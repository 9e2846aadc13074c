"""Workbooks that people fill in and send back: written with open and locked cells, read again cell by cell."""
