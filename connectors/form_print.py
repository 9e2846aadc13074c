"""The questions of a form on paper, as PDF by Typst and as a Word document."""

from dataclasses import asdict

from connectors.documents import render_pdf
from connectors.form_docx import form_docx
from connectors.printed import printed
from forms.definition import Form

__all__ = ["form_docx", "form_pdf"]


def form_pdf(form: Form, language: str) -> bytes:
    """The questions of a form as PDF, the same bytes for the same form. Raises ConnectorError."""
    return render_pdf("form", asdict(printed(form, language)), standards=("ua-1",))
