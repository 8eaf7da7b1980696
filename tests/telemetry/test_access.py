"""The role matrix and the rule of openness, over every role, permission, trade and quantity."""

import pytest

from telemetry import quantity as q
from telemetry.access import (
    ANONYMOUS,
    MEANINGS,
    PERMISSIONS,
    SCOPES,
    Grant,
    Openness,
    OpenRule,
    Permission,
    Role,
    Sight,
    checked_grant,
    rights_of,
    rights_of_key,
    why_never_public,
)
from telemetry.device import UNASSIGNED, Device, Domain
from telemetry.errors import RejectedError
from telemetry.quantity import CATALOGUE

STATION = Device("24e124136b502217", 1, "amiens", domain=Domain.AIR)
PM2_5_OF_AMIENS = OpenRule("amiens", Domain.AIR, "pm2_5")


def test_every_role_has_a_line_and_every_permission_a_meaning() -> None:
    assert set(PERMISSIONS) == set(Role)
    assert set(MEANINGS) == set(Permission)


def test_each_role_may_do_what_the_public_may_and_the_platform_all() -> None:
    for permissions in PERMISSIONS.values():
        assert PERMISSIONS[Role.PUBLIC] <= permissions <= PERMISSIONS[Role.PLATFORM_ADMIN] == set(Permission)


def test_programs_neither_operate_nor_administer() -> None:
    assert not {Permission.OPERATE, Permission.ADMINISTER} & set(SCOPES)


@pytest.mark.parametrize(
    ("grants", "permission", "over"),
    [
        ([], Permission.READ, set()),
        ([], Permission.QUARANTINE, set()),
        ([Grant(Role.VIEWER, "a")], Permission.READ, {"a"}),
        ([Grant(Role.VIEWER, "a")], Permission.QUARANTINE, set()),
        ([Grant(Role.VIEWER, "a"), Grant(Role.OPERATOR, "b")], Permission.READ, {"a", "b"}),
        ([Grant(Role.VIEWER, "a"), Grant(Role.OPERATOR, "b")], Permission.QUARANTINE, {"b"}),
        ([Grant(Role.VIEWER, "a"), Grant(Role.VIEWER)], Permission.READ, None),
        ([Grant(Role.VIEWER), Grant(Role.VIEWER, "a")], Permission.READ, None),
        ([Grant(Role.ADMIN, "a")], Permission.OBSERVE, set()),
        ([Grant(Role.PLATFORM_ADMIN)], Permission.OBSERVE, None),
    ],
)
def test_roles_add_up(grants: list[Grant], permission: Permission, over: set[str] | None) -> None:
    assert rights_of(grants).get(permission, frozenset()) == over


def test_a_key_has_its_scopes_and_what_everybody_has() -> None:
    rights = rights_of_key("a", [Permission.INGEST])
    assert rights[Permission.INGEST] == {"a"}
    assert rights[Permission.READ] == frozenset()
    assert Permission.QUARANTINE not in rights


@pytest.mark.parametrize(("role", "tenant"), [(Role.PUBLIC, "a"), (Role.PLATFORM_ADMIN, "a"), (Role.ADMIN, None)])
def test_roles_that_make_no_sense_are_refused(role: Role, tenant: str | None) -> None:
    with pytest.raises(RejectedError, match="give"):
        checked_grant(role, tenant)


def test_nothing_is_open_by_default() -> None:
    sight = Sight(ANONYMOUS.over(Permission.READ), Openness())
    assert not any(sight.sees(STATION, quantity) for quantity in CATALOGUE.values())
    assert not sight.may_see(STATION)


def test_a_rule_opens_one_quantity_of_one_trade_of_one_authority() -> None:
    sight = Sight(frozenset(), Openness([PM2_5_OF_AMIENS]))
    seen = {
        (tenant, domain, key)
        for tenant in ("amiens", "baie", UNASSIGNED)
        for domain in Domain
        for key, quantity in CATALOGUE.items()
        if sight.sees(Device("0" * 16, 1, tenant, domain=domain), quantity)
    }
    assert seen == {PM2_5_OF_AMIENS}


NEVER = {
    "cameras": [(Domain.VIDEO, key) for key in CATALOGUE],
    "doors and presence": [
        (domain, quantity.key)
        for domain in Domain
        for quantity in (q.DOOR_OPEN, q.DOOR_OPEN_COUNT, q.MOTION, q.OCCUPANCY, q.DESK_OCCUPIED, q.PEOPLE_COUNT)
    ],
    "household water": [(domain, "water_volume") for domain in Domain]
    + [(Domain.WATER, key) for key in ("water_flow", "water_temperature", "pulse_count", "battery_level")],
    "raw inputs": [(domain, "digital_input") for domain in Domain],
}


@pytest.mark.parametrize("pairs", NEVER.values(), ids=NEVER.keys())
def test_what_is_never_public_is_not_whatever_the_rules_say(pairs: list[tuple[Domain, str]]) -> None:
    rules = [OpenRule("amiens", domain, key) for domain, key in pairs]
    sight = Sight(frozenset(), Openness(rules))
    for domain, key in pairs:
        assert why_never_public(domain, CATALOGUE[key])
        assert not sight.sees(Device("0" * 16, 1, "amiens", domain=domain), CATALOGUE[key])


def test_what_open_data_lives_from_can_be_opened() -> None:
    for domain, quantity in (
        (Domain.AIR, q.PM2_5),
        (Domain.RIVER, q.WATER_LEVEL),
        (Domain.WATER, q.WATER_LEVEL),
        (Domain.PARKING, q.PARKING_OCCUPIED),
        (Domain.WEATHER, q.RAIN),
        (Domain.NOISE, q.SOUND_LEVEL),
    ):
        assert why_never_public(domain, quantity) is None


def test_a_rule_for_what_is_unassigned_or_unknown_opens_nothing() -> None:
    assert not Openness([OpenRule(UNASSIGNED, Domain.AIR, "pm2_5"), OpenRule("amiens", Domain.AIR, "gone")])


PRESENCE = ("door_", "motion", "occupancy", "people_", "desk_", "intrusion")
OPEN_WATER = {"level", "level_rise", "temperature", "pressure", "conductivity", "ph", "turbidity", "contact"}


def test_a_new_quantity_of_doors_presence_or_metered_water_is_thought_of() -> None:
    for key, quantity in CATALOGUE.items():
        presence = key.startswith(PRESENCE)
        metered = key.startswith("water_") and key.removeprefix("water_") not in OPEN_WATER
        if presence or metered:
            assert why_never_public(Domain.OTHER, quantity), f"{key} can be opened; see telemetry.access"
