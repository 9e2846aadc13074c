"""Versions of a form: what changed, and answers carried from one to the next."""
