"""What is configured, what can be reached, and what to do about the rest."""

import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import inspect

from app.clock import clock_of
from app.config import PASSABLE, Settings
from app.doctor_google import google
from app.doctor_sources import catching_up
from app.library import sound
from app.store.api_tokens import every
from app.store.engine import Ledger, LedgerDown, open_ledger
from app.store.form_versions import newest
from app.store.tables import api_tokens, form_versions
from connectors.clamav import ClamAV
from connectors.errors import ConnectorError
from connectors.fonts import PACKAGES, lacking
from connectors.lists import SharedLists
from connectors.mail.smtp import address_of
from connectors.ports import Probe
from connectors.sheets.google import open_google
from connectors.stores.bucket import open_bucket
from forms.errors import DefinitionErrors
from forms.load import load_forms


def examine(settings: Settings) -> list[Probe]:
    """Every finding, in the order in which things are needed."""
    return [look(settings) for look in LOOKS]


def _folder(settings: Settings) -> Probe:
    settings.data_dir.mkdir(mode=PASSABLE, parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.data_dir).free // 1_000_000
    return Probe("data", free > 500, f"{settings.data_dir} ({free:,} MB free)", "free some disk: 500 MB at least")


def _clock(settings: Settings) -> Probe:
    if settings.rehearsal_clock is None:
        return Probe("clock", True, "the machine's")
    now = clock_of(settings.rehearsal_clock)()
    return Probe("clock", True, f"a rehearsal: {settings.rehearsal_clock} says {now:%Y-%m-%d %H:%M} UTC")


def _definitions(settings: Settings) -> Probe:
    try:
        found = load_forms(settings.forms_dir, SharedLists(settings.workbooks).rows)
    except DefinitionErrors as mistakes:
        return Probe("forms", False, f"{len(mistakes.errors)} mistakes", "run `chancery forms check`")
    return Probe("forms", bool(found), f"{len(found)} in {settings.forms_dir}", "set CHANCERY_FORMS")


@contextmanager
def _opened(settings: Settings) -> Iterator[Ledger]:
    ledger = open_ledger(settings.database_url)
    try:
        yield ledger
    finally:
        ledger.engine.dispose()


def _ledger(settings: Settings) -> Probe:
    remedy = "check DATABASE_URL and that the database is running"
    try:
        with _opened(settings) as ledger:
            kind = ledger.kind()
    except LedgerDown as fault:
        return Probe("ledger", False, str(fault), remedy)
    return Probe("ledger", True, kind)


def _published(settings: Settings) -> Probe:
    try:
        with _opened(settings) as ledger, ledger.reading() as connection:
            entries = newest(connection) if inspect(connection).has_table(form_versions.name) else []
    except LedgerDown:
        return Probe("published", False, "not known: the ledger cannot be used", "as for the ledger")
    found, faults = sound(entries, SharedLists(settings.workbooks).rows)
    said = "; ".join([f"{len(found)} forms", *(f"{name} cannot be read, {fault}" for name, fault in faults.items())])
    return Probe("published", not faults, said, "mend the definition, raise its version and publish it")


def _catching_up(settings: Settings) -> Probe:
    try:
        with _opened(settings) as ledger, ledger.reading() as connection:
            is_ready = inspect(connection).has_table(api_tokens.name)
            entries, tokens = (newest(connection), every(connection)) if is_ready else ([], [])
    except LedgerDown:
        return Probe("catching up", False, "not known: the ledger cannot be used", "as for the ledger")
    forms, _ = sound(entries, SharedLists(settings.workbooks).rows)
    return catching_up(settings, forms, tokens)


def _redis(settings: Settings) -> Probe:
    embedded = not settings.redis_url
    where = str(settings.redis_socket) if embedded else urlsplit(settings.redis_url).netloc.rpartition("@")[2]
    remedy = "start the service (`chancery run` starts the embedded server)" if embedded else "check REDIS_URL"
    redis = Redis(unix_socket_path=where) if embedded else Redis.from_url(settings.redis_url)
    try:
        redis.ping()
    except RedisError as fault:
        return Probe("redis", False, f"{where}: {fault}", remedy)
    return Probe("redis", True, where)


def _mail(settings: Settings) -> Probe:
    if not settings.smtp_url:
        return Probe("mail", True, f".eml files in {settings.mail_folder}; set SMTP_URL to send")
    host, port = address_of(settings.smtp_url)
    try:
        with socket.create_connection((host, port), timeout=5):
            return Probe("mail", True, f"{host}:{port} answers")
    except OSError as fault:
        return Probe("mail", False, f"{host}:{port}: {fault}", "check SMTP_URL and the way to that server")


def _google(settings: Settings) -> Probe:
    try:
        with _opened(settings) as ledger, ledger.reading() as connection:
            entries = newest(connection) if inspect(connection).has_table(form_versions.name) else []
    except LedgerDown:
        return Probe("google", False, "not known: the ledger cannot be used", "as for the ledger")
    forms, _ = sound(entries, SharedLists(settings.workbooks).rows)
    return google(settings, forms, open_google)


def _files(settings: Settings) -> Probe:
    """Whether a file can be kept and had again: one that is empty, which changes nothing."""
    if not settings.files_url:
        return Probe("files", True, f"in {settings.files}; set FILES_URL to keep them elsewhere")
    remedy = "check FILES_URL, that the bucket is there, and that its key may put, get and list objects"
    store = open_bucket(settings.files_url, seconds=5)
    nothing = sha256().hexdigest()
    try:
        store.put(nothing, BytesIO())
        is_there = store.get(nothing) is not None
    except ConnectorError as fault:
        return Probe("files", False, str(fault), remedy)
    return Probe("files", is_there, store.address, remedy)


def _scanner(settings: Settings) -> Probe:
    if not settings.clamav:
        return Probe("scanner", True, "not used; set CLAMAV to have files scanned")
    remedy = "check CLAMAV and that clamd is running"
    try:
        ok = ClamAV(settings.clamav, seconds=5).answers()
    except ConnectorError as fault:
        return Probe("scanner", False, str(fault), remedy)
    return Probe("scanner", ok, settings.clamav, remedy)


def _fonts(_settings: Settings) -> Probe:
    """Without the font of a script its letters are boxes in copies, and forms are not printed in it."""
    missing = lacking()
    if not missing:
        return Probe("fonts", True, f"every language can be printed ({', '.join(PACKAGES)})")
    said = "; ".join(f"{letters}: no {package}" for package, letters in missing.items())
    return Probe("fonts", False, said, f"pip install {' '.join(missing)}")


LOOKS: tuple[Callable[[Settings], Probe], ...] = (
    _folder,
    _clock,
    _definitions,
    _ledger,
    _published,
    _catching_up,
    _redis,
    _mail,
    _google,
    _files,
    _scanner,
    _fonts,
)
