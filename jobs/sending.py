"""Hands a message to the mail server at most once: where nobody can know whether it has it, staff are asked."""

import secrets
from email.message import EmailMessage

from app.context import Context
from app.store import sendings
from app.store.outbox import Item
from app.store.sendings import Sending
from connectors.errors import ConnectorError, OutcomeUnknown
from jobs.work import Work

UNSURE = (
    "the mail to {to} may have gone: we were cut off while the mail server took it. Look there, or ask its recipient,"
    " for the message {message}; to try again sends it again"
)


def send_once(context: Context, work: Work, item: Item, message: EmailMessage) -> str:
    """Send the message of an item, unless an earlier try did. Raises ConnectorError, for good where that is unknown.

    A first try that finds an earlier one under way is that of staff, who were asked and have it sent again.
    """
    with context.ledger.reading() as connection:
        earlier = sendings.get(connection, item.id)
    if earlier is not None and earlier.taken_at is not None:
        return f"sent to {earlier.recipient}"
    if earlier is not None and item.attempts > 1:
        raise _unsure(earlier)
    sending = Sending(item.id, str(message["Message-ID"]), _token(earlier), str(message["To"]), context.now(), None)
    work.still_ours()
    with context.ledger.writing() as connection:
        sendings.begin(connection, sending)
    _hand_over(context, message, sending)
    with context.ledger.writing() as connection:
        sendings.taken(connection, item.id, now=context.now())
    return f"sent to {sending.recipient}"


def _token(earlier: Sending | None) -> str:
    """What its bounces are known by: that of the message sent before, which may come back as well."""
    return secrets.token_hex(12) if earlier is None else earlier.token


def _hand_over(context: Context, message: EmailMessage, sending: Sending) -> None:
    try:
        context.mailer.send(message, context.settings.return_path(sending.token))
    except OutcomeUnknown as fault:
        raise _unsure(sending) from fault
    except ConnectorError:
        with context.ledger.writing() as connection:
            sendings.not_taken(connection, sending.item)
        raise


def _unsure(sending: Sending) -> ConnectorError:
    return ConnectorError(UNSURE.format(to=sending.recipient, message=sending.message_id), permanent=True)
