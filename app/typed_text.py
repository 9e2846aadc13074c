"""What somebody types into a page, as it is kept."""

from forms.types.texts import UNKEEPABLE


def kept_text(said: str, most: int) -> str:
    """The text, `most` characters of it: lines end alike, and what no page shows and no ledger keeps is left out."""
    return UNKEEPABLE.sub("", said.replace("\r\n", "\n").replace("\r", "\n")).strip()[:most]
