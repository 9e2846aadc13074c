"""`chancery export`: submissions of a form as a spreadsheet or as lines of JSON."""

from pathlib import Path
from typing import Any

import click

from app.context import looking_context
from app.data_folder import require_ledger
from app.export.asked import Asked, Mistake, Mistaken
from app.export.understanding import STATES, Export, understood
from app.export.writing import make
from app.terminal import settings
from connectors.errors import ConnectorError
from connectors.tables import KINDS

ENDINGS = {ending: word for word, kind in KINDS.items() for ending in (kind.suffix, kind.suffix_of_several) if ending}


@click.command("export")
@click.argument("form")
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file; FORM.xlsx without it.")
@click.option("--as", "kind", type=click.Choice(list(KINDS)), help="The kind of file, if its name does not say so.")
@click.option("--all", "everything", is_flag=True, help="Every question and table, not the columns of the sheet.")
@click.option("--language", default="", help="With --all: the language of headers and choices.")
@click.option("--table", default="", help="With --all: only this one, `submissions` or the path of a table.")
@click.option("--no-bom", "unmarked", is_flag=True, help="A CSV file for programs that take UTF-8 for granted.")
@click.option("--since", default="", help="Received on this day or later, in the zone of the form.")
@click.option("--until", default="", help="Received on this day or earlier, or before this moment.")
@click.option("--source", default="", help="Received from this source, such as page or typeform.")
@click.option("--state", type=click.Choice(list(STATES)), default=None, help="Whether the applicant has finished.")
@click.option("--answered-in", default="", help="Answered in this language, such as fr.")
@click.option(
    "--reference", "references", multiple=True, help="With this reference; may be repeated; * is any letters."
)
@click.option("--where", default="", help="For which this rule over answers holds, such as 'amount > 1000'.")
def export(form: str, out: Path | None, kind: str | None, state: str | None, *, unmarked: bool, **said: Any) -> None:
    """Write the submissions of FORM into a file; what was answered is in it, so only you may read it."""
    require_ledger(settings())
    context = looking_context(settings())
    chosen = kind or _kind_named(out)
    asked = Asked(form=form, kind=chosen, state=state or "", byte_order_mark=not unmarked, **said)
    try:
        wanted = understood(context, asked)
        path = out or Path(f"{form}{_ending(wanted)}")
        _require_archive(wanted, path)
        made = make(context, wanted, path, who="command line")
    except Mistaken as fault:
        raise click.ClickException("\n".join(map(_told, fault.mistakes))) from None
    except (ConnectorError, OSError) as fault:
        raise click.ClickException(f"the export failed: {fault}") from None
    click.echo(f"{path}: {made}")


def _kind_named(out: Path | None) -> str:
    if out is None or not out.suffix:
        return "xlsx"
    if out.suffix.lower() not in ENDINGS:
        raise click.ClickException(f"no kind of file ends in {out.suffix}: name it {', '.join(ENDINGS)}, or say --as")
    return ENDINGS[out.suffix.lower()]


def _told(mistake: Mistake) -> str:
    option = {"references": "reference", "kind": "as"}.get(mistake.field, mistake.field.replace("_", "-"))
    return str(mistake) if mistake.field == "form" else f"--{option}: {mistake}"


def _ending(export: Export) -> str:
    return export.kind.suffix_for([part.table for part in export.parts])


def _require_archive(export: Export, path: Path) -> None:
    if export.asked.kind == "csv" and path.suffix.lower() != _ending(export):
        names = ", ".join(part.name for part in export.parts)
        raise click.ClickException(
            f"{names} are a CSV file each, in one archive: call it {path.with_suffix('.zip').name}, or choose one "
            "with --table"
        )
