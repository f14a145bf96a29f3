"""Scores as compact bytes: half-precision probabilities, single-precision logs."""

import struct
from collections.abc import Sequence

import numpy as np

from recognizer.contract import Alternative

_NOTHING = "\0"  # stands for the end of the text among the alternatives

Alternatives = tuple[tuple[Alternative, ...], ...]


def pack_floats(values: Sequence[float]) -> bytes | None:
    """Pack numbers as little-endian float32; nothing is None."""
    return np.asarray(values, "<f4").tobytes() if len(values) else None


def unpack_floats(blob: bytes | None) -> tuple[float, ...]:
    """Read what `pack_floats` wrote."""
    return tuple(np.frombuffer(blob, "<f4").tolist()) if blob else ()


def pack_alternatives(places: Alternatives) -> bytes | None:
    """Pack the characters of each place with their probabilities, to three digits."""
    if not any(places):
        return None
    counts = [len(place) for place in places]
    flat = [alternative for place in places for alternative in place]
    characters = [ord(alternative.character or _NOTHING) for alternative in flat]
    probabilities = [alternative.probability for alternative in flat]
    # A few numbers at a time: numpy would take twice as long to begin.
    packing = f"<H{len(places)}H{len(flat)}I{len(flat)}e"
    return struct.pack(packing, len(places), *counts, *characters, *probabilities)


def unpack_alternatives(blob: bytes | None) -> Alternatives:
    """Read what `pack_alternatives` wrote."""
    if not blob:
        return ()
    (places,) = np.frombuffer(blob, "<u2", 1).tolist()
    counts = np.frombuffer(blob, "<u2", places, 2).tolist()
    total = sum(counts)
    start = 2 + 2 * places
    characters = np.frombuffer(blob, "<u4", total, start).tolist()
    probabilities = np.frombuffer(blob, "<f2", total, start + 4 * total).tolist()
    flat = iter(zip(characters, probabilities, strict=True))
    return tuple(
        tuple(
            Alternative(chr(code).rstrip(_NOTHING), p)
            for _, (code, p) in zip(range(count), flat, strict=False)
        )
        for count in counts
    )
