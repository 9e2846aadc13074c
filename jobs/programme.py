"""The sample programme: posts every form's samples to the running service as the real providers would."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx

from app import hook_secrets
from app.context import Context
from app.review import import_reviews, read_reviews
from app.store import deliveries, outbox, secrets
from connectors.sources import SOURCES
from connectors.workbooks import write_atomically
from forms.definition import Form
from forms.schema import CompiledForm
from forms.types.paths import columns_by_path

BUDGET = "budget-2027"
MARK = "samples"  # the file in the data folder that says how far the loading is
JUDGED_WITHIN = 30  # seconds for the samples of one form
LOADING, LOADED = "loading", "loaded"


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample delivery: who would send it, its body, and what the service should make of it."""

    form: str
    source: str
    body: bytes
    accepted: bool


def ensure_secrets(context: Context) -> None:
    """Give every source of every form a secret if it has none."""
    with context.ledger.writing() as connection:
        for compiled in context.forms.values():
            hook_secrets.ensure_secrets(connection, compiled.form, now=context.now())


def has_deliveries(context: Context) -> bool:
    """Whether anything was ever delivered to this ledger."""
    with context.ledger.reading() as connection:
        return bool(deliveries.counts(connection))


def is_loading(context: Context) -> bool:
    """Whether an earlier start was interrupted while it loaded the samples; to load them again repeats nothing."""
    return _mark(context) == LOADING


def is_loaded(context: Context) -> bool:
    """Whether all the samples were given to this ledger."""
    return _mark(context) == LOADED and has_deliveries(context)


def mark(context: Context, state: str) -> None:
    """Write down how far the loading of the samples is: LOADING or LOADED."""
    write_atomically(context.settings.data_dir / MARK, f"{state}\n".encode())


def _mark(context: Context) -> str:
    path = context.settings.data_dir / MARK
    return path.read_text().strip() if path.exists() else ""


def has_sample_budget(context: Context) -> bool:
    """Whether the sample budget is among the definitions; it is not in a folder of your own."""
    return (context.settings.forms_dir / "contributions" / f"{BUDGET}.yaml").exists()


def samples_of(form: Form, folder: Path, today: date) -> Iterator[Sample]:
    """The samples that stand beside a definition, in the order of their names, as they are on a day.

    `{year}` in a sample is the year; `accepted_until` is the last day on which the form's rules let it pass.
    """
    for path in sorted((folder / form.name / "samples").glob("*.json")):
        sample = json.loads(path.read_text(encoding="utf-8").replace("{year}", str(today.year)))
        until = date.fromisoformat(sample.get("accepted_until", f"{date.max}"))
        yield Sample(form.name, sample["source"], _body(sample), sample["expect"] == "accepted" and today <= until)


def in_order(forms: Mapping[str, CompiledForm]) -> list[str]:
    """The forms by name, each after those whose submissions it refers to (one of two that refer to each other)."""
    found: list[str] = []
    seen: set[str] = set()

    def visit(name: str) -> None:
        if name in seen or name not in forms:
            return
        seen.add(name)
        for other in sorted({question.form for _, question in columns_by_path(forms[name].form.questions)}):
            visit(other)
        found.append(name)

    for name in sorted(forms):
        visit(name)
    return found


def _body(sample: dict[str, object]) -> bytes:
    content = sample.get("body") or {
        "type": "submission.created",
        "timestamp": "2026-11-02T09:00:00Z",
        "data": {"id": sample["id"], "language": sample.get("language", "en"), "answers": sample["answers"]},
    }
    return json.dumps(content, ensure_ascii=False).encode()


def post_samples(context: Context, base_url: str, say: Callable[[str], None]) -> tuple[Sample, ...]:
    """Post every sample over HTTP with a real signature; returns what was posted."""
    posted: list[Sample] = []
    with httpx.Client(base_url=base_url, timeout=30, trust_env=False) as client:
        for name in in_order(context.forms):
            form = context.forms[name].form
            samples = list(samples_of(form, context.settings.forms_dir, context.now().date()))
            for sample in samples:
                _post(context, client, sample)
            _wait_until_judged(context, name)
            posted += samples
            say(f"posted {len(samples)} sample deliveries to /hooks/{name}/…")
    return tuple(posted)


def _wait_until_judged(context: Context, form: str) -> None:
    """What refers to these submissions is posted after them; samples that nobody judges are missed at the end."""
    for _ in range(JUDGED_WITHIN * 10):
        with context.ledger.reading() as connection:
            if not deliveries.is_waiting(connection, form):
                return
        time.sleep(0.1)


def _post(context: Context, client: httpx.Client, sample: Sample) -> None:
    with context.ledger.reading() as connection:
        secret = secrets.live(connection, sample.form, sample.source)[0]
    shown = SOURCES[sample.source].proof.show(sample.body, secret, context.now())
    answer = client.post(
        f"/hooks/{sample.form}/{sample.source}" + (f"/{shown.in_address}" if shown.in_address else ""),
        content=sample.body,
        headers={"Content-Type": "application/json", **shown.headers},
    )
    answer.raise_for_status()


def import_sample_reviews(context: Context) -> int:
    """Import the reviewers' scores that stand beside the samples of each call."""
    count = 0
    for name, compiled in context.forms.items():
        path = context.settings.forms_dir / name / "samples" / "reviews.csv"
        if compiled.form.call is not None and path.exists():
            count += import_reviews(context, name, read_reviews(path))
    return count


def ask_for_results(context: Context) -> None:
    """Ask for the shortlist of every call and the invoices of the sample budget, where it is there."""
    now = context.now()
    with context.ledger.writing() as connection:
        for name, compiled in context.forms.items():
            if compiled.form.call is not None:
                outbox.put(connection, "shortlist", name, now=now)
        if has_sample_budget(context):
            outbox.put(connection, "invoices", BUDGET, now=now)
