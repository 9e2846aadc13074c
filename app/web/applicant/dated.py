"""Moments at which a form opens and closes, as whoever reads of them writes them."""

from dataclasses import replace

from app.text import said_moment
from forms.definition import Form
from forms.schema import Problem


def dated(problem: Problem, form: Form, language: str) -> Problem:
    """The problem with the moment at which the form opens or closes as its reader writes it."""
    moments = {"opens": form.opens, "closes": form.closes}
    said = {
        name: said_moment(moment, form.zone, language)
        for name, moment in moments.items()
        if name in problem.params and moment is not None
    }
    return replace(problem, params={**problem.params, **said})
