"""Members of a call's committee: let in by a link, they read what they are to read, and score it."""

from app.web.committee import declare, enter, files, others, queue, score, workbook
from app.web.committee.blueprint import blueprint

__all__ = ["blueprint", "declare", "enter", "files", "others", "queue", "score", "workbook"]
