"""Makes an export: submissions page by page out of the ledger, into a file that is there whole or not at all."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.context import Context
from app.export.asked import Mistake, Mistaken
from app.export.columns import Page
from app.export.understanding import Export
from app.in_sheet import of_rows
from app.present import Present, presented
from app.store import audit, selection
from connectors.cells import LONGEST_TEXT
from connectors.tables.table import Options
from connectors.workbooks import replacing
from forms.rules.engine import Overrun
from forms.wording import RIGHT_TO_LEFT

PAGE = 500  # submissions in memory at once
PRIVATE = 0o600  # what was answered is for staff alone


@dataclass(slots=True)
class Made:
    """What an export came to: submissions, rows of each table by its title, and what staff should know."""

    submissions: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    too_long: int = 0  # texts of which the file holds the beginning
    unsure: int = 0  # submissions of which the rule cannot be worked out, since an answer is missing

    def __str__(self) -> str:
        said = [_counted(self.submissions, "submission")]
        if self.rows.total() != self.submissions:
            said += [f"{title}: {_counted(rows, 'row')}" for title, rows in self.rows.items()]
        if self.unsure:
            said.append(f"{self.unsure:,} left out of which the rule cannot be worked out, since an answer is missing")
        if self.too_long:
            said.append(
                f"{_counted(self.too_long, 'text')} of more than the {LONGEST_TEXT:,} characters of a cell cut, "
                "with a mark; JSON Lines have them whole"
            )
        return "; ".join(said)


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def make(context: Context, export: Export, path: Path, who: str, check: Callable[[], None] = lambda: None) -> Made:
    """Write the file, once it is written down who asked for it; `check` may still refuse before it takes its place.

    Raises Mistaken, ConnectorError, OSError.
    """
    with context.ledger.writing() as connection:
        details = export.asked.words()
        audit.record(connection, who=who, act="export", what=export.asked.form, now=context.now(), details=details)
    made = Made()
    with replacing(path, PRIVATE, check) as draft:
        options = Options(
            right_to_left=export.language in RIGHT_TO_LEFT,
            byte_order_mark=export.asked.byte_order_mark,
            aside=str(path.parent),
        )
        with export.kind.opened(draft, [part.table for part in export.parts], options) as file:
            for page in _pages(context, export, made):
                for place, part in enumerate(export.parts):
                    rows = list(part.rows(page))
                    file.write(place, rows)
                    made.rows[part.table.title] += len(rows)
        made.too_long = file.too_long
    return made


def _pages(context: Context, export: Export, made: Made) -> Iterator[Page]:
    """Each submission is read once, so that all of its rows are of one version; those that come later are not in it."""
    after, now = 0, context.now()
    with context.ledger.reading() as connection:
        last = selection.last_number(connection, export.wanted.form)
    while True:
        with context.ledger.reading() as connection:
            found = selection.page(connection, export.wanted, after=after, last=last, limit=PAGE)
            known = of_rows(connection, export.wanted.form, [one.key for one in found])
        if not found:
            return
        after = found[-1].id
        present = presented(export.compiled, found, context.earlier)
        chosen = [one for one in present if _holds(export, one, now, made)]
        made.submissions += len(chosen)
        yield Page(chosen, known)


def _holds(export: Export, one: Present, now: datetime, made: Made) -> bool:
    if export.rule is None:
        return True
    values: Mapping[str, object] = export.compiled.logic.values(one.answers, now)
    try:
        found = export.rule.truth(values)
    except Overrun as fault:
        cause, remedy = f"{fault}.", "Ask less of each row, or of fewer tables."
        raise Mistaken(Mistake("where", cause, remedy, one.submission.reference)) from None
    made.unsure += found is None
    return found is True
