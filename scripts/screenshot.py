#!/usr/bin/env python3
"""Take a picture of a page of a running Samara: `scripts/screenshot.py http://127.0.0.1:8000/ page.png`."""

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def screenshot(
    url: str, target: Path, *, width: int, height: int, lang: str = "fr", dark: bool = False, wait_s: float = 3
) -> None:
    """Open the page in Debian's Chromium, give it time to draw, save what shows."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        page = browser.new_page(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale=lang,
            timezone_id="Europe/Paris",
        )
        page.goto(f"{url}{'&' if '?' in url else '?'}lang={lang}")
        page.wait_for_timeout(wait_s * 1000)
        page.screenshot(path=target)
        browser.close()


def main() -> None:
    """Read the arguments and take the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("target", type=Path)
    parser.add_argument("--width", type=int, default=1920)
    parser.add_argument("--height", type=int, default=1080)
    parser.add_argument("--lang", choices=("fr", "en"), default="fr")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--wait", dest="wait_s", type=float, default=3, help="seconds before the picture")
    screenshot(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()
