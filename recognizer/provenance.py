"""What wrote a SavedModel, as far as its file tells, without running or loading any of it."""

from collections.abc import Iterator
from typing import Final

from recognizer.archive import SAVED_MODEL, Archive

# Fields of TensorFlow's saved_model.proto and meta_graph.proto.
_META_GRAPHS: Final = 2
_META_INFO: Final = 1
_TENSORFLOW_VERSION: Final = 5
_VARINT_BITS: Final = 64
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def written_by(archive: Archive) -> str:
    """Give what wrote an archive's graph, `TensorFlow 1.14.0`; empty where it does not say."""
    path = archive.saved_model / SAVED_MODEL
    try:
        version = _tensorflow_version(memoryview(path.read_bytes()))
    except (OSError, ValueError, IndexError):  # damaged: whoever loads it says so
        return ""
    return f"TensorFlow {version}" if version else ""


def _tensorflow_version(message: memoryview) -> str:
    for graph in _texts(message, _META_GRAPHS):
        for about in _texts(graph, _META_INFO):
            for version in _texts(about, _TENSORFLOW_VERSION):
                return bytes(version).decode("utf-8")
    return ""


def _texts(message: memoryview, wanted: int) -> Iterator[memoryview]:
    """Give the length-delimited fields number `wanted` of a protocol buffer."""
    place = 0
    while place < len(message):
        tag, place = _varint(message, place)
        field, kind = tag >> 3, tag & 7
        if kind == _BYTES:
            length, place = _varint(message, place)
            if field == wanted:
                yield message[place : place + length]
            place += length
        elif kind == _VARINT:
            _, place = _varint(message, place)
        elif kind in (_FIXED64, _FIXED32):
            place += 8 if kind == _FIXED64 else 4
        else:
            raise ValueError(f"no protocol buffer: wire type {kind}")


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    """Give a number and the place behind it. Raises ValueError, IndexError."""
    value = 0
    for shift in range(0, _VARINT_BITS, 7):
        byte = message[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
    raise ValueError("no protocol buffer: a number without end")
