"""What the chunks of a PNG file mean."""


def transparent_grey(depth: int, colour: int, trns: bytes) -> int | None:
    """Give the sample, as OpenCV has it, that a grey PNG's `tRNS` chunk calls transparent."""
    if colour != 0 or len(trns) < 2:
        return None
    stored = int.from_bytes(trns[:2], "big")
    return stored * 255 // (2**depth - 1) if 0 < depth < 8 else stored
