"""Commands about providers' APIs: a token is kept, hinted at, used and forgotten."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from emulated import TOKEN, Provider, provider, typeform
from made_rows import of_typeform
from places import FORM

from app.cli import ready_context
from app.config import read_settings
from app.doctor_sources import catching_up
from app.store import api_tokens, audit, submissions
from forms.load import load_form
from jobs.cli import chancery

SOURCES = "sources:\n  - {{source: typeform, mapping: {{title: title}}, api: {{form: F1, server: {url}}}}}\n"
Command = Callable[..., Result]


@pytest.fixture
def here() -> Iterator[Provider]:
    with provider(typeform) as found:
        yield found


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, here: Provider) -> Command:
    file = tmp_path / "forms" / "bid" / "form.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(FORM + SOURCES.format(url=here.url), encoding="utf-8")
    monkeypatch.setenv("CHANCERY_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CHANCERY_FORMS", str(file.parent.parent))
    monkeypatch.setenv("TRUSTED_HOSTS", here.host)
    for name in ("DATABASE_URL", "SMTP_URL", "REDIS_URL", "GOOGLE_CREDENTIALS"):
        monkeypatch.delenv(name, raising=False)
    return lambda *words: CliRunner().invoke(chancery, ["hooks", *words])


def test_a_token_is_kept_hinted_at_used_and_forgotten(command: Command, here: Provider) -> None:
    here.rows = [of_typeform(1, "Locks", 1)]
    assert "chancery hooks token bid typeform --set TOKEN" in command("catch-up", "bid", "typeform").output
    assert command("token", "bid", "typeform", "--set", TOKEN).output.endswith(f"token kept for {here.url}\n")
    listed = command("list").output
    assert TOKEN not in listed
    assert f"token of bid/typeform  …{TOKEN[-4:]}  for {here.url}" in listed
    assert command("catch-up", "bid", "typeform").output == "catch-up bid/typeform: 1 found\n"
    assert command("catch-up", "bid", "typeform").output == "catch-up bid/typeform: 0 found\n"
    assert command("token", "bid", "typeform", "--revoke").output == "bid/typeform: token forgotten\n"
    assert command("token", "bid", "typeform", "--revoke").output == "bid/typeform: there was no token\n"
    context = ready_context()
    with context.ledger.reading() as c:
        assert api_tokens.every(c) == []
        assert [one.act for one in audit.recent(c) if one.act.startswith("token")] == ["token.revoked", "token.set"]
        assert TOKEN not in str(audit.recent(c))
        assert submissions.of_form(c, "bid") == []  # the intake job judges it


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("token", "bid", "typeform"), "say --set TOKEN, or --revoke"),
        (("token", "bid", "tally", "--set", "x"), "no source of bid called 'tally'"),
        (("token", "bids", "typeform", "--set", "x"), "no form called 'bids'"),
        (("token", "bid", "typeform", "--set", " "), "takes no such token"),
        (("catch-up", "bid", "tally"), "no source of bid"),
        (("watch", "bid"), "no source of bid called 'google-forms-watch'"),
    ],
)
def test_what_cannot_be_meant_is_refused(command: Command, words: tuple[str, ...], said: str) -> None:
    answer = command(*words)
    assert answer.exit_code != 0
    assert said in answer.output


def test_the_doctor_says_which_sources_lack_a_token(command: Command, here: Provider, tmp_path: Path) -> None:
    form = load_form(tmp_path / "forms" / "bid" / "form.yaml")
    settings = read_settings({"CHANCERY_DATA": str(tmp_path / "data"), "TRUSTED_HOSTS": here.host})
    probe = catching_up(settings, {"bid": form}, [])
    assert (probe.ok, probe.said) == (False, "0 sources are asked for what did not arrive; bid/typeform cannot be")
    assert probe.remedy == "Set its token: chancery hooks token bid typeform --set TOKEN."
    command("token", "bid", "typeform", "--set", TOKEN)
    with ready_context().ledger.reading() as c:
        probe = catching_up(settings, {"bid": form}, api_tokens.every(c))
    assert (probe.ok, probe.said) == (True, "1 sources are asked for what did not arrive")
    assert "catching up" in CliRunner().invoke(chancery, ["doctor"]).output
