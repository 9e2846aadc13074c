"""How the bodies of posted pages are parsed, stricter than by default."""

from typing import IO, cast

from flask import Request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.formparser import FormDataParser
from werkzeug.wsgi import LimitedStream

URLENCODED = "application/x-www-form-urlencoded"


class NamedPartsParser(FormDataParser):
    """Refuses a part without a name, which would be held under None, and a stream that was cut at the limit."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        """As the parent, which limits the texts of multipart bodies alone; raises BadRequest, RequestEntityTooLarge."""
        if mimetype == URLENCODED and self.max_form_memory_size is not None:
            stream = cast("IO[bytes]", LimitedStream(stream, self.max_form_memory_size, is_max=True))
        rest, form, files = super().parse(stream, mimetype, content_length, options)
        rest.read(1)  # a stream without a length raises here when it stopped at the limit rather than at its end
        if not all(isinstance(name, str) for names in (form, files) for name in names):
            raise BadRequest("Every part of a multipart body must have a name.")
        return rest, form, files


class PageRequest(Request):
    """A request whose form is parsed so."""

    form_data_parser_class = NamedPartsParser
