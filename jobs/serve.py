"""Runs the whole service on one machine: children under a supervisor, the sample programme at the first start."""

import errno
import signal
import socket
from threading import Event, Thread

import click

from app.config import Settings, ledger_beside
from app.context import Context
from jobs import programme
from jobs.first_staff import sign_in
from jobs.guide import Guide, address
from jobs.hold import Held, held
from jobs.supervisor import PROCFILE, Supervisor, read_procfile


class NotServing(click.ClickException):
    """The service could not be started; the text says why and what to do."""


def run(context: Context, *, until_produced: bool, samples: bool | None = None) -> int:
    """Serve until Ctrl-C, or (`until_produced`) until the sample programme has been produced and checked.

    `samples`: whether to load them into a new ledger; None leaves it to whether anything of the real world is set.
    """
    data_dir = context.settings.data_dir
    try:
        with held(data_dir, address(context)):
            _require_free_port(context)
            load, note = _samples(context, True if until_produced else samples)
            return _serve(context, load, note, demo=until_produced)
    except Held as fault:
        raise NotServing(_held_in_words(context, fault)) from None


def _held_in_words(context: Context, fault: Held) -> str:
    who, end = "", "stop it first (Ctrl-C where it was started)"
    if fault.holder is not None:
        who = f" by process {fault.holder.process}, which serves {fault.holder.address}"
        end = f"use that one, or stop it first (Ctrl-C where it was started, or `kill {fault.holder.process}`)"
    return (
        f"the data folder {context.settings.data_dir} is in use{who}: {end}. "
        "For a second service beside it, give that a folder and a port of its own: "
        f"CHANCERY_DATA=/another/folder PORT={context.settings.port + 1} make run"
    )


def _require_free_port(context: Context) -> None:
    """The data folder is ours by now, so whoever listens there is another program, or works with other data."""
    host, port = context.settings.host, context.settings.port
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            remedy = "Set HOST to an address of this machine"
            if fault.errno in {errno.EADDRINUSE, errno.EACCES}:
                remedy = f"Another program has that port: choose another with PORT={port + 1}"
            raise NotServing(f"cannot listen on {host}:{port} ({fault.strerror}). {remedy}") from None


def _real_world(settings: Settings) -> list[str]:
    """The settings by which this start would reach beyond the data folder, where samples have no business."""
    reached = {
        "SMTP_URL": bool(settings.smtp_url),
        "DATABASE_URL": settings.database_url != ledger_beside(settings.data_dir),
        "GOOGLE_CREDENTIALS": settings.google_credentials is not None,
    }
    return [name for name, is_set in reached.items() if is_set]


def _samples(context: Context, asked: bool | None) -> tuple[bool, str]:
    """Whether to load the samples now, and what to say about it. Raises NotServing where it is too late."""
    if programme.is_loaded(context) or asked is False:
        return False, ""
    begun, new = programme.is_loading(context), not programme.has_deliveries(context)
    if asked:
        if begun or new:
            return True, ""
        raise NotServing(
            f"the ledger of {context.settings.data_dir} has deliveries already; the samples go into a new one only. "
            "Choose a new folder: CHANCERY_DATA=/another/folder"
        )
    real = " and ".join(_real_world(context.settings))
    if real and new:
        return False, f"The sample programme was not loaded, because {real} is set; --with-samples loads it."
    return not real and (begun or new), ""


def _serve(context: Context, load: bool, note: str, *, demo: bool) -> int:
    programme.ensure_secrets(context)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    guide = Guide(context, sign_in(context), stop, samples=load, demo=demo, note=note)
    thread = Thread(target=guide.run, daemon=True)
    thread.start()
    supervisor = Supervisor(_commands(context), context.settings.data_dir / "log")
    try:
        supervisor.watch(stop)
        click.echo("\nStopping …")
    finally:
        supervisor.end()
    thread.join(timeout=1)
    click.echo(_farewell(context, guide))
    return guide.code


def _farewell(context: Context, guide: Guide) -> str:
    if guide.demo and guide.code == 0:
        return "All of it is there; the demo has stopped."
    said = f"Stopped. All data is kept in {context.settings.data_dir}"
    if programme.is_loading(context):
        said += "; the next start loads the rest of the samples"
    return said + "."


def _commands(context: Context) -> dict[str, list[str]]:
    """What the Procfile names, before it the embedded server where no other is configured."""
    redis = {} if context.settings.redis_url else {"redis": ["chancery", "redis"]}
    return {**redis, **read_procfile(PROCFILE)}
