# SPDX-License-Identifier: GPL-3.0-or-later
"""Korean faces on this machine, with what each can really draw.

A face's cmap cannot be trusted: NanumSquare, the BM family and two Baekmuk faces map all of
Hangul and draw blanks beyond KS X 1001. So each character is drawn once, small, and counts as
covered when it leaves ink that differs from the face's missing-glyph box.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import logging
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from training.synth.alphabet import ALPHABET, POSITION, WANSUNG

log = logging.getLogger(__name__)

DEFAULT_FONT_ROOTS: Final = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
)
DEFAULT_CACHE: Final = (
    Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    / "hangul-ocr-review"
    / "faces.json"
)
CATEGORIES: Final = ("gothic", "myeongjo", "hand", "display", "mono")
# Designs that no training ever draws with. A list and not a share, so that a face found tomorrow
# never trades places with one that was trained on.
HELD_OUT_DESIGNS: Final = frozenset(
    {"bangwool", "gugi", "nanumgothic", "notoserif", "poorstory", "unpilgi"}
)

_CACHE_VERSION: Final = 3
_PROBE_PX: Final = 20
_PROBE_TEXT: Final = "가힣됐꿈AaGg09"
_MISSING: Final = "\U0010fffe"
_FONT_SUFFIXES: Final = frozenset({".ttf", ".otf", ".ttc", ".otc"})
# A face with fewer of the 2,350 is a Latin or symbol face with a few Hangul in it.
_LEAST_WANSUNG: Final = 2000
# Variable files repeat static ones, Galmuri's bitmaps and Mono cuts the Hangul of its others; Eco
# faces are the plain ones with holes that print closes.
_SKIPPED_FILES: Final = re.compile(
    r"variable|\[wght\]|YetHangul|Eco|^Galmuri(Mono|.*Bitmap)", re.IGNORECASE
)
_THIN_STYLE: Final = re.compile(r"thin|light", re.IGNORECASE)
_HEAVY_STYLE: Final = re.compile(r"black|heavy|extrabold", re.IGNORECASE)

# First match wins. Keys are family names in lower case without spaces.
_CATEGORY_PATTERNS: Final = (
    ("mono", r"coding|sansmono|dotumche|gulimche|batangche|untaza"),
    (
        "hand",
        r"pen|brush|pilgi|eunjin|gaegu|dokdo|gamja|poorstory|singleday|cutefont|dongle|himelody"
        r"|hand|script|melody|손글씨|필기|gangwon|kirang|yeonsung|bareunjeongsin|namujeongweon"
        r"|prettynight|shiningstar|ssukssuk",
    ),
    (
        "display",
        r"^bm|^jua|dohyeon|hanna|blackhan|bagel|gasoek|gugi|moirai|orbit|stylish|headline|hline"
        r"|bandal|bangwool|guseul|dinaru|graphic|blackandwhite|sunflower|shinmun|vada|yetgul"
        r"|jamosora|jamonovel|saebom|cafe24|aggro|mapo|recipekorea|grandiflora|galmuri"
        r"|neodunggeunmo|gmarket",
    ),
    ("myeongjo", r"myeong|batang|serif|gungseo|songmyung|hahmlet|diphylleia|jamobatang"),
)
# Words that tell cuts of one design apart; they must not split a design over seen and held out.
_CUT_WORDS: Final = re.compile(r"eco|coding|_ac|cjk|kr|(?<=sans)mono|script|round$")


@dataclass(frozen=True)
class Face:
    """One style of one Korean family, and the characters it draws with ink."""

    id: str
    path: Path
    index: int
    family: str
    style: str
    category: str
    coverage: bytes = field(repr=False, compare=False)

    def covers(self, text: str) -> bool:
        """Tell whether every character of `text` leaves its own ink (spaces need none)."""
        return all(character == " " or self._has_ink(character) for character in text)

    def _has_ink(self, character: str) -> bool:
        position = POSITION.get(character)
        if position is None:
            return False
        return bool(self.coverage[position >> 3] >> (position & 7) & 1)

    @property
    def is_thin(self) -> bool:
        """Tell whether the style's name says its strokes are thin."""
        return bool(_THIN_STYLE.search(self.style))

    @property
    def is_heavy(self) -> bool:
        """Tell whether the style's name says it is heavier than bold."""
        return bool(_HEAVY_STYLE.search(self.style))

    @property
    def design(self) -> str:
        """Name the design that all cuts and editions of this family share."""
        return _CUT_WORDS.sub("", _folded(self.family))


def find_faces(
    roots: Sequence[Path] = DEFAULT_FONT_ROOTS, *, cache: Path | None = None
) -> list[Face]:
    """Find every distinct Korean face under `roots`, in a stable order.

    Drawing all characters takes about a third of a second a face, so the outcome is kept in
    `cache` (JSON; ~/.cache/hangul-ocr-review/faces.json when None), keyed by path, size and time.
    Unreadable font files are logged and left out.
    """
    cache = cache or DEFAULT_CACHE
    known = _read_cache(cache)
    found: dict[str, list[dict[str, object]]] = {}
    for path in _font_files(roots):
        key = _file_key(path)
        found[key] = known[key] if key in known else list(_inspect_file(path))
    if found.keys() - known.keys():
        _write_cache(cache, known | found)
    return _distinct(_face(record) for records in found.values() for record in records)


def split_faces(faces: Sequence[Face]) -> tuple[list[Face], list[Face]]:
    """Split into (seen, held out of training) by design.

    HELD_OUT_DESIGNS are held out; a category with none of them gives up the one design whose
    name's hash comes first, so the choice is the same on every machine with the same faces.
    """
    held = {face.design for face in faces} & HELD_OUT_DESIGNS
    for category in CATEGORIES:
        designs = {face.design for face in faces if face.category == category}
        if len(designs) > 1 and not designs & held:
            held.add(min(designs, key=_name_hash))
    seen = [face for face in faces if face.design not in held]
    return seen, [face for face in faces if face.design in held]


@functools.lru_cache(maxsize=1024)
def load_font(path: Path, index: int, size_px: int) -> ImageFont.FreeTypeFont:
    """Open a face at one size; basic layout, so that no ligature joins two characters."""
    return ImageFont.truetype(str(path), size_px, index=index, layout_engine=ImageFont.Layout.BASIC)


def _folded(name: str) -> str:
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFC", name)).lower()


def _name_hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _categorise(family: str, file_name: str) -> str:
    for name in (_folded(family), _folded(file_name)):
        for category, pattern in _CATEGORY_PATTERNS:
            if re.search(pattern, name):
                return category
    return "gothic"


def _font_files(roots: Sequence[Path]) -> Iterator[Path]:
    paths = {
        path
        for root in roots
        if root.is_dir()
        for path in root.rglob("*")
        if path.suffix.lower() in _FONT_SUFFIXES and not _SKIPPED_FILES.search(path.name)
    }
    return iter(sorted(paths, key=lambda path: (path.name, str(path))))


def _file_key(path: Path) -> str:
    stat = path.stat()
    return f"{path}|{stat.st_size}|{int(stat.st_mtime)}"


def _inspect_file(path: Path) -> Iterator[dict[str, object]]:
    count = 64 if path.suffix.lower() in {".ttc", ".otc"} else 1
    for index in range(count):
        try:
            font = load_font(path, index, _PROBE_PX)
        except OSError as error:
            if index == 0:
                log.warning("font %s left out: %s", path, error)
            return
        family, style = (name or "" for name in font.getname())
        if "CJK" in family and "KR" not in family:
            continue
        if record := _inspect_face(path, index, family, style):
            yield record


def _inspect_face(path: Path, index: int, family: str, style: str) -> dict[str, object] | None:
    font = load_font(path, index, _PROBE_PX)
    missing = _stamp(font, _MISSING)
    if all(_stamp(font, character) in (missing, b"") for character in "가나다한글"):
        return None
    if _stamp(font, " "):  # a web font cut down too far draws a box for every space
        return None
    bits = np.array(
        [_stamp(font, character) not in (missing, b"") for character in ALPHABET], dtype=bool
    )
    wansung = sum(int(bits[POSITION[syllable]]) for syllable in WANSUNG)
    if wansung < _LEAST_WANSUNG:
        return None
    probe = b"".join(_stamp(font, character) for character in _PROBE_TEXT)
    return {
        "path": str(path),
        "index": index,
        "family": family,
        "style": style,
        "coverage": base64.b64encode(np.packbits(bits, bitorder="little").tobytes()).decode(),
        "looks": hashlib.sha256(probe).hexdigest(),
    }


def _stamp(font: ImageFont.FreeTypeFont, character: str) -> bytes:
    """Draw one character small; no ink gives b""."""
    canvas = Image.new("L", (_PROBE_PX * 2, _PROBE_PX * 2))
    ImageDraw.Draw(canvas).text((_PROBE_PX // 2, _PROBE_PX // 2), character, 255, font)
    return canvas.tobytes() if canvas.getbbox() else b""


def _face(record: dict[str, object]) -> tuple[str, Face]:
    path = Path(str(record["path"]))
    # Some web fonts come without a name of their own.
    family, style = str(record["family"]) or path.stem, str(record["style"])
    face = Face(
        id=f"{family}/{style}/{path.name}",
        path=path,
        index=int(str(record["index"])),
        family=family,
        style=style,
        category=_categorise(family, path.stem),
        coverage=base64.b64decode(str(record["coverage"])),
    )
    return str(record["looks"]), face


def _distinct(faces: Iterable[tuple[str, Face]]) -> list[Face]:
    """Drop faces that draw the probe text like an earlier one, or share its family and style."""
    seen: set[str] = set()
    kept = []
    for looks, face in sorted(faces, key=lambda pair: (pair[1].id, str(pair[1].path))):
        name = f"{_folded(face.family)}/{_folded(face.style)}"
        if looks not in seen and name not in seen:
            kept.append(face)
        seen.update((looks, name))
    return kept


def _read_cache(cache: Path) -> dict[str, list[dict[str, object]]]:
    """Give what is known of font files; nothing where the cache is damaged, of old or not there."""
    try:
        stored = json.loads(cache.read_text(encoding="utf-8"))
        return dict(stored["files"]) if stored["version"] == _CACHE_VERSION else {}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError) as error:
        log.warning("%s: begun anew, it cannot be read: %r", cache, error)
        return {}


def _write_cache(cache: Path, files: dict[str, list[dict[str, object]]]) -> None:
    """Keep what was found; where that cannot be, the next command looks again."""
    beside = cache.with_name(f"{cache.name}.{os.getpid()}.tmp")
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps({"version": _CACHE_VERSION, "files": files}), encoding="utf-8")
        beside.replace(cache)
    except OSError as error:
        log.warning("%s: the faces that were found cannot be kept: %s", cache, error.strerror)
