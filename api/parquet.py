"""Rows as one Parquet file, written a row group at a time.

The columns are those of the CSV; texts are dictionary-encoded, since each stands in every row of its series. Only
the last bytes make it a file, so one that breaks off is worth nothing: large ranges are better taken in parts.
"""

from collections.abc import Generator, Iterable
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from api.rows import Block

_GROUP_ROWS = 64_000
_TEXTS = ("dev_eui", "quantity", "channel", "unit")
_TEXT = pa.dictionary(pa.int32(), pa.string())
_SCHEMA = pa.schema(
    [
        pa.field("time", pa.timestamp("ms", tz="UTC"), nullable=False),
        pa.field("value", pa.float64(), nullable=False),
        pa.field("suspect", pa.bool_(), nullable=False),
        pa.field("series", pa.int64(), nullable=False),
        *(pa.field(name, _TEXT, nullable=False) for name in _TEXTS),
    ]
)


class _Sink:
    """A file of which only what was written last is kept."""

    closed = False

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._held.append(bytes(data))
        return len(data)

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is held open."""

    def take(self) -> bytes:
        """What was written since the last call."""
        taken, self._held = b"".join(self._held), []
        return taken


def pieces(rows: Iterable[Block]) -> Generator[bytes]:
    """The file, in pieces."""
    sink = _Sink()
    with parquet.ParquetWriter(pa.PythonFile(sink, "w"), _SCHEMA, compression="zstd") as writer:
        group: list[Block] = []
        size = 0
        for block in rows:
            group.append(block)
            size += len(block.times)
            if size >= _GROUP_ROWS:
                writer.write_table(_table(group))
                group, size = [], 0
                yield sink.take()
        if group:
            writer.write_table(_table(group))
    yield sink.take()


def _table(group: list[Block]) -> Any:
    counts = [len(block.times) for block in group]
    place = np.repeat(np.arange(len(group), dtype=np.int32), counts)
    columns = [
        pa.array(np.concatenate([np.array(block.times, "M8[ms]") for block in group]), _SCHEMA.field("time").type),
        pa.array(np.concatenate([np.array(block.values, float) for block in group])),
        pa.array(np.concatenate([block.suspects() for block in group])),
        pa.array(np.repeat(np.array([block.run.series.id for block in group], np.int64), counts)),
    ]
    for name in _TEXTS:
        held = [getattr(block.run.series, name) for block in group]
        known = {text: number for number, text in enumerate(dict.fromkeys(held))}
        codes = np.array([known[text] for text in held], np.int32)
        columns.append(pa.DictionaryArray.from_arrays(codes[place], pa.array(list(known), pa.string())))
    return pa.Table.from_arrays(columns, schema=_SCHEMA)
