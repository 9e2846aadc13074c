"""`chancery shortlist`: make it, show it as it is or as it was, freeze it, and work a frozen one out again."""

from datetime import datetime
from textwrap import shorten

import click

from app import cli as looking
from app.context import Context
from app.domain.ranking.places import Place, Ranking
from app.export.moments import since
from app.shortlist_words import why
from app.shortlisting.freezing import freeze
from app.shortlisting.gathering import gather
from app.shortlisting.verifying import verify
from app.store import shortlists
from app.terminal import table
from forms.definition import Form
from jobs.now import do_now

WHO = "command line"
LONGEST = 30  # characters of an applicant in the table
HEADS = ("place", "", "reference", "applicant", "mean", "median", "adjusted", "spread", "reviews", "why")


@click.command()
@click.argument("form", metavar="CALL")
@click.option("--as-of", "moment", metavar="MOMENT", help="Show the ranking as it was then; make no workbook.")
@click.option("--freeze", "is_frozen", is_flag=True, help="Keep what is shown, with all it was made of.")
@click.option("--packet", "is_packet", is_flag=True, help="Make the committee's packet (PDF) as well.")
@click.option("--list", "is_listed", is_flag=True, help="List those that were frozen.")
@click.option("--verify", "number", type=int, metavar="ID", help="Work a frozen one out again; say what differs.")
def shortlist(
    form: str, moment: str | None, number: int | None, *, is_frozen: bool, is_packet: bool, is_listed: bool
) -> None:
    """Make the shortlist of CALL now: a workbook, frozen with all it was made of. Shows the ranking.

    With --as-of or --freeze it is shown without a workbook. MOMENT is as 2027-03-01T12:00+01:00; without a zone it is
    meant in that of the form. --verify ends with status 1 where anything differs.
    """
    if sum((moment is not None or is_frozen, is_packet, is_listed, number is not None)) > 1:
        raise click.UsageError("--list, --packet and --verify are said alone")
    context = looking.ready_context()
    name = _call(context, form).name
    if is_listed:
        _list(context, name)
    elif number is not None:
        _verify(context, name, number)
    elif moment is None and not is_frozen:
        do_now("packet" if is_packet else "shortlist", name, {"who": WHO})
        _show(gather(context, name).ranking(), _call(context, form))
    else:
        _as_of(context, _call(context, form), moment, is_frozen=is_frozen)


def _call(context: Context, name: str) -> Form:
    compiled = context.form_for(name)
    if compiled is None:
        raise click.ClickException(f"there is no form called {name!r}")
    if compiled.form.call is None:
        raise click.ClickException(f"{name} has no `call` in its definition, so nothing to shortlist by")
    return compiled.form


def _as_of(context: Context, form: Form, said: str | None, *, is_frozen: bool) -> None:
    moment = None if said is None else _moment(said, form.zone)
    if not is_frozen:
        inputs = gather(context, form.name, moment)
        _show(inputs.ranking(), inputs.form)
        return
    frozen = freeze(context, form.name, WHO, moment)
    _show(frozen.ranking, frozen.inputs.form)
    click.echo(f"frozen: {frozen.source}, SHA-256 of its inputs {frozen.digest}")


def _moment(said: str, zone: str) -> datetime:
    try:
        return since(said, zone)
    except (ValueError, OverflowError):
        raise click.UsageError(f"--as-of: {said!r} is no moment; write one as 2027-03-01T12:00+01:00") from None


def _show(ranking: Ranking, form: Form) -> None:
    """Every place with why, then who is not eligible."""
    if not len(ranking) and not ranking.ineligible:
        click.echo("nobody stands for it")
        return
    table([HEADS, *(_row(ranking, place, form.languages[0]) for place in ranking.places)])
    for one in ranking.ineligible:
        reasons = "; ".join(bar.reason.in_language(form.languages[0]) for bar in one.bars)
        click.echo(f"not eligible: {one.reference} ({one.applicant}): {reasons}")


def _row(ranking: Ranking, place: Place, language: str) -> tuple[str, ...]:
    figures = (place.mean, place.median, place.adjusted, place.spread)
    return (
        str(place.rank),
        "taken" if place.is_taken else "",
        place.candidate.reference,
        shorten(place.candidate.applicant, LONGEST, placeholder="…"),
        *("" if one is None else str(one) for one in figures),
        str(place.reviews),
        why(ranking.call, place, language),
    )


def _list(context: Context, form: str) -> None:
    with context.ledger.reading() as connection:
        found = shortlists.of_form(connection, form)
    rows = ((str(x.id), _time(x.as_of), _time(x.made_at), x.made_by, x.digest) for x in found)
    table([("id", "as of (UTC)", "made (UTC)", "by", "SHA-256 of the inputs"), *rows])


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def _verify(context: Context, form: str, number: int) -> None:
    differing = verify(context, form, number)
    for one in differing:
        click.echo(one)
    if differing:
        raise click.ClickException(f"shortlist {number} of {form} is not as it was frozen")
    click.echo(f"shortlist {number} of {form}: its inputs, its result and the ledger are as they were")
