import pytest
from hypothesis import given
from hypothesis import strategies as st

from alarms.notify.gsm7 import cut, septets, transliterate

# The default alphabet of 3GPP TS 23.038 §6.2.1 by code, 0x00 to 0x7f; 0x1b is the escape.
ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)


def test_the_alphabet_has_its_128_codes() -> None:
    assert len(ALPHABET) == 128
    assert all(septets(character) == 1 for character in ALPHABET if character != "\x1b")
    assert septets("\x1b") is None


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("é è à ù", 7), ("[x]", 5), ("€", 2), ("ê", None), ("ç", None), ("Ç", 1), ("20 °C", None)],
)
def test_septets(text: str, count: int | None) -> None:
    assert septets(text) == count


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Température élevée à l’arrêt", "Température élevée à l'arret"),
        ("Français : 21,5 °C – forêt", "Francais : 21,5 C - foret"),
        ("cœur ≥ 3\u202f000", "coeur >= 3 000"),
        ("e\u0301te\u0301", "été"),
        ("日本", "??"),
        ("PM₂.₅ en µg/m³", "PM2.5 en ug/m3"),
    ],
)
def test_transliteration(text: str, plain: str) -> None:
    assert transliterate(text) == plain


@given(st.text(max_size=400))
def test_every_text_can_be_sent(text: str) -> None:
    assert septets(transliterate(text)) is not None


@given(st.text(ALPHABET.replace("\x1b", "") + "^{}\\[~]|€", max_size=400), st.integers(0, 200))
def test_a_cut_fits_and_keeps_the_beginning(text: str, room: int) -> None:
    short = cut(text, room)
    held = septets(short)
    assert held is not None
    assert held <= room or short == text == ""
    assert transliterate(text) == text
    if short != text and room >= 3:
        assert text.startswith(short[:-3])
