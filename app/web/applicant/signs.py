"""What a sending shows of who sends it: how fast, from where, with what proof, and whether a trap was stepped into."""

from collections.abc import Mapping
from typing import Any

from flask import request

from app.drafting import is_known
from app.suspicion import Signs, suspicions
from app.web.applicant import proof
from app.web.applicant.visit import Visit
from app.web.crowds import is_crowd
from app.web.here import here
from forms.types.blank import is_blank

TRAP = "website"
"""A field that people do not see, of a name that programs like to fill in."""


def suspicions_of(of: Visit, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Why what is being sent may be spam, in sentences for staff. Raises LedgerDown."""
    known = of.draft.sent > 0 or is_known(here(), of.draft)
    is_worked = proof.holds(here().settings.secret_key, of.draft.key, request.form.get("proof", ""))
    signs = Signs(
        took=here().now() - of.draft.started_at,
        answers=sum(not is_blank(one) for one in answers.values()),
        trap=request.form.get(TRAP, ""),
        is_worked=is_worked,
        is_crowd=not known and not is_worked and is_crowd(),
        is_known=known,
    )
    return suspicions(signs)
