"""Files inside a multipart body: each has an address of ours, by which it is found again in the body that was kept.

The address is a digest of the whole part: it leads to nothing but what has the same names and bytes, it is the same
however often the file is sent, and it tells nobody where anything stands.
"""

from hashlib import sha256

from connectors.errors import Unreadable
from connectors.files import safe_name
from connectors.ports import HookRequest
from connectors.sources.form_body import FilePart, form_body
from forms.types.attachments import Enclosed

SCHEME = "enclosed:"


def is_enclosed(url: str) -> bool:
    """Whether an address that was kept with a submission is that of a file in one of its deliveries."""
    return url.startswith(SCHEME)


def enclosed_file(part: FilePart) -> dict[str, object]:
    """The file as an answer has it."""
    return {"name": safe_name(part.name), "url": address_of(part)}


def address_of(part: FilePart) -> Enclosed:
    """The address of one file; its names count, since by them it is judged which files are taken."""
    names = (name.encode("utf-8", "surrogatepass") for name in (part.key, part.name))
    digest = sha256(b"".join(b"%d:%s" % (len(name), name) for name in names))
    digest.update(part.content)
    return Enclosed(f"{SCHEME}{digest.hexdigest()}")


def content_of(request: HookRequest, url: str) -> bytes | None:
    """What the file with this address holds; None where it is not in this delivery."""
    try:
        form = form_body(request)
    except Unreadable:
        return None
    parts = form.files if form else ()
    return next((part.content for part in parts if address_of(part) == url), None)
