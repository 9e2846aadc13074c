"""forms link and late-link: addresses to send round, and what cannot stand in one."""

from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from PIL import Image
from terminal_of_staff import Command, command, folder

__all__ = ["command", "folder"]

MEETING = """\
      - {question: meeting, type: choose_one, label: At, choices: [{value: prep, label: P}, {value: csp, label: C}]}
"""
MODULE, BORDER = 8, 4  # pixels; modules


@pytest.fixture
def form(command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("BASE_URL", "https://forms.example.org/")
    assert command("new", "side-event").code == 0
    path = folder / "side-event" / "form.yaml"
    made = path.read_text(encoding="utf-8").replace("version: 1", "version: 1\nzone: Europe/Zurich", 1)
    path.write_text(made.replace("    questions:\n", f"    questions:\n{MEETING}", 1), encoding="utf-8")
    return "side-event"


def test_a_link_brings_answers_and_a_language(command: Command, form: str) -> None:
    said = command("link", form, "name=Ana & Émile", "email=ana@example.org", "--language", "en")
    assert said.code == 0
    address = urlsplit(said.out.strip())
    assert (address.scheme, address.netloc, address.path) == ("https", "forms.example.org", "/f/side-event")
    assert parse_qsl(address.query) == [("name", "Ana & Émile"), ("email", "ana@example.org"), ("lang", "en")]
    assert command("link", form).out == "https://forms.example.org/f/side-event\n"


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_link_is_drawn_with_room_around_it(command: Command, form: str, tmp_path: Path, kind: str) -> None:
    assert command("link", form, "--qr", f"invitation.{kind}").code == 0
    drawn = tmp_path / f"invitation.{kind}"
    if kind == "svg":
        assert drawn.read_text(encoding="utf-8").startswith("<?xml")
        return
    picture = Image.open(drawn).convert("1")
    assert picture.width == picture.height
    inside = (picture.width - 2 * BORDER * MODULE, MODULE)
    assert picture.crop((0, 0, picture.width, BORDER * MODULE)).getextrema() == (255, 255)
    finder = picture.crop((BORDER * MODULE, BORDER * MODULE, BORDER * MODULE + 7 * MODULE, BORDER * MODULE + inside[1]))
    assert finder.getextrema() == (0, 0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing=1"], "no link can answer 'nothing'"),
        (["name"], "write QUESTION=ANSWER"),
        (["meeting=nonsense"], "'meeting' must be one of the choices: prep, csp"),
        (["--language", "xx"], "is not in 'xx'. It is in: en"),
        (["--qr", "a.gif"], "written as .svg or .png"),
        (["summary=" + "x" * 5_000, "--qr", "a.png"], "fits into no QR code"),
        (["--qr", "forms/side-event/form.yaml/a.png"], "form.yaml"),
    ],
)
def test_what_no_link_can_be_is_told(command: Command, form: str, words: list[str], said: str) -> None:
    answer = command("link", form, *words)
    assert (answer.code, answer.out) == (1, "")
    assert said in answer.err


def test_a_late_link_is_for_a_published_form(command: Command, form: str) -> None:
    assert command("late-link", form).code == 1
    assert command("publish", form).code == 0
    said = command("late-link", form, "--days", "3")
    assert said.out.startswith("https://forms.example.org/f/side-event?late=")
    assert "Good for one submission, until" in said.err
    assert "(Central European" in said.err  # the zone of the form
