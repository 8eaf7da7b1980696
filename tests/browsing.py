"""Looking at pages as people do, in Debian's Chromium: the page that is served, and visits to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from console_alarms import Alarms
from console_world import World
from playwright.sync_api import Browser, Page

from telemetry.access import DEMO, Principal

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
    """The page being served, and the world and the alarms behind it."""

    url: str
    world: World = field(default_factory=World)
    alarms: Alarms = field(default_factory=Alarms)


class Anybody:
    """A visitor who may see everything, for as long as they like."""

    principal = DEMO
    address = "127.0.0.1"

    async def still(self) -> Principal:
        return DEMO


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
