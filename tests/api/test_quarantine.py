from collections.abc import Callable

import httpx
import pytest

Ask = Callable[..., httpx.Response]


@pytest.mark.parametrize(
    ("query", "seqs", "following"),
    [
        ("", [7, 6, 5], None),
        ("?limit=2", [7, 6], "/v1/quarantine?limit=2&before=6"),
        ("?limit=2&before=6", [5], None),
        ("?limit=3", [7, 6, 5], None),
        ("?tenant=amiens-metropole", [7, 6, 5], None),
        ("?tenant=baie-de-somme", [], None),
        ("?dev_eui=24E124136B502217", [7, 6, 5], None),
        ("?dev_eui=a81758fffe0312ab", [], None),
    ],
)
def test_the_quarantine_is_listed_from_the_newest(ask: Ask, query: str, seqs: list[int], following: str | None) -> None:
    page = ask(f"/v1/quarantine{query}").json()

    assert [entry["seq"] for entry in page["items"]] == seqs
    assert page["next"] == following


def test_an_entry_shows_its_raw_bytes(ask: Ask) -> None:
    assert ask("/v1/quarantine/6").json() == {
        "seq": 6,
        "source": "chirpstack",
        "topic": "up",
        "received": "2026-11-21T12:00:00Z",
        "reason": "too short",
        "dev_eui": "24e124136b502217",
        "tenant": "amiens-metropole",
        "decoder": "",
        "size": 2,
        "payload_base64": "Af8=",
        "payload_hex": "01ff",
    }


def test_an_entry_that_is_not_there_is_not_found(ask: Ask) -> None:
    answer = ask("/v1/quarantine/8")

    assert (answer.status_code, answer.json()["detail"]) == (404, "no quarantine entry 8; /v1/quarantine lists them")
