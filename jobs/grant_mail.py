"""The mails to who has a grant: that a report is due, or that one is returned and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from werkzeug.datastructures import MultiDict

from app.composing import Said, message_of
from app.context import Context
from app.draft_links import FollowUp, follow_up
from app.form_links import own_page
from app.grants.arriving import address_of, origin_of
from app.grants.reminding import called_off, not_owed
from app.grants.standing import Standing, standing_of
from app.grants.terms import grant_named
from app.prefill import prefilled
from app.store import submissions
from app.store.outbox import Item
from app.store.submissions import Submission
from app.text import said_date, translate
from connectors.errors import ConnectorError
from forms.definition import DueReport, Form
from forms.placeholders import fill, words_in
from forms.reading.grant_part import LINK
from jobs.sending import send_once
from jobs.work import Work


@dataclass(frozen=True, slots=True)
class Subject:
    """What a mail is about, and to whom it goes."""

    form: Form  # the call
    standing: Standing
    report: DueReport
    proposal: Submission
    sent: Submission | None  # the report, where one came
    address: str

    @property
    def language(self) -> str:
        """That in which the proposal was sent."""
        return self.proposal.language


def send_reminders(context: Context, work: Work) -> str:
    """Send each reminder that was asked for, unless the report came meanwhile."""
    return ", ".join(_remind(context, work, item) for item in work.items)


def tell_returned(context: Context, work: Work) -> str:
    """Tell who has the grant of each report that is returned."""
    return ", ".join(_tell(context, work, item) for item in work.items)


def _remind(context: Context, work: Work, item: Item) -> str:
    subject = _subject(context, item)
    due_on = date.fromisoformat(str(item.payload["due_on"]))
    reminder = next((x for x in subject.standing.terms.reminders if x.name == item.payload["reminder"]), None)
    why = called_off(subject.standing, subject.report.name, due_on)
    if why or reminder is None:
        return f"not sent: {why or 'the call has no such reminder any more'}"
    language = subject.language
    texts = reminder.subject.in_language(language), reminder.body.in_language(language)
    words = _words(context, subject, due_on, has_link=LINK in {*words_in(texts[0]), *words_in(texts[1])})
    return _send(context, work, item, subject, (fill(texts[0], words), fill(texts[1], words)))


def _words(context: Context, subject: Subject, due_on: date, *, has_link: bool) -> Mapping[str, str]:
    """What stands for each placeholder (forms.reading.grant_part.REMINDER_PLACEHOLDERS)."""
    return {
        "reference": subject.proposal.reference,
        "form_title": subject.form.title.in_language(subject.language),
        "organisation": context.settings.organisation,
        "number": subject.standing.grant.number,
        "report": subject.report.label.in_language(subject.language),
        "due_on": said_date(due_on, subject.language),
        LINK: _link(context, subject) if has_link else "",
    }


def _tell(context: Context, work: Work, item: Item) -> str:
    subject = _subject(context, item)
    if why := not_owed(subject.standing, subject.report.name):
        return f"not sent: {why}"
    words = _words(context, subject, date.fromisoformat(str(item.payload["due_on"])), has_link=False)
    said = translate("Please send it again: %(report)s, %(number)s", subject.language, words)
    body = "\n\n".join(_returned(context, subject, words, str(item.payload["reason"])))
    return _send(context, work, item, subject, (said, body))


def _returned(context: Context, subject: Subject, words: Mapping[str, str], reason: str) -> Iterator[str]:
    yield translate(
        "We have looked at “%(report)s”, which you sent for %(number)s. Please change it and send it by %(due_on)s.",
        subject.language,
        words,
    )
    yield reason
    own = own_page(context, subject.sent) if subject.sent else ""
    if own:
        yield own
    else:
        yield translate("With this link you can send it:", subject.language)
        yield _link(context, subject)
    yield context.settings.organisation


def _subject(context: Context, item: Item) -> Subject:
    """Raises ConnectorError where the grant, its call or the report is gone."""
    with context.ledger.reading() as c:
        form, terms, grant = grant_named(context, c, int(str(item.payload["grant_id"])))
        standing = standing_of(c, terms, grant)
        report = next((one for one in terms.reports if one.name == item.payload["report"]), None)
        proposal = submissions.get(c, grant.submission_id)
        kept = standing.reports.get(str(item.payload["report"]))
        sent = submissions.get(c, kept.submission_id) if kept and kept.submission_id else None
        address = address_of(context, c, form, grant)
    if report is None or proposal is None:
        raise ConnectorError(f"{grant.number} owes no report {item.payload['report']!r} any more", permanent=True)
    return Subject(form, standing, report, proposal, sent, address)


def _send(context: Context, work: Work, item: Item, subject: Subject, said: tuple[str, str]) -> str:
    if not subject.address:
        return "not sent: the proposal has no e-mail address"
    title, body = said
    whole = Said(subject.address, subject.language, " ".join(title.split()), body.strip())
    message = message_of(context.settings, whole, "", ())
    name = f"grant.{item.id}.{subject.proposal.key}"  # nobody guesses it: a bounce may be known by this alone
    message["Message-ID"] = f"<{name}@{context.settings.mail_domain}>"
    message["Date"] = item.not_before
    return send_once(context, work, item, message)


def _link(context: Context, subject: Subject) -> str:
    """The address of a draft of the report, which names the grant already; the same draft each time."""
    base, name = context.settings.base_url.rstrip("/"), subject.report.form
    compiled = context.forms.get(name)
    if compiled is None:
        return f"{base}/f/{name}?lang={subject.language}"
    known = prefilled(compiled.form, MultiDict([(subject.report.reference, subject.proposal.reference)]))
    origin = origin_of(subject.standing.grant, subject.report.name)
    language = subject.language if subject.language in compiled.form.languages else compiled.form.languages[0]
    return f"{base}/back/{follow_up(context, compiled.form, FollowUp(origin, subject.address, language, known))}"
