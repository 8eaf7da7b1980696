"""Invariants over the whole catalogue of quantities."""

import pickle
import re

import pytest

from telemetry import quantity as q
from telemetry.errors import NotFoundError

ALL = list(q.CATALOGUE.values())


def test_the_catalogue_covers_the_trades() -> None:
    assert len(ALL) >= 100


@pytest.mark.parametrize("quantity", ALL, ids=lambda quantity: quantity.key)
def test_each_entry_is_whole(quantity: q.Quantity) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", quantity.key)
    assert quantity.low < quantity.high
    assert quantity.french
    assert quantity.english
    assert quantity.unit
    if quantity.kind is q.Kind.STATE:
        assert (quantity.unit, quantity.low, quantity.high) == ("1", 0, 1)
    if quantity.kind is q.Kind.COUNTER:
        assert quantity.low == 0


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_two_quantities_have_the_same_label(language: str) -> None:
    labels = [quantity.label(language) for quantity in ALL]
    assert len(set(labels)) == len(labels)


def test_a_quantity_survives_pickling_as_itself() -> None:
    assert pickle.loads(pickle.dumps(q.CO2)) is q.CO2  # noqa: S301 - our own bytes


def test_plausibility_refuses_what_is_no_number() -> None:
    assert q.CO2.is_plausible(400)
    assert not q.CO2.is_plausible(-1)
    assert not q.CO2.is_plausible(float("nan"))


def test_an_unknown_key_says_where_to_look() -> None:
    with pytest.raises(NotFoundError, match="samara quantities"):
        q.quantity("temprature")
