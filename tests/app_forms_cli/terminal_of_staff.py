"""The `chancery` command as staff run it: what it says, how it ends, and never a traceback."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from jobs.cli import chancery, main


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str


Command = Callable[..., Answer]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "forms"
    made.mkdir()
    return made


@pytest.fixture
def command(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    for name in ("DATABASE_URL", "SMTP_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CHANCERY_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CHANCERY_FORMS", str(folder))
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Answer:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(lambda: chancery.main(args=["forms", *words], prog_name="chancery"))
        said = capsys.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return Answer(code, said.out, said.err)

    return run


def edit(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    path = folder / name / "form.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path
