"""`chancery forms link`: the address of a form to send round, filled in beforehand, and as a QR code for paper."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import click
import segno
from werkzeug.datastructures import MultiDict

from app.forms_places import one_at
from app.prefill import prefilled
from app.terminal import now, settings
from app.text import translate
from connectors.workbooks import write_atomically
from forms.definition import Form
from forms.schema import compile_form
from forms.types.answers import find_question
from forms.types.messages import CHOOSE, REQUIRED

SCALE, BORDER = 8, 4  # pixels, or units, of a module; modules of white around (the quiet zone, ISO/IEC 18004)
KINDS = (".svg", ".png")


@click.command("link")
@click.argument("form")
@click.argument("answers", nargs=-1, metavar="[QUESTION=ANSWER]...")
@click.option("--language", help="In which it opens; without it, in the language of the reader's browser.")
@click.option("--qr", "picture", type=click.Path(path_type=Path), help="An .svg or .png file for the QR code.")
def link(form: str, answers: tuple[str, ...], language: str | None, picture: Path | None) -> None:
    """The address of a form, with some answers filled in and as a QR code."""
    found = one_at(form).form
    given = [_answer(found, said) for said in answers]
    _require_taken(found, given)
    if language is not None and language not in found.languages:
        raise click.ClickException(f"{form} is not in {language!r}. It is in: {', '.join(found.languages)}")
    said = urlencode([*given, *([("lang", language)] if language else [])])
    address = f"{settings().base_url.rstrip('/')}/f/{found.name}{'?' if said else ''}{said}"
    if picture is not None:
        _draw(address, picture)
    click.echo(address)


def _answer(form: Form, said: str) -> tuple[str, str]:
    """A question and its answer, which a link can bring. Raises ClickException."""
    name, sign, answer = said.partition("=")
    if not sign:
        raise click.ClickException(f"{said!r} is no answer: write QUESTION=ANSWER")
    if not prefilled(form, MultiDict([(name, answer)])):
        raise click.ClickException(f"no link can answer {name!r}: {form.name} asks no such question, or not so")
    return name, answer


def _require_taken(form: Form, given: Sequence[tuple[str, str]]) -> None:
    """That the form takes these answers: its readers would be told of a mistake that is not theirs."""
    checked = compile_form(form).check(prefilled(form, MultiDict(given)), now())
    named = {name.split(".")[0] for name, _ in given}
    for problem in checked.problems:
        if problem.path.split(".")[0] in named and problem.message not in {REQUIRED, CHOOSE}:
            text = translate(problem.message, "en", {**problem.params, "label": repr(problem.path)})
            raise click.ClickException(f"{text}{_choices(form, problem.path)}")


def _choices(form: Form, path: str) -> str:
    """The values that a question has to choose from, where it has any."""
    question = find_question(form, path)
    values = [one.value for one in question.choices] if question else []
    return f": {', '.join(values)}" if values else ""


def _draw(address: str, picture: Path) -> None:
    """Write the QR code. Raises ClickException where that cannot be."""
    kind = picture.suffix.lower()
    if kind not in KINDS:
        raise click.ClickException(f"{picture}: a QR code is written as {' or '.join(KINDS)}")
    try:
        code = segno.make_qr(address, error="m")
    except segno.DataOverflowError:
        raise click.ClickException("so long an address fits into no QR code: fill in less") from None
    drawn = BytesIO()
    code.save(drawn, kind=kind.removeprefix("."), scale=SCALE, border=BORDER)
    try:
        write_atomically(picture, drawn.getvalue())
    except OSError as fault:
        raise click.ClickException(f"{picture}: {fault.strerror}") from None
