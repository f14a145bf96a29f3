import io
import struct
import tracemalloc
import zlib
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image, ImageOps

from recognizer import images
from recognizer.errors import ImageError


def picture(height: int = 37, width: int = 91) -> Image.Image:
    """Smooth colours with an edge: every corner differs."""
    x, y = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    pixels = np.stack([x, y, 255 - x / 2 - y / 2], 2).astype(np.uint8)
    pixels[: height // 3, : width // 4] = (200, 30, 60)
    return Image.fromarray(pixels)


def encode(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def on_white(image: Image.Image) -> np.ndarray:
    layers = Image.new("RGBA", image.size, "white")
    return np.asarray(Image.alpha_composite(layers, image.convert("RGBA")).convert("RGB"))


def translucent() -> Image.Image:
    image = picture().convert("RGBA")
    image.putalpha(Image.fromarray(np.tile(np.arange(91, dtype=np.uint8) * 2, (37, 1))))
    return image


PLAIN = {
    "png rgb": encode(picture(), "PNG"),
    "png grey": encode(picture().convert("L"), "PNG"),
    "jpeg rgb": encode(picture(), "JPEG", quality=80),
    "jpeg progressive": encode(picture(), "JPEG", progressive=True),
    "jpeg grey": encode(picture().convert("L"), "JPEG"),
    "bmp 24": encode(picture(), "BMP"),
    "gif": encode(picture(), "GIF"),
}
ODD = {
    "png palette": encode(picture().convert("P"), "PNG"),
    "png bilevel": encode(picture().convert("1"), "PNG"),
    "png palette, transparent": encode(picture().convert("P"), "PNG", transparency=3),
    "png grey, transparent": encode(picture().convert("L"), "PNG", transparency=0),
    "png rgb, transparent": encode(picture(), "PNG", transparency=(200, 30, 60)),
    "png rgba": encode(translucent(), "PNG"),
    "png grey alpha": encode(translucent().convert("LA"), "PNG"),
    "bmp grey": encode(picture().convert("L"), "BMP"),
    "bmp palette": encode(picture().convert("P"), "BMP"),
    "bmp bilevel": encode(picture().convert("1"), "BMP"),
    "gif, transparent": encode(picture().quantize(16), "GIF", transparency=3),
}


@pytest.mark.parametrize("name", [*PLAIN, *ODD])
def test_pixels_are_what_another_library_reads(name: str) -> None:
    content = (PLAIN | ODD)[name]

    expected = on_white(Image.open(io.BytesIO(content)))

    difference = np.abs(images.decode(content).astype(int) - expected)
    assert difference.max() <= 1


@pytest.mark.parametrize("name", PLAIN)
def test_plain_file_goes_over_the_wire_as_it_is(name: str) -> None:
    assert images.to_wire(PLAIN[name]) is PLAIN[name]


@pytest.mark.parametrize("name", ODD)
def test_odd_file_goes_over_the_wire_as_a_plain_png_of_the_same_pixels(name: str) -> None:
    wire = images.to_wire(ODD[name])

    assert wire.startswith(b"\x89PNG")
    assert images.to_wire(wire) is wire
    assert np.array_equal(images.decode(wire), images.decode(ODD[name]))


def white_letters() -> Image.Image:
    """White strokes on nothing, as a cut-out logo has them."""
    image = Image.new("LA", (91, 37), (255, 0))
    image.paste((255, 255), (10, 5, 30, 30))
    return image


WHITE_LETTERS = {
    "grey alpha": encode(white_letters(), "PNG"),
    "rgba": encode(white_letters().convert("RGBA"), "PNG"),
    "grey, transparent": encode(white_letters().getchannel("A"), "PNG", transparency=0),
    "palette, transparent": encode(
        white_letters().getchannel("A").convert("P"), "PNG", transparency=0
    ),
    "gif": encode(white_letters().getchannel("A").convert("P"), "GIF", transparency=0),
}


@pytest.mark.parametrize("name", WHITE_LETTERS)
def test_white_letters_on_nothing_stay_visible(name: str) -> None:
    content = WHITE_LETTERS[name]

    decoded = images.decode(content)

    assert np.array_equal(decoded[:, :, 0], np.asarray(white_letters().getchannel("A")))
    assert np.array_equal(images.decode(images.to_wire(content)), decoded)


def test_16_bits_become_8() -> None:
    deep = np.linspace(0, 65535, 37 * 91).astype(np.uint16).reshape(37, 91)

    decoded = images.decode(encode(Image.fromarray(deep), "PNG"))

    assert decoded.dtype == np.uint8
    assert np.abs(decoded[:, :, 0] - deep / 257).max() <= 0.5


def test_cmyk_becomes_rgb() -> None:
    content = encode(picture().convert("CMYK"), "JPEG", quality=95)

    difference = np.abs(images.decode(content).astype(int) - np.asarray(picture()))

    assert difference.mean() < 3
    assert images.to_wire(content) != content


def test_animation_gives_its_first_frame() -> None:
    first, second = picture(), ImageOps.invert(picture())
    for kind in ("GIF", "PNG"):
        content = encode(first, kind, save_all=True, append_images=[second])

        expected = np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))
        assert np.array_equal(images.decode(content), expected)
        assert images.to_wire(content) != content


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_exif_orientation_is_undone(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = encode(picture(), kind, exif=exif)

    upright = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(content))))

    decoded = images.decode(content)
    assert np.array_equal(decoded, upright)
    assert np.array_equal(images.decode(images.to_wire(content)), upright)


def test_padding_byte_of_a_32_bit_bmp_is_not_alpha() -> None:
    content = bytearray(encode(picture().convert("RGBA"), "BMP"))
    start = int.from_bytes(content[10:14], "little")
    content[start + 3 :: 4] = bytes(len(content[start + 3 :: 4]))

    assert np.array_equal(images.decode(bytes(content)), np.asarray(picture()))


@pytest.mark.parametrize("name", [*PLAIN, *ODD])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_cut_off_file_is_an_error(name: str, kept: float) -> None:
    content = (PLAIN | ODD)[name]

    with pytest.raises(ImageError, match=r"cut off|damaged|cannot be decoded"):
        images.decode(content[: int(len(content) * kept)])


@pytest.mark.parametrize("name", ["png rgb", "jpeg rgb", "bmp 24", "gif"])
def test_file_without_its_last_bytes_is_an_error(name: str) -> None:
    with pytest.raises(ImageError):
        images.decode(PLAIN[name][:-2])


def test_flipped_bit_in_a_png_is_an_error() -> None:
    content = bytearray(PLAIN["png rgb"])
    content[len(content) // 2] ^= 0x10

    with pytest.raises(ImageError, match="checksum of IDAT"):
        images.decode(bytes(content))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"hello", "not a BMP, GIF, JPEG or PNG"),
        (b"BM", "cut off"),
        (encode(picture(1, 1), "PNG"), "1 x 1 pixels, too small"),
        (encode(picture(2, 50), "JPEG"), "50 x 2 pixels, too small"),
    ],
)
def test_what_holds_no_text_is_a_named_error(content: bytes, message: str) -> None:
    with pytest.raises(ImageError, match=message):
        images.decode(content)


def test_a_png_of_no_bits_is_a_named_error() -> None:
    grey = bytearray(encode(picture(9, 5).convert("L"), "PNG"))
    grey[24] = 0
    grey[29:33] = struct.pack(">I", zlib.crc32(grey[12:29]))
    body = b"tRNS\0\0"
    trns = struct.pack(">I", 2) + body + struct.pack(">I", zlib.crc32(body))
    with pytest.raises(ImageError, match="cannot be decoded"):
        images.decode(bytes(grey[:33] + trns + grey[33:]))


def png_header(width: int, height: int) -> bytes:
    """A PNG that promises a size and brings no pixels: decoding it would be noticed."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        named = kind + body
        return struct.pack(">I", len(body)) + named + struct.pack(">I", zlib.crc32(named))

    ihdr = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", ihdr) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(20_000, 20_000), (20_000, 10), (9_000, 9_000)])
def test_huge_image_is_refused_by_its_header(width: int, height: int) -> None:
    with pytest.raises(ImageError, match=f"{width} x {height} pixels, larger than the limit"):
        images.decode(png_header(width, height))


def test_picture_that_contradicts_its_header_is_an_error() -> None:
    with pytest.raises(ImageError, match="cannot be decoded"):
        images.decode(png_header(40, 40))


def noise(*shape: int, dtype: type) -> np.ndarray:
    return np.random.default_rng(7).integers(0, np.iinfo(dtype).max, shape, dtype, endpoint=True)


def test_a_large_transparent_picture_is_blended_in_all_its_rows() -> None:
    stored = noise(700, 40, 4, dtype=np.uint8)

    pixels = images.decode(encode(Image.fromarray(stored), "PNG"))

    alpha = stored[:, :, 3:].astype(np.float64) / 255
    exact = stored[:, :, :3] * alpha + 255 * (1 - alpha)
    assert np.abs(pixels - exact).max() <= 0.5 + 1e-9


def test_a_large_picture_of_16_bits_becomes_8_in_all_its_rows() -> None:
    stored = noise(700, 40, dtype=np.uint16)

    pixels = images.decode(encode(Image.fromarray(stored), "PNG"))

    assert np.abs(pixels - stored[:, :, None] / 257).max() <= 0.5 + 1e-9


@pytest.fixture
def traced_memory() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.usefixtures("traced_memory")
@pytest.mark.parametrize(
    ("image", "times"),
    [(np.zeros((4000, 1000, 4), np.uint8), 5), (np.zeros((4000, 1000), np.uint16), 3)],
    ids=["transparent", "16 bits"],
)
def test_a_large_picture_takes_a_few_times_its_pixels(image: np.ndarray, times: int) -> None:
    content = encode(Image.fromarray(image), "PNG")
    tracemalloc.reset_peak()

    pixels = images.decode(content)

    assert tracemalloc.get_traced_memory()[1] < times * pixels.nbytes
