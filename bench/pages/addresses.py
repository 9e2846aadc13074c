"""Where our pages stand and how a visitor comes to them: the one place that knows."""

from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.test import Client


@dataclass(frozen=True, slots=True)
class Way:
    """How a visitor comes to the first question of a form."""

    start: str  # path of the page that a link leads to
    control: str  # selector of what the first question is answered in
    presses: tuple[str, ...] = ()  # selectors of what is pressed on the pages in between
    ready: str = "true"  # JavaScript: whether the page takes answers already, where that is not seen on it


def first_question(form: str, question: str) -> Way:
    """From the start page, whose button leads to the first question."""
    return Way(f"/f/{form}", f"#q-{question}", ("main form button",))


def question_page(client: Client, form: str) -> str:
    """The path of the form's first question page, made so that this client may see it."""
    path = client.post(f"/f/{form}").location
    assert client.get(path).status_code == 200
    return path


def check_page(client: Client, form: str, answers: Mapping[str, str]) -> str:
    """The path of the page on which all these answers are looked through."""
    draft = client.post(f"/f/{form}", query_string=answers).location.partition("/q/")[0]
    path = f"{draft}/check"
    assert client.get(path).status_code == 200
    return path
