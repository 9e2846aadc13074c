"""n8n: a workflow of Webhook, IF and an insert into a data table, made through its own interface."""
from pathlib import Path
from bench.intake.candidate import Candidate
def n8n(cache: Path) -> Candidate: return Candidate("n8n", "/", None)
