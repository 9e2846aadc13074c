"""The settings: read once from the environment into one frozen value, with every mistake listed."""

import contextlib
import math
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from email.headerregistry import Address
from email.utils import parseaddr
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import forms
from app.clock import moment_in
from app.colours import DARK, LIGHT
from app.mail_settings import answered, mailbox
from app.theme import accent_on, families, logo

SHIPPED_FORMS = Path(forms.__file__).parent / "definitions"
SOCKET_PATH_LIMIT = 100  # bytes; sun_path holds 108 on Linux and 104 on macOS

PASSABLE = 0o711
"""The data folder's mode: others may go through it to the workbooks, which are shared, and see nothing else."""
HOST = r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)"
STORAGE = re.compile(
    rf"s3(\+http)?://[^:/@?#\s]+:[^:/@?#\s]+@{HOST}(:[0-9]{{1,5}})?(/[\w.-]+)+(\?region=[\w-]+)?", re.IGNORECASE
)
STAFF, MEMBERS = "staff", "members"
"""Who must come in by the issuer."""
UNANSWERED = re.compile(
    r"(?<![a-z])(((do)?[._-]?not?|never)[._-]?(reply|response|answer|respond)|ne[._-]?pas[._-]?repondre)", re.IGNORECASE
)
MAILBOX = re.compile(rf"imaps?://[^:/@\s]+:[^:/@\s]+@{HOST}(:[0-9]{{1,5}})?(/[^?#\s]*)?|maildir:///.+", re.IGNORECASE)
IN_MEMORY = re.compile(r"^sqlite:///($|\?)|:memory:|mode=memory")


class SettingsError(Exception):
    """The environment cannot be used; one line a mistake."""


# What a setting must be. A reader's complaint never repeats a URL: it may hold a password.


def _positive(number: Callable[[str], Any]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        with contextlib.suppress(ValueError):
            value = number(text)
            if 0 < value < math.inf:
                return value
        kind = "a whole number" if number is int else "a number"
        raise ValueError(f"{text!r} is not {kind} above 0")

    return read


def _port(text: str) -> int:
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise ValueError(f"{text!r} is not a port (1 to 65535)")
    return int(text)


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _count(text: str) -> int:
    if not (text.isdecimal() and int(text) < 10):
        raise ValueError(f"{text!r} is not a number from 0 to 9")
    return int(text)


def _readable(text: str) -> Path | None:
    if not text:
        return None
    path = _folder(text)
    if not (path.is_file() and os.access(path, os.R_OK)):
        raise ValueError(f"{path} is not a file that can be read")
    return path


def _clock(text: str) -> Path | None:
    path = _readable(text)
    if path is not None:
        moment_in(path)
    return path


def _logo(text: str) -> Path | None:
    return logo(_readable(text))


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
    if text.startswith("sqlite:") and IN_MEMORY.search(text):
        raise ValueError("it must name a file: a database in memory is lost with its process, and each has its own")
    return text


def _hosts(text: str) -> frozenset[str]:
    """Names of machines, each alone or with a port."""
    each = [one.strip().lower() for one in text.split(",") if one.strip()]
    for one in each:
        if not re.fullmatch(rf"{HOST}(:[0-9]{{1,5}})?", one):
            raise ValueError(f"{one!r} is not a host, or a host and a port, such as kobo.local or kobo.local:8000")
    return frozenset(each)


def _daemon(text: str) -> str:
    if text and not re.fullmatch(rf"unix:///.+|{HOST}:[0-9]{{1,5}}", text):
        raise ValueError(f"{text!r} is neither host:port nor unix:///path/of/its/socket")
    return text


def _storage(text: str) -> str:
    if text and not (STORAGE.fullmatch(text) and _has_port(text)):
        raise ValueError(
            "it must be s3://KEY:SECRET@host/bucket, with a folder and ?region=… behind where they are needed"
            " (s3+http:// without TLS); odd letters of the secret are written as %XX, and / as %2F"
        )
    return text


def _address(text: str) -> str:
    if text and not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+", text):
        raise ValueError(f"{text!r} is not one e-mail address")
    return text


def _has_port(url: str) -> bool:
    """Whether the port, if there is one, is a port."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _url(*schemes: str) -> Callable[[str], str]:
    beginnings = tuple(f"{scheme}://" for scheme in schemes)

    def read(text: str) -> str:
        if text and not text.startswith(beginnings):
            raise ValueError(f"it must begin with {' or '.join(beginnings)}")
        if not _has_port(text):
            raise ValueError("its port must be a number from 1 to 65535; a password's odd letters are written as %XX")
        return text.rstrip("/") if "http" in schemes else text

    return read


def _issuer(text: str) -> str:
    """As it is written, to the last slash: its tokens name it so (OpenID Connect Core 1.0, 3.1.3.7)."""
    if text and not re.fullmatch(r"https://\S+|http://(127\.0\.0\.1|localhost)(:[0-9]+)?(/\S*)?", text):
        raise ValueError("it must begin with https://")
    return text


def _required(text: str) -> frozenset[str]:
    each = frozenset(one.strip().lower() for one in text.split(",") if one.strip())
    if not each <= {STAFF, MEMBERS}:
        raise ValueError(f"{text!r} is not {STAFF}, {MEMBERS}, or both with a comma between")
    return each


def _named(name: str, read: Callable[[str], Any] = str, default: str = "") -> Mapping[str, Any]:
    """A setting's name in the environment, how it is read, and what holds without it."""
    return {"name": name, "read": read, "default": default}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this installation is set up, one line a setting; docs/operations.md says what each means.

    What may hold a password stays out of its repr, and so out of logs and tracebacks.
    """

    data_dir: Path = field(metadata=_named("CHANCERY_DATA", _folder, "var"))
    database_url: str = field(repr=False, metadata=_named("DATABASE_URL", _database))
    redis_url: str = field(repr=False, metadata=_named("REDIS_URL", _url("redis", "rediss", "unix")))
    smtp_url: str = field(repr=False, metadata=_named("SMTP_URL", _url("smtp", "smtps")))
    mail_from: str = field(metadata=_named("MAIL_FROM", answered))
    bounces_to: str = field(metadata=_named("BOUNCES_TO", _address))
    bounces_at: str = field(repr=False, metadata=_named("BOUNCES_AT", mailbox))
    staff_mail: str = field(metadata=_named("STAFF_MAIL", _address))
    google_credentials: Path | None = field(metadata=_named("GOOGLE_CREDENTIALS", _readable))
    forms_dir: Path = field(metadata=_named("CHANCERY_FORMS", _existing, str(SHIPPED_FORMS)))
    secret_key: str = field(repr=False, metadata=_named("SECRET_KEY"))
    host: str = field(metadata=_named("HOST", default="127.0.0.1"))
    port: int = field(metadata=_named("PORT", _port, "8000"))
    base_url: str = field(metadata=_named("BASE_URL", _url("http", "https")))
    organisation: str = field(metadata=_named("ORGANISATION", default="Arms Trade Treaty Secretariat (illustrative)"))
    organisation_address: str = field(metadata=_named("ORGANISATION_ADDRESS"))
    theme_accent: str = field(metadata=_named("THEME_ACCENT", accent_on(LIGHT)))
    theme_accent_dark: str = field(metadata=_named("THEME_ACCENT_DARK", accent_on(DARK)))
    theme_font: str = field(metadata=_named("THEME_FONT", families))
    theme_logo: Path | None = field(metadata=_named("THEME_LOGO", _logo))
    oidc_issuer: str = field(metadata=_named("CHANCERY_OIDC_ISSUER", _issuer))
    oidc_client: str = field(metadata=_named("CHANCERY_OIDC_CLIENT"))
    oidc_secret: str = field(repr=False, metadata=_named("CHANCERY_OIDC_SECRET"))
    oidc_required: frozenset[str] = field(metadata=_named("CHANCERY_OIDC_REQUIRED", _required))
    trusted_proxies: int = field(metadata=_named("TRUSTED_PROXIES", _count, "0"))
    lease_seconds: float = field(metadata=_named("LEASE_SECONDS", _positive(float), "30"))
    max_attempts: int = field(metadata=_named("MAX_ATTEMPTS", _positive(int), "20"))
    trusted_hosts: frozenset[str] = field(metadata=_named("TRUSTED_HOSTS", _hosts))
    clamav: str = field(metadata=_named("CLAMAV", _daemon))
    files_url: str = field(repr=False, metadata=_named("FILES_URL", _storage))
    max_body_bytes: int = field(metadata=_named("MAX_BODY_BYTES", _positive(int), "20000000"))
    max_uploads_bytes: int = field(metadata=_named("MAX_UPLOADS_BYTES", _positive(int), "20000000000"))
    draft_days: int = field(metadata=_named("DRAFT_DAYS", _positive(int), "30"))
    posts_per_minute: int = field(metadata=_named("POSTS_PER_MINUTE", _positive(int), "120"))
    rehearsal_clock: Path | None = field(metadata=_named("REHEARSAL_CLOCK", _clock))

    @property
    def mail_domain(self) -> str:
        """The domain of what we send, in which our messages have their names."""
        return parseaddr(self.mail_from)[1].rpartition("@")[2] or "localhost"

    def return_path(self, token: str) -> str:
        """Where a message comes back to that cannot be delivered, by which it is known; empty for its sender."""
        local, _, domain = self.bounces_to.rpartition("@")
        return f"{local}+{token}@{domain}" if local else ""

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
    def uploads(self) -> Path:
        """Files of applicants of which only parts are here yet."""
        return self.data_dir / "uploads"

    @property
    def exports(self) -> Path:
        """What staff exported, until it is removed."""
        return self.data_dir / "exports"

    @property
    def redis_counts(self) -> str:
        """The Redis that the workers use, as the `limits` library writes it: what all processes count together."""
        if not self.redis_url:
            return f"redis+unix://{self.redis_socket}"
        return f"redis+{self.redis_url}" if self.redis_url.startswith("unix://") else self.redis_url

    @property
    def redis_socket(self) -> Path:
        """The embedded server's socket: in the data folder, or elsewhere when that path is too long."""
        socket = self.data_dir / "redis.sock"
        if len(os.fsencode(socket)) <= SOCKET_PATH_LIMIT:
            return socket
        name = sha256(os.fsencode(self.data_dir)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"chancery-{name}.sock"


SETTING_NAMES: tuple[str, ...] = tuple(one.metadata["name"] for one in fields(Settings))


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings of `environ`, where empty is unset. Raises SettingsError that lists every mistake."""
    values: dict[str, Any] = {}
    mistakes: list[str] = []
    for one in fields(Settings):
        name, read, default = (one.metadata[word] for word in ("name", "read", "default"))
        try:
            values[one.name] = read(environ.get(name) or default)
        except ValueError as mistake:
            mistakes.append(f"{name}: {mistake}. See docs/operations.md.")
    if values.get("bounces_at") and not values.get("bounces_to"):
        mistakes.append("BOUNCES_AT: nothing comes back there without BOUNCES_TO. See docs/operations.md.")
    if not mistakes and _is_torn(values):
        mistakes.append("CHANCERY_OIDC_ISSUER, _CLIENT and _SECRET go together, _REQUIRED with them.")
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    values["database_url"] = values["database_url"] or ledger_beside(values["data_dir"])
    values["mail_from"] = values["mail_from"] or _sender(values["organisation"])
    values["base_url"] = values["base_url"] or f"http://{values['host']}:{values['port']}"
    values["secret_key"] = values["secret_key"] or _kept_secret(values["data_dir"])
    return Settings(**values)


def _is_torn(values: Mapping[str, Any]) -> bool:
    """Whether something is said of an issuer, and not all of it."""
    given = [bool(values[name]) for name in ("oidc_issuer", "oidc_client", "oidc_secret")]
    return not all(given) and any((*given, values["oidc_required"]))


def ledger_beside(data_dir: Path) -> str:
    """The URL of the ledger that holds where none is set."""
    return f"sqlite:///{data_dir / 'chancery.db'}"


def _sender(organisation: str) -> str:
    """The organisation as a sender; the address is one that cannot exist, so it has to be set before mail goes out."""
    name = " ".join(organisation.split())  # a header is one line
    return str(Address(name, "chancery", "localhost.localdomain"))


def _kept_secret(data_dir: Path) -> str:
    """The key made at the first start and kept beside the data, readable by its owner only."""
    path = data_dir / "secret-key"
    try:
        if not path.exists():
            _keep(path, secrets.token_urlsafe(32))
        return path.read_text()
    except OSError as fault:
        raise SettingsError(f"CHANCERY_DATA: {fault}. See docs/operations.md.") from fault


def _keep(path: Path, secret: str) -> None:
    """Write a file that appears whole; when another process was first, its file stays."""
    path.parent.mkdir(mode=PASSABLE, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    draft.touch(mode=0o600)
    draft.write_text(secret)
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
