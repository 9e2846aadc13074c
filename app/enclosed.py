"""Files that came inside deliveries: which questions may have them, and where their bytes are found again."""

from collections.abc import Iterator, Mapping

from app.store import deliveries
from app.store.engine import Ledger
from connectors.errors import ConnectorError
from connectors.ports import HookRequest
from connectors.sources.enclosed import content_of
from forms.definition import Form
from forms.types.answers import find_question
from forms.types.attachments import Enclosed
from forms.types.blank import DEEPEST

ASTRAY = "A file was sent for {path}, which takes none: map it to a question of type file."
GONE = "the file is in no delivery of this submission"


def astray(form: Form, answers: Mapping[str, object]) -> tuple[str, ...]:
    """Why files cannot go where the mapping sends them: to a question that would keep no more than their names."""
    places = dict.fromkeys(place.rsplit(".", 2)[0] for place in _places(answers))
    return tuple(ASTRAY.format(path=place) for place in places if not _takes_files(form, place))


def _places(value: object, path: str = "", depth: int = 0) -> Iterator[str]:
    """Where addresses of enclosed files stand: `letter.0.url`; no reader puts one deeper than questions are."""
    if isinstance(value, Enclosed):
        yield path
    elif isinstance(value, Mapping | list) and depth <= DEEPEST:
        for name, inner in value.items() if isinstance(value, Mapping) else enumerate(value):
            yield from _places(inner, f"{path}.{name}" if path else str(name), depth + 1)


def _takes_files(form: Form, place: str) -> bool:
    question = find_question(form, place)
    return question is not None and question.type == "file"


def enclosed_bytes(ledger: Ledger, submission: int, url: str) -> bytes:
    """A file out of the deliveries of its own submission, and of no other. Raises ConnectorError.

    The newest is looked at first: it is the one that has the present answers, or says the same.
    """
    with ledger.reading() as c:
        numbers = [one.id for one in deliveries.of_submission(c, submission)]
    for number in numbers:
        with ledger.reading() as c:
            kept = deliveries.get(c, number)
        found = content_of(HookRequest(kept.body, kept.headers), url) if kept else None
        if found is not None:
            return found
    raise ConnectorError(GONE, permanent=True)
