"""The form as the members of a committee see it: without the questions that the call keeps from them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from forms.definition import Form, Question, Section, Total


def is_blind(path: str, blind: Collection[str]) -> bool:
    """Whether members do not see what is at a path; the path of a group or table stands for all in it."""
    return any(path == one or path.startswith(f"{one}.") for one in blind)


def seen_form(form: Form) -> Form:
    """The form with the questions that members see, and no others."""
    blind = form.call.committee.blind if form.call else ()
    return replace(form, sections=tuple(_seen_section(one, blind) for one in form.sections)) if blind else form


def _seen_section(section: Section, blind: Collection[str]) -> Section:
    return replace(section, questions=tuple(_seen(section.questions, blind, "")))


def _seen(questions: Iterable[Question], blind: Collection[str], before: str) -> Iterator[Question]:
    is_kept_back = False
    for one in questions:
        path = before + one.name
        is_kept_back = is_blind(path, blind) or (one.is_companion and is_kept_back)  # what "other" is stands behind it
        if is_kept_back:
            continue
        inner = tuple(_seen(one.questions, blind, f"{path}."))
        if inner or not one.questions:
            yield replace(one, questions=inner, totals=_seen_totals(one, blind, path))


def _seen_totals(table: Question, blind: Collection[str], path: str) -> tuple[Total, ...]:
    """Those of the columns that are seen."""
    return tuple(
        one
        for one in table.totals
        if not is_blind(f"{path}.totals.{one.name}", blind) and not is_blind(f"{path}.{one.sum}", blind)
    )
