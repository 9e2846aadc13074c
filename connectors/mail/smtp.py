"""Mail through an SMTP server (RFC 5321), encrypted wherever the server offers it."""

import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from connectors.errors import ConnectorError

TIMEOUT = 30  # seconds


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Hands messages to the server at `url`: smtp://user:password@host:port or smtps://…"""

    url: str

    def send(self, message: EmailMessage) -> None:
        """Hand over one message. A 5yz answer is for good (RFC 5321, 4.2.1); all else is worth another try."""
        try:
            with self._connect() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as fault:
            code, said = next(iter(fault.recipients.values()))
            raise _refused(code, said) from fault
        except smtplib.SMTPResponseException as fault:
            raise _refused(fault.smtp_code, fault.smtp_error) from fault
        except (smtplib.SMTPException, OSError) as fault:
            raise ConnectorError(f"the mail server cannot be used: {fault}") from fault

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host = parts.hostname or "localhost"
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or smtplib.SMTP_SSL_PORT, timeout=TIMEOUT)
        else:
            server = smtplib.SMTP(host, parts.port or smtplib.SMTP_PORT, timeout=TIMEOUT)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server


def _refused(code: int, said: bytes | str) -> ConnectorError:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return ConnectorError(f"the mail server refused: {code} {words}", permanent=500 <= code <= 599)
