"""The definition language: what staff write about a form, as values."""
