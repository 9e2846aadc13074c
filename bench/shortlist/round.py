"""A round of the Voluntary Trust Fund in a ledger of its own: proposals in six languages, read and scored."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from app.config import SHIPPED_FORMS, read_settings
from app.context import Context, serving_context
from app.screening import screen
from app.store import assignments, members, reviews, submissions
from app.store.engine import migrate, open_ledger
from app.store.members import About
from app.store.reviews import Review

FORM = "vtf-proposal"
OPENED = datetime(2026, 1, 10, 12, tzinfo=UTC)
EACH = 4
REMARKS = (
    "The aims are clear and the plan is sound. The budget for travel seems high for the number of people.",
    "Le projet répond à un besoin réel ; le calendrier est serré.",
    "La propuesta es sólida, pero faltan indicadores para medir los resultados.",
    "Предложение хорошо обосновано, однако риски описаны слишком кратко.",
    "目标明确，计划可行；预算中差旅费用偏高。",
    "الأهداف واضحة والخطة سليمة، غير أن ميزانية السفر مرتفعة.",
)


def context_in(folder: Path) -> Context:
    """The service with a new ledger."""
    settings = read_settings({"CHANCERY_DATA": str(folder), "SECRET_KEY": "for measuring only"})
    opened = open_ledger(settings.database_url)
    migrate(opened)
    opened.engine.dispose()
    return serving_context(settings)


Given = tuple[int, str, list[int]]
"""A review: the number of the proposal from 0, its member, and a score for each criterion."""


def fill(context: Context, count: int, people: int = 15) -> list[Given]:
    """So many proposals, each with four reviews, which are given back; always the same."""
    given: list[Given] = []
    dice, samples = np.random.default_rng(7), list(_samples(context))
    call = context.forms[FORM].form.call
    assert call is not None
    with context.ledger.writing() as c:
        names = [f"Member {n:02}" for n in range(1, people + 1)]
        committee = {name: members.put(c, FORM, About(name), now=OPENED).id for name in names}
        for number in range(count):
            kept = _kept(c, number, samples[number % len(samples)])
            for name in dice.choice(names, EACH, replace=False).tolist():
                scores = {one.name: int(dice.integers(1, one.scale + 1)) for one in call.criteria}
                said = {"": REMARKS[int(dice.integers(len(REMARKS)))], call.criteria[0].name: REMARKS[number % 6]}
                assignments.add(c, [(kept, committee[name])], now=OPENED)
                review = Review(kept, committee[name], reviews.GIVEN, scores, said)
                reviews.save(c, review, now=OPENED + timedelta(days=30))
                given.append((number, name, list(scores.values())))
    screen(context, FORM)
    return given


def _kept(connection: Any, number: int, sample: Mapping[str, Any]) -> int:
    found = submissions.insert(
        connection,
        form=FORM,
        form_version=1,
        source="api",
        source_id=str(number),
        reference=f"VTF-2026-{number + 1:04d}",
        answers=sample["answers"],
        language=sample["language"],
        submitted_at=None,
        received_at=OPENED + timedelta(minutes=number),
    )
    assert found is not None
    return found.id


def _samples(context: Context) -> Iterator[Mapping[str, Any]]:
    """The canonical answers of the samples that come with the form, in all six languages."""
    for path in sorted((SHIPPED_FORMS / FORM / "samples").glob("*.json")):
        sample = json.loads(path.read_text(encoding="utf-8"))
        if sample["expect"] == "accepted" and "answers" in sample:
            checked = context.forms[FORM].check(sample["answers"], OPENED)
            assert checked.answers is not None, checked.problems
            yield {"language": sample["language"], "answers": dict(checked.answers)}
