# SPDX-License-Identifier: GPL-3.0-or-later
"""Characters the synthesiser writes: printable ASCII, Hangul and a few signs."""

from __future__ import annotations

from typing import Final

ASCII: Final = "".join(map(chr, range(0x20, 0x7F)))
SYLLABLES: Final = "".join(map(chr, range(0xAC00, 0xD7A4)))
COMPATIBILITY_JAMO: Final = "".join(map(chr, range(0x3131, 0x3164)))
SIGNS: Final = "·※○●◎△▲□■◇◆☆★→←↑↓℃㎡㎏㎜㎝㎞①②③④⑤⑥⑦⑧⑨⑩「」『』《》〈〉…―“”‘’₩×÷±"
ALPHABET: Final = ASCII + SYLLABLES + COMPATIBILITY_JAMO + SIGNS
POSITION: Final = {character: index for index, character in enumerate(ALPHABET)}


def _wansung() -> str:
    """Give the 2,350 syllables of KS X 1001 in their order there."""
    rows = (bytes((lead, trail)) for lead in range(0xB0, 0xC9) for trail in range(0xA1, 0xFF))
    return "".join(row.decode("euc_kr") for row in rows)


WANSUNG: Final = _wansung()
