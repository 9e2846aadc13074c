"""Measures what it takes to keep a shared sheet, and what becomes of one that staff work in, beside others' ways."""
