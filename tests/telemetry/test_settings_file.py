"""A settings file tells all its mistakes at once, each with its line, key and remedy."""

from pathlib import Path

import pytest

from telemetry.errors import ConfigError
from telemetry.settings import Settings
from telemetry.settings_file import documented, load_settings

TEN_MISTAKES = """\
data_dri = "x"
language = "de"
[mqtt]
url = "http://broker"
prot = 3
keep_alive_s = "abc"
[store]
backend = "oracle"
[[store.retention]]
days = 3
[[store.retention]]
days = 0
domain = "watr"
[api]
port = 99999
"""

REMEDIES = [
    "samara.toml:1: data_dri: unknown setting; did you mean data_dir?",
    "samara.toml:2: language: Input should be 'fr' or 'en'",
    "samara.toml:4: mqtt.url: write mqtt://host:port or mqtts://host:port",
    "samara.toml:5: mqtt.prot: unknown setting; did you mean protocol?",
    "samara.toml:6: mqtt.keep_alive_s: Input should be a valid integer",
    "samara.toml:8: store.backend: Input should be 'sqlite' or 'influx'",
    "samara.toml:12: store.retention.1.days: Input should be greater than or equal to 1",
    "samara.toml:13: store.retention.1.domain: Input should be 'water',",
    "samara.toml:15: api.port: Input should be less than or equal to 65535",
    "environment: SAMARA_MQT__URL is no setting; did you mean mqtt?",
]


def test_ten_mistakes_are_all_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "samara.toml"
    file.write_text(TEN_MISTAKES)
    with pytest.raises(ConfigError) as caught:
        load_settings(file, {"SAMARA_MQT__URL": "mqtt://broker"})
    told = str(caught.value).replace(f"{tmp_path}/", "")
    assert len(told.splitlines()) == len(REMEDIES)
    for remedy in REMEDIES:
        assert remedy in told


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"language = fr", "samara.toml:1: not TOML"),
        (b"\xff\xfe", "not UTF-8 at byte 0"),
        (b"[mqtt]\nurl = 'mqtt://u:secret@broker'", "take the password out of the URL"),
        (b"mqtt = 3", "samara.toml:1: mqtt: Input should be"),
    ],
)
def test_a_broken_file_says_where(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "samara.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=told) as caught:
        load_settings(file, {})
    assert "secret" not in str(caught.value)


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="samara config print"):
        load_settings(tmp_path / "absent.toml", {})


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "samara.toml"
    file.write_text("[mqtt]\nurl = 'mqtt://file'\nclient_id = 'kept'\n")
    monkeypatch.setenv("SAMARA_MQTT__URL", "mqtt://environment")
    settings = load_settings(file)
    assert (settings.mqtt.url, settings.mqtt.client_id) == ("mqtt://environment", "kept")


def test_a_bad_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMARA_API__PORT", "many")
    with pytest.raises(ConfigError, match="environment: SAMARA_API__PORT"):
        load_settings(None)


def test_the_documented_file_is_valid_and_changes_nothing(tmp_path: Path) -> None:
    settings = Settings()
    file = tmp_path / "samara.toml"
    file.write_text(documented(settings).replace("# [", "["))
    assert load_settings(file, {}) == settings
    # Every commented-out default is a value that the file would take.
    lines = documented(settings).splitlines()
    values = [line.removeprefix("# ") for line in lines if " = " in line or line.startswith("[")]
    file.write_text("\n".join(values))
    assert load_settings(file, {}) == settings


def test_secrets_are_never_printed(tmp_path: Path) -> None:
    file = tmp_path / "samara.toml"
    file.write_text("[influx]\ntoken = 'very-secret'\n[mqtt]\npassword = 'hush'\n")
    settings = load_settings(file, {})
    printed = documented(settings) + repr(settings)
    assert "very-secret" not in printed
    assert "hush" not in printed
    # The printed file, used as it is, does not set a password of stars.
    file.write_text(documented(settings))
    assert load_settings(file, {}).mqtt.password.get_secret_value() == ""


def test_mistakes_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "samara.toml"
    file.write_text("langage = 'fr'\n[api]\nport = 99999\n[mqtt]\nurl = 'http://x'\n[mqt]\n")
    with pytest.raises(ConfigError) as caught:
        load_settings(file, {})
    lines = [int(line.removeprefix(f"{file}:").split(":")[0]) for line in str(caught.value).splitlines()]
    assert lines == [1, 3, 5, 6]
