"""The first start shows how to sign in; later ones say where that is kept."""

from pathlib import Path

from app.config import read_settings
from app.context import build_context
from app.store.engine import migrate
from jobs.serve import sign_in_said


def test_the_password_is_shown_at_the_first_start_only(tmp_path: Path) -> None:
    context = build_context(read_settings({"CHANCERY_DATA": str(tmp_path)}))
    migrate(context.ledger)
    first, second = sign_in_said(context), sign_in_said(context)
    context.ledger.engine.dispose()
    kept = tmp_path / "sign-in.txt"
    password = kept.read_text().strip().rpartition(" / ")[2]
    assert password in first
    assert password not in second
    assert str(kept) in second
    assert kept.stat().st_mode & 0o777 == 0o600
