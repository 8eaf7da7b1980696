"""The live page in a real browser: Debian's Chromium, in front of the memory twins."""

import math
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
import uvicorn
from console_world import CABINET, CLASSROOM, METER, STRANGER, World
from fastapi import FastAPI
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from servers import free_port, program, wait_until

from dashboards.console import mount
from telemetry.access import DEMO, Principal
from telemetry.quantity import AIR_TEMPERATURE, CO2, DOOR_OPEN, WATER_VOLUME
from telemetry.record import QuarantineEntry
from telemetry.times import utc_now

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, WALL = {"width": 360, "height": 780}, {"width": 1920, "height": 1080}


@dataclass
class Served:
    """The page being served, and the world behind it."""

    url: str
    world: World = field(default_factory=World)


class Anybody:
    """A visitor who may see everything, for as long as they like."""

    principal = DEMO
    address = "127.0.0.1"

    async def still(self) -> Principal:
        return DEMO


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """NiceGUI has one application a process, so all tests of this module look at one page."""
    port = free_port()
    page = Served(f"http://127.0.0.1:{port}/")
    page.world.fill()
    page.world.quarantine.put(
        [QuarantineEntry(5, "chirpstack", "application/1/event/up", b"x", page.world.now_ms, "not JSON: byte 0")]
    )
    application = FastAPI()

    @application.get("/v1/ping")
    def ping() -> str:
        return "pong"

    mount(application, page.world.services, lambda _: Anybody())
    server = uvicorn.Server(uvicorn.Config(application, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until(lambda: server.started)
    yield page
    server.should_exit = True
    thread.join(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium", "chromium"), args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def visit(browser: Browser, address: str, viewport: dict[str, int] = WALL, scheme: str = "light") -> Iterator[Page]:
    """Open a page as a first-time visitor; complaints of the console and requests to elsewhere are failures."""
    context = browser.new_context(viewport=viewport, color_scheme=scheme, timezone_id="Europe/Paris")
    page = context.new_page()
    complaints: list[str] = []
    hosts: set[str | None] = set()
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname if "://" in request.url else None))
    page.goto(address)
    yield page
    assert complaints == []
    assert hosts - {None} == {"127.0.0.1"}
    context.close()


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


# Every pair of text and ground on the page, with the contrast that WCAG 2.1 defines (1.4.3).
CONTRASTS = """() => {
  const channel = value => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parse = color => color.match(/[\\d.]+/g).map(Number);
  const ground = element => {
    for (; element; element = element.parentElement) {
      const [r, g, b, alpha = 1] = parse(getComputedStyle(element).backgroundColor);
      if (alpha > 0.9) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const element of document.querySelectorAll("body *")) {
    const text = [...element.childNodes].filter(node => node.nodeType === 3 && node.data.trim());
    const { width, height } = element.getBoundingClientRect();
    if (!text.length || !width || !height || element.closest(".q-icon, [disabled], .disabled, script, style")) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(ground(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.push(`${element.tagName}.${element.className}: ${text[0].data.trim()} ${ratio.toFixed(2)}`);
  }
  return poor;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_contrast_is_that_of_wcag_aa(browser: Browser, served: Served, scheme: str) -> None:
    for query in ("", f"?device={CLASSROOM}"):
        with visit(browser, served.url + query, WALL, scheme) as page:
            expect(page.locator(".panel" if query else ".devices tbody tr").first).to_be_visible()
            page.wait_for_timeout(500)
            assert page.evaluate(CONTRASTS) == []
