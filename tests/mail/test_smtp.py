"""Mail through a real SMTP server on this machine that can also refuse."""

import socket
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from connectors.errors import ConnectorError, OutcomeUnknown
from connectors.mail import smtp
from connectors.mail.smtp import SmtpMailer, address_of


class Postbox:
    """Keeps what it takes; answers as told."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.to_recipient = self.to_content = self.to_sender = "250 OK"
        self.logins: list[tuple[bytes, bytes]] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.to_recipient.startswith("250") or "good" in address:
            envelope.rcpt_tos.append(address)
            return "250 OK"
        return self.to_recipient

    async def handle_MAIL(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        envelope.mail_from = address
        return self.to_sender

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.to_content.startswith("250"):
            self.taken.append(envelope)
        return self.to_content

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"p@ss/word", handled=False)


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def server(postbox: Postbox) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(
        postbox, hostname="127.0.0.1", port=port, authenticator=postbox.authenticate, auth_require_tls=False
    )
    controller.start()
    yield f"127.0.0.1:{port}"
    controller.stop()


def letter(to: str = "applicant@example.org") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Chancery <chancery@example.org>"
    message["To"] = to
    message["Subject"] = "Reçu — VTF-2026-0001"
    message["Message-ID"] = "<1@example.org>"
    message.set_content("Merci.\n")
    return message


def test_a_message_arrives_whole(server: str, postbox: Postbox) -> None:
    SmtpMailer(f"smtp://{server}").send(letter())
    (envelope,) = postbox.taken
    arrived = BytesParser(policy=SMTP).parsebytes(envelope.content or b"")
    assert envelope.rcpt_tos == ["applicant@example.org"]
    assert (arrived["Subject"], arrived["Message-ID"]) == ("Reçu — VTF-2026-0001", "<1@example.org>")


def test_name_and_password_are_taken_from_the_url(server: str, postbox: Postbox) -> None:
    SmtpMailer(f"smtp://post%40office:p%40ss%2Fword@{server}").send(letter())
    assert postbox.logins == [(b"post@office", b"p@ss/word")]
    assert len(postbox.taken) == 1


def test_a_wrong_password_loses_no_letters(server: str, postbox: Postbox) -> None:
    with pytest.raises(ConnectorError, match="535") as caught:
        SmtpMailer(f"smtp://post:wrong@{server}").send(letter())
    assert not caught.value.permanent
    assert "wrong" not in str(caught.value)


@pytest.mark.parametrize(("answer", "permanent"), [("451 come back later", False), ("550 no such person", True)])
@pytest.mark.parametrize("place", ["to_recipient", "to_content"])
def test_the_first_digit_decides(server: str, postbox: Postbox, place: str, answer: str, permanent: bool) -> None:
    setattr(postbox, place, answer)
    with pytest.raises(ConnectorError, match=answer) as caught:
        SmtpMailer(f"smtp://{server}").send(letter())
    assert caught.value.permanent is permanent
    assert postbox.taken == []


def test_a_refused_sender_is_ours_to_mend(server: str, postbox: Postbox) -> None:
    postbox.to_sender = "550 you may not send"
    with pytest.raises(ConnectorError, match="550 you may not send") as caught:
        SmtpMailer(f"smtp://{server}").send(letter())
    assert not caught.value.permanent


@pytest.mark.parametrize("greeting", [b"554 not today\r\n", b"421 too busy\r\n", b"hello\r\n"])
def test_a_server_that_does_not_want_us_today_may_tomorrow(greeting: bytes) -> None:
    def greet(listening: socket.socket) -> None:
        with listening, listening.accept()[0] as caller:
            caller.sendall(greeting)

    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    thread = Thread(target=greet, args=(listening,))
    thread.start()
    with pytest.raises(ConnectorError) as caught:
        SmtpMailer(f"smtp://127.0.0.1:{port}").send(letter())
    thread.join()
    assert not caught.value.permanent


def test_an_international_domain_goes_to_its_ascii_form(server: str, postbox: Postbox) -> None:
    SmtpMailer(f"smtp://{server}").send(letter("Ana <ana@bücher.example>"))
    (envelope,) = postbox.taken
    assert envelope.rcpt_tos == ["ana@xn--bcher-kva.example"]
    assert BytesParser(policy=SMTP).parsebytes(envelope.content or b"")["To"] == "Ana <ana@xn--bcher-kva.example>"


@pytest.mark.parametrize("address", ["ü@example.org", "ana@\u0378.example"])
def test_an_address_that_has_no_ascii_form_is_refused_for_good(server: str, postbox: Postbox, address: str) -> None:
    with pytest.raises(ConnectorError, match="no mail goes to") as caught:
        SmtpMailer(f"smtp://{server}").send(letter(address))
    assert caught.value.permanent
    assert postbox.taken == []


def test_host_and_port_of_an_address() -> None:
    assert [address_of(url) for url in ("smtp://h", "smtps://h", "smtps://u:p@h:2465")] == [
        ("h", 25),
        ("h", 465),
        ("h", 2465),
    ]


def test_one_recipient_refused_of_two_is_not_sent_twice(server: str, postbox: Postbox) -> None:
    postbox.to_recipient = "550 no such person"
    with pytest.raises(ConnectorError, match=r"refused bad@example\.org") as caught:
        SmtpMailer(f"smtp://{server}").send(letter("good@example.org, bad@example.org"))
    assert caught.value.permanent
    assert [envelope.rcpt_tos for envelope in postbox.taken] == [["good@example.org"]]


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_that_is_not_there_may_come_back(scheme: str) -> None:
    with pytest.raises(ConnectorError, match="cannot be used") as caught:
        SmtpMailer(f"{scheme}://127.0.0.1:9").send(letter())  # the discard port: nobody listens
    assert not caught.value.permanent


def test_a_server_without_encryption_where_it_was_asked_for(server: str, postbox: Postbox) -> None:
    with pytest.raises(ConnectorError, match="cannot be used"):
        SmtpMailer(f"smtps://{server}").send(letter())
    assert postbox.taken == []


@pytest.mark.parametrize("cut", ["after the content", "before it"])
def test_a_server_that_falls_silent_over_the_content_may_have_it(cut: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT", 5)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=hang_up, args=(listening, cut == "after the content"))
        thread.start()
        with pytest.raises(ConnectorError, match=r"fell silent|cannot be used") as fault:
            SmtpMailer(f"smtp://127.0.0.1:{listening.getsockname()[1]}").send(letter())
        thread.join()
    assert isinstance(fault.value, OutcomeUnknown) == (cut == "after the content")
    assert not fault.value.permanent


def hang_up(listening: socket.socket, takes_content: bool) -> None:
    """Answer as a server does until the content, or until the word before it, and leave."""
    connection, _ = listening.accept()
    with connection, connection.makefile("rwb", buffering=0) as wire:
        wire.write(b"220 here\r\n")
        while (line := wire.readline()) and not line.upper().startswith(b"DATA"):
            wire.write(b"250 OK\r\n")
        if takes_content:
            wire.write(b"354 go on\r\n")
            while (line := wire.readline()) and line != b".\r\n":
                pass


def test_what_cannot_be_delivered_comes_back_to_the_return_path(server: str, postbox: Postbox) -> None:
    SmtpMailer(f"smtp://{server}").send(letter(), "bounces+abc@example.org")
    SmtpMailer(f"smtp://{server}").send(letter())
    assert [one.mail_from for one in postbox.taken] == ["bounces+abc@example.org", "chancery@example.org"]
    assert b"Return-Path" not in (postbox.taken[0].content or b"")
