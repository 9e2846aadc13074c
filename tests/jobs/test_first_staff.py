"""The first password is shown once; later starts say only what is still true."""

import stat
from pathlib import Path

from starting import new_context

from app.cli import new_password
from jobs.first_staff import sign_in


def test_the_password_is_shown_at_the_first_start_only(tmp_path: Path) -> None:
    context = new_context(tmp_path)
    kept = context.settings.data_dir / "sign-in.txt"
    first = sign_in(context)
    password = kept.read_text().strip().removeprefix("secretariat / ")
    assert f"secretariat / {password}" in first
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    later = sign_in(context)
    assert str(kept) in later
    assert password not in later


def test_a_changed_password_is_no_longer_said_to_be_kept(tmp_path: Path) -> None:
    context = new_context(tmp_path)
    sign_in(context)
    new_password(context, "secretariat")
    later = sign_in(context)
    assert "sign-in.txt" not in later
    assert "chancery staff password NAME" in later
    assert not (context.settings.data_dir / "sign-in.txt").exists()
