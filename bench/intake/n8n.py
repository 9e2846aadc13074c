"""n8n: a workflow of Webhook, IF and an insert into a data table, made through the interface of its own pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from bench.intake.candidate import Candidate
from bench.intake.deliveries import OBLIGATORY
from bench.intake.npm import installed
from bench.intake.processes import Unavailable, free_port, running, until

VERSION = "2.8.4"  # the last that Node 20 runs
OVERRIDES = {"xlsx": "0.18.5"}  # its own comes from outside npm; no node of the workflow uses it
OWNER = {"email": "owner@example.org", "firstName": "Intake", "lastName": "Bench", "password": "Only-for-the-bench-1"}
START = 180.0  # seconds: it makes its tables at the first start
QUIET = {
    "N8N_DIAGNOSTICS_ENABLED": "false",
    "N8N_VERSION_NOTIFICATIONS_ENABLED": "false",
    "N8N_TEMPLATES_ENABLED": "false",
    "N8N_PERSONALIZATION_ENABLED": "false",
    "N8N_SECURE_COOKIE": "false",
    "N8N_LOG_LEVEL": "warn",
}


def node(name: str, kind: str, version: float, parameters: dict[str, Any], **more: object) -> dict[str, Any]:
    place = [0, 0]
    return {
        "id": name,
        "name": name,
        "type": f"n8n-nodes-base.{kind}",
        "typeVersion": version,
        "position": place,
        "parameters": parameters,
        **more,
    }


def condition(question: str) -> dict[str, object]:
    """That an answer is there."""
    operator = {"type": "string", "operation": "notEmpty", "singleValue": True}
    left = f"={{{{ $json.body.data.answers.{question} }}}}"
    return {"id": question, "leftValue": left, "rightValue": "", "operator": operator}


def workflow(table: str) -> dict[str, Any]:
    """Webhook, which answers once the execution is stored; IF; insert."""
    options = {"caseSensitive": True, "leftValue": "", "typeValidation": "loose", "version": 2}
    conditions = {"options": options, "conditions": [condition(one) for one in OBLIGATORY], "combinator": "and"}
    values = {"submission": "={{ $json.body.data.id }}", "body": "={{ JSON.stringify($json.body) }}"}
    hook = {"httpMethod": "POST", "path": "form", "responseMode": "onReceived", "options": {}}
    insert = {
        "resource": "row",
        "operation": "insert",
        "dataTableId": {"__rl": True, "mode": "id", "value": table},
        "columns": {"mappingMode": "defineBelow", "value": values, "matchingColumns": [], "schema": []},
        "options": {"optimizeBulk": False},
    }
    after = {"main": [[{"node": "If", "type": "main", "index": 0}]]}
    then = {"main": [[{"node": "Insert", "type": "main", "index": 0}], []]}
    return {
        "name": "Intake",
        "nodes": [
            node("Webhook", "webhook", 2.1, hook, webhookId="form"),
            node("If", "if", 2.2, {"conditions": conditions, "options": {}}),
            node("Insert", "dataTable", 1, insert),
        ],
        "connections": {"Webhook": after, "If": then},
        "settings": {"executionOrder": "v1"},
    }


@contextmanager
def serve(cache: Path, folder: Path, port: int) -> Iterator[list[int]]:
    ports = {"N8N_PORT": str(port), "N8N_RUNNERS_BROKER_PORT": str(free_port()), "N8N_LISTEN_ADDRESS": "127.0.0.1"}
    environment = {**QUIET, **ports, "N8N_USER_FOLDER": str(folder)}
    program = cache / "n8n/node_modules/n8n/bin/n8n"
    with running(["node", str(program), "start"], folder / "log", folder=folder, environment=environment) as number:
        until(lambda: is_up(port), START, "n8n to start")
        yield [number]


def prepare(cache: Path, folder: Path) -> None:
    """Install it; make owner, table and workflow; switch the workflow on."""
    installed(cache / "n8n", [f"n8n@{VERSION}"], OVERRIDES)
    port = free_port()
    with serve(cache, folder, port), talk(port) as c:
        send(c, "/owner/setup", OWNER)
        project = told(c.get("/projects/personal"))["id"]
        columns = [{"name": "submission", "type": "string"}, {"name": "body", "type": "string"}]
        table = send(c, f"/projects/{project}/data-tables", {"name": "submissions", "columns": columns})
        made = send(c, "/workflows", workflow(table["id"]))
        send(c, f"/workflows/{made['id']}/activate", {"versionId": made["versionId"]})


def talk(port: int) -> httpx.Client:
    return httpx.Client(base_url=f"http://127.0.0.1:{port}/rest", timeout=30, trust_env=False)


def is_up(port: int) -> bool:
    """Whether its pages' interface answers: until then it says to everything that it is starting."""
    try:
        with talk(port) as client:
            answer = client.get("/settings")
        return answer.is_success and "json" in answer.headers["content-type"]
    except httpx.HTTPError:
        return False


def send(client: httpx.Client, path: str, content: object) -> dict[str, Any]:
    return told(client.post(path, json=content))


def told(answer: httpx.Response) -> dict[str, Any]:
    if not answer.is_success:
        raise Unavailable(
            f"n8n cannot be set up: {answer.request.url.path} answers {answer.status_code} {answer.text[:200]}"
        )
    found: dict[str, Any] = answer.json()["data"]
    return found


def n8n(cache: Path) -> Candidate:
    return Candidate("n8n", "/webhook/form", partial(serve, cache), partial(prepare, cache))
