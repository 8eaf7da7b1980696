"""Make what Samara needs in an InfluxDB, once: database or bucket, retention, mapping; then try it out."""

from collections.abc import Iterator
from contextlib import closing
from secrets import randbelow

from storage.influx.endpoint import InfluxEndpoint
from storage.influx.server import Server
from storage.influx.writing import writer_of
from telemetry.errors import ConfigError, UnavailableError
from telemetry.times import to_ms, utc_now

_DAY_SECONDS = 86_400


def setup(endpoint: InfluxEndpoint) -> Iterator[str]:
    """Make what is missing, then write a point and read it back; yield a sentence for each thing done.

    Safe to run again. A retention of 0 days leaves the server's as it is. Raises `TelemetryError` where the
    server or the credentials do not allow it.
    """
    with closing(Server(endpoint)) as server:
        if endpoint.version == 1:
            yield from _make_v1(server)
        elif endpoint.version == 2:
            yield from _make_v2(server)
        else:
            yield from _make_v3(server)
        yield _try_out(server)


def _make_v1(server: Server) -> Iterator[str]:
    database, days = server.endpoint.database.replace('"', ""), server.endpoint.retention_days
    server.query(f'CREATE DATABASE "{database}"')
    yield f"Database {database} is there."
    if days:
        shard = min(days, 7)
        server.query(f'ALTER RETENTION POLICY "autogen" ON "{database}" DURATION {days}d SHARD DURATION {shard}d')
        yield f"It keeps everything for {days} days."


def _make_v2(server: Server) -> Iterator[str]:
    name, org, days = server.endpoint.database, server.endpoint.org, server.endpoint.retention_days
    orgs = server.call("GET", "/api/v2/orgs", params={"org": org}).get("orgs")
    if not orgs:
        raise ConfigError(f"{server.endpoint.name} has no organisation {org}, or the token may not see it")
    org_id = orgs[0]["id"]
    rules = [{"type": "expire", "everySeconds": days * _DAY_SECONDS}] if days else []
    found = server.call("GET", "/api/v2/buckets", params={"orgID": org_id, "name": name}).get("buckets")
    if not found:
        wanted = {"orgID": org_id, "name": name, "retentionRules": rules}
        bucket = server.call("POST", "/api/v2/buckets", json=wanted)
        yield f"Bucket {name} was made."
    else:
        bucket = found[0]
        yield f"Bucket {name} is there."
        if days:
            server.call("PATCH", f"/api/v2/buckets/{bucket['id']}", json={"retentionRules": rules})
    if days:
        yield f"It keeps everything for {days} days."
    yield _map_v2(server, org_id, bucket["id"])


def _map_v2(server: Server, org_id: str, bucket_id: str) -> str:
    """InfluxQL asks for a database; version 2 finds the bucket of that name through a mapping (DBRP)."""
    name = server.endpoint.database
    mappings = server.call("GET", "/api/v2/dbrps", params={"orgID": org_id, "db": name}).get("content") or []
    default = next((mapping for mapping in mappings if mapping.get("default")), None)
    if default is None:
        wanted = {"orgID": org_id, "bucketID": bucket_id, "database": name}
        server.call("POST", "/api/v2/dbrps", json={**wanted, "retention_policy": "autogen", "default": True})
        return f"InfluxQL database {name} was mapped to the bucket."
    if default["bucketID"] != bucket_id:
        raise ConfigError(f"InfluxQL database {name} is mapped to another bucket; delete that mapping (influx v1 dbrp)")
    return f"InfluxQL database {name} is mapped to the bucket."


def _make_v3(server: Server) -> Iterator[str]:
    name, days = server.endpoint.database, server.endpoint.retention_days
    wanted = {"db": name, **({"retention_period": f"{days}d"} if days else {})}
    # 409 says that it exists; its retention is then what it was made with, for version 3 does not change it.
    made = server.call("POST", "/api/v3/configure/database", (409,), json=wanted)
    yield f"Database {name} is there{', its retention unchanged' if days and 'error' in made else ''}."
    yield "Version 3 deletes by the retention of its database alone: store.keep_days has no effect on it."


def _try_out(server: Server) -> str:
    """Write a random value and read it back, which checks address, credentials and mapping at once."""
    value = randbelow(10**9)
    with closing(writer_of(server.endpoint)) as writer:
        writer.write(f"samara_setup,check=setup value={value} {to_ms(utc_now())}".encode())
    rows = server.query('SELECT last("value") FROM "samara_setup"')
    if not rows or rows[0].values[0][1] != value:
        raise UnavailableError(f"{server.endpoint.name} took a point and does not give it back; may the token read?")
    return "A point was written and read back."
