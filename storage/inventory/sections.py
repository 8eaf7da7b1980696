"""The four sections of an inventory, and how each of their fields is read from text."""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from types import MappingProxyType
from typing import Any, NamedTuple

from telemetry.device import UNASSIGNED, Device, Domain, Gateway, Site, Tenant
from telemetry.errors import ParseError
from telemetry.eui import parse_eui
from telemetry.ports import DeviceFilter, Registry

Thing = Tenant | Site | Gateway | Device

TAG = "tag:"
"""What the name of a tag's column begins with; in YAML tags are a mapping of their own."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NUMBER = re.compile(r"[+-]?\d{1,20}(?:[.,]\d{1,30})?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_SPREADSHEET_NUMBER = re.compile(r"\d+(?:[.,]\d+)?(?:[eE]\+?\d+)?", re.ASCII)
_MAX_TEXT = 200
_MAX_SLUG = 64


def text(written: str) -> str:
    """One line of at most 200 characters."""
    if len(written) > _MAX_TEXT:
        raise ParseError(f"{len(written)} characters; {_MAX_TEXT} at most")
    if not all(character.isprintable() for character in written):
        raise ParseError(f"{written!r:.60} holds a control character; write one line of plain text")
    return written.strip()


def slug(written: str) -> str:
    """A short name for URLs and tags, such as `ecole-jules-ferry`."""
    if not _SLUG.fullmatch(written) or len(written) > _MAX_SLUG:
        raise ParseError(
            f"{written!r:.60} is no slug; write lower-case letters without accents, digits and single hyphens, "
            f"{_MAX_SLUG} at most, such as ecole-jules-ferry"
        )
    return written


def own_slug(written: str) -> str:
    """The slug of a tenant or site, which may not be the one that stands for none."""
    if written == UNASSIGNED:
        raise ParseError(f"{UNASSIGNED!r} means that nobody has claimed a device; choose another slug")
    return slug(written)


def eui(written: str) -> str:
    """Sixteen hexadecimal digits, capitals and separators allowed."""
    try:
        return parse_eui(written)
    except ParseError as error:
        if _SPREADSHEET_NUMBER.fullmatch(written):
            raise ParseError(f"{error}. A spreadsheet took it for a number: format the column as text") from error
        raise


def number(low: float, high: float, example: str) -> Callable[[str], float]:
    """A reader of numbers within limits, with a decimal point or comma."""

    def read(written: str) -> float:
        if not _NUMBER.fullmatch(written):
            raise ParseError(f"{written!r:.60} is no number; write one such as {example}")
        value = float(written.replace(",", "."))
        if not low <= value <= high:
            raise ParseError(f"{written} is not between {low:g} and {high:g}; write one such as {example}")
        return value

    return read


def domain(written: str) -> Domain:
    """One of the trades that the platform knows."""
    try:
        return Domain(written)
    except ValueError:
        raise ParseError(f"no domain {written!r:.60}; there are: {', '.join(Domain)}") from None


def tag(written: str) -> str:
    """A tag's name or value; neither may be empty."""
    if not written.strip():
        raise ParseError("empty; give the tag a name and a value, or leave it out")
    return text(written)


_LATITUDE, _LONGITUDE = number(-90, 90, "49.894"), number(-180, 180, "2.302")


class Section(NamedTuple):
    """One kind of thing that files list: `key` names each, `required` is what a new one cannot do without."""

    name: str
    build: type[Thing]
    key: str
    required: tuple[str, ...]
    fields: Mapping[str, Callable[[str], object]]

    def knows(self, name: str) -> bool:
        """Whether there is a field of this name."""
        return name in self.fields or (self.build is Device and name.startswith(TAG))

    def read(self, name: str, written: str) -> Any:
        """The value of a field; raises `ParseError` with the remedy."""
        if name in self.fields:
            return self.fields[name](written)
        tag(name.removeprefix(TAG))
        return tag(written)

    def defaults(self) -> dict[str, Any]:
        """What the fields that can be left out are without being written."""
        return {one.name: one.default for one in fields(self.build) if one.default is not MISSING}


_SECTIONS = (
    Section("tenants", Tenant, "slug", ("slug", "name"), {"slug": own_slug, "name": text, "kind": text}),
    Section(
        "sites",
        Site,
        "slug",
        ("slug", "tenant", "name"),
        {
            "slug": own_slug,
            "tenant": own_slug,
            "name": text,
            "kind": text,
            "commune": text,
            "latitude": _LATITUDE,
            "longitude": _LONGITUDE,
        },
    ),
    Section(
        "gateways",
        Gateway,
        "gateway_id",
        ("gateway_id", "tenant", "name"),
        {
            "gateway_id": eui,
            "tenant": slug,
            "name": text,
            "site": own_slug,
            "latitude": _LATITUDE,
            "longitude": _LONGITUDE,
            "altitude": number(-500, 9000, "60"),
        },
    ),
    Section(
        "devices",
        Device,
        "dev_eui",
        ("dev_eui",),
        {
            "dev_eui": eui,
            "tenant": slug,
            "site": slug,
            "name": text,
            "domain": domain,
            "decoder": text,
            "profile": text,
            "latitude": _LATITUDE,
            "longitude": _LONGITUDE,
        },
    ),
)
SECTIONS: Mapping[str, Section] = MappingProxyType({section.name: section for section in _SECTIONS})


def held_by(registry: Registry) -> dict[str, Mapping[str, Thing]]:
    """What a registry holds, by section and key."""
    return {
        "tenants": {tenant.slug: tenant for tenant in registry.tenants()},
        "sites": {site.slug: site for site in registry.sites()},
        "gateways": {gateway.gateway_id: gateway for gateway in registry.gateways()},
        "devices": {device.dev_eui: device for device in registry.devices(DeviceFilter())},
    }
