"""What one writes first: Flask, an insert and a commit in every request; nothing is proved or checked."""

import json
from threading import local

from flask import Flask, request

from bench.intake.apps.table import INSERT, opened

app = Flask(__name__)
own = local()


@app.post("/")
def take() -> tuple[str, int]:
    """Keep the body and answer."""
    event = request.get_json()
    if not hasattr(own, "connection"):
        own.connection = opened()
    own.connection.execute(INSERT, (event["data"]["id"], json.dumps(event)))
    return "ok", 202
