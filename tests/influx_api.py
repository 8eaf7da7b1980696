"""What InfluxDB 2 and 3 add to 1.x, as their documentation states it, in front of a real InfluxDB 1.x.

Neither can be installed here. Writes, queries and deletions are translated for the server behind; whatever
a request has wrong (token, bucket, content type, precision, mapping) is refused as the real ones refuse it.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from servers import InfluxDB

TOKEN = "se/cret=="  # noqa: S105 - of a server that lives for a test


class InfluxApi(ThreadingHTTPServer):
    """Version 2 or 3 of the API, with an organisation `syndicate` and no bucket yet."""

    def __init__(self, behind: InfluxDB, version: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind = behind
        self.version = version
        self.buckets: dict[str, dict[str, Any]] = {}
        self.mappings: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @contextmanager
    def running(self) -> Iterator["InfluxApi"]:
        thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self.shutdown()
            self.server_close()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: InfluxApi
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *arguments: object) -> None:
        pass

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        self.server.requests.append((self.command, parts.path))
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        scheme = "Token", "Bearer"
        if self.headers["Authorization"] not in [f"{name} {TOKEN}" for name in scheme[: self.server.version - 1]]:
            status, answer = 401, {"code": "unauthorized", "message": "unauthorized access"}
        else:
            status, answer = self._answer(parts.path, dict(parse_qsl(parts.query)), body)
        text = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if status != 204:
            self.wfile.write(text)

    do_GET = do_POST = do_PATCH = _serve  # noqa: N815 - the names that http.server wants

    def _answer(self, path: str, query: dict[str, str], body: bytes) -> tuple[int, Any]:
        if path == "/query":
            return self._query(query, body)
        if path == "/api/v2/write":
            return self._write(query, body)
        content = json.loads(body or b"{}")
        if self.server.version == 3:
            return self._configure(path, content)
        return self._manage(path, query, content)

    def _query(self, query: dict[str, str], body: bytes) -> tuple[int, Any]:
        names = {mapping["database"] for mapping in self.server.mappings}
        if query["db"] not in (self.server.buckets if self.server.version == 3 else names):
            return 200, {"results": [{"statement_id": 0, "error": f"database not found: {query['db']}"}]}
        statement = dict(parse_qsl(body.decode()))["q"]
        assert re.match("SELECT", statement), "the only statement that all versions have"
        response = httpx.post(f"{self.server.behind.url}/query", params=query, data={"q": statement})
        return response.status_code, response.content

    def _write(self, query: dict[str, str], body: bytes) -> tuple[int, Any]:
        assert query["precision"] == "ms"
        assert self.headers["Content-Type"].startswith("text/plain")
        if query["bucket"] not in self.server.buckets:
            return 404, {"code": "not found", "message": f'bucket "{query["bucket"]}" not found'}
        if self.server.version == 2:
            assert query["org"] == "syndicate"
            bad = [line for line in body.decode().split("\n") if "=inf" in line]
            if bad:
                return 400, {"code": "invalid", "message": f"unable to parse '{bad[0]}': invalid number"}
        response = httpx.post(
            f"{self.server.behind.url}/write", params={"db": query["bucket"], "precision": "ms"}, content=body
        )
        if response.status_code == 400:
            data = [{"original_line": "?", "line_number": 1, "error_message": response.json()["error"]}]
            return 400, {"error": "partial write of line protocol occurred", "data": data}
        return response.status_code, b""

    def _configure(self, path: str, content: dict[str, Any]) -> tuple[int, Any]:
        assert path == "/api/v3/configure/database"
        if content["db"] in self.server.buckets:
            return 409, {"error": "attempted to create a resource that already exists"}
        self.server.buckets[content["db"]] = content
        self.server.behind.query(f"CREATE DATABASE {content['db']}")
        return 200, b""

    def _manage(self, path: str, query: dict[str, str], content: dict[str, Any]) -> tuple[int, Any]:
        buckets, mappings = self.server.buckets, self.server.mappings
        match self.command, path.split("/")[3:]:
            case "GET", ["orgs"]:
                return 200, {"orgs": [{"id": "0a0", "name": "syndicate"}] if query["org"] == "syndicate" else []}
            case "GET", ["buckets"]:
                return 200, {"buckets": [bucket for name, bucket in buckets.items() if name == query["name"]]}
            case "POST", ["buckets"]:
                buckets[content["name"]] = {**content, "id": "0b0"}
                self.server.behind.query(f"CREATE DATABASE {content['name']}")
                return 201, buckets[content["name"]]
            case "PATCH", ["buckets", "0b0"]:
                next(iter(buckets.values())).update(content)
                return 200, {}
            case "GET", ["dbrps"]:
                return 200, {"content": [mapping for mapping in mappings if mapping["database"] == query["db"]]}
            case "POST", ["dbrps"]:
                mappings.append(content)
                return 201, content
            case "POST", ["delete"]:
                return self._delete(query, content)
        return 404, {"code": "not found", "message": "path not found"}

    def _delete(self, query: dict[str, str], content: dict[str, str]) -> tuple[int, Any]:
        found = re.fullmatch(r'_measurement="(\w+)" AND device="(\w+)"', content["predicate"])
        assert found
        assert query["org"] == "syndicate"
        rows = f"\"{found[1]}\" WHERE \"device\" = '{found[2]}' AND time < '{content['stop'][:19]}Z'"
        self.server.behind.query("DELETE FROM " + rows, query["bucket"])  # noqa: S608 - matched above
        return 204, b""
