"""People who fill in a form: page by page, saved at every step, checked before it is sent."""

from app.web.applicant import after, begun, check, later, leave, people, start, step, upload
from app.web.applicant.blueprint import blueprint

__all__ = ["after", "begun", "blueprint", "check", "later", "leave", "people", "start", "step", "upload"]
