from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import onnxruntime
import pytest

from recognizer.archive import Archive
from recognizer.charset import Charset
from recognizer.network.config import TINY, Stage
from recognizer.network.rare import Rare
from training.onnx_encoder import encoder_model

LOW_RANK = replace(
    TINY,
    widths_px=(24, 40, 48),
    stem_rank=3,
    stages=(Stage(8, 1, (2, 2), rank=6),),
    sequence_stride=2,
)


@pytest.fixture(scope="module", params=["full rank", "low rank"])
def model(request: pytest.FixtureRequest, tiny_model: Rare) -> Rare:
    if request.param == "full rank":
        return tiny_model
    keras.utils.set_random_seed(8)
    return Rare(LOW_RANK, Charset())


@pytest.fixture(scope="module")
def encoder(model: Rare) -> onnxruntime.InferenceSession:
    content = encoder_model(model).SerializeToString()
    return onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])


def words(model: Rare, box_px: int, widths: list[int]) -> np.ndarray:
    """Noise as wide as a word, zeros behind it, as standardised words are padded."""
    generator = np.random.default_rng(2)
    shape = (len(widths), model.config.height_px, box_px, 1)
    images = generator.normal(size=shape).astype(np.float32)
    for image, width in zip(images, widths, strict=True):
        image[:, width:] = 0
    return images


def features_of_network(model: Rare, images: np.ndarray) -> np.ndarray:
    features: np.ndarray = np.array(model.convolutions(model.rectifier(images)))
    return features.transpose(1, 0, 2)


def assert_alike(features: np.ndarray, expected: np.ndarray) -> None:
    """Compare by the largest of them: places sampled in noise differ with the last digit."""
    np.testing.assert_allclose(features, expected, rtol=0, atol=1e-4 * np.abs(expected).max())


def test_columns_left_out_are_those_of_a_blank_image(
    model: Rare, encoder: onnxruntime.InferenceSession
) -> None:
    for box_px in model.config.widths_px:
        for width in range(box_px + 1):
            images = words(model, box_px, [width])

            (features,) = encoder.run(["features"], {"images": images})

            assert_alike(features, features_of_network(model, images))


def test_a_batch_is_computed_as_far_as_its_widest_word_reaches(
    model: Rare, encoder: onnxruntime.InferenceSession
) -> None:
    images = words(model, 48, [5, 0, 23, 11])

    (features,) = encoder.run(["features"], {"images": images})

    assert_alike(features, features_of_network(model, images))


def test_runtime_needs_no_weights_twice(tiny_model: Rare, tiny_archive: Path) -> None:
    archive = Archive.open(tiny_archive)
    weights = sum(variable.numpy().nbytes for variable in tiny_model.weights)

    config = tiny_model.config
    splines = 4 * config.fiducials * config.height_px * sum(config.widths_px)

    # In half precision, with the boxes' splines and what describes the graphs.
    files = archive.encoder.stat().st_size + archive.decoder.stat().st_size
    assert files < weights / 2 + splines + 2**16
