"""The page for people shows true answers."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
SHOWN = re.findall(r"```sh\ncurl '[^/]*//[^/]*(/[^']*)'\n```\n\n```(json|csv)\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("path", "form", "shown"), SHOWN, ids=[path for path, *_ in SHOWN])
def test_what_the_page_shows_is_what_is_answered(
    ask: Callable[..., httpx.Response], path: str, form: str, shown: str
) -> None:
    answer = ask(path)

    if form == "json":
        assert answer.json() == json.loads(shown)
    else:
        assert answer.text.replace("\r\n", "\n") == shown


def test_the_page_shows_something() -> None:
    assert len(SHOWN) == 9
