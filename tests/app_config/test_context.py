"""The context is wired as the settings say, and connects to nothing."""

import dataclasses
import json
from pathlib import Path

import pytest

from app.config import read_settings
from app.context import Context, build_context
from connectors.errors import ConnectorError
from connectors.mail.folder import FolderMailer
from connectors.mail.smtp import SmtpMailer
from connectors.ports import SheetSpec
from connectors.sheets.excel import ExcelFolder

EXCEL = SheetSpec("Proposals", "2026", ())
GOOGLE = dataclasses.replace(EXCEL, google="https://docs.google.com/spreadsheets/d/abc")


def build(tmp_path: Path, **environ: str) -> Context:
    (tmp_path / "forms").mkdir(exist_ok=True)
    places = {"CHANCERY_DATA": str(tmp_path), "CHANCERY_FORMS": str(tmp_path / "forms")}
    return build_context(read_settings({**places, **environ}))


def test_without_settings_everything_stays_on_this_machine(tmp_path: Path) -> None:
    context = build(tmp_path)
    assert isinstance(context.mailer, FolderMailer)
    assert isinstance(context.backend(EXCEL), ExcelFolder)
    assert context.google_sheets is None
    assert not (tmp_path / "chancery.db").exists()


def test_mail_goes_by_smtp_when_there_is_a_server(tmp_path: Path) -> None:
    assert isinstance(build(tmp_path, SMTP_URL="smtp://mail.example:587").mailer, SmtpMailer)


def test_a_sheet_in_google_without_credentials_is_a_lasting_fault(tmp_path: Path) -> None:
    with pytest.raises(ConnectorError, match="GOOGLE_CREDENTIALS") as caught:
        build(tmp_path).backend(GOOGLE)
    assert caught.value.permanent


def test_a_key_file_that_is_none_is_told_at_the_start(tmp_path: Path) -> None:
    key = tmp_path / "key.json"
    for text in ("not JSON", json.dumps({"type": "service_account"})):
        key.write_text(text)
        with pytest.raises(ConnectorError, match=r"key\.json is not a service account"):
            build(tmp_path, GOOGLE_CREDENTIALS=str(key))


def test_now_is_aware(tmp_path: Path) -> None:
    assert build(tmp_path).now().utcoffset() is not None
