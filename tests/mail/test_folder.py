"""Mail as files: one for each Message-ID, however often it is sent and whatever the id holds."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from connectors.errors import ConnectorError
from connectors.mail.folder import FolderMailer


def letter(message_id: str, text: str = "Merci.") -> EmailMessage:
    message = EmailMessage()
    message["To"] = "a@example.org"
    if message_id:
        message["Message-ID"] = message_id
    message.set_content(text)
    return message


def test_a_message_is_a_file_named_after_its_id(tmp_path: Path) -> None:
    FolderMailer(tmp_path / "mail").send(letter("<ack.1@example.org>"))
    (path,) = (tmp_path / "mail").iterdir()
    assert path.name == "ack.1@example.org.eml"
    assert message_from_bytes(path.read_bytes(), policy=default).get_content().strip() == "Merci."


def test_letters_are_for_the_service_alone(tmp_path: Path) -> None:
    FolderMailer(tmp_path / "mail").send(letter("<1@x>"))
    (path,) = (tmp_path / "mail").iterdir()
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_an_international_domain_is_written_in_its_ascii_form(tmp_path: Path) -> None:
    message = letter("<1@x>")
    del message["To"]
    message["To"] = "ana@مثال.example"
    FolderMailer(tmp_path).send(message)
    (path,) = tmp_path.iterdir()
    assert message_from_bytes(path.read_bytes(), policy=default)["To"] == "ana@xn--mgbh0fb.example"


def test_a_repeat_takes_the_place_of_the_first(tmp_path: Path) -> None:
    for text in ("first", "second"):
        FolderMailer(tmp_path).send(letter("<1@example.org>", text))
    (path,) = tmp_path.iterdir()
    assert b"second" in path.read_bytes()


def test_two_ids_are_two_files_whatever_letters_they_lose(tmp_path: Path) -> None:
    ids = ["<a/b@x>", "<ab@x>", "<../../ab@x>", f"<{'l' * 300}@x>", f"<{'l' * 301}@x>", ""]
    for one in ids:
        FolderMailer(tmp_path).send(letter(one))
    assert len(list(tmp_path.glob("*.eml"))) == len(ids)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConnectorError, match="cannot be written"):
        FolderMailer(tmp_path / "file").send(letter("<1@x>"))
