"""The addresses that mails lead to: the page of what was sent, and a form that holds already what is known."""

from werkzeug.datastructures import MultiDict

from app.context import Context
from app.draft_links import FollowUp, follow_up
from app.prefill import in_a_link, prefilled
from app.store.drafts import NAME, PAGE
from app.store.submissions import Submission
from app.text import translate
from forms.definition import Form, Mail
from forms.types.answers import at


def own_page(context: Context, submission: Submission) -> str:
    """Where the applicant sees, changes or withdraws what was sent, in words; empty where it came another way."""
    if submission.source != PAGE or not NAME.fullmatch(submission.source_id):
        return ""
    words = translate("Here you can see what you sent, change or withdraw it:", submission.language)
    address = f"/f/{submission.form}/{submission.source_id}/?lang={submission.language}"
    return f"{words}\n{context.settings.base_url.rstrip('/')}{address}"


def form_address(context: Context, mail: Mail, submission: Submission) -> str:
    """The address of the form that a mail leads to, with nothing filled in; empty for no form."""
    base = context.settings.base_url.rstrip("/")
    return f"{base}/f/{mail.form}?lang={submission.language}" if mail.form else ""


def new_link(context: Context, form: Form, mail: Mail, submission: Submission, times: str) -> str:
    """The address of a draft of the form that a mail leads to, which holds what is known already; empty for no form.

    No answer stands in it. A second try makes another link to the same draft. `form` is the version that has the mail.
    """
    if not mail.form:
        return ""
    compiled = context.form_for(mail.form, form.version if mail.form == form.name else 0)
    if compiled is None or mail.form not in context.forms:
        return form_address(context, mail, submission)
    words = {"$reference": submission.reference}
    answers = {theirs: words.get(path, at(submission.answers, path)) for theirs, path in mail.prefill.items()}
    known = prefilled(compiled.form, MultiDict(in_a_link(answers)))
    origin, address = f"{submission.key} {mail.name} {times}"[:200], str(at(submission.answers, mail.to))
    asked = FollowUp(origin, address, submission.language, known)
    return f"{context.settings.base_url.rstrip('/')}/back/{follow_up(context, compiled.form, asked)}"
