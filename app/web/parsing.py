"""How the bodies of posted pages are parsed, stricter than by default."""

from typing import IO

from flask import Request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.formparser import FormDataParser


class NamedPartsParser(FormDataParser):
    """Refuses a multipart part without a name: it would be held under None, for every reader to trip over."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        """As the parent; raises BadRequest."""
        rest, form, files = super().parse(stream, mimetype, content_length, options)
        if not all(isinstance(name, str) for names in (form, files) for name in names):
            raise BadRequest("Every part of a multipart body must have a name.")
        return rest, form, files


class PageRequest(Request):
    """A request whose form is parsed so."""

    form_data_parser_class = NamedPartsParser
