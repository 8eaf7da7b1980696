"""Series of the same place taken together: the spaces of a car park, the meters of a datacenter."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from indicators.windows import Curves, Flags, Floats, Ints


@dataclass(frozen=True, slots=True)
class Group:
    """The series of one quantity at `count` places.

    Beside each series stand its place, its role (the tag `role` of its device), and the numbers that other tags say.
    """

    curves: Curves
    place: Ints
    role: tuple[str, ...]
    numbers: Mapping[str, Floats]
    count: int

    def total(self, rows: Floats, *roles: str) -> Floats:
        """The sum by place of a number for each series, those of some roles only where any are named.

        NaN where one of the series is NaN, since a total without one of its meters is wrong, and where a place
        has no such series.
        """
        wanted = self._having(roles)
        sums = self._added(rows, wanted)
        present = np.bincount(self.place[wanted], minlength=self.count)[: self.count] > 0
        return np.where(present[:, None], sums, np.nan)

    def known_total(self, rows: Floats) -> Floats:
        """The sum by place of what is known, 0 where nothing is."""
        return self._added(np.nan_to_num(rows), np.ones(len(self.place), np.bool_))

    def known(self, rows: Floats) -> Floats:
        """How many series of each place are known."""
        return self._added(np.isfinite(rows).astype(np.float64), np.ones(len(self.place), np.bool_))

    def _having(self, roles: tuple[str, ...]) -> Flags:
        return np.array([not roles or role in roles for role in self.role], np.bool_)

    def _added(self, rows: Floats, wanted: Flags) -> Floats:
        sums = np.zeros((self.count, rows.shape[1]))
        np.add.at(sums, self.place[wanted], rows[wanted])
        return sums
