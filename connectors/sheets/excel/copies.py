"""Copies of a workbook that a cloud drive made because two people saved at once, told by their names."""
