"""What was asked for, understood: the form, the filters and the tables; everything that is wrong is told at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.context import Context
from app.export import moments
from app.export.asked import Asked, Mistake, Mistaken
from app.export.columns import Part, of_records, of_sheet
from app.export.everything import of_everything
from app.store import selection, submissions
from app.store.selection import ANY, Wanted
from connectors.tables import KINDS, Kind
from forms.definition import LANGUAGES, Form
from forms.logic.engines import Engines
from forms.near import near
from forms.rules.engine import Rule, RuleError
from forms.schema import CompiledForm

MOST_REFERENCES = 500  # in one statement of the database
STATES = {"complete": False, "partial": True}
"""State -> whether the applicant is still at it."""


@dataclass(frozen=True, slots=True)
class Export:
    """An export that can be made."""

    asked: Asked
    compiled: CompiledForm
    kind: Kind
    parts: tuple[Part, ...]
    wanted: Wanted
    rule: Rule | None  # that answers must fulfil besides
    language: str


def understood(context: Context, asked: Asked) -> Export:
    """Raises Mistaken."""
    with context.ledger.reading() as connection:
        newest = submissions.newest_form_version(connection, asked.form)
        compiled = context.form_for(asked.form, newest)
        if compiled is None:
            raise Mistaken(Mistake("form", f"there is no form called {asked.form!r}.", near(asked.form, context.forms)))
        reader = Reader(asked, compiled.form)
        sources = {*selection.sources(connection, asked.form), *(one.word for one in compiled.form.sources)}
        wanted = reader.wanted(sorted(sources))
        for one in selection.unknown(connection, asked.form, [r for r in wanted.references if ANY not in r]):
            reader.wrong("references", f"no submission of {asked.form} has the reference {one!r}.", LIKE)
    language, rule = reader.language(), reader.rule()
    parts = reader.parts(language, context.settings.base_url)
    if reader.mistakes:
        raise Mistaken(*reader.mistakes)
    return Export(asked, compiled, KINDS[asked.kind], parts, wanted, rule, language)


LIKE = f"Look it up on the staff page Submissions; {ANY} stands for any letters, as in 2026-{ANY}."
WHEN = "Write a day like 2026-01-31, or a moment like 2026-01-31T09:00."


@dataclass(slots=True)
class Reader:
    """Reads what was asked of one form, and gathers what is wrong with it."""

    asked: Asked
    form: Form
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, field: str, cause: str, remedy: str, place: str = "") -> None:
        """One more mistake."""
        self.mistakes.append(Mistake(field, cause, remedy, place))

    def wanted(self, sources: Sequence[str]) -> Wanted:
        """The filters over what the ledger knows."""
        asked = self.asked
        since, before = self._moment("since", moments.since), self._moment("until", moments.before)
        if since and before and since >= before:
            self.wrong("until", f"{asked.until} is not after {asked.since}.", "Exchange the two, or leave one out.")
        state = self._one_of("state", asked.state, list(STATES))
        return Wanted(
            self.form.name,
            since=since,
            before=before,
            source=self._one_of("source", asked.source, sources),
            language=self._one_of("answered_in", asked.answered_in, LANGUAGES),
            is_partial=STATES.get(state),
            references=self._references(),
        )

    def _references(self) -> tuple[str, ...]:
        found = tuple(one.strip() for one in self.asked.references if one.strip())
        if len(found) <= MOST_REFERENCES:
            return found
        self.wrong("references", f"these are more than {MOST_REFERENCES}.", f"Let {ANY} stand for several.")
        return ()

    def language(self) -> str:
        """That of headers and choices."""
        first = self.form.languages[0]
        if self.asked.language and not self._has_everything:
            cause = "only a spreadsheet of all questions, and not JSON Lines, can be in a language of choice."
            self.wrong("language", cause, "Leave it out, or ask for all questions.")
        return self._one_of("language", self.asked.language, self.form.languages) or first

    def rule(self) -> Rule | None:
        """The rule over answers."""
        if not self.asked.where.strip():
            return None
        try:
            return Engines(self.form).compiled(self.asked.where)
        except RuleError as fault:
            self.wrong("where", fault.cause, fault.remedy, f"character {fault.offset + 1}")
            return None

    def parts(self, language: str, base: str) -> tuple[Part, ...]:
        """The tables."""
        kind = self._one_of("kind", self.asked.kind, list(KINDS))
        if kind == "jsonl":
            every = of_records(self.form)
        else:
            every = of_everything(self.form, language, base) if self._has_everything else of_sheet(self.form)
        chosen = self._one_of("table", self.asked.table, [part.name for part in every])
        return tuple(part for part in every if chosen in {"", part.name})

    @property
    def _has_everything(self) -> bool:
        return self.asked.everything and self.asked.kind != "jsonl"

    def _one_of(self, field: str, said: str, known: Sequence[str]) -> str:
        if not said or said in known:
            return said
        self.wrong(field, f"{said!r} is none that there is.", near(said, known))
        return ""

    def _moment(self, field: str, read: Callable[[str, str], datetime]) -> datetime | None:
        said = getattr(self.asked, field).strip()
        try:
            return read(said, self.form.zone) if said else None
        except (ValueError, OverflowError):
            self.wrong(field, f"{said!r} is no day.", WHEN)
            return None
