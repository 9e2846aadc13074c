"""Mail through an SMTP server (RFC 5321), encrypted wherever the server offers it."""

import smtplib
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from connectors.errors import ConnectorError, OutcomeUnknown
from connectors.mail.addresses import ready

TIMEOUT = 30  # seconds
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Hands messages to the server at `url`: smtp://user:password@host:port or smtps://…

    The server's certificate is checked wherever a password goes to it; a password never travels in the clear.
    """

    url: str

    def send(self, message: EmailMessage, return_path: str = "") -> None:
        """Hand over one message. Raises ConnectorError, for good only where the server refuses this very message.

        Raises OutcomeUnknown where it fell silent while it had the message and did not say that it took it.
        """
        try:
            with _connected(urlsplit(self.url)) as server:
                refused = _hand_over(server, message, return_path)
        except (smtplib.SMTPException, OSError) as fault:
            raise ConnectorError(f"the mail server cannot be used: {_in_words(fault)}") from fault
        if refused:  # the others have it: to send again would give it to them twice
            raise ConnectorError(f"the mail server refused {', '.join(sorted(refused))}", permanent=True)


def address_of(url: str) -> tuple[str, int]:
    """The server's host and port."""
    parts = urlsplit(url)
    port = smtplib.SMTP_SSL_PORT if parts.scheme == "smtps" else smtplib.SMTP_PORT
    return parts.hostname or "localhost", parts.port or port


class _Handing(smtplib.SMTP):
    """A session that tells whether the server asked for the content before it fell silent (RFC 5321, 4.2.5)."""

    replies = 0

    def getreply(self) -> tuple[int, bytes]:
        """The server's next answer, counted."""
        found = super().getreply()
        self.replies += 1
        return found

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand over the content. Raises OutcomeUnknown where no answer comes to that."""
        before = self.replies
        try:
            return super().data(msg)
        except smtplib.SMTPDataError:
            raise
        except OSError as fault:
            if self.replies == before:
                raise
            raise OutcomeUnknown(f"the mail server fell silent over a message: {_in_words(fault)}") from fault


class _HandingByTls(_Handing, smtplib.SMTP_SSL):
    """The same, encrypted from the beginning."""


def _hand_over(server: smtplib.SMTP, message: EmailMessage, return_path: str) -> Iterable[str]:
    """Who of several was refused. A 5yz answer to a recipient or to the content is for good (RFC 5321, 4.2.1).

    All else that a server says (to our greeting, our password, our sender) is about us: staff mend that, and the
    letters should still be there then.
    """
    try:
        return server.send_message(ready(message), from_addr=return_path or None)
    except smtplib.SMTPRecipientsRefused as fault:
        code, said = next(iter(fault.recipients.values()))
        raise _refusal(code, said) from fault
    except smtplib.SMTPDataError as fault:
        raise _refusal(fault.smtp_code, fault.smtp_error) from fault
    except smtplib.SMTPNotSupportedError as fault:
        raise ConnectorError(f"the mail server cannot take this message: {fault}", permanent=True) from fault


@contextmanager
def _connected(url: SplitResult) -> Iterator[smtplib.SMTP]:
    server = _server(url)
    try:
        _make_private(server, url)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server
        with suppress(smtplib.SMTPException, OSError):  # the message is taken; how they part does not matter
            server.quit()
    finally:
        server.close()


def _server(url: SplitResult) -> smtplib.SMTP:
    host, port = address_of(url.geturl())
    if url.scheme == "smtps":
        return _HandingByTls(host, port, timeout=TIMEOUT, context=ssl.create_default_context())
    return _Handing(host, port, timeout=TIMEOUT)


def _make_private(server: smtplib.SMTP, url: SplitResult) -> None:
    """STARTTLS where it is offered; without a password even a certificate nobody vouches for beats none (RFC 7435)."""
    if url.scheme == "smtps":
        return
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context() if url.username else _unchecked())
        server.ehlo()
    elif url.username and url.hostname not in THIS_MACHINE:
        raise ConnectorError(f"{url.hostname} offers no encryption, and the password is not sent without. Use smtps://")


def _unchecked() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _refusal(code: int, said: bytes | str) -> ConnectorError:
    return ConnectorError(f"the mail server refused: {_answer(code, said)}", permanent=500 <= code <= 599)


def _in_words(fault: Exception) -> str:
    """What the server said, where it said something; else the fault's own words."""
    if isinstance(fault, smtplib.SMTPResponseException):
        return _answer(fault.smtp_code, fault.smtp_error)
    return str(fault)


def _answer(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
