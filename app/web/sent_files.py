"""Files that applicants sent, handed out to be saved and never shown: they do not run under our address."""

from urllib.parse import quote

from flask import Response, send_file
from werkzeug.exceptions import ServiceUnavailable

from app.web.here import here
from connectors.errors import ConnectorError
from connectors.ports import Stored

ANYTHING = "application/octet-stream"


def stored(sha256: str) -> Stored | None:
    """The file of this digest; None where it is not here. Raises ServiceUnavailable."""
    try:
        return here().files.stored(sha256)
    except ConnectorError as fault:
        raise ServiceUnavailable(f"The file cannot be had: {fault}.") from fault


def saved(file: Stored, name: str) -> Response:
    """A file of this machine is left to the server to send; any other goes on in parts as it comes."""
    response = _sent(file, name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _sent(file: Stored, name: str) -> Response:
    if file.path is not None:
        path = file.path.absolute()
        return send_file(path, ANYTHING, as_attachment=True, download_name=name, conditional=False, etag=False)
    response = Response(file.parts, mimetype=ANYTHING)
    response.content_length = file.size
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"  # RFC 6266
    return response
