"""Small providers on this machine: each speaks its API as documented, over HTTP, about the rows it is given."""

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

Row = dict[str, Any]
TOKEN = "name:s3cret-token"
BASIC = "Basic " + base64.b64encode(TOKEN.encode()).decode()


@dataclass
class Asked:
    """A request as a provider sees it."""

    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: Any


@dataclass
class Provider:
    """Rows, and what was asked of them; `faults` are answered first."""

    rows: list[Row] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    faults: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    raw: bytes = b""  # what is answered instead
    host: str = ""

    @property
    def url(self) -> str:
        return f"http://{self.host}"


Answers = Callable[[Provider, Asked], Any]


class Refusal(Exception):  # noqa: N818 - an answer
    """A status instead of an answer."""


@contextmanager
def provider(answers: Answers) -> Iterator[Provider]:
    """A provider that answers so while the block lasts."""
    found = Provider()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            sent = self.rfile.read(int(self.headers.get("content-length", 0)))
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            asked = Asked(self.command, parts.path, query, self.headers, json.loads(sent) if sent[:1] == b"{" else None)
            found.asked.append(asked)
            status, headers, content = (*found.faults.pop(0), b"") if found.faults else (200, {}, b"")
            if status == 200:
                try:
                    content = found.raw or json.dumps(answers(found, asked)).encode()
                except Refusal as refusal:
                    status = int(str(refusal))
            self.send_response(status)
            for name, value in {"content-length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = answer  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found.host = f"127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def shown(asked: Asked, name: str, value: str) -> None:
    """Without the token there is nothing to be had."""
    if asked.headers.get(name) != value:
        raise Refusal(401)


def at(asked: Asked, path: str) -> None:
    if asked.path != path:
        raise Refusal(404)


def paged(rows: list[Row], begin: int, size: int) -> list[Row]:
    return rows[begin : begin + size]


def typeform(here: Provider, asked: Asked) -> Any:
    shown(asked, "authorization", f"Bearer {TOKEN}")
    at(asked, "/forms/F1/responses")
    rows = sorted(here.rows, key=lambda row: row["submitted_at"], reverse=True)
    rows = [row for row in rows if row["submitted_at"] >= asked.query.get("since", "")]
    tokens = [row["token"] for row in rows]
    begin = tokens.index(asked.query["before"]) + 1 if "before" in asked.query else 0
    items = paged(rows, begin, int(asked.query["page_size"]))
    return {"total_items": len(rows), "page_count": 1, "items": items}


def kobotoolbox(here: Provider, asked: Asked) -> Any:
    shown(asked, "authorization", f"Token {TOKEN}")
    at(asked, "/api/v2/assets/aX1/data/")
    wanted = json.loads(asked.query["query"])
    rows = [row for row in here.rows if row["_id"] > wanted["_id"]["$gt"]]
    if "meta/deprecatedID" in wanted:
        rows = [row for row in rows if "meta/deprecatedID" in row]
    assert json.loads(asked.query["sort"]) == {"_id": 1}
    rows = sorted(rows, key=lambda row: row["_id"])
    return {"count": len(rows), "next": None, "previous": None, "results": paged(rows, 0, int(asked.query["limit"]))}


def odk_central(here: Provider, asked: Asked) -> Any:
    shown(asked, "authorization", BASIC)
    at(asked, "/v1/projects/7/forms/bid%20form.svc/Submissions")
    assert asked.query["$expand"] == "*"
    since = re.fullmatch(
        r"__system/submissionDate ge (\S+) or __system/updatedAt ge \1", asked.query.get("$filter", "")
    )
    rows = [row for row in here.rows if since is None or _changed(row) >= since[1]]
    begin, size = int(asked.query.get("$skiptoken", 0)), int(asked.query["$top"])
    following = f"&%24skiptoken={begin + size}"
    link = f"https://elsewhere.example/v1?%24top={size}&%24expand=*{following}"
    if since:
        link += "&%24filter=" + since[0].replace(" ", "%20")
    more = {"@odata.nextLink": link} if begin + size < len(rows) else {}
    return {"value": paged(rows, begin, size), **more}


def _changed(row: Row) -> str:
    return str(row["__system"].get("updatedAt") or row["__system"]["submissionDate"])


def google_forms(here: Provider, asked: Asked) -> Any:
    if asked.path == "/token":
        return {"access_token": TOKEN, "expires_in": 3600, "token_type": "Bearer"}
    shown(asked, "authorization", f"Bearer {TOKEN}")
    if "watches" in asked.path:
        return google_watches(here, asked)
    at(asked, "/v1/forms/G1/responses")
    since = asked.query.get("filter", "").removeprefix("timestamp >= ")
    rows = [row for row in here.rows if row["lastSubmittedTime"] >= since]
    begin, size = int(asked.query.get("pageToken", 0)), int(asked.query["pageSize"])
    more = {"nextPageToken": str(begin + size)} if begin + size < len(rows) else {}
    return {"responses": paged(rows, begin, size), **more} if rows else {}


def google_watches(here: Provider, asked: Asked) -> Any:
    watches = here.more.setdefault("watches", [])
    if asked.method == "GET":
        return {"watches": watches} if watches else {}
    if asked.path.endswith(":renew"):
        [one] = [one for one in watches if asked.path == f"/v1/forms/G1/watches/{one['id']}:renew"]
        one["expireTime"] = here.more["expires"]
        return one
    at(asked, "/v1/forms/G1/watches")
    watches.append({"id": f"w{len(watches)}", **asked.body["watch"], "expireTime": here.more["expires"]})
    return watches[-1]


def surveymonkey(here: Provider, asked: Asked) -> Any:
    shown(asked, "authorization", f"Bearer {TOKEN}")
    if asked.path.endswith("/details"):
        found = [row for row in here.rows if asked.path == f"/v3/surveys/S1/responses/{row['id']}/details"]
        if not found:
            raise Refusal(404)
        return found[0]
    at(asked, "/v3/surveys/S1/responses/bulk")
    since = asked.query.get("start_modified_at", "")
    rows = sorted((row for row in here.rows if row["date_modified"] >= since), key=lambda row: row["date_modified"])
    page, size = int(asked.query["page"]), int(asked.query["per_page"])
    links = {"next": "https://elsewhere.example"} if page * size < len(rows) else {}
    return {"data": paged(rows, (page - 1) * size, size), "links": links, "total": len(rows)}


def jotform(here: Provider, asked: Asked) -> Any:
    shown(asked, "APIKEY", TOKEN)
    at(asked, "/form/J1/submissions")
    by = asked.query["orderby"]
    wanted = json.loads(asked.query.get("filter", "{}")).get(f"{by}:gt", "")
    rows = sorted(here.rows, key=lambda row: row[by] or "", reverse=True)
    rows = [row for row in rows if (row[by] or "") > wanted or not wanted]
    return {"responseCode": 200, "content": paged(rows, int(asked.query.get("offset", 0)), int(asked.query["limit"]))}


def formbricks(here: Provider, asked: Asked) -> Any:
    shown(asked, "x-api-key", TOKEN)
    at(asked, "/api/v1/management/responses")
    rows = [row for row in here.rows if row["surveyId"] == asked.query["surveyId"]]
    rows = sorted(rows, key=lambda row: row["createdAt"], reverse=True)
    return {"data": paged(rows, int(asked.query.get("skip", 0)), int(asked.query["limit"]))}


def fillout(here: Provider, asked: Asked) -> Any:
    shown(asked, "authorization", f"Bearer {TOKEN}")
    at(asked, "/v1/api/forms/L1/submissions")
    rows = [row for row in here.rows if row["submissionTime"] > asked.query.get("afterDate", "")]
    page = paged(rows, int(asked.query.get("offset", 0)), int(asked.query["limit"]))
    return {"responses": page, "totalResponses": len(rows)}


def gravity_forms(here: Provider, asked: Asked) -> Any:
    shown(asked, "authorization", BASIC)
    at(asked, "/blog/wp-json/gf/v2/forms/3/entries")
    rows = sorted(here.rows, key=lambda row: row[asked.query["sorting[key]"]], reverse=True)
    size = int(asked.query["paging[page_size]"])
    entries = paged(rows, (int(asked.query["paging[current_page]"]) - 1) * size, size)
    return {"total_count": len(rows), "entries": entries}


def netlify(here: Provider, asked: Asked) -> Any:
    shown(asked, "authorization", f"Bearer {TOKEN}")
    at(asked, "/api/v1/forms/N1/submissions")
    rows = sorted(here.rows, key=lambda row: row["created_at"], reverse=True)
    size = int(asked.query["per_page"])
    return paged(rows, (int(asked.query["page"]) - 1) * size, size)


def limesurvey(here: Provider, asked: Asked) -> Any:
    at(asked, "/index.php/admin/remotecontrol")
    said = asked.body["params"]
    if asked.body["method"] == "get_session_key":
        right = ":".join(said) == TOKEN
        return {"id": 1, "error": None, "result": "key1" if right else {"status": "Invalid user name or password"}}
    key, survey, kind, _, status, heading, type_, begun = said
    assert (key, survey, kind, status, heading, type_) == ("key1", "77", "json", "complete", "code", "short")
    rows = [row for row in here.rows if int(row["id"]) >= begun]
    exported = base64.b64encode(json.dumps({"responses": rows}).encode()).decode()
    return {"id": 1, "error": None, "result": exported if rows else {"status": "No Data, could not get max id."}}


def tally(here: Provider, asked: Asked) -> Any:
    """`most`, where it is set, is what it gives at a time whatever is asked for."""
    shown(asked, "authorization", f"Bearer {TOKEN}")
    at(asked, "/forms/T1/submissions")
    assert asked.query["filter"] == "completed"
    rows = sorted(here.rows, key=lambda row: row["submittedAt"], reverse=True)
    rows = [row for row in rows if row["submittedAt"] >= asked.query.get("startDate", "")]
    page, size = int(asked.query["page"]), min(int(asked.query["limit"]), here.more.get("most", 500))
    totals = {"all": len(here.rows), "completed": len(here.rows), "partial": 0}
    questions = here.more.get("questions", [{"id": "EKOE2N", "type": "INPUT_TEXT", "title": "Title", "fields": []}])
    return {
        "page": page,
        "limit": size,
        "hasMore": page * size < len(rows),
        "totalNumberOfSubmissionsPerFilter": totals,
        "questions": questions,
        "submissions": paged(rows, (page - 1) * size, size),
    }


def paperform(here: Provider, asked: Asked) -> Any:
    shown(asked, "authorization", f"Bearer {TOKEN}")
    if asked.path == "/v1/forms/P1/fields":
        field_ = {"key": "ba7ri", "title": "Title", "type": "text", "custom_key": "title", "required": True}
        return {"status": "ok", "results": {"fields": here.more.get("fields", [field_])}}
    at(asked, "/v1/forms/P1/submissions")
    rows = sorted(here.rows, key=lambda row: row["created_at_utc"], reverse=asked.query.get("sort", "DESC") == "DESC")
    begin, size = int(asked.query.get("skip", 0)), int(asked.query.get("limit", 20))
    assert size <= 100
    more = {"total": len(rows), "has_more": begin + size < len(rows), "limit": size, "skip": begin}
    return {"status": "ok", "results": {"submissions": paged(rows, begin, size)}, **more}
