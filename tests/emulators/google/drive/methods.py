"""The methods of the Drive API: one function each, from a call to the body of its answer."""

from typing import Any

from ..calls import Call
from ..masks import chosen
from ..refusals import Refusal, no_file
from .files import File

USUAL = ("kind", "id", "name", "mimeType")


def file_of(call: Call) -> File:
    """The file that a call names. Raises DriveRefusal: what may not be seen is not there."""
    try:
        return call.emulator.file(call.parts["key"])
    except Refusal as refusal:
        raise no_file(call.parts["key"]) from refusal


def shown(call: Call, body: dict[str, Any], usual: tuple[str, ...] = USUAL) -> Any:
    """The fields that were asked for; without a mask the few that Drive gives."""
    if call.one("fields"):
        return chosen(body, call.mask) if call.mask else body
    return {name: body[name] for name in usual if name in body}


def get(call: Call) -> Any:
    return shown(call, file_of(call).body())
