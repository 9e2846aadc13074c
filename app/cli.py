"""Commands that look and decide: forms, hooks, outbox, staff, doctor. Commands that do work are in jobs/cli.py."""

import secrets as randomness
from collections.abc import Container

import click
from argon2 import PasswordHasher

from app.context import Context, looking_context, serving_context
from app.data_folder import is_new, require_ledger
from app.doctor import examine
from app.drift import told
from app.entrances import LOOK_EVERY
from app.export_cli import export
from app.forms_cli import forms
from app.hooks_token import forget_token, hinted, set_token
from app.hooks_try import hooks_try
from app.judging import judge_again
from app.prospects import dry_run
from app.put_aside import meant, put_aside, reason_said
from app.release import release, waiting
from app.source_page import open_changes, yaml_line
from app.store import api_tokens, deliveries, outbox, secrets, source_questions, staff, submissions
from app.terminal import settings, table
from connectors.sources import SOURCES
from forms.definition import Source

LONGEST_NAME = 100  # of a member of staff


def ready_context() -> Context:
    """The context of a process that serves: an up-to-date ledger and the published forms."""
    current = settings()
    if is_new(current):
        click.echo(f"A new ledger begins in {current.data_dir}", err=True)
    return serving_context(current)


def standing_context() -> Context:
    """A context for commands that only look: where there is no ledger yet, they say so instead of making one."""
    require_ledger(settings())
    return looking_context(settings())


@click.group()
def hooks() -> None:
    """Addresses and secrets for form providers."""


@hooks.command("list")
def hooks_list() -> None:
    """Each webhook's address and live secrets."""
    context = standing_context()
    with context.ledger.reading() as connection:
        kept, tokens = secrets.every(connection), api_tokens.every(connection)
    base = context.settings.base_url
    table((f"{base}/hooks/{one.form}/{one.source}", one.secret) for one in kept)
    table((f"token of {one.form}/{one.source}", hinted(one.token), f"for {one.server}") for one in tokens)


@hooks.command("secret")
@click.argument("form")
@click.argument("source")
@click.option("--set", "secret", required=True, help="The secret the provider signs with; earlier ones stay live.")
def hooks_secret(form: str, source: str, secret: str) -> None:
    """Add a live secret for a source (rotation: add the new one, then revoke the old)."""
    context = ready_context()
    require_source(context, form, source)
    if fault := SOURCES[source].proof.fault(secret):
        raise click.ClickException(f"nothing can be proved to {source} with that secret: it {fault}")
    with context.ledger.writing() as connection:
        secrets.add(connection, form, source, secret, now=context.now())
    click.echo(f"{form}/{source}: secret added")


@hooks.command("revoke")
@click.argument("form")
@click.argument("source")
@click.argument("secret")
def hooks_revoke(form: str, source: str, secret: str) -> None:
    """Stop trusting a secret."""
    context = ready_context()
    with context.ledger.writing() as connection:
        if not secrets.revoke(connection, form, source, secret, now=context.now()):
            raise click.ClickException(f"{form}/{source} has no such live secret; see `chancery hooks list`")
    click.echo(f"{form}/{source}: secret revoked; within {LOOK_EVERY:.0f} seconds nothing is proved by it")


@hooks.command("replay")
@click.argument("form")
@click.option(
    "--delivery", help="One delivery, by its provider's id, though it be set aside; otherwise all of the form."
)
@click.option("--accepted", is_flag=True, help="Those that were taken in, too: what was not mapped then is taken now.")
def hooks_replay(form: str, delivery: str | None, accepted: bool) -> None:
    """Judge deliveries in quarantine by the definition as it is now."""
    context = ready_context()
    require(form, context.forms, "form")
    named = (deliveries.SET_ASIDE,) if delivery is not None else ()  # what is junk comes back only where it is named
    states = (deliveries.QUARANTINED, *named, *((deliveries.ACCEPTED,) if accepted else ()))
    with context.ledger.reading() as connection:
        found = deliveries.of_states(connection, form, states, delivery)
    if delivery is not None and not found:
        where = "" if accepted else " in quarantine (--accepted: one that was taken in)"
        raise click.ClickException(f"{form} has no delivery {delivery!r}{where}")
    outcomes = [judge_again(context, one, asked_by="command line") for one in found]
    taken = [outcome for outcome in outcomes if outcome is not None and outcome.state == "accepted"]
    click.echo(f"{len(taken)} of {len(found)} accepted; the rest stay as they were")


@hooks.command("set-aside")
@click.argument("delivery")
@click.option("--reason", required=True, help="Why it is junk; kept with who said so.")
def hooks_set_aside(delivery: str, reason: str) -> None:
    """Set a delivery in quarantine aside that is junk, by its number or its provider's id; replay brings it back."""
    context = ready_context()
    why = reason_said(reason)
    if not why:
        raise click.UsageError("say why it is junk")
    found = meant(context, delivery)
    if len(found) > 1:
        numbers = ", ".join(f"{one.id} ({one.form} from {one.source})" for one in found)
        raise click.ClickException(f"{delivery!r} may be any of these: {numbers}; say which by its number")
    done = put_aside(context, found[0].id, who="command line", why=why) if found else None
    if done is None:
        raise click.ClickException(f"there is no delivery {delivery!r} in quarantine")
    click.echo(f"delivery {done.id} of {done.form} from {done.source}: set aside")


@hooks.command("changes")
@click.argument("form", required=False)
def hooks_changes(form: str | None) -> None:
    """Changes at the providers that the forms do not settle and nobody has marked as seen: of a form, or of all."""
    context = standing_context()
    if form is not None:
        require(form, context.forms, "form")
    with context.ledger.reading() as connection:
        changed = open_changes(context.forms, source_questions.changed(connection, form))
    for one in changed:
        click.echo(f"{one.form}: {told(one)}")
        if one.change == source_questions.NEW:
            click.echo(f"  to take it, under `mapping` of {one.source}:  {yaml_line(one)}")
    if not changed:
        click.echo("nothing has changed")


@hooks.command("token")
@click.argument("form")
@click.argument("source")
@click.option("--set", "token", help="The token of the provider's API; it takes the place of an earlier one.")
@click.option("--revoke", is_flag=True, help="Forget the token.")
def hooks_token(form: str, source: str, token: str | None, revoke: bool) -> None:
    """Keep the token with which a source's API is asked; it is shown to the server of the form's `api` alone."""
    if (token is None) == (not revoke):
        raise click.UsageError("say --set TOKEN, or --revoke")
    context = ready_context()
    if token is None:
        click.echo(f"{form}/{source}: {forget_token(context, form, source)}")
        return
    wanted = require_source(context, form, source)
    click.echo(f"{form}/{source}: {set_token(context, form, wanted, token)}")


hooks.add_command(hooks_try)


def require_source(context: Context, form: str, source: str) -> Source:
    """The source of a form, refused in words where there is none."""
    require(form, context.forms, "form")
    found = {one.word: one for one in context.forms[form].form.sources}
    require(source, found, f"source of {form}")
    return found[source]


def require(name: str, table: Container[str], what: str) -> None:
    """Refuse a name that is not in `table`, in words."""
    if name not in table:
        raise click.ClickException(f"there is no {what} called {name!r}")


@click.group(name="outbox")
def outbox_group() -> None:
    """What must still happen, and what went wrong."""


@outbox_group.command("list")
@click.option("--state", type=click.Choice(["due", "done", "failed", "held"]))
def outbox_list(state: str | None) -> None:
    """The newest items."""
    context = standing_context()
    with context.ledger.reading() as connection:
        items = outbox.listing(connection, state=state)
    rows = [(str(i.id), i.kind, i.target, i.state, str(i.attempts), i.error or i.note) for i in items]
    table([("id", "kind", "target", "state", "tries", "said"), *rows])


@outbox_group.command("retry")
@click.argument("item", type=int, required=False)
@click.option("--all-failed", is_flag=True, help="Every item that failed for good, once its cause is mended.")
def outbox_retry(item: int | None, all_failed: bool) -> None:
    """Make an item that failed, for now or for good, due at once."""
    if (item is None) == (not all_failed):
        raise click.UsageError("name one item, or say --all-failed")
    context = standing_context()
    with context.ledger.writing() as connection:
        wanted = outbox.failed(connection) if item is None else [item]
        done = [outbox.retry(connection, one, now=context.now()) for one in wanted]
    if item is not None and not all(done):
        raise click.ClickException(f"item {item} has not failed; see `chancery outbox list`")
    click.echo(f"{len(done)} due again")


@outbox_group.command("try")
@click.option("--form", default="", help="What is held of a form.")
@click.option("--mail", default="", help="What is held of a mail, by its name.")
def outbox_try(form: str, mail: str) -> None:
    """What would come of held mails if they were released now; nothing is sent."""
    context = standing_context()
    with context.ledger.reading() as connection:
        lines = dry_run(context, waiting(context, connection, form, mail))
    rows = [
        (str(x.waiting.item.id), x.waiting.reference, x.waiting.mail, x.prospect.to, x.prospect.why or "goes")
        for x in lines
    ]
    table([("id", "reference", "mail", "to", "would"), *rows])


@outbox_group.command("release")
@click.argument("items", type=int, nargs=-1)
@click.option("--form", help="All that is held of a form.")
@click.option("--mail", help="All that is held of a mail, by its name; of the form, where that is named too.")
def outbox_release(items: tuple[int, ...], form: str | None, mail: str | None) -> None:
    """Let mails go that decisions have asked for."""
    if bool(items) == (form is not None or mail is not None):
        raise click.UsageError("name the items, or say --form or --mail")
    context = standing_context()
    with context.ledger.reading() as connection:
        found = waiting(context, connection, form or "", mail or "")
        held = [one.item.id for one in found if not items or one.item.id in items]
    if missing := set(items) - set(held):
        raise click.ClickException(f"not held: {', '.join(map(str, sorted(missing)))}; see `chancery outbox list`")
    click.echo(f"{release(context, held, who='command line')} released")


@click.group(name="staff")
def staff_group() -> None:
    """Who may sign in."""


@staff_group.command("password")
@click.argument("name")
def staff_password(name: str) -> None:
    """Make a staff member, or give one a new password, and show it once."""
    if name != name.strip() or not name.isprintable() or not 1 <= len(name) <= LONGEST_NAME:
        raise click.ClickException(f"a name has 1 to {LONGEST_NAME} printable characters and no blanks around it")
    context = ready_context()
    click.echo(f"{name}: {new_password(context, name)}")


def new_password(context: Context, name: str) -> str:
    """Keep a fresh random password for `name` (its hash, that is) and return it."""
    password = randomness.token_urlsafe(12)
    with context.ledger.writing() as connection:
        staff.put(connection, name, PasswordHasher().hash(password), now=context.now())
    return password


@click.command()
def doctor() -> None:
    """Say what is configured, what can be reached, and what to do about the rest."""
    probes = examine(settings())
    table(("ok " if p.ok else "NO ", p.name, p.said, "" if p.ok else f"-> {p.remedy}") for p in probes)
    if not all(probe.ok for probe in probes):
        raise SystemExit(1)


@click.command()
def status() -> None:
    """Submissions by form and outbox items by state."""
    context = standing_context()
    with context.ledger.reading() as connection:
        kept, waiting = submissions.counts(connection), outbox.counts(connection)
    table([("form", "submissions"), *((name, str(count)) for name, count in kept.items())])
    table([("kind", "state", "items"), *((k, s, str(count)) for (k, s), count in waiting.items())])


COMMANDS: tuple[click.Command, ...] = (forms, hooks, export, outbox_group, staff_group, doctor, status)
