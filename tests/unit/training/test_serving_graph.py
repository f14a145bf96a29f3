import io
from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from recognizer import images
from recognizer.network.config import TINY
from recognizer.preprocess import resample, to_input
from training import serving_encoder, serving_images, serving_texts


@pytest.mark.parametrize(("size_in", "size_out"), [(40, 40), (13, 40), (331, 48), (1, 7), (9, 1)])
def test_resampling_is_the_one_formula(size_in: int, size_out: int) -> None:
    in_graph = serving_images.resample_matrix(tf.constant(size_in), tf.constant(size_out))

    identity = np.eye(size_in, dtype=np.float32)
    assert np.allclose(in_graph, resample(identity, size_out), atol=1e-6)


@pytest.mark.parametrize("size", [(16, 48), (90, 30), (12, 400), (3, 3), (200, 301)])
@pytest.mark.parametrize("kind", ["PNG", "BMP", "JPEG", "GIF"])
@pytest.mark.parametrize("stretch_percent", [150, 200])
def test_preparation_is_the_one_formula(
    size: tuple[int, int], kind: str, stretch_percent: int
) -> None:
    boxes = replace(TINY.boxes, stretch_percent=stretch_percent)
    generator = np.random.default_rng(1)
    pixels = np.repeat(generator.integers(0, 255, (*size, 1)).astype(np.uint8), 3, axis=2)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind)

    prepared, width = serving_images.prepare(tf.constant(file.getvalue()), boxes)

    expected = to_input(images.decode(file.getvalue()), boxes)
    assert prepared.shape == (boxes.height_px, boxes.widest_px, 1)
    assert np.allclose(prepared[:, : expected.shape[1]], expected, atol=1e-4)
    assert not np.any(prepared[:, expected.shape[1] :])
    assert int(width) == boxes.word_px(*size)


def test_grey_bmp_that_never_passed_a_client_is_read_as_grey() -> None:
    pixels = np.random.default_rng(2).integers(0, 255, (20, 30)).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "BMP")

    decoded = serving_images.decode_image(tf.constant(file.getvalue()))

    assert np.array_equal(decoded, np.repeat(pixels[:, :, None], 3, axis=2))


@pytest.mark.parametrize(
    "texts", [["가게", "", "a①b"], [""], ["", ""], ["한" * 40, "글"], ["\U0001f600 ok"]]
)
def test_labels_are_taken_apart_into_code_points(texts: list[str]) -> None:
    encoded = tf.constant([text.encode("utf-8") for text in texts])

    codes, length = serving_texts._unicode_codes(encoded, 25)

    assert length.numpy().tolist() == [len(text) for text in texts]
    assert codes.shape[1] == min(25, max(len(text) for text in texts))
    for row, text in zip(codes.numpy(), texts, strict=True):
        assert row[: len(text)].tolist() == [ord(character) for character in text[:25]]


def test_bidirectional_gru_is_keras_own() -> None:
    import keras

    layer = keras.layers.Bidirectional(keras.layers.GRU(5, return_sequences=True))
    x = tf.constant(np.random.default_rng(3).normal(size=(4, 7, 6)).astype(np.float32))
    expected = layer(x)
    for variable in layer.variables:
        variable.assign(np.random.default_rng(4).normal(size=variable.shape))
    expected = layer(x)

    assert np.allclose(serving_encoder.bidirectional_gru(layer, x), expected, atol=1e-5)
