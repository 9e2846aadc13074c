"""The composition root: the settings turned into the things the service works with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from app.config import Settings
from app.store.engine import Ledger, open_ledger
from connectors.errors import ConnectorError
from connectors.files import FileStore
from connectors.mail.folder import FolderMailer
from connectors.mail.smtp import SmtpMailer
from connectors.ports import Mailer, SheetBackend, SheetSpec
from connectors.sheets.excel import ExcelFolder
from connectors.sheets.google import open_google
from forms.load import load_forms
from forms.schema import CompiledForm, compile_form


@dataclass(frozen=True, slots=True)
class Context:
    """What every part of the service works with; tests replace single parts of it."""

    settings: Settings
    ledger: Ledger
    forms: Mapping[str, CompiledForm]
    sheets: SheetBackend
    google_sheets: SheetBackend | None
    mailer: Mailer
    files: FileStore
    now: Callable[[], datetime]

    def backend(self, spec: SheetSpec) -> SheetBackend:
        """Where this sheet lives. Raises ConnectorError when it wants Google and there are no credentials."""
        if not spec.google:
            return self.sheets
        if self.google_sheets is None:
            raise ConnectorError(
                f"{spec.workbook!r} is to live in Google Sheets, but GOOGLE_CREDENTIALS is not set",
                permanent=True,
            )
        return self.google_sheets


def build_context(settings: Settings) -> Context:
    """Everything wired as the settings say; connects to nothing yet.

    Raises DefinitionErrors, or ConnectorError when the Google credentials are none.
    """
    credentials = settings.google_credentials
    return Context(
        settings=settings,
        ledger=open_ledger(settings.database_url),
        forms={name: compile_form(form) for name, form in load_forms(settings.forms_dir).items()},
        sheets=ExcelFolder(settings.workbooks),
        google_sheets=None if credentials is None else open_google(credentials),
        mailer=SmtpMailer(settings.smtp_url) if settings.smtp_url else FolderMailer(settings.mail_folder),
        files=FileStore(settings.files),
        now=now,
    )


def now() -> datetime:
    """The present, aware."""
    return datetime.now(UTC)
