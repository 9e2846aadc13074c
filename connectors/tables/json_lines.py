"""JSON Lines: an object a row, by the columns' keys; nothing is cut, mended or made harmless."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import IO

from connectors.tables.table import Options, Row, Table


class JsonLines:
    """One table; numbers that are exact stand as texts, days and times in ISO 8601."""

    def __init__(self, target: IO[bytes], tables: Sequence[Table], options: Options) -> None:  # noqa: ARG002 - as others
        (table,) = tables
        self.too_long = 0
        self._target = target
        self._keys = [column.key for column in table.columns]

    def write(self, table: int, rows: Iterable[Row]) -> None:  # noqa: ARG002 - as others
        """Add rows."""
        for row in rows:
            self._target.write(_line(dict(zip(self._keys, row, strict=True))))

    def finish(self) -> None:
        """Nothing is left."""

    def close(self) -> None:
        """Nothing waited."""


def _line(said: dict[str, object]) -> bytes:
    text = json.dumps(said, ensure_ascii=False, allow_nan=False, default=_plain) + "\n"
    try:
        return text.encode()
    except UnicodeEncodeError:  # half a letter: JSON can name it, UTF-8 cannot
        return (json.dumps(said, default=_plain) + "\n").encode()


def _plain(value: object) -> str:
    if isinstance(value, date):  # a moment is one
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}" if abs(value.adjusted()) < 300 else str(value)
    raise TypeError(f"{value!r} is nothing that JSON can say")
