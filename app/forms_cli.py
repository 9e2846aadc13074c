"""Commands for those who write forms: make, check, try, and turn into other files and back."""

import json
from datetime import date
from pathlib import Path
from textwrap import shorten
from typing import Any

import click

from app.forms_files_cli import EXPORTS, export, take_over
from app.forms_places import checked_at, one_at, skipped_at
from app.forms_published_cli import PUBLISHING
from app.late_cli import late_link
from app.library import written
from app.link_cli import link
from app.terminal import settings, table
from connectors import strict_json
from connectors.errors import Unreadable
from connectors.lists import SharedLists
from connectors.workbooks import write_atomically
from forms.definition import Form
from forms.errors import DefinitionErrors
from forms.load import READERS
from forms.reading.budget import check_budgets
from forms.reading.form import FORM_NAME
from forms.reading.starter import STARTER
from forms.schema import Problem, compile_form
from forms.translations import missing
from forms.trying import Tried, try_rules

MOST_ANSWERS = 10_000_000  # bytes
LONGEST_PREFIX = 40  # of the references of a new form: two forms whose names begin alike must not share it


@click.group()
def forms() -> None:
    """Form definitions."""


@forms.command("new")
@click.argument("name")
def forms_new(name: str) -> None:
    """Make a first form to change: a folder with a definition that is sound."""
    if not FORM_NAME.fullmatch(name):
        raise click.ClickException(
            f"{name!r} cannot be a form's name: small letters, digits and hyphens, a letter first, 60 at most"
        )
    folder = settings().forms_dir / name
    there = next((folder / one for one in READERS if (folder / one).exists()), None)
    if there is not None:
        raise click.ClickException(f"{there} is there already")
    path = folder / "form.yaml"
    text = STARTER.replace("NAME", name).replace("PREFIX", name.upper()[:LONGEST_PREFIX].strip("-"))
    try:
        write_atomically(path, text.encode())
    except OSError as fault:
        raise click.ClickException(f"{path}: {fault.strerror}") from None
    written(path, SharedLists(settings().workbooks).rows)
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
            for skipped in skipped_at(place):
                click.echo(str(skipped), err=True)
            found += checked_at(place)
        except DefinitionErrors as errors:
            mistakes += _listed(errors)
        except click.ClickException as fault:
            mistakes += 1
            click.echo(fault.message, err=True)
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
        return _listed(errors)
    return 0


def _listed(errors: DefinitionErrors) -> int:
    for one in errors.errors:
        click.echo(str(one), err=True)
    return len(errors.errors)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


@forms.command("try")
@click.argument("form")
@click.argument("answers", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day that the rules take for today.")
def forms_try(form: str, answers: Path, day: Any) -> None:
    """Show what each rule makes of these answers (JSON by question), and why. Nothing is stored."""
    found = one_at(form).form
    given = _answers(answers)
    inner = given.get("answers") if isinstance(given, dict) else None
    raw = inner if isinstance(inner, dict) else given  # a sample holds them under `answers`
    tried = try_rules(compile_form(found), raw, day.date() if day else date.today())  # noqa: DTZ011 - the author's day
    _tell(tried)
    if tried.checked.problems:
        raise SystemExit(1)


def _answers(path: Path) -> object:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_ANSWERS + 1)
        if len(data) > MOST_ANSWERS:
            raise click.ClickException(f"{path} has more than {MOST_ANSWERS:,} bytes")
        return strict_json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except Unreadable as fault:
        raise click.ClickException(f"{path} holds no answers. {fault}") from None
    except OSError as fault:
        raise click.ClickException(f"{path}: {fault.strerror}") from None


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


def _said(problem: Problem) -> str:
    if problem.text:
        return problem.text.in_language("en")
    return problem.message % {**problem.params, "label": problem.label.in_language("en") or problem.path}


@forms.command("export")
@click.argument("form")
@click.option("--to", "kind", type=click.Choice(sorted(EXPORTS)), required=True, help="The kind of file.")
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file; FORM.KIND without it.")
@click.option("--language", help="For pdf, docx and schema; the form's first language without it.")
def forms_export(form: str, kind: str, out: Path | None, language: str | None) -> None:
    """Write a form as YAML, as a workbook, as the JSON Schema of its answers, or on paper (PDF, DOCX)."""
    click.echo(str(export(one_at(form).form, kind, out, language)))


@forms.command("import")
@click.argument("workbook", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--out", type=click.Path(file_okay=False, path_type=Path), help="The folder, called as the form.")
def forms_import(workbook: Path, out: Path | None) -> None:
    """Make a form of an XLSForm workbook (Kobo, ODK), and list what is not carried."""
    take_over(workbook, out)


for _command in (*PUBLISHING, link, late_link):
    forms.add_command(_command)
