"""The yearly declaration of a datacenter: what its meters say, and what the operator adds.

Source: delegated regulation (EU) 2024/1364, annexes II and III, which décret 2025-1382 (code de l'énergie, L. 236-1 and
D. 236-3) makes due each 15 May for sites of 500 kW and more. The symbols and units of data traffic are not known to us.
"""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np

from indicators.computation import Devices, Reader, group_of
from indicators.datacenter import it_energy, total_energy
from indicators.places import Group
from indicators.windows import DAY_MS, Floats, Ints, growth
from telemetry import quantity as q
from telemetry.device import Device, Site
from telemetry.errors import QueryError
from telemetry.ports import ReadingStore
from telemetry.quantity import Quantity
from telemetry.series import Series, Span
from telemetry.times import PARIS, to_ms

GAP_MS = 7 * DAY_MS
"""A counter counts on while it is not read; a week without a reading still hides no second reset."""

_BY_OPERATOR = (
    ("S_DC", "Surface totale du centre de données", "m2"),
    ("PD_IT", "Puissance informatique installée", "kW"),
    ("C_BtG", "Capacité moyenne des batteries au service du réseau", "kW"),
    ("W_IN-POT", "Eau potable consommée", "m3"),
    ("T_WH", "Température moyenne de la chaleur fatale", "°C"),
    ("T_IN", "Température moyenne de consigne à l'entrée des équipements", "°C"),
    ("E_RES-GOO", "Énergie renouvelable par garanties d'origine", "kWh"),
    ("E_RES-PPA", "Énergie renouvelable par contrats d'achat", "kWh"),
    ("C_SERV", "Capacité des serveurs", ""),
    ("C_STOR", "Capacité de stockage", "PB"),
    ("", "Trafic de données entrant de l'année", ""),
    ("", "Trafic de données sortant de l'année", ""),
)
_TO_COMPLETE = "à compléter par l'exploitant"
_NOT_METERED = "non compté"


class Line(NamedTuple):
    """One figure: `value` None where Samara does not know it, and `remark` says why or from what."""

    symbol: str
    meaning: str
    value: float | None
    unit: str
    remark: str


class _Meters(NamedTuple):
    """What the counters of a site grew by in the year, each None where there is no such meter."""

    total_kwh: float
    it_kwh: float
    renewable_kwh: float | None
    reused_kwh: float | None
    water_m3: float | None


def declare(
    store: ReadingStore, site: Site, devices: Sequence[Device], series: Sequence[Series], year: int, now: datetime
) -> list[Line]:
    """The figures of a site and civil year.

    Raises `QueryError` for a year that has not ended, a meter that does not cover all of it, meters that are
    missing, and a PUE below 1.
    """
    start, end = datetime(year, 1, 1, tzinfo=PARIS), datetime(year + 1, 1, 1, tzinfo=PARIS)
    if now < end:
        raise QueryError(f"{year} has not ended: a declaration covers a whole civil year")
    meters = _read(store, Devices(devices, series), site, np.array([to_ms(start), to_ms(end)], np.int64))
    if meters.total_kwh < meters.it_kwh:
        raise QueryError(
            f"{site.slug}: PUE {meters.total_kwh / meters.it_kwh:.3f} is below 1, which cannot be;"
            " check which meters have the roles total and it"
        )
    categories = sorted({device.tags["pue_category"] for device in devices if device.tags.get("pue_category")})
    return [*_measured(meters, ", ".join(categories) or "non précisée"), *_left_to_the_operator()]


def to_csv(site: Site, year: int, lines: Sequence[Line]) -> str:
    """The declaration as CSV (RFC 4180)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("site", "annee", "symbole", "indicateur", "valeur", "unite", "remarque"))
    for symbol, meaning, value, unit, remark in lines:
        written = "" if value is None else f"{value:.3f}".rstrip("0").rstrip(".")
        writer.writerow((site.slug, year, symbol, meaning, written, unit, remark))
    return text.getvalue()


def _read(store: ReadingStore, whom: Devices, site: Site, year: Ints) -> _Meters:
    reader = Reader(store)
    span = Span(int(year[0]) - GAP_MS, int(year[1]) + GAP_MS)

    def group(quantity: Quantity) -> Group:
        rows = whom.rows(quantity.key, frozenset())
        return group_of(reader, quantity.key, rows, span, {site.slug: 0})

    meters, registers = group(q.ACTIVE_ENERGY), group(q.IT_ENERGY)
    heat, water = group(q.THERMAL_ENERGY), group(q.WATER_VOLUME)
    total = _figure(f"{site.slug}: energy of meters with the role total", total_energy(year, meters, GAP_MS))
    it = _figure(
        f"{site.slug}: energy of IT (it_energy, or meters with the role it)", it_energy(year, meters, registers, GAP_MS)
    )
    return _Meters(
        total / 1000,
        it / 1000,
        _optional(year, meters, "renewable", 1000),
        _optional(year, heat, "reused", 1000),
        _optional(year, water, None, 1),
    )


def _figure(what: str, found: Floats) -> float:
    value = float(found[0, 0])
    if not value > 0:
        raise QueryError(f"{what}: absent, or not covering all of the year")
    return value


def _optional(year: Ints, meters: Group, role: str | None, divisor: float) -> float | None:
    """The growth of meters that a site may lack; `QueryError` where they are there and do not cover the year."""
    if not any(role in (None, one) for one in meters.role):
        return None
    grown = meters.total(growth(meters.curves, year, GAP_MS), *([role] if role else []))
    if np.isnan(grown[0, 0]):
        raise QueryError(f"meters with the role {role or 'water'} do not cover the whole year")
    return float(grown[0, 0]) / divisor


def _measured(meters: _Meters, category: str) -> list[Line]:
    total, it = meters.total_kwh, meters.it_kwh
    wue = None if meters.water_m3 is None else 1000 * meters.water_m3 / it
    return [
        Line("E_DC", "Énergie totale du centre de données", total, "kWh", "compteurs de rôle total"),
        Line("E_IT", "Énergie des équipements informatiques", it, "kWh", f"catégorie de mesure : {category}"),
        _metered("E_RES-TOT", "Énergie renouvelable comptée sur place", meters.renewable_kwh, "kWh"),
        _metered("E_REUSE", "Chaleur fatale réutilisée", meters.reused_kwh, "kWh"),
        _metered("W_IN", "Eau consommée", meters.water_m3, "m3"),
        Line("PUE", "Efficacité énergétique (ISO/IEC 30134-2)", total / it, "1", "E_DC / E_IT"),
        _metered("WUE", "Efficacité de l'usage de l'eau (ISO/IEC 30134-9)", wue, "L/kWh"),
        _metered("ERF", "Facteur de réutilisation (ISO/IEC 30134-6)", _over(meters.reused_kwh, total), "1"),
        _metered("REF", "Facteur d'énergie renouvelable (ISO/IEC 30134-3)", _over(meters.renewable_kwh, total), "1"),
    ]


def _over(part: float | None, whole: float) -> float | None:
    return None if part is None else part / whole


def _metered(symbol: str, meaning: str, value: float | None, unit: str) -> Line:
    return Line(symbol, meaning, value, unit, _NOT_METERED if value is None else "compteurs du site")


def _left_to_the_operator() -> list[Line]:
    return [Line(symbol, meaning, None, unit, _TO_COMPLETE) for symbol, meaning, unit in _BY_OPERATOR]
