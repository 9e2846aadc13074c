"""Measures how fast submissions are taken in: this service, its peers, and what the machine allows, side by side."""
