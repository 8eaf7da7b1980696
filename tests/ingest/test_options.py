from pathlib import Path
from typing import Any

import pytest

from ingest.options import MqttOptions
from telemetry.errors import ConfigError


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"host": ""}, "no broker"),
        ({"port": 0}, "no broker"),
        ({"port": 70_000}, "no broker"),
        ({"client_id": ""}, "client id"),
        ({"group": "a/b"}, "may not contain"),
        ({"group": "a+"}, "may not contain"),
        ({"key_file": Path("key.pem")}, "no certificate"),
        ({"max_in_flight": 0}, "1 to 16384"),
        ({"tls": True, "ca_file": Path("absent.pem")}, r"absent\.pem.*No such file"),
        ({"tls": True, "cert_file": Path("absent.pem")}, r"absent\.pem.*No such file"),
    ],
)
def test_mistakes_are_refused_when_made(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ConfigError, match=reason):
        MqttOptions(**{"host": "broker", **changes})


def test_a_group_shares_the_subscription() -> None:
    assert MqttOptions("broker").subscription("a/+/b") == "a/+/b"
    assert MqttOptions("broker", group="samara").subscription("a/+/b") == "$share/samara/a/+/b"


def test_the_password_is_not_shown() -> None:
    assert "secret" not in repr(MqttOptions("broker", username="samara", password="secret"))
