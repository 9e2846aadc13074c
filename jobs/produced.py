"""Checks that the sample programme was produced whole: every sheet row, mail, shortlist and invoice is there."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from app.context import Context
from app.projection import spec_of
from app.store import deliveries, invoices, outbox, sheet_gone, submissions
from forms.definition import Form
from jobs.programme import BUDGET, has_sample_budget, samples_of

SOON = timedelta(hours=1)  # what is tried again after a fault is put off by less
MOST_ITEMS = 10_000  # far above what the sample programme asks for


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that should be there, whether it is, and in what figures; `due` while there is work that makes it."""

    what: str
    ok: bool
    said: str
    due: bool = False

    @property
    def state(self) -> str:
        """How it stands, in a word or three."""
        if self.ok:
            return "ok"
        return "still being made" if self.due else "MISSING"


class Unusable(Exception):  # noqa: N818 - a state of the world
    """A workbook that cannot be looked into; the text says why."""


def examine(context: Context) -> list[Finding]:
    """Every finding, in the order of the work."""
    due = due_soon(context).keys()
    return [replace(look(context), due=bool(due & kinds)) for look, kinds in LOOKS]


def due_soon(context: Context) -> Counter[str]:
    """How many items of each kind are to be done now; a reminder that is due in a week keeps nobody waiting."""
    with context.ledger.reading() as connection:
        items = outbox.listing(connection, state=outbox.DUE, limit=MOST_ITEMS)
    return Counter(item.kind for item in items if item.not_before <= context.now() + SOON)


def _intake(context: Context) -> Finding:
    samples = [
        sample
        for compiled in context.forms.values()
        for sample in samples_of(compiled.form, context.settings.forms_dir, context.now().date())
    ]
    expected = {
        "accepted": sum(sample.accepted for sample in samples),
        "quarantined": sum(not sample.accepted for sample in samples),
    }
    with context.ledger.reading() as connection:
        counts = deliveries.counts(connection)
    found = {state: counts.get(state, 0) for state in expected}
    said = ", ".join(f"{count} {state}" for state, count in counts.items())
    return Finding("deliveries", all(found[state] >= expected[state] for state in expected), said)


def _sheets(context: Context) -> Finding:
    said, ok = [], True
    for name, compiled in context.forms.items():
        spec = spec_of(compiled.form)
        with context.ledger.reading() as connection:
            gone = {} if spec.deleted == "restore" else sheet_gone.of_form(connection, name)
            kept = {submission.key for submission in submissions.of_form(connection, name)} - gone.keys()
        if spec.google:
            continue  # what stands in Google Sheets is not looked at from here
        path = context.settings.workbooks / f"{spec.workbook}.xlsx"
        try:
            rows = _keys_in_workbook(path, spec.tab)
        except Unusable as fault:
            ok = False
            said.append(f"{path.name} cannot be read ({fault}); put a sound copy in its place or remove it")
            continue
        ok = ok and sorted(rows) == sorted(kept)
        said.append(f"{len(rows)} rows in {spec.workbook!r}")
    return Finding("sheets", ok, ", ".join(said))


def _keys_in_workbook(path: Path, tab: str) -> list[str]:
    if not path.exists():
        return []
    try:
        rows = CalamineWorkbook.from_path(path).get_sheet_by_name(tab).to_python()
    except (CalamineError, OSError, ValueError) as fault:
        raise Unusable(fault) from fault
    if not rows or "_id" not in rows[0]:
        raise Unusable(f"the tab {tab!r} has no column _id")
    column = rows[0].index("_id")
    return [str(row[column]) for row in rows[1:] if row[column]]


def _mails(context: Context) -> Finding:
    with context.ledger.reading() as connection:
        counts = outbox.counts(connection)
        kept = submissions.counts(connection)
    sent = counts.get(("mail", "done"), 0)
    expected = sum(kept.get(name, 0) * _sent_at_once(one.form) for name, one in context.forms.items())
    # a name that begins with a dot is a draft that a killed worker left
    files = sum(not path.name.startswith(".") for path in context.settings.mail_folder.glob("*.eml"))
    there = files if not context.settings.smtp_url else sent
    ok = sent >= expected and there >= expected
    return Finding("acknowledgements", ok, f"{sent} sent for {expected} submissions")


def _sent_at_once(form: Form) -> int:
    """How many mails follow each submission without delay or condition."""
    return sum(mail.on == "accepted" and not mail.after_days and mail.when is None for mail in form.mails)


def _shortlist(context: Context) -> Finding:
    found = sorted(context.settings.documents.glob("*shortlist*.xlsx"))
    calls = [name for name, one in context.forms.items() if one.form.call is not None]
    said = ", ".join(path.name for path in found) or f"none for {len(calls)} calls"
    return Finding("shortlists", len(found) >= len(calls), said)


def _invoices(context: Context) -> Finding:
    with context.ledger.reading() as connection:
        issued = invoices.of_budget(connection, BUDGET)
    pdfs = list((context.settings.documents / "invoices").glob("*.pdf"))
    total = sum(invoice.amount_cents for invoice in issued)
    numbers = {invoice.number for invoice in issued}
    ok = len(pdfs) == len(issued) == len(numbers) and bool(issued) == has_sample_budget(context)
    return Finding("invoices", ok, f"{len(issued)} invoices over {total / 100:,.2f}, {len(pdfs)} PDFs")


def _nothing_failed(context: Context) -> Finding:
    with context.ledger.reading() as connection:
        counts = outbox.counts(connection)
    failed = sum(count for (_, state), count in counts.items() if state == "failed")
    done = sum(count for (_, state), count in counts.items() if state == "done")
    return Finding("jobs", failed == 0, f"{done} done, {failed} failed")


LOOKS: tuple[tuple[Callable[[Context], Finding], frozenset[str]], ...] = (
    (_intake, frozenset()),
    (_sheets, frozenset({"sheet"})),
    (_mails, frozenset({"mail"})),
    (_shortlist, frozenset({"shortlist"})),
    (_invoices, frozenset({"invoices"})),
    (_nothing_failed, frozenset()),
)
"""What is looked at, and the kinds of outbox items that make it."""
