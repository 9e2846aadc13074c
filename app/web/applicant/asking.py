"""Questions being filled in: their fields, what is told of them, and what must be seen before going on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.text import translate
from app.web.applicant.visit import Visit
from app.web.errors import ErrorLine, error_lines
from app.web.field import Field, conditional_paths, places_of
from app.web.fields import Filling, fields_of
from forms.definition import Form, Section
from forms.schema import Checked, Problem
from forms.types.messages import CHOOSE, REQUIRED

Sections = list[tuple[Section, tuple[Field, ...]]]
NOT_ANSWERED = frozenset({REQUIRED, CHOOSE})


@dataclass(frozen=True, slots=True)
class News:
    """What a page tells that is no mistake: further questions, or answers to look at once more."""

    title: str
    lines: tuple[ErrorLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Asking:
    """Some sections of a form, its raw answers, and what the rules make of all of them."""

    form: Form
    sections: tuple[Section, ...]
    language: str
    raw: Mapping[str, object]
    checked: Checked
    problems: tuple[Problem, ...]  # those of `checked` that are about these sections
    seen: frozenset[str] = frozenset()  # questions that were on the page because of other answers
    warned: str = ""  # names of the warnings that the applicant has been shown

    def fields(self, *, errors: Mapping[str, str] | None = None, grow: str = "") -> Sections:
        """The fields of each section, with a message beside some, and one more row in the table that is to grow."""
        filling = Filling(self.language, self.checked, errors=errors or {}, grow=grow)
        return [
            (one, fields_of(one.questions, self.raw, replace(filling, conditional=one.show_if is not None)))
            for one in self.sections
        ]

    def told(self) -> list[Problem]:
        """The problems but for questions still unasked: that those have no answer yet is nobody's mistake."""
        unseen, asked = self._unseen(), places(self.fields())
        told = [
            one
            for one in self.problems
            if one.message not in NOT_ANSWERED or (one.path in asked and not _is_within(one.path, unseen))
        ]
        return told if told or unseen else list(self.problems)

    def news(self) -> News | None:
        """What must be seen before one goes on: further questions, then warnings, each once."""
        if self._unseen():
            return News(translate("Because of your answers there are further questions", self.language))
        warnings = self.warnings()
        if warnings and warnings != self.warned:
            lines = error_lines(self.form, self._own_warnings(), self.language, places(self.fields()))
            return News(translate("Please look at this once more, then send", self.language), lines)
        return None

    def warnings(self) -> str:
        """The warnings that the answers bring here, each by its place and its name."""
        return " ".join(sorted(f"{one.path}:{one.message}" for one in self._own_warnings()))

    def _own_warnings(self) -> list[Problem]:
        names = {question.name for section in self.sections for question in section.questions}
        return [one for one in self.checked.warnings if one.path.split(".")[0] in names]

    def _unseen(self) -> set[str]:
        """The questions that the answers brought onto the page: the applicant has not seen them yet."""
        return set(conditional(self.fields())) - self.seen


def out_of_date(of: Visit) -> News:
    """That a page was not one of this visit: nothing of it was saved, and its next sending will be."""
    return News(translate("This page was out of date: press the button again", of.language))


def overtaken(of: Visit) -> News:
    """That others stand there than the sender had before them."""
    return News(
        translate(
            "These answers were changed in another window, or by somebody else, since you opened this page", of.language
        )
    )


def of_other_version(of: Visit) -> News:
    """That the form is not the one that was begun."""
    return News(translate("This form was changed since you began: look through your answers once more", of.language))


def conditional(sections: Sections) -> list[str]:
    """The questions on the page that are there for an answer's sake."""
    return [path for _, fields in sections for path in conditional_paths(fields)]


def places(sections: Sections) -> set[str]:
    """The questions on the page, by which a mistake can be told."""
    return {path for _, fields in sections for path in places_of(fields)}


def _is_within(path: str, paths: set[str]) -> bool:
    return any(path == one or path.startswith(f"{one}.") for one in paths)
