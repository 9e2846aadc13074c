"""Which data folder a command speaks of: a second terminal easily means another one than the service does."""

import os
import shlex
import shutil
import sys
from pathlib import Path

from sqlalchemy import make_url

from app.config import Settings, SettingsError


def is_new(settings: Settings) -> bool:
    """Whether there is no ledger in the data folder yet; a ledger on a server is not looked for."""
    url = make_url(settings.database_url)
    return url.get_backend_name() == "sqlite" and bool(url.database) and not Path(str(url.database)).exists()


def require_ledger(settings: Settings) -> None:
    """For commands that only look: raises SettingsError, in words, where there is nothing to look at."""
    if is_new(settings):
        raise SettingsError(
            f"There is no ledger in {settings.data_dir} yet. If the service keeps its data elsewhere, say where: "
            "CHANCERY_DATA=/its/folder before this command. Otherwise start the service first: make run."
        )


def called(settings: Settings) -> str:
    """What to write in a shell for the `chancery` that speaks of this data folder."""
    beside = Path(sys.executable).with_name("chancery")
    where = os.path.relpath(beside) if beside.is_relative_to(Path.cwd()) else str(beside)
    program = "chancery" if shutil.which("chancery") else where
    usual = settings.data_dir == Path("var").absolute()
    return program if usual else f"CHANCERY_DATA={shlex.quote(str(settings.data_dir))} {program}"
