"""Staff's pages of a call's shortlist: the ranking, and the files that are made of frozen ones."""

from app.web.shortlists import packets, ranking
from app.web.shortlists.visit import blueprint

__all__ = ["blueprint", "packets", "ranking"]
