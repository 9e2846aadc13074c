"""Settings are read once, with their defaults, and every mistake is told without telling a secret."""

import stat
from email.message import EmailMessage
from pathlib import Path

import pytest

from app.config import SETTING_NAMES, Settings, SettingsError, read_settings
from app.store.engine import migrate, open_ledger
from connectors.stores.bucket import open_bucket


def read(tmp_path: Path, **environ: str) -> Settings:
    return read_settings({"CHANCERY_DATA": str(tmp_path / "data"), **environ})


def test_nothing_need_be_set_but_the_folder(tmp_path: Path) -> None:
    settings = read(tmp_path)
    data = tmp_path / "data"
    assert settings.database_url == f"sqlite:///{data}/chancery.db"
    assert (settings.redis_url, settings.smtp_url, settings.google_credentials) == ("", "", None)
    assert (settings.base_url, settings.port, settings.lease_seconds) == ("http://127.0.0.1:8000", 8000, 30)
    assert (settings.workbooks, settings.documents) == (data / "workbooks", data / "documents")
    assert (settings.mail_folder, settings.files) == (data / "mail", data / "files")
    assert settings.forms_dir.name == "definitions"


def test_the_data_folder_is_var_unless_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_settings({"CHANCERY_DATA": ""}).data_dir == tmp_path / "var"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_by_psycopg(tmp_path: Path, scheme: str) -> None:
    settings = read(tmp_path, DATABASE_URL=f"{scheme}://ann:pw@db/chancery")
    assert settings.database_url == "postgresql+psycopg://ann:pw@db/chancery"


def test_the_address_follows_host_and_port_unless_set(tmp_path: Path) -> None:
    assert read(tmp_path, HOST="0.0.0.0", PORT="9000").base_url == "http://0.0.0.0:9000"
    assert read(tmp_path, BASE_URL="https://forms.example/").base_url == "https://forms.example"


def test_the_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)
    assert len(first.secret_key) >= 32
    assert first.secret_key == second.secret_key
    kept = tmp_path / "data" / "secret-key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert list(kept.parent.iterdir()) == [kept]
    assert read(tmp_path, SECRET_KEY="mine").secret_key == "mine"


def test_every_mistake_is_listed(tmp_path: Path) -> None:
    mistakes = {
        "DATABASE_URL": "mysql://x",
        "REDIS_URL": "localhost:6379",
        "SMTP_URL": "mail.example",
        "GOOGLE_CREDENTIALS": str(tmp_path / "none.json"),
        "CHANCERY_FORMS": str(tmp_path / "none"),
        "PORT": "70000",
        "BASE_URL": "forms.example",
        "LEASE_SECONDS": "nan",
        "MAX_ATTEMPTS": "0",
        "MAX_BODY_BYTES": "20 MB",
        "TRUSTED_PROXIES": "-1",
        "TRUSTED_HOSTS": "kobo.local, http://kobo.local/",
        "CLAMAV": "clamav",
        "FILES_URL": "https://storage.example/bucket",
    }
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, **mistakes)
    told = str(caught.value).splitlines()
    assert sorted(line.partition(":")[0] for line in told) == sorted(mistakes)
    assert not (tmp_path / "data").exists()


def test_hosts_are_named_alone_or_with_a_port(tmp_path: Path) -> None:
    hosts = "Kobo.local, 10.0.0.7:8000,[::1]:80,"
    assert read(tmp_path, TRUSTED_HOSTS=hosts).trusted_hosts == {"kobo.local", "10.0.0.7:8000", "[::1]:80"}
    assert read(tmp_path).trusted_hosts == frozenset()
    for one in ("*", "10.0.0.0/8", "a@b", "a:b", "a:1:2", "a b", "::1"):
        with pytest.raises(SettingsError, match="TRUSTED_HOSTS"):
            read(tmp_path, TRUSTED_HOSTS=one)


@pytest.mark.parametrize("address", ["", "localhost:3310", "[::1]:3310", "unix:///run/clamav/clamd.ctl"])
def test_a_scanner_stands_at_a_port_or_a_socket(tmp_path: Path, address: str) -> None:
    assert read(tmp_path, CLAMAV=address).clamav == address


STORAGES = {
    "s3://key:a%2Fsecret%2Bkey@s3.aws.example/uploads?region=eu-central-2": "s3.aws.example/uploads",
    "s3://key:secret@Storage.Example/uploads/chancery/files": "Storage.Example/uploads",
    "s3+http://key:secret@[::1]:9000/my.uploads": "[::1]:9000/my.uploads",
}


@pytest.mark.parametrize(("url", "address"), STORAGES.items())
def test_files_stand_in_a_bucket_where_one_is_named(tmp_path: Path, url: str, address: str) -> None:
    assert read(tmp_path, FILES_URL=url).files_url == url
    assert open_bucket(url).address == address


@pytest.mark.parametrize(
    "url",
    [
        "s3://uploads/folder",
        "s3://key@storage.example/uploads",
        "s3://key:hunter2@storage.example",
        "s3://key:hunter2@storage.example/",
        "s3://key:hun/ter2@storage.example/uploads",
        "s3://key:hunter2@storage.example:70000/uploads",
        "s3://key:hunter2@storage.example/uploads?secret=hunter2",
        "s3://key:hunter2@storage.example/up loads",
    ],
)
def test_a_mistaken_bucket_is_told_without_its_secret(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="FILES_URL: it must be s3://KEY:SECRET@host/bucket") as caught:
        read(tmp_path, FILES_URL=url)
    assert "hun" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["sqlite:///", "sqlite:///:memory:", "sqlite:///?mode=memory", "sqlite:///file:x?mode=memory&uri=true"]
)
def test_a_database_in_memory_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="must name a file"):
        read(tmp_path, DATABASE_URL=url)


@pytest.mark.parametrize("url", ["smtp://h:0", "smtps://h:70000", "smtp://user:hunter2", "smtp://user:hun/ter2@h:25"])
def test_a_bad_port_is_told_without_the_rest_of_the_url(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="port must be a number") as caught:
        read(tmp_path, SMTP_URL=url)
    assert "hun" not in str(caught.value)


def test_others_can_go_through_the_data_folder_to_what_is_shared_and_read_nothing(tmp_path: Path) -> None:
    settings = read(tmp_path)
    opened = open_ledger(settings.database_url)
    migrate(opened)
    opened.engine.dispose()
    assert stat.S_IMODE(settings.data_dir.stat().st_mode) == 0o711
    readable = [path.name for path in settings.data_dir.iterdir() if path.stat().st_mode & 0o077]
    assert readable == []


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "SMTP_URL"])
def test_a_mistaken_url_does_not_tell_its_password(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, **{name: "smpt://ann:hunter2@mail.example"})
    assert "hunter2" not in str(caught.value)


def test_settings_shown_tell_no_secret(tmp_path: Path) -> None:
    settings = read(
        tmp_path, DATABASE_URL="postgresql://a:hunter2@db/c", SECRET_KEY="hunter2", FILES_URL="s3://a:hunter2@h/b"
    )
    assert "hunter2" not in repr(settings)


def test_a_data_folder_that_cannot_be_made_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(SettingsError, match="CHANCERY_DATA"):
        read(tmp_path)


def test_the_socket_moves_out_of_a_path_too_long_for_one(tmp_path: Path) -> None:
    short = read_settings({"CHANCERY_DATA": "/srv/chancery", "SECRET_KEY": "k"})
    assert short.redis_socket == Path("/srv/chancery/redis.sock")
    deep = read(tmp_path / ("d" * 100))
    assert deep.redis_socket == read(tmp_path / ("d" * 100)).redis_socket
    assert len(str(deep.redis_socket)) < 100


def test_setting_names_are_unique_and_complete() -> None:
    assert len(set(SETTING_NAMES)) == len(SETTING_NAMES) == len(Settings.__dataclass_fields__)


@pytest.mark.parametrize("organisation", ["Sekretariat für Waffen, Genf", "Секретариат", "A\nB"])
def test_mail_comes_from_the_organisation_unless_set(tmp_path: Path, organisation: str) -> None:
    message = EmailMessage()
    message["From"] = read(tmp_path, ORGANISATION=organisation).mail_from
    [sender] = message["From"].addresses
    assert sender.display_name == " ".join(organisation.split())
    assert sender.addr_spec == "chancery@localhost.localdomain"
    assert read(tmp_path, MAIL_FROM="Ann <ann@example.org>").mail_from == "Ann <ann@example.org>"
