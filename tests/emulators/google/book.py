"""A spreadsheet file: what it holds now, what it held before, and what Drive knows of it."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from .areas import Body
from .content import Content
from .properties import default_properties
from .refusals import Refusal, invalid
from .requests import REQUESTS
from .tab import Tab

UNDOABLE = 50  # changes that staff can take back


@dataclass
class Book:
    """One spreadsheet; a batch is applied whole or not at all."""

    key: str
    content: Content
    history: deque[Content] = field(default_factory=lambda: deque(maxlen=UNDOABLE))
    on_change: Callable[[str], None] = lambda _who: None  # told who changed it

    @classmethod
    def blank(cls, key: str, title: str, clock: Callable[[], datetime]) -> "Book":
        return cls(key, Content(default_properties(title), clock=clock))

    @property
    def title(self) -> str:
        return str(self.content.properties["title"])

    @property
    def tabs(self) -> list[Tab]:
        return self.content.tabs

    def tab(self, title: str) -> Tab:
        """The tab of this title as it is now. Raises KeyError."""
        found = self.content.by_title(title)
        if found is None:
            raise KeyError(title)
        return found

    def apply(self, requests: Sequence[Body], who: str = "") -> list[Body]:
        """Carry out a batch of requests. Raises Refusal, and then nothing was changed."""
        draft = self.content.draft(who)
        replies = [_reply(draft, number, request) for number, request in enumerate(requests)]
        self.replace(draft, who)
        return replies

    def replace(self, content: Content, who: str = "") -> None:
        """From now on it holds this."""
        content.check_size()
        content.forget()
        self.history.append(self.content)
        self.content = content
        self.on_change(who)

    def undo(self, who: str = "") -> None:
        """Take the last change back."""
        if self.history:
            self.content = self.history.pop()
            self.on_change(who)


def _reply(draft: Content, number: int, request: Body) -> Body:
    if not request:
        raise invalid(f"Invalid requests[{number}]: No request set.")
    if len(request) > 1:
        raise invalid(f"Invalid value at 'requests[{number}]' (oneof), oneof field 'kind' is already set.")
    ((kind, body),) = request.items()
    if kind not in REQUESTS:
        raise invalid(f"Invalid requests[{number}].{kind}: this emulator does not know this request")
    try:
        draft.forget()
        reply = REQUESTS[kind](draft, body)
        draft.check_size()
    except Refusal as refusal:
        raise invalid(f"Invalid requests[{number}].{kind}: {refusal.message}") from refusal
    except ValueError as fault:
        raise invalid(f"Invalid requests[{number}].{kind}: {fault}") from fault
    except KeyError as missing:
        raise invalid(f"Invalid requests[{number}].{kind}: {missing.args[0]} must be specified.") from missing
    return {} if reply is None else {kind: reply}
