"""The marks of the columns of a scoring workbook, by which they are found again wherever their member moves them."""

from app.reviewing import WHOLE
from forms.definition import Call

REFERENCE, TITLE, APPLICANT, AMOUNT = "reference", "title", "applicant", "amount"
CONFLICT, WHY, ABSTAIN = "conflict", "why", "abstain"
SCORE, REMARK = "score.", "remark."
"""How the marks of scores and remarks begin; the criterion follows, nothing for the remark on the whole."""


def typed_marks(call: Call) -> tuple[str, ...]:
    """Those of every column that is filled in."""
    names = [one.name for one in call.criteria]
    scores, remarks = ([f"{kind}{name}" for name in each] for kind, each in ((SCORE, names), (REMARK, [WHOLE, *names])))
    return (CONFLICT, WHY, *scores, ABSTAIN, *remarks)
