"""The composition root: the settings turned into the things the service works with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.clock import clock_of
from app.config import Settings
from app.library import Library, publish_new
from app.store.engine import Ledger, migrate, open_ledger
from connectors.clamav import ClamAV
from connectors.errors import ConnectorError
from connectors.fetching import Fetcher
from connectors.files import Files, unscanned
from connectors.lists import SharedLists
from connectors.mail.folder import FolderMailer
from connectors.mail.smtp import SmtpMailer
from connectors.ports import FileStore, Mailer, SheetBackend, SheetSpec
from connectors.sheets.excel import ExcelFolder
from connectors.sheets.google import open_google
from connectors.stores.bucket import open_bucket
from connectors.stores.folder import FolderStore
from forms.definition import Form
from forms.load import load_forms
from forms.schema import CompiledForm, compile_form


def never_published(_name: str, _version: int) -> Form | None:
    """For places that know the forms of a folder alone: no version of them was published."""
    return None


def nothing_published(_name: str) -> CompiledForm | None:
    """For the same places: nothing is in the ledger that is not in the folder."""
    return None


@dataclass(frozen=True, slots=True)
class Context:
    """What every part of the service works with; tests replace single parts of it."""

    settings: Settings
    ledger: Ledger
    forms: Mapping[str, CompiledForm]  # those that people fill in, by name
    sheets: SheetBackend
    google_sheets: SheetBackend | None
    mailer: Mailer
    files: Files
    fetcher: Fetcher
    now: Callable[[], datetime]
    earlier: Callable[[str, int], Form | None] = never_published
    last: Callable[[str], CompiledForm | None] = nothing_published  # the newest that the ledger has, withdrawn or not

    def form_for(self, name: str, version: int = 0) -> CompiledForm | None:
        """The form by which submissions are shown; None when there never was one.

        What is still due of a withdrawn form is done by its last version, and where submissions were asked in a later
        `version` than the one known here, the ledger knows more than we do.
        """
        known = self.forms.get(name)
        if known is not None and known.form.version >= version:
            return known
        return self.last(name) or known

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
    lists = SharedLists(settings.workbooks)
    forms = load_forms(settings.forms_dir, lists.rows)
    return _wired(settings, {name: compile_form(form) for name, form in forms.items()})


def _wired(settings: Settings, forms: Mapping[str, CompiledForm]) -> Context:
    credentials = settings.google_credentials
    return Context(
        settings=settings,
        ledger=open_ledger(settings.database_url),
        forms=forms,
        sheets=ExcelFolder(settings.workbooks),
        google_sheets=None if credentials is None else open_google(credentials, settings.redis_counts),
        mailer=SmtpMailer(settings.smtp_url) if settings.smtp_url else FolderMailer(settings.mail_folder),
        files=Files(_file_store(settings), ClamAV(settings.clamav).scan if settings.clamav else unscanned),
        fetcher=Fetcher(settings.trusted_hosts),
        now=clock_of(settings.rehearsal_clock),
    )


def _file_store(settings: Settings) -> FileStore:
    """Where files are kept; connects to nothing yet."""
    return open_bucket(settings.files_url) if settings.files_url else FolderStore(settings.files)


def serving_context(settings: Settings) -> Context:
    """The context of a process that serves: with the forms that were published, on a ledger that is up to date.

    Forms of the folder that never were are published. Raises what build_context raises, and LedgerDown.
    """
    return _published_context(settings, all_of_the_folder=True)


def looking_context(settings: Settings) -> Context:
    """The same for whoever only looks: with what was published and nothing else. Raises LedgerDown."""
    return _published_context(settings, all_of_the_folder=False)


def _published_context(settings: Settings, *, all_of_the_folder: bool) -> Context:
    context = _wired(settings, {})
    migrate(context.ledger)
    lists = SharedLists(settings.workbooks)
    if all_of_the_folder:
        publish_new(context.ledger, settings.forms_dir, lists.rows, context.now)
    library = Library(context.ledger, lists)
    return replace(context, forms=library, earlier=library.earlier, last=library.last)
