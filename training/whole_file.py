"""Files that are there whole or not at all, whenever the process is killed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_file(path: Path, *, flush: bool = True) -> Iterator[Path]:
    """Give a path beside `path` to write to; what is written takes its place at the end.

    An error inside the block leaves `path` as it was. With `flush` the content is on the disk
    before it is swapped in, so that not even a power cut leaves half a file.
    """
    part = path.with_name(f"part.{path.name}")  # in front: Keras wants its suffix last
    try:
        yield part
        if flush:
            with part.open("rb") as file:
                os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_text(path: Path, text: str, *, flush: bool = True) -> None:
    """Write a text file (UTF-8) whole."""
    with whole_file(path, flush=flush) as part:
        part.write_text(text, encoding="utf-8")
