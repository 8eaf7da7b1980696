"""The live page in a real browser: Debian's Chromium, in front of the memory twins."""

import math
import re

import pytest
from browsing import CONTRASTS, PHONE, WALL, Served, visit
from console_world import CABINET, CLASSROOM, METER, STRANGER
from playwright.sync_api import Browser, Locator, Page, expect
from servers import wait_until

from telemetry.quantity import AIR_TEMPERATURE, CO2, DOOR_OPEN, WATER_VOLUME
from telemetry.times import utc_now


def cell(page: Page, device: str, column: str) -> str:
    return page.locator(".devices tr", has_text=device).locator(f".c-{column}").inner_text()


@pytest.mark.parametrize("viewport", [PHONE, WALL], ids=["phone", "wall"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("language", "title"), [("fr", "Télémétrie du territoire"), ("en", "Telemetry of the territory")]
)
def test_page_shows_the_territory(
    browser: Browser, served: Served, viewport: dict[str, int], scheme: str, language: str, title: str
) -> None:
    with visit(browser, f"{served.url}?lang={language}", viewport, scheme) as page:
        expect(page.locator(".map-site")).to_have_count(3)
        expect(page.locator(".devices tbody tr")).to_have_count(4)
        assert page.locator(".motto").text_content() == title
        assert page.evaluate("document.documentElement.lang")[:2] == language
        assert page.evaluate("document.body.classList.contains('body--dark')") is (scheme == "dark")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is cut off at the side"
        expect(page.get_by_text("not JSON: byte 0")).to_be_attached()


def test_values_are_in_french_with_their_units(browser: Browser, served: Served) -> None:
    with visit(browser, served.url) as page:
        expect(page.locator(".devices tbody tr")).to_have_count(4)
        assert cell(page, "Compteur général", "values") == "1\u202f234,5\u00a0m³"
        assert cell(page, STRANGER, "values") == "21,3\u00a0°C"
        assert "Non affecté" in cell(page, STRANGER, "site")
        assert "Silencieux" in cell(page, "Armoire A", "age")


def test_a_reading_arrives_without_reload(browser: Browser, served: Served) -> None:
    with visit(browser, served.url) as page:
        row = page.locator(".devices tr", has_text="Armoire A")
        expect(row.locator(".c-age")).to_contain_text("Silencieux")
        on_map = page.get_by_role("button", name=re.compile("NRO de Corbie"))
        expect(on_map).to_have_accessible_name("NRO de Corbie · 1 capteur · silencieux\u00a0: 1")
        page.evaluate("window.untouched = true")
        served.world.now = utc_now()
        served.world.happen(served.world.record(CABINET, {DOOR_OPEN: 1}))
        served.world.metrics.add("samara_duplicates_total", 1234)
        expect(row.locator(".c-values")).to_have_text("Porte ouverte\u00a0: oui", timeout=3000)
        expect(row.locator(".c-age")).to_have_text(re.compile("à l'instant"))
        expect(page.get_by_text("1\u202f234", exact=True)).to_be_visible()
        expect(on_map).to_have_accessible_name("NRO de Corbie · 1 capteur")
        expect(on_map.locator("svg.fresh")).to_be_visible()
        assert page.evaluate("window.untouched")


def test_a_suspect_value_is_told_by_sign_and_word(browser: Browser, served: Served) -> None:
    served.world.now = utc_now()
    with visit(browser, f"{served.url}?device={STRANGER}") as page:
        expect(page.locator(".panel")).to_be_visible()
        served.world.happen(served.world.record(STRANGER, {AIR_TEMPERATURE: -300}))
        expect(page.locator(".series-value")).to_have_text("⚠ −300\u00a0°C", timeout=3000)
        expect(page.get_by_text("suspect : hors de sa plage physique".replace(" :", "\u00a0:"))).to_be_visible()
    with visit(browser, served.url) as page:
        expect(page.locator(".devices tr", has_text=STRANGER).locator(".c-age")).to_contain_text("À vérifier")
    served.world.happen(served.world.record(STRANGER, {AIR_TEMPERATURE: 20}))


def test_filters(browser: Browser, served: Served) -> None:
    with visit(browser, served.url) as page:
        rows = page.locator(".devices tbody tr")
        expect(rows).to_have_count(4)
        page.get_by_label("Rechercher").fill("GENERAL")
        expect(rows).to_have_count(1)
        page.get_by_label("Rechercher").fill("")
        expect(rows).to_have_count(4)
        page.get_by_label("Collectivité").click()
        page.get_by_role("option", name="Non affecté").click()
        expect(rows).to_have_count(1)
        expect(rows.first).to_contain_text(STRANGER)


def test_map_is_used_by_keyboard(browser: Browser, served: Served) -> None:
    with visit(browser, served.url) as page:
        site = page.get_by_role("button", name="Réservoir nord, Abbeville · 1 capteur")
        site.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".devices tbody tr")).to_have_count(1)
        page.get_by_role("button", name="Site\u00a0: Réservoir nord").click()
        expect(page.locator(".devices tbody tr")).to_have_count(4)


def test_device_panel_series_ranges_and_history(browser: Browser, served: Served) -> None:
    co2 = served.world.series(CLASSROOM, CO2).id
    with visit(browser, served.url) as page:
        page.get_by_role("link", name="Salle 12").click()
        panel = page.get_by_role("dialog")
        expect(panel.get_by_role("heading", name="Salle 12")).to_be_visible()
        expect(panel.get_by_text("−97\u00a0dBm, SNR 5,5\u00a0dB")).to_be_visible()
        expect(page).to_have_url(f"{served.url}console/?device={CLASSROOM}")
        panel.get_by_role("button", name="CO₂").click()
        expect(panel.get_by_role("heading", name="CO₂ (ppm)")).to_be_visible()
        expect(page).to_have_url(f"{served.url}console/?device={CLASSROOM}&series={co2}")
        panel.get_by_role("button", name="7 jours").click()
        expect(panel.get_by_role("heading", name="CO₂ (ppm), moyenne par heure")).to_be_visible()
        expect(panel.locator(".chart svg path").first).to_be_attached()
        page.go_back()
        expect(panel).to_be_hidden()
        page.go_forward()
        expect(panel.get_by_role("heading", name="CO₂ (ppm), moyenne par heure")).to_be_visible()
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(page).to_have_url(re.compile(r"/\??$"))


def test_a_link_opens_one_series_of_one_device_on_a_phone(browser: Browser, served: Served) -> None:
    series = served.world.series(METER, WATER_VOLUME).id
    with visit(browser, f"{served.url}?device={METER}&series={series}&range=week&lang=en", PHONE) as page:
        expect(page.get_by_role("heading", name="Water meter index (m³), per day")).to_be_visible()
        # The panel slides in from the right.
        wait_until(lambda: right_edge(page.locator(".chart svg")) <= PHONE["width"])


def right_edge(locator: Locator) -> float:
    box = locator.bounding_box()
    return box["x"] + box["width"] if box else math.inf


def test_unknown_device_is_said(browser: Browser, served: Served) -> None:
    with visit(browser, f"{served.url}?device=ffffffffffffffff&series=x") as page:
        expect(page.get_by_text("Aucun capteur ffffffffffffffff")).to_be_visible()
        expect(page.locator(".panel")).to_be_hidden()


def test_language_is_remembered(browser: Browser, served: Served) -> None:
    with visit(browser, served.url) as page:
        page.get_by_role("link", name="English").click()
        expect(page.get_by_text("Telemetry of the territory")).to_be_visible()
        page.goto(served.url)
        expect(page.get_by_text("Telemetry of the territory")).to_be_visible()


def test_the_api_of_the_application_keeps_its_routes(browser: Browser, served: Served) -> None:
    with visit(browser, f"{served.url}v1/ping") as page:
        expect(page.get_by_text("pong")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_contrast_is_that_of_wcag_aa(browser: Browser, served: Served, scheme: str) -> None:
    for query in ("", f"?device={CLASSROOM}"):
        with visit(browser, served.url + query, WALL, scheme) as page:
            expect(page.locator(".panel" if query else ".devices tbody tr").first).to_be_visible()
            page.wait_for_timeout(500)
            assert page.evaluate(CONTRASTS) == []
