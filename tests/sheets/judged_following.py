"""What is new and what has changed, into a tab of which the ledger knows how it was left."""

from dataclasses import dataclass

from judged_sync import Sync

from connectors.ports import Follows, SheetRow, SyncResult


@dataclass
class Following(Sync):
    """Adds and changes rows without comparing the others."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.new, self.changed = self.truth.due()

    @property
    def is_possible(self) -> bool:
        """Whether the job would try."""
        is_known = self.truth.left is not None and self.truth.left_for == self.spec
        return is_known and isinstance(self.place.backend, Follows)

    def rows(self) -> list[SheetRow]:
        return [*self.new, *self.changed]

    def _write(self) -> SyncResult | None:
        backend, left = self.place.backend, self.truth.left
        assert isinstance(backend, Follows)
        assert left is not None
        return backend.append(self.spec, iter(self.new), self.changed, left, self._keep)

    def _judge_what_was_heard(self) -> None:
        """Of other rows nobody has heard."""
