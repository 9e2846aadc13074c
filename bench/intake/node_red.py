"""Node-RED: a flow that looks whether the obligatory answers are there, inserts a row in SQLite, answers."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from bench.intake.candidate import Candidate
from bench.intake.deliveries import OBLIGATORY
from bench.intake.npm import installed
from bench.intake.processes import running

PACKAGES = ("node-red@4", "node-red-node-sqlite")
CHECK = f"""
const answers = msg.payload.data.answers;
if ({json.dumps(OBLIGATORY)}.some(name => !answers[name])) {{
  msg.statusCode = 422; msg.payload = "refused"; return [null, msg];
}}
msg.params = {{$id: msg.payload.data.id, $body: JSON.stringify(msg.payload)}};
return [msg, null];
"""
ACCEPTED = 'msg.statusCode = 202; msg.payload = "ok"; return msg;'
INSERT = "insert into submissions (id, body) values ($id, $body)"
SETTINGS = """module.exports = {
  flowFile: "flows.json", credentialSecret: false, httpAdminRoot: false, diagnostics: {enabled: false},
  telemetry: {enabled: false}, uiHost: "127.0.0.1", logging: {console: {level: "warn", metrics: false, audit: false}},
};
"""


def node(name: str, kind: str, then: list[list[str]], **more: object) -> dict[str, object]:
    return {"id": name, "type": kind, "z": "tab", "wires": then, **more}


def flow(database: Path) -> list[dict[str, object]]:
    """HTTP in, check, insert, HTTP out."""
    return [
        {"id": "tab", "type": "tab", "label": "Intake"},
        {"id": "db", "type": "sqlitedb", "db": str(database), "mode": "RWC"},
        node("in", "http in", [["check"]], url="/form", method="post"),
        node("check", "function", [["insert"], ["out"]], outputs=2, func=CHECK),
        node("insert", "sqlite", [["accepted"]], mydb="db", sqlquery="prepared", sql=INSERT),
        node("accepted", "function", [["out"]], outputs=1, func=ACCEPTED),
        node("out", "http response", []),
    ]


def prepare(cache: Path, folder: Path) -> None:
    """Install it; write its flow; switch the write-ahead log on by hand, which the database then remembers."""
    installed(cache / "node-red", PACKAGES)
    database = folder / "submissions.db"
    (folder / "flows.json").write_text(json.dumps(flow(database)))
    (folder / "settings.js").write_text(SETTINGS)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute("create table submissions (id text primary key, body text not null)")


@contextmanager
def serve(cache: Path, folder: Path, port: int) -> Iterator[list[int]]:
    program = cache / "node-red/node_modules/node-red/red.js"
    with running(
        ["node", str(program), "--userDir", ".", "--port", str(port)], folder / "log", folder=folder
    ) as number:
        yield [number]


def node_red(cache: Path) -> Candidate:
    return Candidate("node-red", "/form", partial(serve, cache), partial(prepare, cache))
