"""Questions that change their type in the middle of a draft, and group members of odd names."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.context import Context
from tests.served import served
from tests.web.conftest import context_of
from tests.web.walking import answered, begun, carried

FORM = """
form: turn
version: 1
languages: [en]
title: Turn
reference: "T-{number}"
sections:
  - section: all
    title: All
    questions:
      - {question: agree, type: yes_no, label: Agree}
      - question: part
        type: group
        label: Part
        show_if: {question: agree, is: yes}
        questions:
          - {question: value, type: text, label: Value}
          - {question: sha256, type: text, label: Digest}
          - {question: other, type: text, label: Other}
      - {question: odd, TYPE, label: Odd}
sheet: {workbook: Turn, tab: All, columns: [{path: $reference, header: Reference}]}
"""
CHOICES = "choices: [{value: a, label: A}, {value: b, label: B}]"
TYPES = {
    "text": "type: text",
    "choose_one": f"type: choose_one, {CHOICES}",
    "choose_many": f"type: choose_many, {CHOICES}",
    "file": "type: file, max_megabytes: 1",
    "date": "type: date",
    "yes_no": "type: yes_no",
    "email": "type: email, confirm: yes",
}


def serving(folder: Path, type_: str, version: int = 1, before: Context | None = None) -> Context:
    made = context_of(folder, FORM.replace("TYPE", TYPES[type_]).replace("version: 1", f"version: {version}"))
    return made if before is None else replace(made, ledger=before.ledger, now=before.now)


@pytest.mark.parametrize("then", TYPES)
@pytest.mark.parametrize("first", ["text", "choose_many", "email"])
def test_a_question_may_become_any_other(tmp_path: Path, first: str, then: str) -> None:
    context = serving(tmp_path / "one", first)
    client = served(context).test_client()
    step = begun(client, "/f/turn")
    typed = {"text": {"odd": "a"}, "choose_many": {"odd": ["a", "b"]}, "email": {"odd": "a@b.org", "odd.again": "x"}}
    answered(client, step, {"agree": "yes", **typed[first]})
    later = served(serving(tmp_path / "two", then, 2, context)).test_client()
    for name in ("__Host-draft-", "draft-"):
        held = client.get_cookie(f"{name}{step.split('/')[3][:16]}")
        if held:
            later.set_cookie(held.key, held.value)
    page = later.get(step)
    assert page.status_code == 200
    assert later.post(step, data=carried(page.text)).status_code in {200, 303, 422}
    assert later.get(step.partition("/q/")[0] + "/check").status_code == 200


def test_members_of_a_hidden_group_come_back_whatever_they_are_called(tmp_path: Path) -> None:
    client = served(serving(tmp_path, "text")).test_client()
    step = begun(client, "/f/turn")
    answered(client, step, {"agree": "yes"})  # which brings the group
    given = {"part.value": "one", "part.sha256": "two", "part.other": "three"}
    answered(client, step, {"agree": "yes", **given})
    hidden = client.get(step).text
    answered(client, step, {"agree": "no", **given})
    page = client.get(step).text
    carrying = [f'type="hidden" name="{name}" value="{said}"' for name, said in given.items()]
    assert hidden != page
    assert all(one in page for one in carrying), page
