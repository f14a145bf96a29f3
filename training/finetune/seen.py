"""Which images an archive was tuned on, so that no later tuning is judged by any of them.

`training/<version>/tuned_on.txt` in the archive holds a digest of every image's pixels, one a line:
it names no file, shows no picture, and finds an image again however it is exported.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from imaging.paper import Pixels
from training.whole_file import write_text

TUNED_ON = "tuned_on.txt"


def digest(image: Pixels) -> str:
    """Give 64 bits of the sha256 of an (H, W, 3) image's shape and pixels, as hex."""
    whole = hashlib.sha256(repr(image.shape).encode())
    whole.update(image.tobytes())
    return whole.hexdigest()[:16]


def read_digests(path: Path) -> frozenset[str]:
    """Read what `write_digests` wrote; nothing is known where there is no file."""
    return frozenset(path.read_text(encoding="ascii").split()) if path.is_file() else frozenset()


def write_digests(path: Path, digests: Iterable[str]) -> None:
    """Write digests, sorted."""
    write_text(path, "".join(f"{one}\n" for one in sorted(digests)))
