# SPDX-License-Identifier: GPL-3.0-or-later
"""Korean words from the lists that are installed: wordfreq's and hunspell's."""

from __future__ import annotations

import importlib
import logging
import re
import unicodedata
from pathlib import Path
from typing import Final

from training.synth import vocabulary as vocab

log = logging.getLogger(__name__)

HUNSPELL_PATHS: Final = (
    Path("/usr/share/hunspell/ko.dic"),
    Path("/usr/share/hunspell/ko_KR.dic"),
    Path("/usr/share/myspell/dicts/ko.dic"),
)
_HANGUL_WORD: Final = re.compile(r"[가-힣]{1,12}")
_MOST_FREQUENT: Final = 30_000  # of wordfreq; it has 26,795 Korean ones in all


def load_dictionary() -> list[str]:
    """Load Korean words from wordfreq and hunspell, whichever are installed, sorted.

    Without either, the project's own lists stand in, and the log says so.
    """
    words = set(_wordfreq_words()) | set(_hunspell_words())
    if not words:
        log.warning("neither wordfreq nor hunspell-ko is installed; using the built-in word list")
        lists = (vocab.DOCUMENT_WORDS, vocab.SHOP_WORDS, vocab.SOUND_WORDS, vocab.PROVINCES)
        words = {word for words in lists for word in words}
    return sorted(words)


def _wordfreq_words() -> list[str]:
    try:
        wordfreq = importlib.import_module("wordfreq")
    except ImportError:
        return []
    words = (unicodedata.normalize("NFC", w) for w in wordfreq.top_n_list("ko", _MOST_FREQUENT))
    return [word for word in words if _HANGUL_WORD.fullmatch(word)]


def _hunspell_words() -> list[str]:
    """Read hunspell's stems; the file is NFD, its first line a count, flags follow a slash."""
    for path in HUNSPELL_PATHS:
        if path.is_file():
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[1:]
            words = (unicodedata.normalize("NFC", line.split("/")[0].strip()) for line in lines)
            return [word for word in words if _HANGUL_WORD.fullmatch(word)]
    return []
