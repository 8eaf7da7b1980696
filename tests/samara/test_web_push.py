from pathlib import Path

from pydantic import SecretStr

from alarms.notify.transports.webpush import WebPush
from samara.notify import open_channels, push_key
from telemetry.settings import NotifySettings, Settings


def settings(folder: Path, **channels: str) -> Settings:
    secret = {name: SecretStr(url) for name, url in channels.items()}
    return Settings(data_dir=folder, notify=NotifySettings(channels=secret))


def test_a_channel_gives_browsers_a_key_that_stays(tmp_path: Path) -> None:
    with_push = settings(tmp_path, telephone="webpush://astreinte@example.fr")
    key = push_key(with_push)
    channel = open_channels(with_push)["telephone"]
    channel.close()
    assert isinstance(channel, WebPush)
    assert push_key(with_push) == key != ""


def test_without_such_a_channel_no_key_is_made(tmp_path: Path) -> None:
    assert push_key(settings(tmp_path)) == ""
    assert not list(tmp_path.iterdir())
