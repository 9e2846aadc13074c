"""What a mail about a submission says: its words, the way back to what was sent, a copy of it, the next form."""

from datetime import timedelta
from email.message import EmailMessage
from email.utils import parseaddr
from typing import TypeGuard

from werkzeug.datastructures import MultiDict

from app.context import Context
from app.copies import copy_of_submission, copy_pdf, file_name
from app.draft_links import FollowUp, follow_up
from app.prefill import prefilled
from app.store.drafts import NAME, PAGE
from app.store.submissions import Submission
from app.text import said_moment, translate
from forms.definition import Form, Mail
from forms.placeholders import fill
from forms.schema import CompiledForm
from forms.types.answers import at

ABOUT_ANSWERS = frozenset({"accepted", "changed"})
"""What mails follow upon that tell of answers just sent."""


def compose(
    context: Context, compiled: CompiledForm, mail: Mail, submission: Submission, times: str
) -> EmailMessage | None:
    """The message for one submission, or None when there is no address to send it to; `times` tells it from others."""
    form, address = compiled.form, at(submission.answers, mail.to)
    if not isinstance(address, str) or not address:
        return None
    words = {
        "reference": submission.reference,
        "form_title": form.title.in_language(submission.language),
        "organisation": context.settings.organisation,
        "received_at": said_moment(submission.received_at, form.zone, submission.language),
        "link": link(context, form, mail, submission, times),
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
    own = own_page(context, submission)
    message.set_content(f"{said.rstrip()}\n\n{own}\n" if own else said)
    message["Content-Language"] = submission.language
    if own and mail.on in ABOUT_ANSWERS and not mail.after_days:
        _attach_copy(context, message, compiled, submission)
    return message


def _attach_copy(context: Context, message: EmailMessage, compiled: CompiledForm, submission: Submission) -> None:
    """What was sent, as a PDF: its applicant has no other record of it."""
    copy = copy_of_submission(compiled, submission, submission.language, context.settings.organisation)
    message.add_attachment(
        copy_pdf(copy), maintype="application", subtype="pdf", filename=file_name(submission.reference)
    )


def own_page(context: Context, submission: Submission) -> str:
    """Where the applicant sees, changes or withdraws what was sent, in words; empty where it came another way."""
    if submission.source != PAGE or not NAME.fullmatch(submission.source_id):
        return ""
    said = translate("Here you can see what you sent, change or withdraw it:", submission.language)
    address = f"/f/{submission.form}/{submission.source_id}/?lang={submission.language}"
    return f"{said}\n{context.settings.base_url.rstrip('/')}{address}"


def link(context: Context, form: Form, mail: Mail, submission: Submission, times: str) -> str:
    """The address of a draft of the form that a mail leads to, which holds what is known already; empty for no form.

    No answer stands in it. A second try makes another link to the same draft. `form` is the version that has the mail.
    """
    if not mail.form:
        return ""
    base, least = context.settings.base_url.rstrip("/"), form.version if mail.form == form.name else 0
    compiled = context.form_for(mail.form, least)
    if compiled is None or mail.form not in context.forms:
        return f"{base}/f/{mail.form}?lang={submission.language}"
    words = {"$reference": submission.reference}
    answers = {theirs: words.get(path, at(submission.answers, path)) for theirs, path in mail.prefill.items()}
    given = MultiDict((name, _in_a_link(answer)) for name, answer in answers.items() if _has_words(answer))
    known = prefilled(compiled.form, given)
    origin, address = f"{submission.key} {mail.name} {times}"[:200], str(at(submission.answers, mail.to))
    asked = FollowUp(origin, address, submission.language, known)
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
