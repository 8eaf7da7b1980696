"""Write `docs/decoders.md`: vendors, models and published examples, and the examples that we hold to be wrong.

`--check` writes nothing and fails when the page is not what the decoders say.
"""

import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from decoders.registry import builtin

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "decoders.md"
PUBLISHED = ROOT / "tests" / "decoders" / "published"

_HEAD = """\
# Decoders

{models} models of {vendors} vendors are decoded natively, by {decoders} decoders. `samara decoders` lists them with
their quantities and aliases; a model that is missing is [two files](adding-a-device.md), or runs with its
[vendor's codec](vendor-codecs.md).

*Published examples* are frames that vendors published with their own decoded values, in the public device
repositories. The tests decode each one and find every fact of it that has a quantity among our readings, in our unit.

| vendor | models | decoders | published examples | of these disputed |
| --- | ---: | ---: | ---: | ---: |
{rows}

## Disputed examples

These contradict the vendor's own specification, or themselves. The tests hold that we do *not* reproduce them.

| example | payload | why |
| --- | --- | --- |
{disputes}

## Not verified yet

No published frame or document at hand confirms these layouts. Such a decoder serves a device only when somebody
names it in the inventory or in the `decoder` tag, never by a device profile. A frame of the field with its known
values verifies it.

{unverified}

## Formats that their makers keep

- **Itron Cyble 5**, and the other Cyble modules on LoRaWAN: their payload is encrypted for the application, and its
  table of objects is in documents that Itron gives to its customers. We found no public description and invent none:
  with the documents, write a [table](declarative-decoder.md) or [two files](adding-a-device.md). A *wired* Cyble
  Sensor on a pulse reader (Adeunis Pulse, Watteco Pulse Sens'O) is decoded as any meter's pulses.
- **Sensing Labs** frames of several logs: only the maker's SLCodecs reads them. Set one log per transmission.

## Models

{lists}
"""


def main() -> None:
    """Write the page, or check it."""
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        sys.exit("docs/decoders.md is not current: run scripts/decoder_table.py")


def page() -> str:
    """The page as it should be."""
    decoders = list(builtin())
    models: dict[str, set[str]] = {}
    for decoder in decoders:
        models.setdefault(decoder.vendor, set()).update(decoder.models)
    count = Counter(decoder.vendor for decoder in decoders)
    examples, disputed = Counter[str](), Counter[str]()
    disputes = []
    for vendor, codec, payload, why in published():
        examples[vendor] += 1
        if why:
            disputed[vendor] += 1
            disputes.append(f"| {codec} | `{shortened(payload)}` | {why} |")
    rows = [
        f"| {vendor} | {len(models[vendor])} | {count[vendor]} | {examples[vendor] or ''} | {disputed[vendor] or ''} |"
        for vendor in sorted(models, key=str.lower)
    ]
    return _HEAD.format(
        models=sum(map(len, models.values())),
        vendors=len(models),
        decoders=len(decoders),
        rows="\n".join(rows),
        disputes="\n".join(disputes),
        unverified="\n".join(
            f"- `{one.id}` ({', '.join(one.models)}): {one.unverified}" for one in decoders if one.unverified
        ),
        lists="\n\n".join(
            f"**{vendor}**: {', '.join(sorted(models[vendor]))}." for vendor in sorted(models, key=str.lower)
        ),
    )


def published() -> Iterator[tuple[str, str, str, str]]:
    """Each published example: our vendor's name, the codec, the payload, and why we dispute it, if we do."""
    for file in sorted(PUBLISHED.glob("*.jsonl")):
        table = tomllib.loads(file.with_suffix(".toml").read_text(encoding="utf-8"))
        disputed: dict[str, str] = table.get("disputed", {})
        for line in file.read_text(encoding="utf-8").splitlines():
            example = json.loads(line)
            codec, payload = example["codec"], example["payload"]
            name = f"{example['vendor']}/{codec}"
            why = disputed.get(f"{codec}:{payload}") or disputed.get(codec) or ""
            yield builtin().find(name).vendor, name, payload, why


def shortened(payload: str) -> str:
    """The beginning of a payload, enough to find it."""
    return payload if len(payload) <= 40 else f"{payload[:40]}…"


if __name__ == "__main__":
    main()
