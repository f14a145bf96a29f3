# SPDX-License-Identifier: GPL-3.0-or-later
"""Characters the synthesiser writes: printable ASCII, Hangul and a few signs."""

from __future__ import annotations

from typing import Final

from recognizer import jamo

ASCII: Final = "".join(map(chr, range(0x20, 0x7F)))
SYLLABLES: Final = "".join(map(chr, range(jamo.FIRST_SYLLABLE, jamo.LAST_SYLLABLE + 1)))
COMPATIBILITY_JAMO: Final = "".join(jamo.COMPATIBILITY_JAMO)
SIGNS: Final = "·※○●◎△▲□■◇◆☆★→←↑↓℃㎡㎏㎜㎝㎞①②③④⑤⑥⑦⑧⑨⑩「」『』《》〈〉…―“”‘’₩×÷±"
ALPHABET: Final = ASCII + SYLLABLES + COMPATIBILITY_JAMO + SIGNS
POSITION: Final = {character: index for index, character in enumerate(ALPHABET)}
WANSUNG: Final = jamo.ks_x_1001_syllables()
