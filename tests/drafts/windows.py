"""Windows of browsers on a draft: what each last saw of it, and what it does with it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from journey_form import SECOND, compiled

from app.context import Context
from app.drafting import Opened, Saved, Sending, fingerprint, known, opened, save, send
from app.journey import steps_of
from app.store import drafts, submissions
from forms.schema import CompiledForm


class Clock:
    """A time that tests move."""

    def __init__(self) -> None:
        self.now = datetime(2098, 12, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def later_version(context: Context, text: str = SECOND) -> Context:
    """The same context once the form was changed."""
    return replace(context, forms={"trip": compiled(context.settings.data_dir.parent / "later", text)})


def form_of(context: Context) -> CompiledForm:
    return context.forms["trip"]


class Window:
    """A window of a browser that is let in: what it last saw of the draft, and what it does with it."""

    def __init__(self, context: Context, key: str, secret: str) -> None:
        self.context, self.key, self.secret = context, key, secret
        self.look()

    def look(self, context: Context | None = None) -> Opened:
        self.context = context or self.context
        found = opened(self.context, form_of(self.context), self.key, self.secret)
        assert found is not None
        self.seen = found
        return found

    def save(self, page: str, /, *, is_done: bool = True, is_new: bool = False, **given: Any) -> Saved:
        """Send a step as it was seen, with these answers changed; with nothing before it where `is_new`."""
        step = next(one for one in steps_of(self.seen.form) if one.name == page)
        before = self.seen.draft.answers
        asked = {question.name: before[question.name] for question in step.questions if question.name in before}
        was = "" if is_new else fingerprint(step, before)
        return save(self.context, self.seen, Sending(step, {**asked, **given}, was, "fr", self.secret, is_done))

    def send(self, turn: int | None = None) -> str:
        """Send what was seen; returns what became of it."""
        return send(self.context, self.seen, self.seen.draft.sent if turn is None else turn).state


def kept(context: Context) -> list[submissions.Submission]:
    with context.ledger.reading() as c:
        return submissions.of_form(c, "trip")


def draft_of(window: Window) -> drafts.Draft:
    found = known(window.context, "trip", window.key)
    assert found is not None
    return found
