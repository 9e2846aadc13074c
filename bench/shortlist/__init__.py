"""How fast a call is ranked: `python -m bench.shortlist --help`."""
