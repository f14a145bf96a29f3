"""What an image file is and how large its picture, told by its header before it is decoded.

A file of a kilobyte can announce a picture, or a part of itself, of gigabytes.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from datasets.errors import ImageUnreadableError
from imaging.orientation import exif_orientation
from imaging.png import transparent_grey

MAX_PIXELS = 200_000_000  # of a page: 600 MB when decoded


@dataclass(frozen=True)
class Kind:
    """A kind of image file: how it begins, its suffix, and how width and height are read."""

    magic: bytes
    suffix: str
    size: Callable[[bytes], tuple[int, int]]


def suffix_of(image: bytes, path: str) -> str:
    """Give the file suffix that fits encoded bytes; where they say nothing, that of `path`."""
    kind = _kind_of(image)
    return kind.suffix if kind else PurePosixPath(path).suffix


def check_size(image: bytes) -> None:
    """Raise ImageUnreadableError where decoding could take more memory than a page may."""
    if not image:
        raise ImageUnreadableError("the file is empty")
    width, height = size_of(image)
    if width < 1 or height < 1:
        raise ImageUnreadableError("is no PNG, JPEG, BMP, GIF, TIFF or WebP image, or damaged")
    if width * height > MAX_PIXELS:
        raise ImageUnreadableError(f"is {width}x{height}, more than {MAX_PIXELS} pixels")
    if image.startswith(b"\x89PNG") and not _holds_its_chunks(image):
        raise ImageUnreadableError("is cut off or damaged")


def may_be_transparent(image: bytes) -> bool:
    """Tell whether parts of a PNG, GIF, TIFF or WebP image may show what lies behind it."""
    if image.startswith(b"\x89PNG"):
        return image[25:26] in (b"\4", b"\6") or b"tRNS" in image  # colour types with alpha
    if is_tiff(image):
        tags = _tiff_tags(image)
        return tags.get(_PHOTOMETRIC) == _RGB and tags.get(_SAMPLES, 0) > 3
    return image.startswith((b"GIF8", b"RIFF"))


def is_tiff(image: bytes) -> bool:
    """Tell whether it is a TIFF image."""
    return image.startswith((b"II*\0", b"MM\0*"))


def transparent_grey_of(image: bytes) -> int | None:
    """Give the sample of a grey PNG that stands for nothing, None where none does."""
    trns = next((body for kind, body in _png_chunks(image) if kind == b"tRNS"), None)
    return None if trns is None else transparent_grey(image[24], image[25], trns)


def orientation_of(image: bytes) -> int:
    """Give how a PNG or WebP image is turned, as EXIF has it; 1 where nothing is said."""
    chunks = _webp_chunks(image) if image.startswith(b"RIFF") else _png_chunks(image)
    exif = next((body for kind, body in chunks if kind in (b"eXIf", b"EXIF")), b"")
    return exif_orientation(exif.removeprefix(b"Exif\0\0"))


def size_of(image: bytes) -> tuple[int, int]:
    """Give width and height as the header says; (0, 0) where there is none that is known."""
    kind = _kind_of(image)
    try:
        return kind.size(image) if kind else (0, 0)
    except (struct.error, IndexError):  # it ends before its header does
        return 0, 0


def _kind_of(image: bytes) -> Kind | None:
    return next((kind for kind in _KINDS if image.startswith(kind.magic)), None)


def _holds_its_chunks(png: bytes) -> bool:
    """Tell whether no chunk is longer than its file: OpenCV makes room for it first."""
    at, kind = 8, b""
    while kind != b"IEND" and at + 8 <= len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        at += 12 + length
    return at <= len(png)


def _png_chunks(image: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while image.startswith(b"\x89PNG") and at + 8 <= len(image):
        length, kind = struct.unpack_from(">I4s", image, at)
        yield kind, image[at + 8 : at + 8 + length]
        at += 12 + length


def _webp_chunks(image: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(image):
        kind, length = struct.unpack_from("<4sI", image, at)
        yield kind, image[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _png(image: bytes) -> tuple[int, int]:
    return _integers(">II", image, 16)


def _bmp(image: bytes) -> tuple[int, int]:
    (header,) = struct.unpack_from("<I", image, 14)
    width, height = _integers("<HH" if header == 12 else "<ii", image, 18)  # 12: OS/2
    return width, abs(height)  # a negative height tells that the first row is on top


def _gif(image: bytes) -> tuple[int, int]:
    return _integers("<HH", image, 6)


# Markers without a length behind them, and what is no marker.
_BARE = frozenset({0x00, 0x01, 0xFF, *range(0xD0, 0xDA)})


def _jpeg(image: bytes) -> tuple[int, int]:
    at = 2
    while (at := image.find(b"\xff", at)) >= 0:
        marker = image[at + 1]
        if marker in _BARE:
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):  # a start of frame
            height, width = _integers(">HH", image, at + 5)
            return width, height
        at += 2 + struct.unpack_from(">H", image, at + 2)[0]
    return 0, 0


_WIDTH, _HEIGHT, _PHOTOMETRIC, _SAMPLES = 256, 257, 262, 277  # of TIFF's tags
_LONG, _RGB = 4, 2  # of their types; of what the samples are


def _tiff(image: bytes) -> tuple[int, int]:
    tags = _tiff_tags(image)
    return tags.get(_WIDTH, 0), tags.get(_HEIGHT, 0)


def _tiff_tags(image: bytes) -> dict[int, int]:
    order = "<" if image.startswith(b"II") else ">"
    (directory,) = struct.unpack_from(order + "I", image, 4)
    (entries,) = struct.unpack_from(order + "H", image, directory)
    found: dict[int, int] = {}
    for at in range(directory + 2, directory + 2 + 12 * entries, 12):
        tag, kind = struct.unpack_from(order + "HH", image, at)
        (found[tag],) = struct.unpack_from(order + ("I" if kind == _LONG else "H"), image, at + 8)
    return found


def _webp(image: bytes) -> tuple[int, int]:
    coding = image[8:16]
    if coding == b"WEBPVP8 ":
        width, height = _integers("<HH", image, 26)
        return width & 0x3FFF, height & 0x3FFF  # the upper bits say how to scale it
    if coding == b"WEBPVP8L":
        (packed,) = struct.unpack_from("<I", image, 21)
        return 1 + (packed & 0x3FFF), 1 + (packed >> 14 & 0x3FFF)
    if coding == b"WEBPVP8X":
        return (
            1 + int.from_bytes(image[24:27], "little"),
            1 + int.from_bytes(image[27:30], "little"),
        )
    return 0, 0


def _integers(form: str, image: bytes, at: int) -> tuple[int, int]:
    first, second = struct.unpack_from(form, image, at)
    return first, second


_KINDS = (
    Kind(b"\x89PNG", ".png", _png),
    Kind(b"\xff\xd8", ".jpg", _jpeg),
    Kind(b"BM", ".bmp", _bmp),
    Kind(b"GIF8", ".gif", _gif),
    Kind(b"II*\0", ".tif", _tiff),
    Kind(b"MM\0*", ".tif", _tiff),
    Kind(b"RIFF", ".webp", _webp),
)
