"""Measures how fast tables are written and read, side by side with openpyxl."""
