"""The one data source of every dashboard: InfluxDB by InfluxQL, under the same uid in every organisation."""

from typing import Any, Final

from storage.influx.endpoint import InfluxEndpoint

DATASOURCE_TYPE: Final = "influxdb"
DATASOURCE_UID: Final = "samara-influxdb"


def datasource(endpoint: InfluxEndpoint) -> dict[str, Any]:
    """The data source as Grafana's HTTP API takes it, secrets included; versions 2 and 3 take a token as header."""
    options = {"dbName": endpoint.database, "httpMode": "POST", "version": "InfluxQL", "timeInterval": "1m"}
    secrets: dict[str, str] = {}
    if endpoint.token:
        options["httpHeaderName1"] = "Authorization"
        secrets["httpHeaderValue1"] = f"Token {endpoint.token}"
    elif endpoint.password:
        secrets["password"] = endpoint.password
    return {
        "uid": DATASOURCE_UID,
        "name": "Samara",
        "type": DATASOURCE_TYPE,
        "access": "proxy",
        "url": endpoint.url,
        "user": endpoint.username,
        "isDefault": True,
        "jsonData": options,
        "secureJsonData": secrets,
    }
