"""Measures what the pages of a form weigh, how soon they can be filled in, and what they cost the server."""
