"""What is asked for when submissions are exported, in the words of whoever asks, and what can be wrong with that."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An export: of which form, as which kind of file, with which columns, of which submissions."""

    form: str
    kind: str = "xlsx"  # a word of connectors.tables.KINDS
    everything: bool = False  # every question, rather than the columns of the form's sheet
    language: str = ""  # of headers and choices; the form's first one otherwise
    table: str = ""  # only this one
    byte_order_mark: bool = True
    since: str = ""
    until: str = ""
    source: str = ""
    state: str = ""
    answered_in: str = ""
    references: tuple[str, ...] = ()
    where: str = ""

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Asked":
        """Of what `words` gave, kept as JSON meanwhile."""
        return cls(**{**said, "references": tuple(said.get("references", ()))})

    def words(self) -> dict[str, Any]:
        """What differs from an export of which nothing but the form is said."""
        usual = asdict(Asked(form=""))
        return {name: said for name, said in asdict(self).items() if said != usual[name]}


@dataclass(frozen=True, slots=True)
class Mistake:
    """What cannot be understood: the field it stands in, where in that, why, and what to do."""

    field: str
    cause: str
    remedy: str
    place: str = ""

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.cause} {self.remedy}"


class Mistaken(Exception):  # noqa: N818 - said of what was asked
    """All that is wrong with what was asked for."""

    def __init__(self, *mistakes: Mistake) -> None:
        super().__init__("\n".join(f"{one.field.replace('_', '-')}: {one}" for one in mistakes))
        self.mistakes = mistakes
