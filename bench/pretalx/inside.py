"""Run by pretalx's own Python: fills an event, asks for its review dashboard, and prints what that took as JSON."""

import json
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import django
from django.core.management import call_command

django.setup()

from django.db import connection  # noqa: E402 - its models are there once it is set up
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils.timezone import now  # noqa: E402
from django_scopes import scope, scopes_disabled  # noqa: E402

from pretalx.event.models import Event  # noqa: E402
from pretalx.event.utils import create_organiser_with_team  # noqa: E402
from pretalx.person.models import SpeakerProfile, User  # noqa: E402
from pretalx.submission.models import Review, ReviewScoreCategory, Submission  # noqa: E402

SCALE = 5
PAGE = 250
"""Proposals on a page of its dashboard: the most that it shows."""


def fill(said: dict[str, Any]) -> tuple[Event, User]:
    """An event with these reviews: each is a proposal, a member, and a score for each criterion."""
    chief = User.objects.create_user(name="Rita", email="rita@pretalx.example", password="for measuring only")
    chief.is_administrator = True
    chief.save()
    organiser, team = create_organiser_with_team(name="Fund", slug="fund", users=[chief])
    days = {"date_from": now().date() + timedelta(days=90), "date_to": now().date() + timedelta(days=91)}
    with scopes_disabled():
        event = Event.objects.create(
            name="Fund", slug="fund", organiser=organiser, timezone="UTC", email="a@b.example", locale="en",
            locale_array="en", **days,
        )  # fmt: skip
    with scope(event=event):
        event.build_initial_data()
        team.limit_events.add(event)
        event.score_categories.all().delete()
        _reviews(event, said)
    return event, chief


def _reviews(event: Event, said: dict[str, Any]) -> None:
    categories = []
    for name, weight in said["criteria"]:
        category = ReviewScoreCategory.objects.create(event=event, name=name, weight=weight, required=True)
        scores = [category.scores.create(value=value, label=str(value)) for value in range(SCALE + 1)]
        categories.append(scores)
    people = [User.objects.create_user(name=one, email=f"m{n}@p.example") for n, one in enumerate(said["members"])]
    proposals = [_proposal(event, number, title) for number, title in enumerate(said["titles"])]
    for proposal, member, scores in said["reviews"]:
        review = Review.objects.create(submission=proposals[proposal], user=people[member], text="Sound.")
        review.scores.set([category[score] for category, score in zip(categories, scores, strict=True)])
        review.save(update_score=True)


def _proposal(event: Event, number: int, title: str) -> Submission:
    speaker = User.objects.create_user(name=f"Applicant {number}", email=f"s{number}@p.example")
    SpeakerProfile.objects.create(user=speaker, event=event, biography="A ministry.")
    kind = event.submission_types.first()
    made = Submission.objects.create(event=event, title=title, submission_type=kind, abstract="What is asked.")
    made.speakers.add(speaker)
    return made


def asked(client: Client, paths: Sequence[str]) -> tuple[float, float, int, int]:
    """Seconds by the clock and of the processor, queries and bytes of these pages."""
    with CaptureQueriesContext(connection) as queries:
        size = sum(len(_page(client, path)) for path in paths)
    count = len(queries)  # before the next request has them forgotten
    started, work = time.perf_counter(), time.process_time()
    for path in paths:
        _page(client, path)
    return time.perf_counter() - started, time.process_time() - work, count, size


def _page(client: Client, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return bytes(answer.content)


def measured(event: Event, chief: User, said: dict[str, Any]) -> dict[str, Any]:
    """Rounds of its first page, and of as many as show every proposal."""
    client = Client()
    client.force_login(chief)
    with scope(event=event):
        first = str(event.orga_urls.reviews)
    pages = [f"{first}?page_size={PAGE}&page={n}" for n in range(1, -(-len(said["titles"]) // PAGE) + 1)]
    shown = b"".join(_page(client, path) for path in pages).decode()
    assert all(title in shown for title in said["titles"]), "not every proposal is shown"
    return {
        "first page": [asked(client, pages[:1]) for _ in range(said["rounds"])],
        "all pages": [asked(client, pages) for _ in range(said["rounds"])],
    }


def main() -> None:
    """Read what there is from standard input, print what was seen."""
    said = json.load(sys.stdin)
    call_command("migrate", verbosity=0)
    print(json.dumps(measured(*fill(said), said)))


main()
