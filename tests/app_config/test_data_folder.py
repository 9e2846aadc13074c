"""Commands say which data folder they mean, and do not look at a ledger that is not there."""

import shlex
from pathlib import Path

import pytest

from app.config import Settings, SettingsError, read_settings
from app.data_folder import called, is_new, require_ledger
from app.store.engine import migrate, open_ledger


def settings(tmp_path: Path, **environ: str) -> Settings:
    return read_settings({"CHANCERY_DATA": str(tmp_path / "my data"), **environ})


def test_a_folder_without_a_ledger_is_refused_by_name(tmp_path: Path) -> None:
    new = settings(tmp_path)
    assert is_new(new)
    with pytest.raises(SettingsError, match=f"no ledger in {tmp_path}/my data yet.*CHANCERY_DATA="):
        require_ledger(new)
    ledger = open_ledger(new.database_url)
    migrate(ledger)
    ledger.engine.dispose()
    assert not is_new(new)
    require_ledger(new)


def test_a_ledger_on_a_server_is_not_looked_for(tmp_path: Path) -> None:
    require_ledger(settings(tmp_path, DATABASE_URL="postgresql://nobody@nowhere.invalid/none"))


def test_a_command_names_the_data_folder_unless_it_is_the_usual_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert shlex.split(called(settings(tmp_path)))[0] == f"CHANCERY_DATA={tmp_path}/my data"
    assert Path(called(read_settings({}))).name == "chancery"
