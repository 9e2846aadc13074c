"""Exports: files of past submissions as form providers give them, read row by row."""
