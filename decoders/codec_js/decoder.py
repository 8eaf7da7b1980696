"""Installed codecs as the ingest pipeline wants them: uplinks in, readings or an error for each out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from decoders.codec_js.library import InstalledCodec
from decoders.codec_js.worker import CodecWorker, Output, uplink_input
from decoders.contract import Decoder, Result
from decoders.registry import Decoders
from telemetry.errors import DecodeError, TelemetryError
from telemetry.reading import Reading
from telemetry.uplink import Uplink


def messages(field: object) -> list[str]:
    """The texts of an `errors` or `warnings` field, whatever a codec put there."""
    if not field:
        return []
    return [f"{one!s:.500}" for one in (field if isinstance(field, list) else [field])]


class CodecDecoder:
    """Decodes uplinks by installed codecs in the worker's child process."""

    def __init__(self, codecs: Sequence[InstalledCodec], worker: CodecWorker) -> None:
        self._codecs = {codec.id: codec for codec in codecs}
        self._worker = worker

    def decode_many(self, codec_id: str, uplinks: Sequence[Uplink]) -> list[Result]:
        """The readings of each uplink, or why there are none, in order. Far cheaper than one by one."""
        codec = self._codecs[codec_id]
        try:
            outputs = self._worker.call(codec.source, "decodeUplink", [uplink_input(uplink) for uplink in uplinks])
        except TelemetryError as error:
            return [DecodeError(str(error)) for _ in uplinks]
        return [_readings(codec, output) for output in outputs]

    def decoders(self, natives: Decoders) -> Iterator[Decoder]:
        """Each codec as a decoder of the registry, but for those whose id is a native decoder's alias.

        Put before the natives, they are found by the device profiles that they were added for. `emits` is
        empty: only running a codec tells.
        """
        for codec in self._codecs.values():
            if natives.for_profile(codec.id):
                continue
            together = partial(self.decode_many, codec.id)
            yield Decoder(
                vendor=codec.vendor,
                models=codec.device_profiles,
                spec=f"vendor's TS013 codec {codec.id}",
                emits=frozenset(),
                decode=_Single(together),
                id=codec.id,
                decode_many=together,
            )


@dataclass(frozen=True, slots=True)
class _Single:
    """`decode` of one codec: a batch of one."""

    decode_many: Callable[[Sequence[Uplink]], list[Result]]

    def __call__(self, uplink: Uplink) -> list[Reading]:
        (result,) = self.decode_many([uplink])
        if isinstance(result, DecodeError):
            raise result
        return result


def _readings(codec: InstalledCodec, output: Output | DecodeError) -> Result:
    if isinstance(output, DecodeError):
        return output
    if errors := messages(output.returned.get("errors")):
        return DecodeError("; ".join(errors))
    if "data" not in output.returned:
        return DecodeError("the codec returned no data")
    return codec.mapping.apply(output).readings
