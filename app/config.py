"""The settings: read once from the environment into one frozen value, with every mistake listed."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import forms

SOCKET_PATH_LIMIT = 100  # bytes; sun_path holds 108 on Linux and 104 on macOS


class SettingsError(Exception):
    """The environment cannot be used; one line a mistake."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation is set up; docs/operations.md says what each means."""

    data_dir: Path
    database_url: str
    redis_url: str
    smtp_url: str
    mail_from: str
    google_credentials: Path | None
    forms_dir: Path
    secret_key: str
    host: str
    port: int
    base_url: str
    organisation: str
    lease_seconds: float
    max_attempts: int
    max_body_bytes: int

    @property
    def workbooks(self) -> Path:
        return self.data_dir / "workbooks"

    @property
    def documents(self) -> Path:
        return self.data_dir / "documents"

    @property
    def mail_folder(self) -> Path:
        return self.data_dir / "mail"

    @property
    def files(self) -> Path:
        return self.data_dir / "files"

    @property
    def redis_socket(self) -> Path:
        """The embedded server's socket: in the data folder, or elsewhere when that path is too long for one."""
        socket = self.data_dir / "redis.sock"
        if len(os.fsencode(socket)) <= SOCKET_PATH_LIMIT:
            return socket
        name = sha256(os.fsencode(self.data_dir)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"chancery-{name}.sock"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name in the environment, how it is read, and what holds without it."""

    name: str
    field: str
    read: Callable[[str], Any]
    default: str


def _positive(number: Callable[[str], Any]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        value = number(text)
        if value <= 0:
            raise ValueError(f"{text!r} is not more than 0")
        return value

    return read


def _port(text: str) -> int:
    value = int(text)
    if not 0 < value < 65536:
        raise ValueError(f"{text!r} is not a port (1 to 65535)")
    return value


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _readable(text: str) -> Path | None:
    if not text:
        return None
    path = _folder(text)
    if not os.access(path, os.R_OK):
        raise ValueError(f"{path} cannot be read")
    return path


def _existing(text: str) -> Path:
    path = _folder(text)
    if not path.is_dir():
        raise ValueError(f"{path} is not a folder")
    return path


def _database(text: str) -> str:
    """The URL with the driver this service uses."""
    for scheme in ("postgresql://", "postgres://"):
        if text.startswith(scheme):
            return "postgresql+psycopg://" + text.removeprefix(scheme)
    if text and not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("it must begin with sqlite:/// or postgresql://")
    return text


def _url(*schemes: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text and not text.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise ValueError(f"it must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        return text.rstrip("/") if "http" in schemes else text

    return read


SHIPPED_FORMS = Path(forms.__file__).parent / "definitions"

SETTINGS = (
    Setting("CHANCERY_DATA", "data_dir", _folder, "var"),
    Setting("DATABASE_URL", "database_url", _database, ""),
    Setting("REDIS_URL", "redis_url", _url("redis", "rediss", "unix"), ""),
    Setting("SMTP_URL", "smtp_url", _url("smtp", "smtps"), ""),
    Setting("MAIL_FROM", "mail_from", str, "Chancery <chancery@localhost.localdomain>"),
    Setting("GOOGLE_CREDENTIALS", "google_credentials", _readable, ""),
    Setting("CHANCERY_FORMS", "forms_dir", _existing, str(SHIPPED_FORMS)),
    Setting("SECRET_KEY", "secret_key", str, ""),
    Setting("HOST", "host", str, "127.0.0.1"),
    Setting("PORT", "port", _port, "8000"),
    Setting("BASE_URL", "base_url", _url("http", "https"), ""),
    Setting("ORGANISATION", "organisation", str, "Arms Trade Treaty Secretariat (illustrative)"),
    Setting("LEASE_SECONDS", "lease_seconds", _positive(float), "30"),
    Setting("MAX_ATTEMPTS", "max_attempts", _positive(int), "20"),
    Setting("MAX_BODY_BYTES", "max_body_bytes", _positive(int), "20000000"),
)
SETTING_NAMES = tuple(setting.name for setting in SETTINGS)


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings of `environ`. Raises SettingsError that lists every mistake."""
    values: dict[str, Any] = {}
    mistakes: list[str] = []
    for setting in SETTINGS:
        text = environ.get(setting.name) or setting.default
        try:
            values[setting.field] = setting.read(text)
        except ValueError as mistake:
            mistakes.append(f"{setting.name}={text!r}: {mistake}. See docs/operations.md.")
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    values["database_url"] = values["database_url"] or f"sqlite:///{values['data_dir'] / 'chancery.db'}"
    values["base_url"] = values["base_url"] or f"http://{values['host']}:{values['port']}"
    values["secret_key"] = values["secret_key"] or _kept_secret(values["data_dir"])
    return Settings(**values)


def _kept_secret(data_dir: Path) -> str:
    """The key made at the first start and kept beside the data, readable by its owner only."""
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / "secret-key"
    if not path.exists():
        draft = data_dir / f".secret-key-{secrets.token_hex(8)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(32))
        with contextlib.suppress(FileExistsError):  # another process was first: its key holds
            os.link(draft, path)
        draft.unlink()
    return path.read_text()
