"""The letters of a grant as PDF: its call's letters, with what the grant says."""

from dataclasses import replace

from sqlalchemy import Connection

from app.context import Context
from app.grants.making import local_day
from app.grants.standing import Standing, standing_of
from app.grants.terms import grant_named
from app.letter_words import About, words_for
from app.letters import letter_pdf, letterhead, texts_of, written_in
from app.present import presented
from app.store import decisions, submissions
from connectors.errors import ConnectorError
from forms.definition import Form, Letter


def grant_letter(context: Context, grant: int, name: str, language: str = "") -> tuple[str, bytes]:
    """A file name and the letter, in `language` or that of the proposal. Raises ConnectorError."""
    with context.ledger.reading() as c:
        form, terms, found = grant_named(context, c, grant)
        letter = next((one for one in form.letters if one.name == name), None)
        if letter is None:
            raise ConnectorError(f"{form.name} has no letter {name!r}", permanent=True)
        standing = standing_of(c, terms, found)
        about, said_in = _about(context, c, form, standing)
    wished = written_in(letter.body, language or said_in)
    return f"{found.number}_{name}.pdf", _pdf(context, letter, about, found.number, wished)


def _about(context: Context, c: Connection, form: Form, standing: Standing) -> tuple[About, str]:
    proposal = submissions.get(c, standing.grant.submission_id)
    compiled = context.last(form.name) or context.form_for(form.name)
    if proposal is None or compiled is None:
        raise ConnectorError(f"the proposal of {standing.grant.number} is not in the ledger", permanent=True)
    [present] = presented(compiled, [proposal], context.earlier)
    released = [one for one in decisions.of_submission(c, proposal.id) if one.released_at]
    submission = replace(proposal, answers=present.answers)
    about = About(form, submission, context.settings.organisation, released[-1] if released else None, grant=standing)
    return about, proposal.language


def _pdf(context: Context, letter: Letter, about: About, number: str, language: str) -> bytes:
    words = words_for(texts_of(letter, language), about, language)
    if words.lacking:
        raise ConnectorError(f"the letter cannot be made: there is no {', '.join(words.lacking)}", permanent=True)
    head = letterhead(context.settings, number, local_day(about.form, context.now()))
    return letter_pdf(letter, words.said, language, head)
