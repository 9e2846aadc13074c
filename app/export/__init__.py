"""Exports: submissions of a form, chosen by filters, as a file of any kind."""
