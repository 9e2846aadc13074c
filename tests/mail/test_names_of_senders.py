"""Names of senders and recipients, whatever is in them: each stays the name of one address."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connectors.mail.folder import FolderMailer

WORDS = [
    "Équité",
    "Paix,",
    "Organisation",
    "(Genève)",
    '"Q"',
    "x@y",
    "a;b",
    "<b>",
    "\\",
    "秘书处",
    "محمد,",
    "w" * 70,
    "الأمانة",
]


def sent(name: str) -> bytes:
    message = EmailMessage()
    message["From"] = str(Address(name, "chancery", "example.org"))
    message["To"] = "a@example.org"
    message.set_content("Merci.")
    with TemporaryDirectory() as folder:
        FolderMailer(Path(folder)).send(message)
        (path,) = Path(folder).iterdir()
        return path.read_bytes()


@example("Équité et Paix, Organisation internationale")
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join))
def test_a_name_comes_back_as_it_was_and_is_one_address(name: str) -> None:
    content = sent(name)
    ((phrase, address),) = getaddresses([message_from_bytes(content)["From"]])
    assert (str(make_header(decode_header(phrase))), address) == (name, "chancery@example.org")
    assert len(message_from_bytes(content, policy=default)["From"].addresses) == 1
    assert content.isascii()
    assert max(map(len, content.splitlines())) <= 998  # RFC 5322, 2.1.1


@pytest.mark.parametrize("name", ["", "Plain Name"])
def test_a_plain_name_is_written_plainly(name: str) -> None:
    assert f"From: {name} <chancery@example.org>".replace(":  <", ": ").rstrip(">").encode() in sent(name)
