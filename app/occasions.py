"""The occasion of a mail: about which submission, in which form's shape, by which decision."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.grants.standing import Standing
from app.letter_words import About
from app.store.decisions import Decision
from app.store.submissions import Submission
from forms.definition import Letter, Mail
from forms.schema import CompiledForm


@dataclass(frozen=True, slots=True)
class Occasion:
    """A mail of a form that is to go about a submission, whose answers are in the shape of that form."""

    compiled: CompiledForm
    mail: Mail
    submission: Submission
    decision: Decision | None  # the one that was released last
    at: datetime  # when it goes, or went
    grant: Standing | None = None  # what the proposal became
    edited: Mapping[str, Any] | None = None  # subject and body as staff made them

    @property
    def letters(self) -> Iterator[Letter]:
        """The letters that go with it."""
        by_name = {letter.name: letter for letter in self.compiled.form.letters}
        return (by_name[name] for name in self.mail.attach)

    def about(self, organisation: str, link: str = "") -> About:
        """What its words are looked up in."""
        return About(self.compiled.form, self.submission, organisation, self.decision, link, self.grant)
