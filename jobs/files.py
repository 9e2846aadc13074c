"""The files job: fetches what a submission names the address of, looks at it, and keeps it under our own name.

What came inside a delivery is taken out of it, and is otherwise treated as what was fetched.
"""

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from app.attachments import most_bytes
from app.context import Context
from app.enclosed import enclosed_bytes
from app.store import api_tokens, attachments, submissions
from app.store.attachments import FAILED, KEPT, REFUSED, Attachment
from app.store.submissions import Submission
from connectors.errors import ConnectorError, Unwanted
from connectors.file_types import media_type
from connectors.sources.access import headers_for
from connectors.sources.enclosed import is_enclosed
from jobs.work import Work

Token = Callable[[Connection, str, str], str]
"""The live API token of a form's source, empty where there is none."""


def fetch_files(context: Context, work: Work, token: Token = api_tokens.text) -> str:
    """Take in what is not here yet. Raises ConnectorError with what is still missing, and why.

    What was refused is looked at anew only when it is asked for anew: at a first try, or at one that staff want.
    """
    with context.ledger.reading() as connection:
        submission = submissions.with_key(connection, work.target)
        if submission is None:
            raise ConnectorError(f"submission {work.target} is not in the ledger", permanent=True)
        known = attachments.of_submission(connection, submission.id)
        secret = token(connection, submission.form, submission.source)
    is_asked_anew = any(item.attempts <= 1 for item in work.items)
    passing = {KEPT} if is_asked_anew else {KEPT, REFUSED}
    faults = [_fetch(context, work, submission, one, secret) for one in known if one.state not in passing]
    return _told(context, submission, [one for one in faults if one is not None])


def _fetch(context: Context, work: Work, submission: Submission, one: Attachment, token: str) -> ConnectorError | None:
    """Take one file in and write down how it went; a fault of one keeps no other from being taken."""
    work.still_ours()
    try:
        file = _taken(context, submission, one, token)
    except ConnectorError as fault:
        state = REFUSED if isinstance(fault, Unwanted) else FAILED
        with context.ledger.writing() as connection:
            attachments.give_up(connection, one.id, state=state, reason=str(fault), now=context.now())
        return fault
    with context.ledger.writing() as connection:
        attachments.keep(connection, one.id, file, type=media_type(one.name), now=context.now())
    return None


def _taken(context: Context, submission: Submission, one: Attachment, token: str) -> Mapping[str, object]:
    """The file, looked at and stored. Raises ConnectorError, Unwanted."""
    compiled = context.form_for(submission.form, submission.form_version)
    most = most_bytes(compiled.form if compiled else None, one.place)
    if is_enclosed(one.url):
        return context.files.take(one.name, _enclosed(context, submission, one, most))
    headers = headers_for(submission.source, one.url, token, context.fetcher.trusted)
    return context.files.take(one.name, context.fetcher.get(one.url, headers=headers, most=most).content)


def _enclosed(context: Context, submission: Submission, one: Attachment, most: int) -> bytes:
    """What came with the submission itself, if it is not too large. Raises ConnectorError, Unwanted."""
    content = enclosed_bytes(context.ledger, submission.id, one.url)
    if len(content) > most:
        raise Unwanted(f"{one.name}: the file is larger than {most:,} bytes")
    return content


def _told(context: Context, submission: Submission, faults: list[ConnectorError]) -> str:
    """The note for staff. Raises ConnectorError while something is missing, for good where waiting cannot help."""
    with context.ledger.reading() as connection:
        known = attachments.of_submission(connection, submission.id)
    missing = [f"{one.name} ({one.place}) {one.state}: {one.reason}" for one in known if one.state != KEPT]
    if not missing:
        return f"{len(known)} kept"
    passing = [one for one in faults if not one.permanent]
    waits = [one.retry_after for one in passing if one.retry_after is not None]
    raise ConnectorError("; ".join(missing), permanent=not passing, retry_after=max(waits, default=None))
