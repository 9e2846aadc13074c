"""A form in six languages with every kind of question, and a site that has it alone, at a time that tests move."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from werkzeug.serving import make_server

from app.context import Context
from app.store.engine import LedgerDown, open_ledger
from app.web.components import SAMPLE
from forms.schema import CompiledForm
from tests.served import served
from tests.web.conftest import context_of

FORM = "sample"
CLOSES = "2099-01-15 18:00"
HOTEL = {
    "en": "Which hotel",
    "fr": "Quel hôtel",
    "es": "Qué hotel",
    "ru": "Какая гостиница",
    "zh": "哪家酒店",
    "ar": "أي فندق",
}
PERSON: dict[str, Any] = {
    "full_name": "Amina Diallo",
    "email": "amina.diallo@example.org",
    "state": "SEN",
    "status": "head",
    "contact": {"phone": "+221 33 889 00 00"},
}
TRAVEL: dict[str, Any] = {
    "start": "2099-03-14",
    "purpose": "المؤتمر، Genève, 日内瓦: three days with the working group on international assistance.",
    "needs": ["hotel"],
    "order": ["time", "price"],
    "opinion": {"booking": "good"},
}
MONEY: dict[str, Any] = {
    "asked": "6200",
    "costs": {
        "rows": [
            {"item": "Dakar – Genève", "quantity": "2", "price": "1200"},
            {"item": "Hotel", "quantity": "4", "price": "140.50"},
        ]
    },
    "companions": {"rows": [{"name": "Moussa Ndiaye", "visa": True}]},
}
END: dict[str, Any] = {
    "letter": [{"name": "a-letter-with-a-name-that-is-long-enough-for-two-lines.pdf"}],
    "agreed": True,
}


def definition() -> str:
    """The sample form, with a closing, a mail, and a question that another brings."""
    form = yaml.load(SAMPLE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    asked = form["sections"][1]["questions"]
    shown = {"question": "needs", "is": "hotel"}
    asked.append({"question": "hotel_name", "type": "text", "label": HOTEL, "show_if": shown, "required": "yes"})
    thanks = {"mail": "thanks", "to": "email", "subject": "((reference))", "body": "((form_title))"}
    form |= {"closes": CLOSES, "keep_months": "12", "mails": [thanks]}
    return str(yaml.safe_dump(form, allow_unicode=True, sort_keys=False))


@dataclass
class Clock:
    """A time that tests move."""

    now: datetime = datetime(2098, 12, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Site:
    """Where the form is served, and where the same is while its ledger is away, or takes nothing in."""

    context: Context
    clock: Clock
    url: str
    away: str
    full: str

    @property
    def form(self) -> CompiledForm:
        return self.context.forms[FORM]


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """A site of its own folder."""
    clock = Clock()
    made = context_of(folder, definition())
    context = replace(made, now=clock, settings=replace(made.settings, posts_per_minute=100_000))
    without = replace(context, ledger=open_ledger(f"sqlite:///{context.settings.data_dir}"))
    filled = replace(context, ledger=replace(context.ledger, turn=_no_turn))
    with _serving(context) as url, _serving(without) as away, _serving(filled) as full:
        yield Site(context, clock, url, away, full)
    made.ledger.engine.dispose()


def _no_turn() -> AbstractContextManager[None]:
    raise LedgerDown("the disk is full")


@contextmanager
def _serving(context: Context) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, served(context), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
