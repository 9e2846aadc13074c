"""What a request's form says: texts as they can be kept, and numbers that can be those of rows."""

from flask import request

from app.typed_text import kept_text

LARGEST_ROW = 2_147_483_647


def text_of(word: str, most: int) -> str:
    """A text, at most so many characters of it; empty where there is none."""
    return kept_text(request.form.get(word, ""), most)


def row_of(word: str) -> int:
    """A whole number that a row can have; 0, which none has, for anything else."""
    number = request.form.get(word, 0, type=int)
    return number if 0 <= number <= LARGEST_ROW else 0
