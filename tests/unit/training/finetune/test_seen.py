from pathlib import Path

import cv2
import numpy as np

from recognizer.images import decode
from training.finetune.seen import digest, read_digests, write_digests

PIXELS = np.random.default_rng(1).integers(0, 255, (20, 44, 3), np.uint8)


def encoded(suffix: str, pixels: np.ndarray) -> bytes:
    return cv2.imencode(suffix, pixels)[1].tobytes()


def test_an_image_is_known_again_in_another_file() -> None:
    assert digest(decode(encoded(".png", PIXELS))) == digest(decode(encoded(".bmp", PIXELS)))


def test_one_other_pixel_is_another_image() -> None:
    other = PIXELS.copy()
    other[3, 4, 1] ^= 1
    assert digest(PIXELS) != digest(other)
    assert digest(PIXELS) != digest(PIXELS.reshape(44, 20, 3))


def test_digests_come_back(tmp_path: Path) -> None:
    digests = frozenset({"00ff00ff00ff00ff", "a" * 16})
    write_digests(tmp_path / "tuned_on.txt", digests)
    assert read_digests(tmp_path / "tuned_on.txt") == digests
    assert read_digests(tmp_path / "none.txt") == frozenset()
