from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notify_world import BARE, START_MS, registry, words

from alarms.notify.gsm7 import septets
from alarms.notify.html import html
from alarms.notify.places import Places
from alarms.notify.texts import plain, short, subject
from alarms.notify.transports.contract import Notice, RuleWords
from telemetry.alarm import Alarm, DeliveryKind, Severity
from telemetry.i18n import translator

FR, EN = translator("fr"), translator("en")
NOW_MS = START_MS + 3 * 3_600_000
PLACE = Places(registry()).of(BARE)
ALARM = Alarm(BARE, Severity.CRITICAL, START_MS, START_MS, value=41.3, limit=40.0)
HEAD = "CRITIQUE NRO Albert: Température trop haute"
POINT = "Baie 2 Température de l'air"
LINK = "https://alarmes.somme-numerique.fr/a/" + "x" * 52


def notice(kind: DeliveryKind = DeliveryKind.PAGE, link: str = "", code: str = "", **changes: object) -> Notice:
    alarm = replace(ALARM, **changes)  # type: ignore[arg-type]
    return Notice(alarm, kind, "key", PLACE, words(BARE.rule, "fr"), link, code)


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (
            notice(),
            f"{HEAD}, {POINT} 41,3 C (seuil 40 C), depuis 01:00",
        ),
        (notice(link=LINK), f"CRITIQUE NRO Albert: Température trop haute 41,3 C, depuis 01:00 {LINK}"),
        (
            notice(code="K7QX2"),
            f"{HEAD}, {POINT} 41,3 C (seuil 40 C), depuis 01:00 Rép. ACK K7QX2",
        ),
        (
            notice(exercise=True, value=None, limit=None),
            "EXERCICE CRITIQUE NRO Albert: Température trop haute, Baie 2 Température de l'air, depuis 01:00",
        ),
        (
            notice(late=True, since_ms=START_MS - 86_400_000, value=None, limit=None),
            "EN RETARD CRITIQUE NRO Albert: Température trop haute, Baie 2 Température de l'air, depuis 23/11 01:00",
        ),
        (
            notice(DeliveryKind.CLEAR, LINK, "K7QX2", active=False, cleared_ms=NOW_MS, value=None, limit=None),
            "FIN NRO Albert: Température trop haute, Baie 2 Température de l'air, depuis 01:00, jusqu'à 04:00",
        ),
        (
            notice(DeliveryKind.ACKNOWLEDGE, acknowledged_by="odile", value=None, limit=None),
            "PRIS EN CHARGE par odile NRO Albert: Température trop haute, Baie 2 Température de l'air, depuis 01:00",
        ),
    ],
)
def test_short_forms(told: Notice, text: str) -> None:
    assert short([told], FR, NOW_MS) == text
    assert (septets(text) or 999) <= 160


def test_a_test_says_so_in_every_form() -> None:
    told = [notice()]
    for write in (short, subject, plain, html):
        assert "TEST CRITIQUE" in write(told, FR, NOW_MS, test=True)


def test_english() -> None:
    told = notice()._replace(rule=words(BARE.rule, "en"))
    assert subject([told], EN, NOW_MS) == "CRITICAL NRO Albert: Room too warm"
    assert "What to do: Go there" in plain([told], EN, NOW_MS)


def test_several_alarms_are_counted_the_gravest_first() -> None:
    told = [notice(), notice(severity=Severity.MINOR), notice(DeliveryKind.CLEAR, active=False)]
    text = short(told, FR, NOW_MS)
    assert text.startswith("3 alarmes (CRITIQUE 1, MINEURE 1, nouvelles 1). CRITIQUE NRO Albert")
    assert (
        subject(told, FR, NOW_MS).replace("\u00a0", " ")
        == "3 alarmes (CRITIQUE 1, MINEURE 1, nouvelles 1) : NRO Albert…"
    )


def test_the_long_form_has_all_that_is_needed() -> None:
    text = plain([notice(link=LINK, code="K7QX2")], FR, NOW_MS)
    assert text.replace("\u202f", " ").replace("\u00a0", " ") == (
        "CRITIQUE — NRO Albert : Température trop haute\n"
        "Baie 2 Température de l'air 41,3 °C (seuil 40 °C)\n"
        "depuis 01:00\n"
        "À faire : Aller sur place, ouvrir la porte, appeler le frigoriste.\n"
        f"Acquitter : {LINK}\n"
        "ou répondre ACK K7QX2\n"
    )


def test_a_long_list_is_cut_and_says_so() -> None:
    text = plain([notice()] * 80, FR, NOW_MS)
    assert text.count("CRITIQUE") == 50
    assert text.endswith("et 30 autres alarmes\n")
    assert "et 30 autres alarmes" in html([notice()] * 80, FR, NOW_MS)


def test_html_escapes_what_people_and_devices_wrote() -> None:
    hostile = PLACE._replace(site_name="<script>", device_name='"&')
    told = notice()._replace(place=hostile, rule=RuleWords("<b>", "<i>"))
    page = html([told], FR, NOW_MS)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "&lt;i&gt;" in page


TEXTS = st.text(max_size=200)


@given(TEXTS, TEXTS, TEXTS, st.sampled_from(["", LINK]), st.integers(1, 30), st.sampled_from(list(DeliveryKind)))
def test_every_short_form_fits_and_keeps_the_way_to_acknowledge(
    site: str, title: str, device: str, link: str, count: int, kind: DeliveryKind
) -> None:
    place = PLACE._replace(site_name=site, device_name=device)
    told = notice(kind, link, "K7QX2")._replace(place=place, rule=RuleWords(title, ""))
    text = short([told] * count, FR, NOW_MS)
    held = septets(text)
    assert held is not None
    assert held <= 160
    if count == 1 and kind is DeliveryKind.PAGE:
        assert text.endswith(f"{link} Rép. ACK K7QX2".strip())


@given(st.floats(), st.sampled_from(["", "no_such_quantity", "door_open", "active_energy"]))
def test_every_value_can_be_told(value: float, quantity: str) -> None:
    told = notice(source=BARE._replace(quantity=quantity), value=value, limit=value)
    assert plain([told], FR, NOW_MS)
    assert short([told], EN, NOW_MS)
