"""The committee's packet: a frozen shortlist as one PDF, with a page for each proposal, charts and annexes."""
