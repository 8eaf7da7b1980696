"""The Somme: real communes, and believable sites in them, the same for the same seed.

Communes carry their INSEE code and population (Code officiel géographique), their town's position (GeoNames,
CC BY 4.0) and the member authority that they belong to; sites and their names are invented.
"""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from itertools import cycle, zip_longest
from math import cos, pi, radians, sin, sqrt

from simulators.noise import derive, one
from simulators.radio import Mast
from telemetry.device import Domain, Site

DEPARTMENT = "departement-somme"


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune: `river` and `nro` (the code of its fibre exchange) are empty where it has none."""

    insee: str
    name: str
    tenant: str
    latitude: float
    longitude: float
    population: int
    river: str
    nro: str

    @property
    def of(self) -> str:
        """Its name after "de": d'Albert, du Crotoy, de Ham."""
        if self.name.startswith("Le "):
            return f"du {self.name[3:]}"
        plain = _plain(self.name)[0]
        return f"d'{self.name}" if plain in "aeiouy" else f"de {self.name}"


@dataclass(frozen=True, slots=True)
class SiteKind:
    """A sort of site: the names it may have ({of} and {river} are its commune's), where it makes sense, whose it is.

    `share` says how many there are beside the other kinds, `obstacle` the loss in dB of its walls for radio.
    """

    kind: str
    names: tuple[str, ...]
    domain: Domain
    share: float = 1.0
    obstacle: float = 0.0
    suits: Callable[[Commune], bool] = lambda _commune: True
    tenant: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A site with its position (WGS 84 degrees) and what it was made from."""

    site: Site
    kind: SiteKind
    commune: Commune
    latitude: float
    longitude: float


SCHOOLS = tuple(
    f"École {name}"
    for name in (
        "Jules-Ferry", "Jean-Moulin", "Jacques-Prévert", "Louise-Michel", "Victor-Hugo", "Marie-Curie", "des Tilleuls",
        "Jean-de-La-Fontaine", "du Centre", "Georges-Brassens", "Simone-Veil", "Lucie-Aubrac",
    )
)  # fmt: skip
STREETS = ("de la Gare", "du Moulin", "de l'Église", "Jean-Jaurès", "du 11-Novembre", "de la République", "des Marais")

KINDS = (
    SiteKind("school", SCHOOLS, Domain.AIR, 3.0, 8.0),
    SiteKind("water_meter", tuple(f"Compteur de secteur, rue {street}" for street in STREETS), Domain.WATER, 3.0, 14.0),
    SiteKind(
        "car_park",
        tuple(f"Parking {name}" for name in ("de la Gare", "de la Mairie", "du Marché", "du Stade", "des Halles")),
        Domain.PARKING,
        2.0,
        6.0,
        lambda commune: commune.population >= 2000,
    ),
    SiteKind(
        "river_gauge",
        ("Échelle {river} au pont", "Échelle {river}, aval", "Piézomètre de la vallée {river}"),
        Domain.RIVER,
        2.0,
        suits=lambda commune: bool(commune.river),
    ),
    SiteKind("nro", ("NRO {of}",), Domain.NRO, 4.0, 8.0, lambda commune: bool(commune.nro), DEPARTMENT),
    SiteKind("waste_point", tuple(f"Point d'apport, rue {street}" for street in STREETS), Domain.WASTE, 1.0, 2.0),
    SiteKind("lighting_cabinet", tuple(f"Armoire d'éclairage, rue {s}" for s in STREETS), Domain.LIGHTING, 1.0, 5.0),
    SiteKind(
        "town_hall", ("Mairie {of}", "Mairie annexe {of}", "Maison France services {of}"), Domain.BUILDING, 1.0, 9.0
    ),
    SiteKind("sports_hall", ("Gymnase {of}", "Salle des fêtes {of}", "Piscine {of}"), Domain.BUILDING, 1.0, 9.0),
    SiteKind("sports_ground", ("Stade municipal {of}", "Parc {of}", "Jardin public {of}"), Domain.SOIL),
    SiteKind(
        "delivery_point",
        tuple(f"Point de livraison, {name} {{of}}" for name in ("mairie", "école", "gymnase", "chaufferie")),
        Domain.ENERGY,
        2.0,
        9.0,
    ),
    SiteKind(
        "camera",
        tuple(f"Caméra, {name} {{of}}" for name in ("place du marché", "gare", "parking du centre", "entrée")),
        Domain.VIDEO,
        suits=lambda commune: commune.population >= 2000,
    ),
    SiteKind("air_station", ("Station de l'air {of}", "Station de l'air {of} (rocade)"), Domain.AIR),
    SiteKind(
        "bus_depot",
        ("Dépôt de bus {of}", "Gare routière {of}"),
        Domain.BUS,
        0.5,
        6.0,
        lambda commune: commune.population >= 5000,
    ),
    SiteKind("weather_station", ("Station météo {of}", "Station météo {of} (ateliers)"), Domain.WEATHER),
    SiteKind(
        "street",
        ("Place du marché {of}", "Grande rue {of}", "Carrefour {of} centre"),
        Domain.NOISE,
        suits=lambda commune: commune.population >= 1500,
    ),
)
DATACENTER = SiteKind("datacenter", ("Datacenter départemental",), Domain.DATACENTER, 1.0, 10.0, tenant=DEPARTMENT)


def communes() -> list[Commune]:
    """The communes of the simulation, those of one authority together."""
    return [
        Commune(
            row["insee"], row["name"], row["tenant"], float(row["latitude"]), float(row["longitude"]),
            int(row["population"]), row["river"], row["nro"],
        )
        for row in _rows("communes.csv")
    ]  # fmt: skip


def masts() -> tuple[Mast, ...]:
    """The gateways, on high places of the communes; their ids are locally administered, hence nobody's."""
    known = {commune.insee: commune for commune in communes()}
    return tuple(
        Mast(
            f"0247570000{number:06x}", f"{row['support']}, {commune.name}", commune.tenant, commune.latitude,
            commune.longitude, float(row["height_m"]),
        )
        for number, row in enumerate(_rows("gateways.csv"), start=1)
        for commune in (known[row["insee"]],)
    )  # fmt: skip


def sites(seed: int) -> Iterator[Placed]:
    """Sites without end: the datacenter, then rounds of communes, large towns more often, authorities in turn.

    So the first sites already touch every authority, whatever the size of the fleet.
    """
    order = list(_in_turn(communes()))
    given: Counter[tuple[str, str]] = Counter()
    used: Counter[str] = Counter()
    yield _place(seed, DATACENTER, order[0], 0)
    for commune in cycle(order):
        suited = [kind for kind in KINDS if kind.suits(commune)]
        for _ in range(1 + (commune.population > 5000) + 4 * (commune.population > 50_000)):
            kind = min(suited, key=lambda kind: (given[commune.insee, kind.kind], used[kind.kind] / kind.share))
            yield _place(seed, kind, commune, given[commune.insee, kind.kind])
            given[commune.insee, kind.kind] += 1
            used[kind.kind] += 1


def _in_turn(all_: Iterable[Commune]) -> Iterator[Commune]:
    by_tenant: dict[str, list[Commune]] = {}
    for commune in all_:
        by_tenant.setdefault(commune.tenant, []).append(commune)
    for row in zip_longest(*by_tenant.values()):
        yield from (commune for commune in row if commune)


def _place(seed: int, kind: SiteKind, commune: Commune, ordinal: int) -> Placed:
    """The site of this ordinal among those of its kind in its commune, at random within the built-up area."""
    key = derive(seed, "site", commune.insee, kind.kind, ordinal)
    first = derive(seed, "names", commune.insee, kind.kind) % len(kind.names)
    round_, index = divmod(ordinal, len(kind.names))
    name = kind.names[(first + index) % len(kind.names)].format(of=commune.of, river=_of_river(commune.river))
    if round_:
        name += f" {round_ + 1}"
    # A town of 2,000 is about 600 m across from its centre, Amiens 4 km; the square root spreads sites evenly.
    away = 0.6 * sqrt(max(0.3, commune.population / 3000)) * sqrt(one(derive(key, "away"))) / 111.2
    bearing = one(derive(key, "bearing"), 0.0, 2 * pi)
    latitude = round(commune.latitude + away * cos(bearing), 5)
    longitude = round(commune.longitude + away * sin(bearing) / cos(radians(commune.latitude)), 5)
    identity = slug(name if commune.of in name else f"{commune.name} {name}")
    tenant = kind.tenant or commune.tenant
    site = Site(identity, tenant, name, kind.kind, commune.name, latitude, longitude)
    return Placed(site, kind, commune, latitude, longitude)


def _of_river(name: str) -> str:
    if name.startswith("Trois"):
        return f"des {name}"
    return f"de l'{name}" if name[:1] in "AEIOU" else f"de la {name}"


def slug(text: str) -> str:
    """A name as an identifier: lower-case ASCII letters and digits, joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", _plain(text)).strip("-")


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower().replace("œ", "oe"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("simulators").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
