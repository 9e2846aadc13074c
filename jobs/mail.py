"""The mail job: sends one message about one submission, in the applicant's language."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.utils import parseaddr
from typing import TypeGuard

from werkzeug.datastructures import MultiDict

from app.context import Context
from app.deciding import called_off
from app.draft_links import FollowUp, follow_up
from app.prefill import prefilled
from app.present import presented
from app.store import outbox, submissions
from app.store.outbox import Item
from app.store.submissions import Submission
from app.text import said_moment, translate
from connectors.errors import ConnectorError
from forms.definition import Form, Mail
from forms.reading.decided_part import DECIDED
from forms.schema import CompiledForm, compile_form
from forms.types.answers import at
from jobs.share import MOST, counted
from jobs.work import Work

DRAFT = re.compile("[0-9a-f]{32}")
"""How pages call a submission: by the draft that it was."""


def send_mail(context: Context, work: Work) -> str:
    """Send each asked-for message; the same item again makes the same Message-ID (RFC 5322, 3.6.4)."""
    sent = [_send(context, work, item) for item in work.items]
    return ", ".join(sent)


def _send(context: Context, work: Work, item: Item) -> str:
    payload = item.payload
    with context.ledger.reading() as connection:
        submission = submissions.get(connection, int(str(payload["submission_id"])))
    if submission is None:
        raise ConnectorError(f"submission {payload['submission_id']} is not in the ledger", permanent=True)
    found = _wording(context, submission, payload)
    if found is None:
        return f"{submission.form} sends no mail {payload['mail']!r} any more"
    compiled, mail = found
    [present] = presented(compiled, [submission], context.earlier)
    submission = replace(submission, answers=present.answers)
    with context.ledger.reading() as connection:
        why = called_off(connection, compiled, mail, submission)
        newest = outbox.newest(connection, item.kind, item.target)
        if mail.on == DECIDED and not why and newest and newest.id != item.id:
            why = "it was decided anew since, and that waits for its own release"
    if why:
        return f"not sent: {why}"
    rule = compiled.logic.mails.get(mail.name)
    if rule is not None and rule.holds(compiled.logic.values(submission.answers, context.now())) is not True:
        return f"{mail.name}: its condition does not hold"
    version = int(str(payload.get("version", 1)))
    times = f"{version}.{item.id}" if mail.on == DECIDED else str(version)  # what is decided anew is another message
    message = compose(context, compiled.form, mail, submission, times)
    if message is None:
        return "the applicant gave no e-mail address"
    work.still_ours()
    with counted(context, item.id, submission.form, str(message["To"])) as may_go:
        if not may_go:  # not put off either: who misuses an address would have letters sent to it for days
            return f"not sent: {message['To']} had {MOST} letters about this form within the hour"
        context.mailer.send(message)
    return f"sent to {message['To']}"


def _wording(
    context: Context, submission: Submission, payload: Mapping[str, object]
) -> tuple[CompiledForm, Mail] | None:
    """The mail as it was asked for, and its form. Raises ConnectorError when the ledger has no such form at all.

    That is the version in which the answers stand (that of the last change), or the one under which it was asked for;
    the other way round where staff decided: they did so in the columns of the version that asked.
    What was asked before items said so, or cannot be found in either, is said by the present version.
    """
    name = submission.form
    present = context.form_for(name)
    asked = [submission.form_version, int(str(payload["form_version"]))] if "form_version" in payload else []
    asked = asked[::-1] if "decided" in payload else asked
    compiled = (_in_version(context, present, name, version) for version in dict.fromkeys(asked))
    candidates = [one for one in (*compiled, present) if one is not None]
    if not candidates:
        raise ConnectorError(f"there is no form called {name!r} in the ledger, so no letter", permanent=True)
    return next(
        ((one, mail) for one in candidates for mail in one.form.mails if mail.name == payload["mail"]),
        None,
    )


def _in_version(context: Context, present: CompiledForm | None, name: str, version: int) -> CompiledForm | None:
    if present is not None and present.form.version == version:
        return present
    form = context.earlier(name, version)
    return None if form is None else compile_form(form)


def compose(context: Context, form: Form, mail: Mail, submission: Submission, times: str) -> EmailMessage | None:
    """The message for one submission, or None when there is no address to send it to; `times` tells it from others."""
    address = at(submission.answers, mail.to)
    if not isinstance(address, str) or not address:
        return None
    words = {
        "reference": submission.reference,
        "form_title": form.title.in_language(submission.language),
        "organisation": context.settings.organisation,
        "received_at": said_moment(submission.received_at, form.zone, submission.language),
        "link": link(context, mail, submission, address, times),
    }
    sender = context.settings.mail_from
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message = EmailMessage()
    message["From"] = sender
    message["To"] = address
    message["Subject"] = " ".join(fill(mail.subject.in_language(submission.language), words).split())
    message["Message-ID"] = f"<{submission.key}.{times}.{mail.name}@{domain}>"
    message["Date"] = submission.received_at + timedelta(days=mail.after_days)
    message["Auto-Submitted"] = "auto-replied"  # RFC 3834: keeps out-of-office answers away
    said = fill(mail.body.in_language(submission.language), words)
    message.set_content(f"{said.rstrip()}\n\n{own}\n" if (own := own_page(context, submission)) else said)
    message["Content-Language"] = submission.language
    return message


def own_page(context: Context, submission: Submission) -> str:
    """Where the applicant sees, changes or withdraws what was sent, in words; empty where it came another way."""
    if submission.source != "page" or not DRAFT.fullmatch(submission.source_id):
        return ""
    said = translate("Here you can see what you sent, change or withdraw it:", submission.language)
    address = f"/f/{submission.form}/{submission.source_id}/?lang={submission.language}"
    return f"{said}\n{context.settings.base_url.rstrip('/')}{address}"


def link(context: Context, mail: Mail, submission: Submission, address: str, times: str) -> str:
    """The address of a draft of the form that a mail leads to, which holds what is known already; empty for no form.

    No answer stands in it. A second try makes another link to the same draft.
    """
    if not mail.form:
        return ""
    base, compiled = context.settings.base_url.rstrip("/"), context.forms.get(mail.form)
    if compiled is None:
        return f"{base}/f/{mail.form}?lang={submission.language}"
    words = {"$reference": submission.reference}
    answers = {theirs: words.get(path, at(submission.answers, path)) for theirs, path in mail.prefill.items()}
    given = MultiDict((name, _in_a_link(answer)) for name, answer in answers.items() if _has_words(answer))
    known = prefilled(compiled.form, given)
    asked = FollowUp(f"{submission.key} {mail.name} {times}"[:200], address, submission.language, known)
    return f"{base}/back/{follow_up(context, compiled.form, asked)}"


def _has_words(answer: object) -> TypeGuard[str | int | list[str]]:
    """Whether an answer can stand in a link: files and tables cannot."""
    is_list = isinstance(answer, list) and bool(answer) and all(isinstance(one, str) for one in answer)
    return is_list or isinstance(answer, str | int)


def _in_a_link(answer: str | int | list[str]) -> str:
    """An answer as the page says it; the values of several choices are parted by blanks."""
    if isinstance(answer, list):
        return " ".join(answer)
    return ("yes" if answer else "no") if isinstance(answer, bool) else str(answer)


def fill(text: str, words: dict[str, str]) -> str:
    """Put `words` where `{word}` stands; answers are data and never a template."""
    return re.sub(r"\{(\w+)\}", lambda match: words.get(match[1], match[0]), text)
