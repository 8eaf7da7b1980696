"""How long raw readings are kept: the most precise of the settings' exceptions, for each device."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from telemetry import settings
from telemetry.device import Device
from telemetry.ports import DeviceFilter, ReadingStore, Registry
from telemetry.times import to_ms, utc_now


class Retention:
    """A rule for tenant and domain beats one for the tenant, which beats one for the domain; else `keep_days`."""

    def __init__(self, keep_days: int, exceptions: Sequence[settings.Retention]) -> None:
        self._keep_days = keep_days
        self._exceptions = sorted(
            exceptions, key=lambda rule: (rule.tenant is not None, rule.domain is not None), reverse=True
        )

    def days(self, device: Device) -> int:
        """Days of raw readings that a device keeps."""
        rules = (
            rule.days
            for rule in self._exceptions
            if rule.tenant in (None, device.tenant) and rule.domain in (None, device.domain)
        )
        return next(rules, self._keep_days)

    def apply(self, registry: Registry, store: ReadingStore) -> int:
        """Expire what is older, and return how many raw samples went, as far as the store counts them."""
        now = utc_now()
        return sum(
            store.expire(registry.series_of(devices), to_ms(now - timedelta(days=days)))
            for days, devices in self._by_days(registry.devices(DeviceFilter())).items()
        )

    def _by_days(self, devices: Iterable[Device]) -> dict[int, list[Device]]:
        groups: dict[int, list[Device]] = defaultdict(list)
        for device in devices:
            groups[self.days(device)].append(device)
        return groups
