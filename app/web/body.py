"""The body of a request, whole or refused: a stream without a length is cut at the limit by default, not refused."""

from flask import current_app, request
from werkzeug.exceptions import RequestEntityTooLarge


def whole_body(limit: int | None = None) -> bytes:
    """All that was sent; raises RequestEntityTooLarge for more than `limit` (or the site's limit) bytes of it."""
    largest = int(current_app.config["MAX_CONTENT_LENGTH"])
    most = largest if limit is None else min(limit, largest)
    too_large = RequestEntityTooLarge(f"At most {most:,} bytes can be sent in one request.")
    if (request.content_length or 0) > most:
        raise too_large
    request.max_content_length = most + 1
    body = request.get_data(cache=False)
    if len(body) > most:
        raise too_large
    return body
