"""The ranking page beside pretalx's review dashboard: `python -m bench.pretalx --help`."""
