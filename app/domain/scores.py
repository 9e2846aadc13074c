"""Scores as a table brings them: read, and held against what there is to score, with every fault said."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from unicodedata import normalize

LONGEST_REVIEWER = 200  # characters, what the ledger keeps
LONGEST_SAID = 60  # characters of a wrong cell that a message repeats
SCORE = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One row as it is written; `number` as a spreadsheet counts."""

    number: int
    sample_id: str  # the source's own id of the submission
    reference: str
    reviewer: str
    criterion: str
    score: str

    def __str__(self) -> str:
        said = (self.sample_id, self.reference, self.reviewer, self.criterion, self.score)
        return ", ".join(word if len(word) <= LONGEST_SAID else f"{word[:LONGEST_SAID]}…" for word in said if word)


@dataclass(frozen=True, slots=True)
class Known:
    """What rows may name. A source's id may be another submission's reference, so the two are looked up apart."""

    by_sample: Mapping[str, set[int]]  # two sources may use the same id
    by_reference: Mapping[str, set[int]]
    scales: Mapping[str, int]  # criterion -> highest score
    reviewers: Mapping[str, str]  # casefolded -> as the ledger writes it, else the table

    def named(self, row: ScoreRow) -> set[int]:
        """The submissions that all ids of the row fit."""
        fitting = [self.by_sample.get(row.sample_id, set())] if row.sample_id else []
        fitting += [self.by_reference.get(row.reference, set())] if row.reference else []
        return set.intersection(*fitting) if fitting else set()

    def spelling(self, row: ScoreRow) -> str:
        """The reviewer as the ledger has the name: Member A and member a are one."""
        return self.reviewers.get(row.reviewer.casefold(), row.reviewer)


def read_rows(rows: Iterable[Mapping[str, str]]) -> list[ScoreRow]:
    """The rows that are not blank; the first below the headings is row 2."""
    words = ("sample_id", "reference", "reviewer", "criterion", "score")
    read = []
    for number, row in enumerate(rows, start=2):
        said = {word: (row.get(word) or "").strip() for word in words}
        said["reviewer"] = " ".join(normalize("NFC", said["reviewer"]).split())
        if any(said.values()):
            read.append(ScoreRow(number, **said))
    return read


def faults(rows: Iterable[ScoreRow], known: Known) -> list[str]:
    """Every row that cannot be taken, and why."""
    first: dict[tuple[object, ...], int] = {}
    wrong = []
    for row in rows:
        key = (*known.named(row), row.reviewer.casefold(), row.criterion)
        fault = _fault(row, known) or (f"the same score stands on row {first[key]}" if key in first else "")
        first.setdefault(key, row.number)
        if fault:
            wrong.append(f"row {row.number}: {fault} ({row})")
    return wrong


def _fault(row: ScoreRow, known: Known) -> str:
    named, scale = known.named(row), known.scales.get(row.criterion)
    if len(named) > 1:
        return "more than one submission has this sample_id, give the reference"
    if not named:
        return "no such submission"
    if not row.reviewer:
        return "no reviewer"
    if len(row.reviewer) > LONGEST_REVIEWER:
        return f"the reviewer's name has more than {LONGEST_REVIEWER} characters"
    if scale is None:
        return "no such criterion"
    good = SCORE.fullmatch(row.score) and int(row.score) <= scale
    return "" if good else f"the score is not a whole number from 0 to {scale}"
