"""Which rules watch which device and which of its series: looked up once, at first sight."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from alarms.rules.rule import Rule, Rules, Scope
from alarms.rules.where import fits
from telemetry.device import Device
from telemetry.ports import Registry
from telemetry.quantity import CATALOGUE

_MOST_KNOWN = 20_000


class Binding:
    """The rules by what they apply to, and what the registry says of sites."""

    def __init__(self, rules: Rules, registry: Registry) -> None:
        self.rules = rules
        self._registry = registry
        self._kinds: Mapping[str, str] = {}
        by_scope: dict[Scope, list[Rule]] = defaultdict(list)
        for rule in rules.values():
            by_scope[rule.detector.scope].append(rule)
        self._of_device = by_scope[Scope.DEVICE]
        self._of_site = by_scope[Scope.SITE]
        self._of_quantity = {
            key: [rule for rule in by_scope[Scope.SERIES] if fits(rule.where.quantity, key)] for key in CATALOGUE
        }

        self._named = tuple(pattern for rule in rules.values() for pattern in rule.where.device)
        self._known: dict[tuple[object, ...], list[Rule]] = {}

    def site_kind(self, device: Device) -> str:
        """The kind of the site of a device, empty when the registry does not know it."""
        if device.site not in self._kinds:
            # Devices that nobody has claimed stand on no site: it is not to be looked for each time.
            self._kinds = {device.site: "", **{site.slug: site.kind for site in self._registry.sites()}}
        return self._kinds[device.site]

    def device_rules(self, device: Device) -> list[Rule]:
        """The rules on a device as a whole."""
        kind = self.site_kind(device)
        return _nearest(rule for rule in self._of_device if rule.where.has(device, kind))

    def site_rules(self, device: Device, quantity: str, channel: str) -> list[Rule]:
        """The rules on a site in which one series has a part."""
        kind = self.site_kind(device)
        return _nearest(
            rule
            for rule in self._of_site
            if fits(rule.where.quantity, quantity)
            and fits(rule.where.channel, channel)
            and rule.where.has(device, kind)
        )

    def series_rules(self, device: Device, quantity: str, channel: str) -> list[Rule]:
        """The rules on one series. Devices that are alike have the same, and there are many of them."""
        eui = device.dev_eui if self._names(device) else ""
        place = eui, device.tenant, device.site, device.domain, device.decoder, device.profile
        alike = (*place, *(device.tags.items() if device.tags else ()), quantity, channel)
        found = self._known.get(alike)
        if found is None:
            kind = self.site_kind(device)
            fitting = (rule for rule in self._of_quantity[quantity] if fits(rule.where.channel, channel))
            found = _nearest(rule for rule in fitting if rule.where.has(device, kind))
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[alike] = found
        return found

    def _names(self, device: Device) -> bool:
        """Whether a rule may mean this very device."""
        return bool(self._named) and fits(self._named, device.dev_eui)


def _nearest(rules: Iterable[Rule]) -> list[Rule]:
    """Without those that another one extends: the more special rule stands in for the general one, or exempts."""
    found = list(rules)
    if not any(rule.ancestors for rule in found):
        return found
    general = {ancestor for rule in found for ancestor in rule.ancestors}
    return [rule for rule in found if rule.enabled and rule.id not in general]
