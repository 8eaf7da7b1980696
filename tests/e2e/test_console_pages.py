"""The console's pages of work in a real browser, against a server in a process of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from browsing import CONTRASTS, PHONE, WALL
from console_world import CLASSROOM, STRANGER
from playwright.sync_api import Browser, Page, expect
from servers import free_port, wait_until

TESTS = Path(__file__).parent.parent
PAGES = {
    "devices": ("Capteurs · Samara", "Devices · Samara"),
    f"devices/one?device={CLASSROOM}": ("Capteur · Samara", "Device · Samara"),
    "devices/unknown": ("Capteurs inconnus · Samara", "Unknown devices · Samara"),
    "devices/quarantine": ("Quarantaine · Samara", "Quarantine · Samara"),
    "devices/codecs": ("Essayer un codec · Samara", "Try a codec · Samara"),
    "network": ("Réseau · Samara", "Network · Samara"),
    "system": ("Système · Samara", "System · Samara"),
    "admin": ("Personnes · Samara", "People · Samara"),
    "admin/keys": ("Clés · Samara", "Keys · Samara"),
    "admin/openness": ("Données ouvertes · Samara", "Open data · Samara"),
    "admin/rules": ("Règles et astreinte · Samara", "Rules and on-call · Samara"),
    "devices/work": ("Travaux annoncés · Samara", "Announced work · Samara"),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port, folder = free_port(), tmp_path_factory.mktemp("work")
    path = os.pathsep.join((str(TESTS), str(TESTS.parent)))
    command = [sys.executable, str(TESTS / "console_workshop.py"), str(port), str(folder)]
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path}) as server:
        url = f"http://127.0.0.1:{port}/console/"
        wait_until(lambda: _answers(f"{url}devices/codecs"), 30)
        yield url
        server.terminate()


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=1) as answer:  # noqa: S310 - our own server
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def visit(
    browser: Browser, url: str, viewport: dict[str, int] = WALL, who: str = "", scheme: str = "light"
) -> Iterator[Page]:
    """Open a page as somebody; complaints of the browser's console are failures."""
    context = browser.new_context(viewport=viewport, color_scheme=scheme, timezone_id="Europe/Paris")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.add_cookies([{"name": "as", "value": who or "all", "url": url}])
    context.set_default_timeout(6000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(url)
    yield page
    assert complaints == []
    context.close()


@pytest.mark.parametrize("viewport", [PHONE, WALL], ids=["phone", "wall"])
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens(browser: Browser, address: str, path: str, language: str, viewport: dict[str, int]) -> None:
    lang = f"{'&' if '?' in path else '?'}lang={language}"
    with visit(browser, f"{address}{path}{lang}", viewport) as page:
        expect(page).to_have_title(PAGES[path][language == "en"])
        expect(page.locator("main .card").first).to_be_visible()
        page.wait_for_timeout(700)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is cut off at the side"
        expect(page.locator(".problem:visible")).to_have_count(0)


def test_an_unknown_device_is_assigned_in_two_clicks(browser: Browser, address: str) -> None:
    with visit(browser, f"{address}devices/unknown") as page:
        page.get_by_role("button", name=f"Affecter · {STRANGER}").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_label("Collectivité")).to_have_value("Amiens Métropole")
        expect(dialog.get_by_label("Site")).to_have_value("École Jules-Verne")
        expect(dialog.get_by_label("Décodeur")).to_have_value(re.compile("milesight.*lit le dernier message"))
        dialog.get_by_role("button", name="Affecter").click()
        expect(page.get_by_text(f"{STRANGER} est affecté.")).to_be_visible()
        expect(page.get_by_text("Aucun\u00a0: chaque capteur a sa place.")).to_be_visible()
        page.goto(f"{address}devices/quarantine")
        page.get_by_role("button", name=re.compile("Réessayer ceux")).click()
        expect(page.locator(".done")).to_contain_text("messages: 9 readings stored, 2 in quarantine.")
        page.goto(f"{address}system")
        expect(page.locator(".l-action", has_text="device.assign")).to_be_visible()
        expect(page.locator("tr", has_text="device.assign")).to_contain_text("192.0.2.7")
        page.get_by_role("button", name="Vérifier la chaîne").click()
        expect(page.get_by_text("La chaîne est intacte")).to_be_visible()


def test_a_device_is_decoded_again(browser: Browser, address: str) -> None:
    with visit(browser, f"{address}devices/one?device={CLASSROOM}") as page:
        expect(page.locator(".l-says").nth(1)).to_contain_text("Température de l'air 23,8")
        expect(page.get_by_text("milesight_am307 · Milesight")).to_be_visible()
        page.get_by_role("button", name="Décoder à nouveau et enregistrer").click()
        expect(page.get_by_text("5 messages: 10 readings stored, 0 in quarantine.")).to_be_visible()
        page.locator(".l-payload a").first.click()
        expect(page.get_by_label("Charge utile")).to_have_value("0367ee00046852")
        expect(page.get_by_label("Port")).to_have_value("85")


def test_a_key_is_made_shown_once_rotated_and_revoked(browser: Browser, address: str) -> None:
    with visit(browser, f"{address}admin/keys", PHONE, "amiens") as page:
        page.get_by_label("Nom").fill("portail")
        page.get_by_label("Collectivité").click()
        expect(page.get_by_role("option")).to_have_count(1)  # Their own authority, and no other.
        page.get_by_role("option", name="Amiens Métropole").click()
        page.get_by_role("button", name="Créer", exact=True).click()
        secret = page.locator(".secret").inner_text()
        assert re.fullmatch(r"samara_[\w-]{43}", secret)
        page.get_by_role("button", name="Fermer").click()
        expect(page.locator(".secret")).to_have_count(0)
        expect(page.locator(".l-prefix").last).to_contain_text(secret[:13])
        page.get_by_role("button", name="Renouveler").click()
        page.get_by_role("dialog").get_by_role("button", name="Renouveler").click()
        assert page.locator(".secret").inner_text() != secret
        page.get_by_role("button", name="Fermer").click()
        expect(page.get_by_role("button", name="Révoquer")).to_have_count(2)
        page.get_by_role("button", name="Révoquer").first.click()
        page.get_by_role("dialog").get_by_role("button", name="Révoquer").click()
        expect(page.get_by_role("button", name="Révoquer")).to_have_count(1)


def test_somebody_is_given_a_role_and_disabled(browser: Browser, address: str) -> None:
    with visit(browser, f"{address}admin?lang=en", WALL, "amiens") as page:
        expect(page.locator(".listing")).to_contain_text("odile")
        expect(page.locator(".listing")).not_to_contain_text("benoit")  # Another authority's.
        page.get_by_label("Name").fill("paul <b>")
        page.get_by_label("Authority").click()
        page.get_by_role("option", name="Amiens Métropole").click()
        page.get_by_role("button", name="Give", exact=True).click()
        expect(page.get_by_text("is no user name")).to_be_visible()
        page.get_by_label("Name").fill("paul")
        page.get_by_role("button", name="Give", exact=True).click()
        expect(page.locator(".secret")).to_be_visible()
        page.get_by_role("button", name="Close").click()
        page.get_by_role("button", name="Disable · paul").click()
        page.get_by_role("dialog").get_by_role("button", name="Disable").click()
        expect(page.get_by_role("button", name="Let in again · paul")).to_be_visible()


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ("01 75 5C 03 67 34 01", "30,8"),
        ("AXVcA2c0AQ==", "30,8"),
        ("<script>alert(1)</script>", "ni hexadécimal|neither hexadecimal"),
        ("é" * 9000, "9000 characters"),
        ("", "no payload"),
    ],
    ids=["hexadecimal", "base64", "script", "long", "empty"],
)
def test_whatever_is_pasted_is_read_or_refused_clearly(browser: Browser, address: str, payload: str, said: str) -> None:
    with visit(browser, f"{address}devices/codecs?port=85", PHONE) as page:
        page.get_by_label("Charge utile").fill(payload)
        page.get_by_role("button", name="Décoder").click()
        expect(page.locator("#content")).to_contain_text(re.compile(said))


def test_a_message_in_quarantine_is_looked_at(browser: Browser, address: str) -> None:
    with visit(browser, f"{address}devices/quarantine") as page:
        page.get_by_role("button", name=re.compile("Regarder")).last.click()
        expect(page.locator("pre.raw")).to_be_visible()
        page.get_by_role("button", name="Regarder").first.click()
        expect(page.locator("pre.raw")).to_have_text("ff 3c 62 3e")
        page.get_by_role("button", name="Essayer tous les décodeurs").click()
        expect(page.locator(".problem:visible")).to_contain_text("topic")


def test_a_rule_file_is_checked_and_proposed(browser: Browser, address: str) -> None:
    with visit(browser, f"{address}admin/rules?lang=en") as page:
        text = page.get_by_label("Text")
        expect(text).to_have_value(re.compile("rules:"))
        right = text.input_value()
        text.fill(f"{right}\n  - id: mine\n    extnds: nothing\n")
        page.get_by_role("button", name="Propose").click()
        expect(page.locator(".mistakes li").first).to_contain_text("city.yaml:")
        text.fill(right)
        page.get_by_role("button", name="Propose").click()
        expect(page.get_by_text("Proposed as")).to_be_visible()
        expect(page.locator(".names")).to_contain_text("demo-city.yaml")


def test_work_is_announced(browser: Browser, address: str) -> None:
    with visit(browser, f"{address}devices/work?lang=en", PHONE, "amiens") as page:
        page.get_by_label("Name").fill("Not Allowed")
        page.get_by_label("Authority").click()
        page.get_by_role("option", name="Amiens Métropole").click()
        page.get_by_label("What is done").fill("New batteries")
        page.get_by_role("button", name="Announce", exact=True).click()
        expect(page.locator(".problem:visible")).to_contain_text("id:")
        page.get_by_label("Name").fill("batteries")
        page.get_by_role("button", name="Announce", exact=True).click()
        expect(page.get_by_text("batteries is announced.")).to_be_visible()
        expect(page.locator(".listing")).to_contain_text("going on", timeout=15_000)


def test_what_is_opened_can_be_closed(browser: Browser, address: str) -> None:
    with visit(browser, f"{address}admin/openness?lang=en") as page:
        page.get_by_label("Authority").click()
        page.get_by_role("option", name="Amiens Métropole").click()
        page.get_by_role("combobox", name="Quantity").fill("PM2")
        page.get_by_role("option", name=re.compile("PM2")).first.click()
        page.get_by_role("button", name="Open", exact=True).click()
        expect(page.locator(".listing tbody tr")).to_contain_text("Air")
        page.get_by_role("button", name=re.compile("Close to others")).click()
        expect(page.get_by_text("Nothing is open.")).to_be_visible()


@pytest.mark.parametrize(
    "path", ["devices/unknown", "devices/quarantine", "devices/work", "system", "admin", "admin/keys", "admin/rules"]
)
def test_a_viewer_is_refused(browser: Browser, address: str, path: str) -> None:
    with visit(browser, f"{address}{path}", who="viewer") as page:
        expect(page.locator(".problem")).to_have_text("Votre compte ne permet pas d'ouvrir cette page.")
        expect(page.locator("main .card")).to_have_count(0)


def test_a_viewer_sees_a_device_and_no_button(browser: Browser, address: str) -> None:
    with visit(browser, f"{address}devices/one?device={CLASSROOM}", who="viewer") as page:
        expect(page.locator(".l-says").nth(1)).to_be_visible()
        expect(page.get_by_role("button", name="Décoder à nouveau")).to_have_count(0)
    with visit(browser, f"{address}devices/one?device=a81758fffe0312ab", who="viewer") as page:
        expect(page.locator("#content")).to_contain_text("Aucun capteur a81758fffe0312ab")


def test_the_network_names_what_hangs_on_one_gateway(browser: Browser, address: str) -> None:
    with visit(browser, f"{address}network") as page:
        expect(page.locator(".listing tbody")).to_contain_text("Beffroi")
        page.get_by_role("button", name=re.compile("Lesquels")).click()
        expect(page.locator(".names a").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_text_contrast_is_that_of_wcag_aa(browser: Browser, address: str, path: str, scheme: str) -> None:
    with visit(browser, f"{address}{path}", WALL, scheme=scheme) as page:
        expect(page.locator("main .card").first).to_be_visible()
        page.wait_for_timeout(700)
        assert page.evaluate(CONTRASTS) == []
