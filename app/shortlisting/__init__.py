"""Shortlists: what a ranking is made of as values, frozen with a digest, worked out again, and what speaks for it."""
