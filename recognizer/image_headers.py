"""What an image file says about itself, read without decoding a single pixel.

Only the four formats of the wire are read: BMP, GIF, JPEG and PNG. The parsers walk a file to its
end mark, so a file that was cut off is told from a whole one whatever a decoder makes of it.
"""

import re
import struct
import zlib
from dataclasses import dataclass

from imaging.orientation import exif_orientation
from imaging.png import transparent_grey
from recognizer.errors import ImageError


@dataclass(frozen=True)
class ImageHeader:
    """The shape of an image as stored, and what a decoder has to know.

    plain: TensorFlow's decoders, from 1.14 on, give the same pixels as ours: 8 bits of grey or
        RGB, one frame, upright, opaque.
    orientation: EXIF's, 1 to 8; 1 is upright.
    transparent_grey: the grey sample that stands for "transparent" in a PNG without alpha.
    """

    format: str
    width_px: int
    height_px: int
    plain: bool
    orientation: int = 1
    transparent_grey: int | None = None


def read_header(content: bytes) -> ImageHeader:
    """Read the header of an image file and walk to its end.

    Raises ImageError for an empty, cut off, damaged or foreign file.
    """
    if not content:
        raise ImageError("the file is empty")
    for magic, parse in _PARSERS.items():
        if content.startswith(magic):
            try:
                return parse(content)
            except (struct.error, IndexError) as error:
                raise _cut_off() from error
    raise ImageError("not a BMP, GIF, JPEG or PNG image")


def _cut_off() -> ImageError:
    return ImageError("the image is cut off: the file ends before its picture does")


def _bmp(content: bytes) -> ImageHeader:
    pixels_at, header_size = struct.unpack_from("<I I", content, 10)
    if header_size == 12:  # OS/2
        width, height, _, depth = struct.unpack_from("<HHHH", content, 18)
        compression = 0
    else:
        width, height, _, depth, compression = struct.unpack_from("<iiHHI", content, 18)
    uncompressed = compression == 0
    row_bytes = (width * depth + 31) // 32 * 4
    if uncompressed and pixels_at + row_bytes * abs(height) > len(content):
        raise _cut_off()
    # TensorFlow reads an 8-bit BMP as grey, whatever its palette, and 32 bits as alpha.
    plain = uncompressed and depth == 24 and header_size >= 40
    return ImageHeader("BMP", width, abs(height), plain)


def _gif(content: bytes) -> ImageHeader:
    width, height, packed = struct.unpack_from("<HHB", content, 6)
    position = 13 + _colour_table_bytes(packed)
    frames, opaque, covered = 0, True, True
    while position < len(content) and content[position] != 0x3B:  # the trailer
        if content[position] == 0x21:  # an extension
            if content[position + 1] == 0xF9:  # graphic control
                opaque = opaque and not content[position + 3] & 1
            position = _after_blocks(content, position + 2)
        elif content[position] == 0x2C:  # a frame
            left, top, frame_width, frame_height, packed = struct.unpack_from(
                "<HHHHB", content, position + 1
            )
            covered = covered and (left, top, frame_width, frame_height) == (0, 0, width, height)
            position = _after_blocks(content, position + 11 + _colour_table_bytes(packed))
            frames += 1
        else:
            raise ImageError("the GIF is damaged: a block of no known kind")
    if frames == 0 or position >= len(content):
        raise _cut_off()
    return ImageHeader("GIF", width, height, plain=frames == 1 and opaque and covered)


def _colour_table_bytes(packed: int) -> int:
    return 3 << ((packed & 7) + 1) if packed & 0x80 else 0


def _after_blocks(content: bytes, position: int) -> int:
    while size := content[position]:
        position += 1 + size
    return position + 1


# Inside a scan FF 00 is a data byte and FF D0..D7 restart it: any other marker ends it.
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_COMMON_FRAMES = {0xC0, 0xC1, 0xC2}  # baseline, extended, progressive; all Huffman coded


def _jpeg(content: bytes) -> ImageHeader:
    position, orientation = 2, 1
    frame: tuple[int, int, int, int] | None = None
    common = False
    while True:
        if content[position] != 0xFF:
            raise ImageError("the JPEG is damaged: no marker where one must be")
        marker = content[position + 1]
        if marker == 0xFF:  # fill byte
            position += 1
            continue
        if marker == 0xD9:  # end of image
            break
        (length,) = struct.unpack_from(">H", content, position + 2)
        segment = content[position + 4 : position + 2 + length]
        position += 2 + length
        if marker in _FRAME_MARKERS:
            frame, common = struct.unpack_from(">BHHB", segment), marker in _COMMON_FRAMES
        elif marker == 0xE1 and segment.startswith(b"Exif\0\0"):
            orientation = exif_orientation(segment[6:])
        elif marker == 0xDA:  # start of scan
            end = _AFTER_SCAN.search(content, position)
            if end is None:
                raise _cut_off()
            position = end.start()
    if frame is None:
        raise ImageError("the JPEG is damaged: it has no picture")
    precision, height, width, components = frame
    plain = common and precision == 8 and components in (1, 3) and orientation == 1
    return ImageHeader("JPEG", width, height, plain, orientation)


def _png(content: bytes) -> ImageHeader:
    width, height, depth, colour = struct.unpack_from(">IIBB", content, 16)
    position, orientation = 8, 1
    grey: int | None = None
    plain = depth == 8 and colour in (0, 2)
    kind = b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, position)
        body = content[position + 8 : position + 8 + length]
        (stored,) = struct.unpack_from(">I", content, position + 8 + length)
        if zlib.crc32(body, zlib.crc32(kind)) != stored:
            raise ImageError(f"the PNG is damaged: wrong checksum of {kind.decode('latin-1')}")
        if kind == b"tRNS":
            plain = False
            grey = transparent_grey(depth, colour, body)
        elif kind == b"acTL":  # animated
            plain = False
        elif kind == b"eXIf":
            orientation = exif_orientation(body)
        position += 12 + length
    return ImageHeader("PNG", width, height, plain and orientation == 1, orientation, grey)


_PARSERS = {
    b"BM": _bmp,
    b"GIF87a": _gif,
    b"GIF89a": _gif,
    b"\xff\xd8\xff": _jpeg,
    b"\x89PNG\r\n\x1a\n": _png,
}
