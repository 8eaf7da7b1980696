"""Invariants over the whole set of decoders, and how one is found."""

import re
from collections import defaultdict
from dataclasses import replace

import pytest

from decoders.contract import Decoder
from decoders.registry import Decoders, builtin
from telemetry.errors import ConfigError, UnknownDecoderError


def test_vendors_are_spelled_one_way() -> None:
    spellings = defaultdict(set)
    for decoder in builtin():
        spellings[re.sub(r"[^a-z0-9]", "", decoder.vendor.lower())].add(decoder.vendor)
    assert {key: names for key, names in spellings.items() if len(names) > 1} == {}


def test_the_id_begins_with_the_vendor(decoder: Decoder) -> None:
    assert decoder.id.startswith(re.sub(r"[^a-z0-9]+", "_", decoder.vendor.lower()) + "_")


def test_declaration_is_complete(decoder: Decoder) -> None:
    assert decoder.models
    assert decoder.spec
    assert decoder.emits
    assert len(set(decoder.models)) == len(decoder.models)


def test_aliases_have_the_form_of_the_public_repositories(decoder: Decoder) -> None:
    assert len(set(decoder.aliases)) == len(decoder.aliases)
    for alias in decoder.aliases:
        assert re.fullmatch(r"[a-z0-9-]+/[A-Za-z0-9._-]+", alias)


def test_no_two_decoders_serve_the_same_model() -> None:
    owners = defaultdict(list)
    for decoder in builtin():
        for model in decoder.models:
            owners[decoder.vendor, model.lower()].append(decoder.id)
    assert {model: ids for model, ids in owners.items() if len(ids) > 1} == {}


def test_a_decoder_is_found_by_every_name(decoder: Decoder) -> None:
    for name in (decoder.id, *decoder.aliases):
        assert builtin().find(name) is decoder


def test_unknown_name_says_where_to_look() -> None:
    with pytest.raises(UnknownDecoderError, match="samara decoders"):
        builtin().find("acme_anvil")


@pytest.mark.parametrize("profile", ["EM300-TH", "Milesight EM300-TH", "em300 th", "milesight-iot/em300-th"])
def test_a_profile_name_finds_its_decoder(profile: str) -> None:
    decoder = builtin().for_profile(profile)
    assert decoder is not None
    assert decoder.id == "milesight_em300_th"


def test_a_profile_name_that_means_nothing_finds_none() -> None:
    assert builtin().for_profile("Class A EU868") is None
    assert builtin().for_profile("") is None


def test_a_name_with_two_owners_is_refused() -> None:
    decoder = builtin().find("milesight_em300_th")
    with pytest.raises(ConfigError, match="belongs to"):
        Decoders([decoder, replace(decoder, id="another")])


def test_a_model_of_two_vendors_needs_the_vendor_s_name() -> None:
    decoder = builtin().find("milesight_em300_th")
    other = replace(decoder, id="acme_em300", vendor="Acme", aliases=())
    both = Decoders([decoder, other])
    assert both.for_profile("EM300-TH") is None
    assert both.for_profile("Acme EM300-TH") is other
    assert both.for_profile("Milesight EM300-TH") is decoder


def test_the_profile_that_an_operator_named_wins_over_a_native_model() -> None:
    native = next(iter(builtin()))
    added = replace(native, id="custom/mine", aliases=(), models=(native.models[0],), vendor="custom")
    assert Decoders(builtin(), [added]).for_profile(native.models[0]) is added
    assert Decoders(builtin(), [added]).for_profile(f"{native.vendor} {native.models[0]}") is not added


def test_an_unverified_decoder_serves_only_who_names_it() -> None:
    doubtful = [decoder for decoder in builtin() if decoder.unverified]
    assert doubtful
    for decoder in doubtful:
        assert builtin().find(decoder.id) is decoder
        for model in decoder.models:
            assert builtin().for_profile(f"{decoder.vendor} {model}") is not decoder
