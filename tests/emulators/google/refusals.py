"""What Google's APIs answer instead of doing what was asked."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"


class Refusal(Exception):  # noqa: N818 - what Google calls an error answer
    """An error answer of the Sheets API."""

    def __init__(self, code: int, status: str, message: str, details: Sequence[dict[str, Any]] = ()) -> None:
        super().__init__(message)
        self.code, self.status, self.message, self.details = code, status, message, list(details)

    def body(self) -> dict[str, Any]:
        details = {"details": self.details} if self.details else {}
        return {"error": {"code": self.code, "message": self.message, "status": self.status, **details}}


class DriveRefusal(Refusal):
    """An error answer of the Drive API, which says a reason in a word, and which parameter was wrong."""

    def __init__(self, code: int, reason: str, message: str, *, domain: str = "global", location: str = "") -> None:
        super().__init__(code, HTTPStatus(code).phrase, message)
        where = {"locationType": "parameter", "location": location} if location else {}
        self.error = {"message": message, "domain": domain, "reason": reason, **where}

    def body(self) -> dict[str, Any]:
        return {"error": {"code": self.code, "message": self.message, "errors": [self.error]}}


def invalid(message: str) -> Refusal:
    return Refusal(400, "INVALID_ARGUMENT", message)


def invalid_field(field: str, message: str, *, told: str = "") -> Refusal:
    """A fault in one field of the request, named in the details as Google does."""
    violation = {**({"field": field} if field else {}), "description": message}
    return Refusal(400, "INVALID_ARGUMENT", told or message, [{"@type": BAD_REQUEST, "fieldViolations": [violation]}])


def not_found() -> Refusal:
    return Refusal(404, "NOT_FOUND", "Requested entity was not found.")


def denied() -> Refusal:
    return Refusal(403, "PERMISSION_DENIED", "The caller does not have permission")


def no_file(key: str) -> DriveRefusal:
    return DriveRefusal(404, "notFound", f"File not found: {key}.", location="fileId")
