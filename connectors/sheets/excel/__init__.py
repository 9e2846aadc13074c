"""Excel workbooks: what is read and patched, and the folder that they are in."""

from connectors.sheets.excel.backend import ExcelFolder

__all__ = ["ExcelFolder"]
