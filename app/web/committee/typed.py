"""What a member typed into the page of a review, by the names of its fields."""

from flask import request

from app.reviewing import ACTS, WHOLE, Typed
from app.store.reviews import DRAFT, Review
from app.text import translate
from forms.definition import Criterion, Form

SCORE, REMARK = "score.", "remark."
"""How the names of fields begin; that of a criterion follows, nothing for the remark on the whole."""


def typed_in(criteria: tuple[Criterion, ...]) -> Typed:
    """What this request brings."""
    names = [one.name for one in criteria]
    return Typed(
        state=ACTS.get(request.form.get("act", ""), DRAFT),
        scores={name: request.form.get(f"{SCORE}{name}", "") for name in names},
        remarks={name: request.form.get(f"{REMARK}{name}", "") for name in (*names, WHOLE)},
        was=request.form.get("was", ""),
    )


def typed_before(review: Review | None) -> Typed:
    """What stands in a review, as it would be typed."""
    if review is None:
        return Typed(DRAFT, {}, {})
    return Typed(review.state, {name: str(score) for name, score in review.scores.items()}, review.remarks)


def typed_by_label(form: Form, language: str) -> list[tuple[str, str]]:
    """What this request brings, in words, to be copied by who cannot send it."""
    criteria = form.call.criteria if form.call else ()
    typed, lines = typed_in(criteria), []
    for one in criteria:
        said = (typed.scores[one.name], typed.remarks[one.name])
        lines.append((one.label.in_language(language), "\n".join(text.strip() for text in said if text.strip())))
    lines.append((translate("Overall remarks", language), typed.remarks[WHOLE].strip()))
    lines.append((translate("Reason", language), request.form.get("reason", "").strip()))
    return [line for line in lines if line[1]]
