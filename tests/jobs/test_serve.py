"""Whether the service may start, and whether the samples go in."""

import os
import socket
from pathlib import Path

import pytest
from starting import deliver_something, new_context

from app.context import Context
from jobs import programme, serve
from jobs.hold import held
from jobs.serve import NotServing


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return new_context(tmp_path)


def samples(context: Context, asked: bool | None = None) -> bool:
    return serve._samples(context, asked)[0]


def test_a_second_start_on_the_same_data_says_who_holds_it_and_what_to_do(context: Context) -> None:
    with held(context.settings.data_dir, "http://127.0.0.1:8000"), pytest.raises(NotServing) as refused:
        serve.run(context, until_produced=False)
    for part in (str(context.settings.data_dir), f"process {os.getpid()}", "http://127.0.0.1:8000", "CHANCERY_DATA="):
        assert part in refused.value.message


def test_a_taken_port_says_to_choose_another(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(NotServing, match=f"PORT={port + 1}"):
            serve.run(new_context(tmp_path, PORT=str(port)), until_produced=False)


def test_samples_go_into_a_new_ledger_and_only_once(context: Context) -> None:
    assert samples(context)
    assert not samples(context, asked=False)
    deliver_something(context)
    assert not samples(context)
    with pytest.raises(NotServing, match="has deliveries already"):
        samples(context, asked=True)


def test_an_interrupted_loading_is_taken_up_again(context: Context) -> None:
    programme.mark(context, programme.LOADING)
    deliver_something(context)
    assert samples(context)
    assert samples(context, asked=True)
    assert not samples(context, asked=False)
    programme.mark(context, programme.LOADED)
    assert not samples(context)
    assert not samples(context, asked=True)


@pytest.mark.parametrize("setting", ["SMTP_URL", "DATABASE_URL"])
def test_where_the_real_world_is_reached_samples_go_in_only_if_asked(tmp_path: Path, setting: str) -> None:
    url = {"SMTP_URL": "smtp://mail.example", "DATABASE_URL": f"sqlite:///{tmp_path}/real.db"}[setting]
    context = new_context(tmp_path, **{setting: url})
    load, note = serve._samples(context, None)
    assert not load
    assert setting in note
    assert samples(context, asked=True)


def test_a_ledger_that_was_removed_is_new_whatever_is_marked(context: Context) -> None:
    programme.mark(context, programme.LOADED)
    assert samples(context)
