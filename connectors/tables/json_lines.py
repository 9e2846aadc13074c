"""JSON Lines: an object a row, by the columns' keys; nothing is cut, mended or made harmless."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import IO

from connectors.tables.table import Options, Row, Table


@contextmanager
def open_json_lines(target: IO[bytes], tables: Sequence[Table], _options: Options) -> Iterator["JsonLines"]:
    """A file of one table. Raises ValueError for several."""
    (table,) = tables
    yield JsonLines(target, [column.key for column in table.columns])


class JsonLines:
    """Numbers that are exact stand as texts, days and times in ISO 8601."""

    def __init__(self, target: IO[bytes], keys: Sequence[str]) -> None:
        self.too_long = 0
        self._target, self._keys = target, keys

    def write(self, table: int, rows: Iterable[Row]) -> None:  # noqa: ARG002 - there is one
        """Add rows."""
        for row in rows:
            self._target.write(_line(dict(zip(self._keys, row, strict=True))))


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
