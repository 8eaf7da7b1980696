"""Writes to InfluxDB 2 and 3 through `influxdb-client`: its synchronous API, with bytes that are ready.

Apart from the rest, because the package takes a second to import.
"""

import urllib3
from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.client.write_api import SYNCHRONOUS
from influxdb_client.domain.write_precision import WritePrecision
from influxdb_client.rest import ApiException

from storage.influx.endpoint import InfluxEndpoint
from storage.influx.server import reason_of
from telemetry.errors import UnavailableError


class ClientWriter:
    """`/api/v2/write`, which version 3 speaks too."""

    def __init__(self, endpoint: InfluxEndpoint) -> None:
        self._endpoint = endpoint
        milliseconds = int(endpoint.timeout * 1000)
        self._client = InfluxDBClient(endpoint.url, endpoint.token, timeout=milliseconds, org=endpoint.org)
        self._api = self._client.write_api(write_options=SYNCHRONOUS)

    def write(self, body: bytes) -> None:
        """Write line protocol with times in ms."""
        try:
            self._api.write(self._endpoint.database, self._endpoint.org, body, WritePrecision.MS)  # type: ignore[arg-type]
        except ApiException as error:
            # The exception's own text shows headers; the server's words are enough.
            raise self._endpoint.refusal(error.status or 0, reason_of(error.body or error.reason or "")) from None
        except urllib3.exceptions.HTTPError as error:
            raise UnavailableError(f"{self._endpoint.name} does not answer: {error}") from error

    def close(self) -> None:
        """Close its connections."""
        self._client.close()  # type: ignore[no-untyped-call]
