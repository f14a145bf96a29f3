from pathlib import Path

import cv2
import numpy as np
import pytest

from recognizer.charset import Charset
from recognizer.manifest import ManifestRow
from recognizer.network.config import TINY
from recognizer.network.rare import Rare
from training.evaluate import Reader, read_manifest


def test_an_image_that_cannot_be_read_leaves_the_others_their_places(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    image = np.random.default_rng(0).integers(0, 255, (20, 40, 3), np.uint8)
    whole = cv2.imencode(".png", image)[1].tobytes()
    for name, content in {"cut.png": whole[:40], "first.png": whole, "last.png": whole}.items():
        (tmp_path / name).write_bytes(content)
    names = ("first.png", "cut.png", "gone.png", "last.png")
    rows = [ManifestRow(tmp_path / name, "가", "print") for name in names]

    reader = Reader(Rare(TINY, Charset()))
    texts = read_manifest(reader, rows)

    alone = read_manifest(reader, rows[:1])
    assert texts == [*alone, "", "", *alone]
    assert alone != [""]
    assert "cut.png counts as misread: the image is cut off" in caplog.text
    assert "gone.png counts as misread" in caplog.text
