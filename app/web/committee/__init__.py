"""Members of a call's committee: let in by a link, they read and score; donors comment."""

from app.web.committee import comments, declare, enter, files, others, queue, score, workbook
from app.web.committee.blueprint import blueprint

__all__ = ["blueprint", "comments", "declare", "enter", "files", "others", "queue", "score", "workbook"]
