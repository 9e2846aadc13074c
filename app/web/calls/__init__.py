"""Staff's side of calls: from the deadline to the decision, one page an act."""

from app.web.calls import assignment, committee, conflicts, decisions, listing, screened, screening, workbook
from app.web.calls.visit import blueprint

__all__ = [
    "assignment",
    "blueprint",
    "committee",
    "conflicts",
    "decisions",
    "listing",
    "screened",
    "screening",
    "workbook",
]
