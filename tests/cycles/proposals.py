"""As many proposals as a year brings, made of the sample ones: each with its own state, title, amount and address."""

import copy
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from forms.types import countries
from tests.cycles.edition import SHIPPED

LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
STATES = ("KEN", *sorted({*countries.states("en")} - {"KEN"}))


def proposals(count: int) -> Iterator[tuple[dict[str, Any], str]]:
    """The body of each delivery, and the address its mails go to."""
    samples = [one for one in _samples() if one["expect"] == "accepted" and one["source"] == "standard-webhooks"]
    for number in range(count):
        yield _made(samples[number % len(samples)], number)


def _samples() -> Iterator[dict[str, Any]]:
    for path in sorted((SHIPPED / "vtf-proposal" / "samples").glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


def _made(sample: dict[str, Any], number: int) -> tuple[dict[str, Any], str]:
    answers, address = copy.deepcopy(sample["answers"]), f"focal.point{number}@ministry{number}.example"
    answers |= {"state": STATES[number % len(STATES)], "project_title": f"{answers['project_title']} {number}"}
    answers["contact"]["email"] = address
    answers.pop("attachments", None)
    if "budget" in answers:
        answers["budget"][0]["quantity"] = number % 40 + 1
        answers["amount_requested"] = str(sum(map(_price, answers["budget"]), Decimal(0)))
    data = {"id": f"proposal-{number}", "language": LANGUAGES[number % len(LANGUAGES)], "answers": answers}
    return {"type": "submission.created", "timestamp": "2026-11-02T09:00:00Z", "data": data}, address


def _price(row: dict[str, Any]) -> Decimal:
    return Decimal(str(row["quantity"])) * Decimal(str(row["unit_cost"]))
