"""Commands for those who write forms: check, try, compare, publish."""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from textwrap import shorten
from typing import Any

import click

from app.config import Settings
from app.context import Context, serving_context
from app.forms_files_cli import EXPORTS, export, imported_from, name_for, take_over, tell
from app.library import Written, read_published, written, written_in
from app.store import audit, form_versions
from app.terminal import settings, table
from connectors.lists import SharedLists
from forms.definition import Form
from forms.errors import DefinitionErrors
from forms.load import READERS, definition_files
from forms.reading.budget import check_budgets
from forms.reading.starter import STARTER
from forms.reading.translations import missing
from forms.schema import Problem, compile_form
from forms.trying import Tried, try_rules
from forms.versions.changes import Change, Risk, changes, worst

WORKBOOKS = (".xlsx", ".xlsm", ".xls")

RISKS = {
    Risk.SAFE: "safe",
    Risk.NEEDS_NAME: "needs `was`",
    Risk.LOSES: "leaves answers behind",
}


@click.group()
def forms() -> None:
    """Form definitions."""


@forms.command("new")
@click.argument("name")
def forms_new(name: str) -> None:
    """Make a first form to change: a folder with a definition that is sound."""
    folder = settings().forms_dir / name
    path = folder / "form.yaml"
    if path.exists():
        raise click.ClickException(f"{path} is there already")
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(STARTER.replace("NAME", name).replace("PREFIX", name.upper()[:12].strip("-")), encoding="utf-8")
    try:
        written(path, SharedLists(settings().workbooks).rows)
    except DefinitionErrors as mistakes:
        path.unlink()
        raise click.ClickException(mistakes.errors[0].cause + " " + mistakes.errors[0].remedy) from None
    click.echo(f"{path}: change it, then `chancery forms check {name}` and `chancery forms publish {name}`")


@forms.command("check")
@click.argument("names", nargs=-1)
@click.option("--translations", is_flag=True, help="List the texts that lack one of the form's languages, too.")
def forms_check(names: tuple[str, ...], translations: bool) -> None:
    """Check definitions (names, files or folders; all by default) and list every mistake."""
    found: list[Form] = []
    mistakes = 0
    for place in names or (str(settings().forms_dir),):
        try:
            found += [one.form for one in _all_at(place)]
        except DefinitionErrors as errors:
            mistakes += len(errors.errors)
            for one in errors.errors:
                click.echo(str(one), err=True)
    mistakes += 0 if names else _check_budgets()
    lacking = [(form.name, *one) for form in found for one in missing(form)] if translations else []
    for name, place, languages in lacking:
        click.echo(f"{name}: {place}: not in {', '.join(languages)}", err=True)
    if mistakes or lacking:
        raise click.ClickException(_counted(mistakes, "mistake") if mistakes else _counted(len(lacking), "text"))
    table((form.name, f"version {form.version}", _counted(len(list(form.questions)), "question")) for form in found)


def _check_budgets() -> int:
    """List the mistakes of the budgets that stand beside the forms; returns how many there are."""
    try:
        check_budgets(settings().forms_dir)
    except DefinitionErrors as errors:
        for one in errors.errors:
            click.echo(str(one), err=True)
        return len(errors.errors)
    return 0


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _all_at(place: str) -> list[Written]:
    """The definitions of a form's name, a file or a folder. Raises DefinitionErrors."""
    current = settings()
    shared = SharedLists(current.workbooks).rows
    path = Path(place) if Path(place).exists() else current.forms_dir / place
    if path.is_file() and path.name not in READERS:
        return [_foreign(path)]
    if path.is_file():
        return [written(path.absolute(), shared)]
    if not definition_files(path):
        raise click.ClickException(f"there is no form in {path}; a form is a folder with form.yaml or form.xlsx")
    return list(written_in(path, shared).values())


def _foreign(path: Path) -> Written:
    """A workbook that was made elsewhere, as `forms import` would take it over."""
    if path.suffix.lower() not in WORKBOOKS:
        names = ", ".join(READERS)
        raise click.ClickException(f"{path}: a definition is called {names}; other workbooks end in .xlsx or .xls")
    imported = imported_from(path, path.parent.absolute() / name_for(path))
    tell(imported.left_out)
    return Written(imported.form, imported.tree)


def _one_at(place: str) -> Written:
    found = _all_at(place)
    if len(found) != 1:
        raise click.ClickException(f"{place} holds {len(found)} forms; name one of them")
    return found[0]


@forms.command("try")
@click.argument("form")
@click.argument("answers", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day that the rules take for today.")
def forms_try(form: str, answers: Path, day: Any) -> None:
    """Show what each rule makes of these answers (JSON by question), and why. Nothing is stored."""
    found = _one_at(form).form
    try:
        given = json.loads(answers.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise click.ClickException(f"{answers} is not JSON: {fault}") from None
    raw = given.get("answers", given) if isinstance(given, dict) else given
    tried = try_rules(compile_form(found), raw, day.date() if day else date.today())  # noqa: DTZ011 - the author's day
    _tell(tried)
    if tried.checked.problems:
        raise SystemExit(1)


def _tell(tried: Tried) -> None:
    for heading, problems in (("Problems", tried.checked.problems), ("Warnings", tried.checked.warnings)):
        if problems:
            click.echo(f"{heading}:")
            table(("  " + one.path, _said(one)) for one in problems)
    if tried.rules:
        click.echo("Rules:")
        table(
            ("  " + one.place, one.outcome, shorten(one.source, 70, placeholder=" …"), one.why) for one in tried.rules
        )
    if tried.checked.left_out:
        click.echo(f"Not asked, and left out: {', '.join(tried.checked.left_out)}")
    if tried.checked.answers is not None:
        click.echo("Accepted as:")
        click.echo(json.dumps(tried.checked.answers, ensure_ascii=False, indent=2))


def _short(source: str) -> str:
    return shorten(source, 70, placeholder=" …")


def _said(problem: Problem) -> str:
    if problem.text:
        return problem.text.in_language("en")
    return problem.message % {**problem.params, "label": problem.label.in_language("en") or problem.path}


@forms.command("diff")
@click.argument("form")
def forms_diff(form: str) -> None:
    """Compare a definition with the published version: what changes, and what that does to answers given before."""
    context = _ledger_context(settings())
    found = _one_at(form)
    published = _published(context, found.form.name)
    if published is None:
        click.echo(f"{found.form.name} was never published")
        return
    if not _show(changes(published, found.form)):
        click.echo(f"{found.form.name} is as published (version {published.version})")


def _show(found: Iterable[Change]) -> bool:
    rows = [(RISKS[one.risk], one.path or "form", one.said) for one in found]
    if rows:
        table(rows)
    return bool(rows)


def _published(context: Context, name: str) -> Form | None:
    """The newest published version of a form, withdrawn ones left out."""
    with context.ledger.reading() as connection:
        entries = form_versions.history(connection, name)
    newest = next((one for one in entries if one.definition is not None), None)
    return None if newest is None else read_published(newest, SharedLists(context.settings.workbooks).rows)


def _ledger_context(current: Settings) -> Context:
    """The context of a process that serves, for the commands that look at what is published."""
    return serving_context(current)


@forms.command("publish")
@click.argument("form")
@click.option("--note", default="", help="Why, for those who read the history.")
@click.option("--leave-answers", is_flag=True, help="Publish although some answers given before will be left behind.")
def forms_publish(form: str, note: str, leave_answers: bool) -> None:
    """Make a definition the one that people fill in. Running processes take it up within seconds."""
    context = _ledger_context(settings())
    found = _one_at(form)
    published = _published(context, found.form.name)
    if published is not None:
        _require_publishable(published, found, leave_answers=leave_answers)
    with context.ledger.writing() as connection:
        form_versions.put(
            connection,
            form=found.form.name,
            version=found.form.version,
            digest=found.digest,
            definition=found.definition,
            who="command line",
            note=note,
            now=context.now(),
        )
        what = f"{found.form.name} version {found.form.version}"
        audit.record(
            connection, who="staff", act="form published", what=what, now=context.now(), details={"note": note}
        )
    click.echo(f"{found.form.name}: version {found.form.version} is published")


def _require_publishable(published: Form, found: Written, *, leave_answers: bool) -> None:
    difference = changes(published, found.form)
    if not difference and found.form.version == published.version:
        raise click.ClickException(f"{found.form.name} is as published (version {published.version})")
    _show(difference)
    if found.form.version <= published.version:
        wanted = published.version + 1
        raise click.ClickException(f"version {published.version} is published: write `version: {wanted}` and try again")
    if worst(difference) is not Risk.SAFE and not leave_answers:
        raise click.ClickException(
            "some answers given before would be left behind: write old names under `was`, "
            "or publish with --leave-answers (they stay in the ledger)"
        )


@forms.command("withdraw")
@click.argument("form")
def forms_withdraw(form: str) -> None:
    """Take a form away from people; its submissions and versions stay."""
    context = _ledger_context(settings())
    published = _published(context, form)
    if published is None or form not in context.forms:
        raise click.ClickException(f"there is no published form {form!r}")
    with context.ledger.writing() as connection:
        form_versions.put(
            connection,
            form=form,
            version=published.version,
            digest="",
            definition=None,
            who="command line",
            note="withdrawn",
            now=context.now(),
        )
        audit.record(connection, who="staff", act="form withdrawn", what=form, now=context.now(), details={})
    click.echo(f"{form} is withdrawn; `chancery forms publish {form}` brings it back with a higher version")


@forms.command("history")
@click.argument("form")
def forms_history(form: str) -> None:
    """Every published version of a form."""
    context = _ledger_context(settings())
    with context.ledger.reading() as connection:
        entries = form_versions.history(connection, form)
    if not entries:
        raise click.ClickException(f"there is no published form {form!r}")
    rows = [
        (str(e.version), f"{e.published_at:%Y-%m-%d %H:%M} UTC", e.who, "withdrawn" if e.definition is None else e.note)
        for e in entries
    ]
    table([("version", "when", "who", "note"), *rows])


@forms.command("export")
@click.argument("form")
@click.option("--to", "kind", type=click.Choice(sorted(EXPORTS)), required=True, help="The kind of file.")
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file; FORM.KIND without it.")
@click.option("--language", help="For pdf, docx and schema; the form's first language without it.")
def forms_export(form: str, kind: str, out: Path | None, language: str | None) -> None:
    """Write a form as YAML, as a workbook, as the JSON Schema of its answers, or on paper (PDF, DOCX)."""
    click.echo(str(export(_one_at(form).form, kind, out, language)))


@forms.command("import")
@click.argument("workbook", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--out", type=click.Path(file_okay=False, path_type=Path), help="The folder, called as the form.")
def forms_import(workbook: Path, out: Path | None) -> None:
    """Make a form of an XLSForm workbook (Kobo, ODK), and list what is not carried."""
    take_over(workbook, out)
