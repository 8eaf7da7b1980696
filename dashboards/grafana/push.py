"""Dashboards into a running Grafana: an organisation for each authority, with its own data source and folders.

Idempotent: what Grafana holds already is compared first, and only what differs is written. Needs the
committed JSON and no SDK.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Final
from urllib.parse import urlsplit

from grafana_client import GrafanaApi
from grafana_client.client import GrafanaClientError, GrafanaException, GrafanaServerError
from requests.exceptions import RequestException

from dashboards.grafana.datasource import DATASOURCE_UID, datasource
from storage.influx.endpoint import InfluxEndpoint
from telemetry.device import Tenant
from telemetry.errors import ConfigError, RejectedError, TelemetryError, UnavailableError

_TIMEOUT_S: Final = 20.0
_OUR_OWN: Final = ("id", "version")
"""What Grafana numbers itself."""


@dataclass(frozen=True, slots=True)
class GrafanaServer:
    """A Grafana and its server administrator: an API token belongs to one organisation and can make none."""

    url: str
    user: str
    password: str = field(repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ConfigError("the URL of Grafana is not a web address; write http://127.0.0.1:3000")
        if not self.password:
            raise ConfigError("Grafana asks for its administrator's password; set SAMARA_GRAFANA_PASSWORD")

    def api(self, organisation: int | None = None) -> GrafanaApi:
        """A client within one organisation, or of the whole server."""
        parts = urlsplit(self.url)
        path = parts.path.strip("/")
        return GrafanaApi(
            (self.user, self.password),
            host=parts.hostname,
            port=parts.port,
            url_path_prefix=f"{path}/" if path else "",
            protocol=parts.scheme,
            timeout=_TIMEOUT_S,
            organization_id=organisation,
        )


class Pusher:
    """Brings a Grafana to what the repository says; with `dry_run` it only tells what it would do.

    `renew_secrets` writes data sources again even when nothing visible has changed: Grafana never shows a
    password, so a new one cannot be noticed.
    """

    def __init__(
        self, server: GrafanaServer, influx: InfluxEndpoint, *, dry_run: bool = False, renew_secrets: bool = False
    ) -> None:
        self._server = server
        self._datasource = datasource(influx)
        self._dry_run = dry_run
        self._renew_secrets = renew_secrets

    def push(self, whole: str, tenants: Sequence[Tenant]) -> Iterator[str]:
        """Organisation `whole` with all authorities, then one for each of `tenants`; yields a line a change.

        Raises `ConfigError`, `UnavailableError` or `RejectedError`; what was done stays, and pushing again goes on.
        """
        try:
            known = {one["name"]: int(one["id"]) for one in self._server.api().organizations.list_organization()}
            for name, tenant in ((whole, None), *((tenant.name, tenant) for tenant in tenants)):
                yield from self._organisation(name, tenant, known)
        except (GrafanaException, RequestException) as error:
            raise _ours(error, self._server.url) from error

    def _organisation(self, name: str, tenant: Tenant | None, known: Mapping[str, int]) -> Iterator[str]:
        if name not in known:
            yield f"{name}: organisation created"
            if self._dry_run:
                return
            made = self._server.api().organization.create_organization({"name": name})
            api = self._server.api(int(made["orgId"]))
        else:
            api = self._server.api(known[name])
        for done in self._inside(api, tenant):
            yield f"{name}: {done}"

    def _inside(self, api: GrafanaApi, tenant: Tenant | None) -> Iterator[str]:
        yield from self._put_datasource(api)
        for folder in folders().values():
            yield from self._put_folder(api, folder)
        for slug, dashboard in dashboards():
            folder = folders()[slug]
            yield from self._put_dashboard(api, folder["uid"], dashboard if tenant is None else of(tenant, dashboard))

    def _put_datasource(self, api: GrafanaApi) -> Iterator[str]:
        wanted = self._datasource
        held = _found(lambda: api.datasource.get_datasource_by_uid(DATASOURCE_UID))
        renewed = self._renew_secrets and wanted["secureJsonData"]
        if held and not renewed and _is_datasource(held, wanted):
            return
        yield f"data source {'updated' if held else 'created'}"
        if not self._dry_run and held:
            api.datasource.update_datasource_by_uid(DATASOURCE_UID, wanted)
        elif not self._dry_run:
            api.datasource.create_datasource(wanted)

    def _put_folder(self, api: GrafanaApi, folder: Mapping[str, str]) -> Iterator[str]:
        held = _found(lambda: api.folder.get_folder(folder["uid"]))
        if held and held["title"] == folder["title"]:
            return
        yield f"folder {folder['title']} {'renamed' if held else 'created'}"
        if not self._dry_run and held:
            api.folder.update_folder(folder["uid"], folder["title"], overwrite=True)
        elif not self._dry_run:
            api.folder.create_folder(folder["title"], folder["uid"])

    def _put_dashboard(self, api: GrafanaApi, folder_uid: str, dashboard: Mapping[str, Any]) -> Iterator[str]:
        held = _found(lambda: api.dashboard.get_dashboard(dashboard["uid"]))
        if held and held["meta"].get("folderUid") == folder_uid and holds(held["dashboard"], dashboard):
            return
        yield f"dashboard {dashboard['title']} {'updated' if held else 'created'}"
        if not self._dry_run:
            whole = {"dashboard": dict(dashboard), "folderUid": folder_uid, "overwrite": True}
            api.dashboard.update_dashboard({**whole, "message": "samara grafana push"})


@cache
def folders() -> dict[str, dict[str, str]]:
    """The folders, uid and title, by the name that they have on disk."""
    return json.loads(_json().joinpath("folders.json").read_text("utf-8"))  # type: ignore[no-any-return]


def dashboards() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each dashboard with the folder that it stands in."""
    for slug in folders():
        for file in sorted(_json().joinpath(slug).iterdir(), key=lambda file: file.name):
            dashboard: dict[str, Any] = json.loads(file.read_text("utf-8"))
            yield slug, {key: value for key, value in dashboard.items() if key not in _OUR_OWN}


def of(tenant: Tenant, dashboard: Mapping[str, Any]) -> dict[str, Any]:
    """A dashboard for one authority alone: its variable `tenant` is a constant that no address changes."""
    one = {"selected": True, "text": tenant.slug, "value": tenant.slug}
    constant = {
        "type": "constant",
        "name": "tenant",
        "query": tenant.slug,
        "current": one,
        "hide": 2,
        "skipUrlSync": True,
    }
    variables = [constant if one["name"] == "tenant" else one for one in dashboard["templating"]["list"]]
    return {**dashboard, "templating": {"list": variables}}


def holds(held: Any, wanted: Any) -> bool:
    """Whether what Grafana holds says all that is wanted; it may add defaults of its own."""
    if isinstance(wanted, Mapping):
        return isinstance(held, Mapping) and all(
            key in held and holds(held[key], value) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        return isinstance(held, list) and len(held) == len(wanted) and all(map(holds, held, wanted))
    return bool(held == wanted)


def _is_datasource(held: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether a data source is as wanted: its options to the letter, of its secrets that they are there."""
    visible = {key: value for key, value in wanted.items() if key != "secureJsonData"}
    secrets = dict.fromkeys(wanted["secureJsonData"], True)
    return holds(held, visible) and held["jsonData"] == wanted["jsonData"] and holds(held["secureJsonFields"], secrets)


def _json() -> Any:
    return resources.files("dashboards.grafana").joinpath("json")


def _found(ask: Callable[[], dict[str, Any]]) -> dict[str, Any] | None:
    """What Grafana answers, None where there is nothing."""
    try:
        return ask()
    except GrafanaClientError as error:
        if error.status_code == 404:
            return None
        raise


def _ours(error: GrafanaException | RequestException, url: str) -> TelemetryError:
    if not isinstance(error, GrafanaException):
        return UnavailableError(f"Grafana at {url} does not answer: {error}")
    if isinstance(error, GrafanaServerError):
        return UnavailableError(f"Grafana at {url} fails: {error.message}")
    if error.status_code in {401, 403}:
        return ConfigError(f"Grafana at {url} refuses: {error.message}; the user must be its server administrator")
    return RejectedError(f"Grafana at {url} refuses: {error.message}")
