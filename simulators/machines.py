"""Equipment that speaks MQTT itself: which dialect, how often, and on what sites it stands."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from simulators import buses, cameras, technical_rooms
from simulators.messages import Stated
from simulators.noise import Floats, derive
from simulators.spot import Spot

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Machine:
    """A sort of equipment. `source` is the dialect that it speaks, `name` what it calls itself, `label` what we do.

    `say` gives for a name (with a number of its own in it) and a place what it says at each instant. `identity` is
    what the source takes for its name, where that is more. `role` is what a meter counts, as indicators ask.
    """

    source: str
    name: str
    label: str
    period: float
    say: Callable[[str, Spot, Floats], Iterator[Sequence[Stated]]]
    identity: str = "{}"
    role: str = ""

    def named(self, *place: object) -> str:
        """The name of the one that stands at a place."""
        return self.name.format(f"{derive(self.source, *place) & 0xFFFFFFFFFF:010x}")


UPS = Machine("telegraf", "onduleur-{}", "Onduleur", 10 * MINUTE, technical_rooms.ups)
AIR_CONDITIONER = Machine("neuron", "clim-{}", "Climatisation", 10 * MINUTE, technical_rooms.air_conditioner, "{}/air")
POWER_METER = Machine("shelly", "shellypro3em-02{}", "Compteur triphasé", 15 * MINUTE, technical_rooms.power_meter)
SUPPLY_METER = replace(POWER_METER, label="Compteur général", say=technical_rooms.supply_meter, role="total")
IT_METER = replace(POWER_METER, label="Compteur informatique", say=technical_rooms.it_meter, role="it")
CAMERA = Machine("axis", "02{}", "Caméra", cameras.PERIOD, cameras.camera)
BUS = Machine("itxpt", "bus-{}", "Bus", 3 * MINUTE, buses.bus)

FITTINGS: dict[str, tuple[Machine, ...]] = {
    "datacenter": (UPS, UPS, AIR_CONDITIONER, AIR_CONDITIONER, SUPPLY_METER, IT_METER),
    "nro": (UPS, POWER_METER),
    "camera": (CAMERA,),
    "bus_depot": (BUS, BUS),
}
"""The equipment of each kind of site."""
