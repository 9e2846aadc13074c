"""What a cell comes to: the value that was entered, or what its formula gives."""

from typing import Any

from .content import Content
from .rows import Formula
from .tab import Tab


def effective(content: Content, tab: Tab, row: int, column: int) -> Any:
    value = tab.value(row, column)
    return value.text if isinstance(value, Formula) else value
