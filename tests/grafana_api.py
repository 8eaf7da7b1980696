"""The part of Grafana's HTTP API that `samara grafana push` uses, as its documentation states it.

No Grafana can be installed here. Organisations, secrets that never come back, conflicts of names and uids, and
versions that only grow behave as documented; whatever a request has wrong is refused as the real one refuses it.
"""

import base64
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

PASSWORD = "mot de passe: 9"  # noqa: S105 - of a server that lives for a test
Answer = tuple[int, Any]


@dataclass
class Organisation:
    """One organisation with all that it holds, by uid."""

    id: int
    name: str
    datasources: dict[str, dict[str, Any]] = field(default_factory=dict)
    folders: dict[str, dict[str, Any]] = field(default_factory=dict)
    dashboards: dict[str, dict[str, Any]] = field(default_factory=dict)


class GrafanaServerTwin(ThreadingHTTPServer):
    """A Grafana with its main organisation, and the requests that have changed something."""

    def __init__(self, prefix: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.prefix = prefix
        self.organisations = {1: Organisation(1, "Main Org.")}
        self.writes: list[tuple[str, str]] = []
        self.broken = False
        self.numbers = count(1)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}{self.prefix}"

    def named(self, name: str) -> Organisation:
        return next(one for one in self.organisations.values() if one.name == name)

    @contextmanager
    def running(self) -> Iterator["GrafanaServerTwin"]:
        thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self.shutdown()
            self.server_close()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: GrafanaServerTwin
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *arguments: object) -> None:
        pass

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, answer = self._answer(urlsplit(self.path).path, json.loads(body) if body else {})
        if status == 200 and self.command != "GET":
            self.server.writes.append((self.command, self.path))
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = _serve  # noqa: N815 - the names that http.server calls

    def _answer(self, path: str, body: dict[str, Any]) -> Answer:
        if self.server.broken:
            return 500, {"message": "database is locked"}
        expected = base64.b64encode(f"admin:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {expected}":
            return 401, {"message": "Invalid username or password"}
        if not path.startswith(f"{self.server.prefix}/api/"):
            return 404, {"message": "Not found"}
        organisation = self.server.organisations.get(int(self.headers.get("X-Grafana-Org-Id") or 1))
        if organisation is None:
            return 401, {"message": "Unauthorized"}
        steps = path.removeprefix(f"{self.server.prefix}/api/").split("/")
        answers = {"orgs": self._orgs, "datasources": self._datasources, "folders": self._folders}
        return answers.get(steps[0], self._dashboards)(organisation, steps[1:], body)

    def _orgs(self, _organisation: Organisation, _steps: list[str], body: dict[str, Any]) -> Answer:
        held = self.server.organisations
        if self.command == "GET":
            return 200, [{"id": one.id, "name": one.name} for one in held.values()]
        if any(one.name == body["name"] for one in held.values()):
            return 409, {"message": "Organization name taken"}
        held[max(held) + 1] = Organisation(max(held) + 1, body["name"])
        return 200, {"orgId": max(held), "message": "Organization created"}

    def _datasources(self, organisation: Organisation, steps: list[str], body: dict[str, Any]) -> Answer:
        held = organisation.datasources
        if steps and steps[1] not in held:
            return 404, {"message": "Data source not found"}
        if self.command == "GET":
            return 200, held[steps[1]]
        if not {"name", "type", "access"} <= body.keys():
            return 400, {"message": "bad request data"}
        if not steps and body["uid"] in held:
            return 409, {"message": "data source with the same uid already exists"}
        body = deepcopy(body)
        secrets = body.pop("secureJsonData", {})
        before = held.get(body["uid"], {}).get("secureJsonFields", {})
        own = {"id": next(self.server.numbers), "orgId": organisation.id, "readOnly": False, "basicAuth": False}
        held[body["uid"]] = {**own, **body, "secureJsonFields": before | dict.fromkeys(secrets, True)}
        return 200, {"datasource": held[body["uid"]], "message": "Datasource added"}

    def _folders(self, organisation: Organisation, steps: list[str], body: dict[str, Any]) -> Answer:
        held = organisation.folders
        if steps and steps[0] not in held:
            return 404, {"message": "folder not found", "status": "not-found"}
        if self.command == "GET":
            return 200, held[steps[0]]
        if not steps and body["uid"] in held:
            return 409, {"message": "a folder with the same uid already exists"}
        if steps and not body.get("overwrite"):
            return 412, {"message": "the folder has been changed by someone else"}
        uid = steps[0] if steps else body["uid"]
        held[uid] = {"uid": uid, "title": body["title"], "version": held.get(uid, {}).get("version", 0) + 1}
        return 200, held[uid]

    def _dashboards(self, organisation: Organisation, steps: list[str], body: dict[str, Any]) -> Answer:
        held = organisation.dashboards
        if self.command == "GET":
            found = held.get(steps[1])
            return (200, found) if found else (404, {"message": "Dashboard not found"})
        dashboard, folder = body["dashboard"], body.get("folderUid", "")
        if not re.fullmatch(r"[a-zA-Z0-9_-]{1,40}", dashboard["uid"]):
            return 400, {"message": "uid contains illegal characters"}
        if folder and folder not in organisation.folders:
            return 400, {"message": "folder not found"}
        before = held.get(dashboard["uid"])
        if before and not body.get("overwrite"):
            return 412, {"message": "A dashboard with the same uid already exists"}
        version = before["dashboard"]["version"] + 1 if before else 1
        own = {"id": before["dashboard"]["id"] if before else next(self.server.numbers), "version": version}
        # Grafana fills in what a dashboard leaves out.
        held[dashboard["uid"]] = {"dashboard": {"liveNow": False, **dashboard, **own}, "meta": {"folderUid": folder}}
        return 200, {"uid": dashboard["uid"], "status": "success", "version": version}
