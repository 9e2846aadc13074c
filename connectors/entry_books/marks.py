"""The hidden words by which a workbook that comes back is read, whatever was sorted, moved or renamed in it."""

KEY = "chancery:row"
"""Heads the hidden column of the rows' marks; the marks of the columns stand beside it."""
TITLES = "chancery:titles"
"""The mark of the row of the columns' titles."""
SEAL = "chancery:seal"
"""Heads the hidden column of the seal, which goes on from cell to cell."""
PIECE = 30_000
"""Characters of the seal in one cell, which holds 32,767 (Excel specifications and limits)."""
