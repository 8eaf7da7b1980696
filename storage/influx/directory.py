"""Who and what there is, beside the readings, for whoever sees InfluxDB alone: Grafana has no registry.

Measurements `sites`, `devices` and `series`. Names that people edit are fields, never tags; a `label` is
`name|key`, which a variable of Grafana splits into what it shows and what it asks for. Each day has its rows,
rewritten as often as one likes: a row names its day's midnight, so a year of hourly writes is 365 rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from storage.influx.lines import escaped
from telemetry.device import UNASSIGNED, Device, Domain, Site
from telemetry.ports import DeviceFilter, Registry
from telemetry.series import Series

DAY_MS = 86_400_000


def directory_lines(registry: Registry, now_ms: int) -> Iterator[str]:
    """Every site, device and series of the registry, as it is on the UTC day of `now_ms`."""
    midnight_ms = now_ms - now_ms % DAY_MS
    devices = registry.devices(DeviceFilter())
    yield from site_lines(registry.sites(), devices, midnight_ms)
    yield from device_lines((device for device in devices if not device.virtual), midnight_ms)
    yield from series_lines(registry.series_of(devices), devices, midnight_ms)


def site_lines(sites: Iterable[Site], devices: Iterable[Device], time_ms: int) -> Iterator[str]:
    """One line a site; `domains` names the trades of its devices, sorted, joined by commas."""
    domains: dict[tuple[str, str], set[Domain]] = defaultdict(set)
    for device in devices:
        domains[device.tenant, device.site].add(device.domain)
    for site in sites:
        trades = ",".join(sorted(domains[site.tenant, site.slug]))
        fields = {"name": site.name, "kind": site.kind, "commune": site.commune, "domains": trades}
        described = _described(site.name, site.slug, fields, site.latitude, site.longitude)
        yield f"sites,{_place(site.slug, site.tenant)} {described} {time_ms}"


def device_lines(devices: Iterable[Device], time_ms: int) -> Iterator[str]:
    """One line a device."""
    for device in devices:
        fields = {"name": device.name, "domain": str(device.domain), "profile": device.profile}
        described = _described(device.name, device.dev_eui, fields, device.latitude, device.longitude)
        yield f"devices,device={device.dev_eui},{_place(device.site, device.tenant)} {described} {time_ms}"


def series_lines(series: Iterable[Series], devices: Sequence[Device], time_ms: int) -> Iterator[str]:
    """One line for each quantity of a device, whatever its channels."""
    known = {device.dev_eui: device for device in devices}
    for dev_eui, key, label in sorted({(one.dev_eui, one.quantity.key, one.quantity.french) for one in series}):
        device = known[dev_eui]
        tags = f"device={dev_eui},quantity={key},{_place(device.site, device.tenant)}"
        yield f"series,{tags} label={_text(f'{label}|{key}')} {time_ms}"


def _place(site: str, tenant: str) -> str:
    return f"site={escaped(site, UNASSIGNED)},tenant={escaped(tenant, UNASSIGNED)}"


def _described(name: str, key: str, fields: dict[str, str], latitude: float | None, longitude: float | None) -> str:
    # A bar in a name would end it there for Grafana.
    texts = {"label": f"{(name or key).replace('|', '/')}|{key}", **fields}
    described = ",".join(f"{field}={_text(text)}" for field, text in texts.items())
    if latitude is None or longitude is None:
        return described
    return f"{described},latitude={latitude},longitude={longitude}"


def _text(value: str) -> str:
    """A string field: quotes and backslashes escaped, on one line, valid UTF-8."""
    line = " ".join(value.encode(errors="replace").decode().split())
    escaped = line.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
