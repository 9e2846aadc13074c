"""Commands for the forms that people fill in: compare, publish, withdraw, and what was published when."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click
from sqlalchemy import Connection

from app.data_folder import is_new, require_ledger
from app.forms_places import all_at, one_at
from app.hook_secrets import ensure_secrets
from app.library import Written, is_same_but_number, publish, sound
from app.store import audit, form_versions, outbox
from app.store.engine import Ledger, migrate, open_ledger
from app.store.form_versions import FormVersion
from app.store.writes import SCREEN
from app.subjects import told_apart
from app.terminal import now, settings, table
from connectors.lists import SharedLists
from forms.definition import Form
from forms.schema import compile_form
from forms.versions.changes import Change, Risk, changes, worst

RISKS = {
    Risk.SAFE: "safe",
    Risk.NEEDS_NAME: "needs `was`",
    Risk.LOSES: "leaves answers behind",
}


@dataclass(frozen=True, slots=True)
class Published:
    """The newest published version of a form; `form` is None where it cannot be read any more, for the `fault`."""

    entry: FormVersion
    form: Form | None
    fault: str
    is_withdrawn: bool


@contextmanager
def _ledger() -> Iterator[Ledger]:
    """The ledger as it is: what stands in the folder is published by nobody but `publish`."""
    ledger = open_ledger(settings().database_url)
    try:
        migrate(ledger)
        yield ledger
    finally:
        ledger.engine.dispose()


def _published(connection: Connection, name: str) -> Published | None:
    entries = form_versions.history(connection, name)
    newest = next((one for one in entries if one.definition is not None), None)
    if newest is None:
        return None
    found, faults = sound([newest], SharedLists(settings().workbooks).rows)
    return Published(newest, found.get(name), faults.get(name, ""), entries[0].definition is None)


@click.command("diff")
@click.argument("form")
def forms_diff(form: str) -> None:
    """Compare a definition with the published version: what changes, and what that does to answers given before."""
    require_ledger(settings())
    with _ledger() as ledger, ledger.reading() as connection:
        found = _written(connection, form)
        published = _published(connection, found.form.name)
    if published is None:
        click.echo(f"{found.form.name} was never published")
    elif published.form is None:
        raise click.ClickException(_unreadable(published))
    elif not _show(_changed(published, found)):
        click.echo(_as_published(published))


def _written(connection: Connection, place: str) -> Written:
    """The definition at a place; where there is none, words for a form that is in the ledger alone."""
    try:
        all_at(place)
    except click.ClickException:
        known = _published(connection, place)
        if known is not None:
            raise click.ClickException(
                f"{place} is published (version {known.entry.version}), but there is no definition of it in "
                f"{settings().forms_dir}; put its folder there again, or `chancery forms withdraw {place}`"
            ) from None
    return one_at(place)


def _changed(published: Published, found: Written) -> tuple[Change, ...]:
    """What is different; what no list of changes names is at least said to be there."""
    told = () if published.form is None else changes(published.form, found.form)
    if told or published.form is None or is_same_but_number(published.entry.definition or {}, found.definition):
        return told
    return (Change("", "something else changed."),)


def _as_published(published: Published) -> str:
    return f"{published.entry.form} is as published (version {published.entry.version})"


def _is_as_published(published: Published, found: Written) -> bool:
    """Whether people fill in just this already, under this version."""
    is_served = published.form is not None and not published.is_withdrawn
    return is_served and found.form.version == published.entry.version and not _changed(published, found)


def _unreadable(published: Published) -> str:
    return f"what is published cannot be read any more, so nothing can be compared ({published.fault})"


def _show(found: Iterable[Change]) -> bool:
    rows = [(RISKS[one.risk], one.path or "form", one.said) for one in found]
    if rows:
        table(rows)
    return bool(rows)


@click.command("publish")
@click.argument("form")
@click.option("--note", default="", help="Why, for those who read the history.")
@click.option("--leave-answers", is_flag=True, help="Publish although some answers given before will be left behind.")
def forms_publish(form: str, note: str, leave_answers: bool) -> None:
    """Make a definition the one that people fill in. Running processes take it up within seconds."""
    found = one_at(form)
    if is_new(settings()):
        click.echo(f"A new ledger begins in {settings().data_dir}", err=True)
    with _ledger() as ledger, ledger.writing() as connection:
        form_versions.one_at_a_time(connection)  # two who publish at once: the second is compared with the first
        published = _published(connection, found.form.name)
        if published is not None and _is_as_published(published, found):
            click.echo(f"{_as_published(published)}: nothing changed")
            return
        if published is not None:
            _require_publishable(published, found, leave_answers=leave_answers)
        _require_own_tab(connection, found.form)
        _tell_apart(connection, found.form)
        publish(connection, found, who="command line", note=note, now=now())
        ensure_secrets(connection, found.form, now=now())
        what = f"{found.form.name} version {found.form.version}"
        audit.record(connection, who="staff", act="form published", what=what, now=now(), details={"note": note})
        if found.form.call is not None:
            outbox.put(connection, SCREEN, found.form.name, now=now())  # its rules may be others
        outbox.put(connection, "sheet", found.form.name, now=now())  # its new columns should not wait for a submission
    click.echo(f"{found.form.name}: version {found.form.version} is published")


def _require_own_tab(connection: Connection, form: Form) -> None:
    """No published form has the same tab, whatever stands in the folder by now. Raises ClickException."""
    others = [one for one in form_versions.newest(connection) if one.form != form.name]
    for other in sound(others, SharedLists(settings().workbooks).rows)[0].values():
        if other.sheet.place == form.sheet.place:
            raise click.ClickException(
                f"the tab {form.sheet.tab!r} of {form.sheet.google or form.sheet.workbook!r} is that of {other.name}, "
                "which is published: give this form another, or publish that one with another first"
            )


def _tell_apart(connection: Connection, form: Form) -> None:
    """Let `one_per` see the submissions that are there already. Raises ClickException where several are the same."""
    shared = SharedLists(settings().workbooks).rows
    entries = [one for one in form_versions.history(connection, form.name) if one.definition is not None]

    def earlier(name: str, version: int) -> Form | None:
        return sound([one for one in entries if one.version == version][:1], shared)[0].get(name)

    same = told_apart(connection, compile_form(form), earlier)
    if same:
        several = "; ".join(", ".join(references) for references in same)
        raise click.ClickException(
            f"there can be only one submission for each {', '.join(form.one_per)}, but these are the same: {several}; "
            "change `one_per`, or these submissions"
        )


def _require_publishable(published: Published, found: Written, *, leave_answers: bool) -> None:
    form, version = found.form, published.entry.version
    if published.form is None:
        click.echo(_unreadable(published), err=True)
    difference = _changed(published, found)
    _show(difference)
    if form.version <= version:
        state = "was published, and withdrawn" if published.is_withdrawn else "is published"
        raise click.ClickException(f"version {version} {state}: write `version: {version + 1}` and try again")
    if worst(difference) is not Risk.SAFE and not leave_answers:
        raise click.ClickException(
            "some answers given before would be left behind: write old names under `was`, "
            "or publish with --leave-answers (they stay in the ledger)"
        )


@click.command("withdraw")
@click.argument("form")
def forms_withdraw(form: str) -> None:
    """Take a form away from people; its submissions and versions stay."""
    require_ledger(settings())
    with _ledger() as ledger, ledger.writing() as connection:
        form_versions.one_at_a_time(connection)
        entries = form_versions.history(connection, form)
        if not entries or entries[0].definition is None:
            raise click.ClickException(f"there is no published form {form!r}")
        form_versions.put(
            connection,
            form=form,
            version=entries[0].version,
            digest="",
            definition=None,
            who="command line",
            note="withdrawn",
            now=now(),
        )
        audit.record(connection, who="staff", act="form withdrawn", what=form, now=now(), details={})
    click.echo(f"{form} is withdrawn; `chancery forms publish {form}` brings it back with a higher version")


@click.command("history")
@click.argument("form")
def forms_history(form: str) -> None:
    """Every published version of a form."""
    require_ledger(settings())
    with _ledger() as ledger, ledger.reading() as connection:
        entries = form_versions.history(connection, form)
    if not entries:
        raise click.ClickException(f"there is no published form {form!r}")
    rows = [
        (str(e.version), f"{e.published_at:%Y-%m-%d %H:%M} UTC", e.who, "withdrawn" if e.definition is None else e.note)
        for e in entries
    ]
    table([("version", "when", "who", "note"), *rows])


PUBLISHING: tuple[click.Command, ...] = (forms_diff, forms_publish, forms_withdraw, forms_history)
