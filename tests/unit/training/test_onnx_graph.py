from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
import pytest

from recognizer.archive import Archive

if TYPE_CHECKING:
    from recognizer.network.rare import Rare


@pytest.fixture(scope="module")
def encoder(tiny_archive: Path) -> onnxruntime.InferenceSession:
    path = Archive.open(tiny_archive).encoder
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


def words(model: "Rare", box_px: int, widths: list[int]) -> np.ndarray:
    """Noise as wide as a word, zeros behind it, as standardised words are padded."""
    generator = np.random.default_rng(2)
    shape = (len(widths), model.config.height_px, box_px, 1)
    images = generator.normal(size=shape).astype(np.float32)
    for image, width in zip(images, widths, strict=True):
        image[:, width:] = 0
    return images


def features_of_network(model: "Rare", images: np.ndarray) -> np.ndarray:
    features: np.ndarray = np.array(model.convolutions(model.rectifier(images)))
    return features.transpose(1, 0, 2)


def test_columns_left_out_are_those_of_a_blank_image(
    tiny_model: "Rare", encoder: onnxruntime.InferenceSession
) -> None:
    for box_px in tiny_model.config.widths_px:
        for width in range(box_px + 1):
            images = words(tiny_model, box_px, [width])

            (features,) = encoder.run(["features"], {"images": images})

            assert np.allclose(features, features_of_network(tiny_model, images), atol=1e-4)


def test_a_batch_is_computed_as_far_as_its_widest_word_reaches(
    tiny_model: "Rare", encoder: onnxruntime.InferenceSession
) -> None:
    images = words(tiny_model, 48, [5, 0, 23, 11])

    (features,) = encoder.run(["features"], {"images": images})

    assert np.allclose(features, features_of_network(tiny_model, images), atol=1e-4)


def test_runtime_needs_no_weights_twice(tiny_model: "Rare", tiny_archive: Path) -> None:
    archive = Archive.open(tiny_archive)
    weights = sum(variable.numpy().nbytes for variable in tiny_model.weights)

    config = tiny_model.config
    splines = 4 * config.fiducials * config.height_px * sum(config.widths_px)

    # In half precision, with the boxes' splines and what describes the graphs.
    files = archive.encoder.stat().st_size + archive.decoder.stat().st_size
    assert files < weights / 2 + splines + 2**16
