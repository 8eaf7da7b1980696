"""What the pages of devices and administration work with: their ports, given by whoever composes the process."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from decoders.contract import Decoder
from decoders.registry import Decoders
from telemetry.device import Device
from telemetry.ports import Accounts, AuditLog, Outbox
from telemetry.record import QuarantineEntry
from telemetry.uplink import NetworkInfo, Uplink


class KeptUplink(NamedTuple):
    """An uplink that the journal still holds; `received_ms` is our own clock."""

    seq: int
    received_ms: int
    uplink: Uplink


class Bench(Protocol):
    """The raw messages that are kept, and decoding them again. Every call may block."""

    def uplinks(self, dev_eui: str, limit: int) -> list[KeptUplink]:
        """The last uplinks of a device that the journal holds, the newest first."""

    def uplinks_of(self, entry: QuarantineEntry) -> list[Uplink]:
        """The uplinks in a message in quarantine; raises `ParseError` when no source understands it."""

    def decoder_of(self, device: Device, network: NetworkInfo) -> Decoder:
        """The decoder that the ingest chooses; raises `UnknownDecoderError`."""

    def retry(self, entries: Sequence[QuarantineEntry]) -> str:
        """Decode messages in quarantine again and store what they say; return what came of it."""

    def reprocess(self, dev_eui: str, since_ms: int) -> str:
        """Decode again what the journal holds of a device since then, into the store; return what came of it."""


class Lag(NamedTuple):
    """A consumer of the journal: how many entries it is behind, and why it does not go on, if so."""

    name: str
    lag: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Files:
    """The files that an administrator keeps: pages read them, check changed texts, and never write over them."""

    rules: tuple[Path, ...] = ()
    policies: Path | None = None
    channels: tuple[str, ...] = ()
    windows: Path = Path("maintenance")
    proposals: Path = Path("proposals")


@dataclass(frozen=True, slots=True)
class Workshop:
    """The ports of these pages. `checks` say why a part is not well, None when it is."""

    decoders: Decoders
    bench: Bench
    accounts: Accounts
    audit: AuditLog
    outbox: Outbox
    hash_password: Callable[[str], str]
    files: Files = Files()
    checks: Mapping[str, Callable[[], str | None]] = field(default_factory=dict)
    consumers: Callable[[], Sequence[Lag]] = tuple
    versions: Mapping[str, str] = field(default_factory=dict)
