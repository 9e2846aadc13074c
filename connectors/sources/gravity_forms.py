"""Gravity Forms: an entry by field ids, all texts, as JSON or as a form; or fields under names that staff chose."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from connectors.errors import Unreadable
from connectors.ports import Entry, HookRequest, Received, Source
from connectors.sources.form_body import form_body
from connectors.sources.gravity_fields import field_entries
from connectors.sources.proofs import AnySecret
from connectors.sources.reading import json_object, moment_at, text_at

META = frozenset(
    {
        *("id", "form_id", "post_id", "date_created", "date_updated", "is_starred", "is_read", "ip", "source_url"),
        *("user_agent", "currency", "payment_status", "payment_date", "payment_amount", "payment_method"),
        *("transaction_id", "is_fulfilled", "created_by", "transaction_type", "status", "source_id", "is_approved"),
        *("entry_id", "form_title", "submission_speeds"),
    }
)


def read(request: HookRequest) -> Received:
    """Read an entry: keys are field ids (`1`, `1.3`), or what staff called them in the webhook's settings."""
    found = _body(request)
    if found.get("status") == "spam":
        raise Unreadable("Gravity Forms takes this entry for spam.")
    return Received(
        submission_id=_identity(found),
        version=text_at(found, "date_updated"),
        submitted_at=moment_at(found, "date_updated", "date_created"),
        entries=tuple(field_entries({name: one for name, one in found.items() if not _is_meta(name, found)}))
        + tuple(Entry((name,), one, is_system=True) for name, one in found.items() if _is_meta(name, found)),
    )


def _body(request: HookRequest) -> Mapping[str, object]:
    form = form_body(request)
    if form is None:
        return json_object(request.body)
    return {name: values[0] if len(values) == 1 else values for name, values in form.fields.items()}


def _is_meta(name: str, found: Mapping[str, object]) -> bool:
    """In a whole entry every name that is no field's id is WordPress's or a plugin's own."""
    is_whole = "form_id" in found and "date_created" in found
    return name in META or (is_whole and not name[:1].isdigit())


def _identity(found: Mapping[str, object]) -> str:
    """Entries are numbered within a site, so the site is part of what an entry is known by."""
    number = text_at(found, "id", "entry_id")
    where = (_site(text_at(found, "source_url")), text_at(found, "form_id"))
    return "/".join(filter(None, (*where, number))) if number else ""


def _site(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


GRAVITY_FORMS = Source("Gravity Forms", AnySecret(), read)
"""The add-on signs nothing; its settings let a header be sent."""
