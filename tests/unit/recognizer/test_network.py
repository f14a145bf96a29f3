from collections.abc import Callable
from dataclasses import replace
from typing import Any

import keras
import numpy as np
import pytest

from recognizer.charset import Charset
from recognizer.network.config import CONFIGS, TINY, RareConfig, Stage
from recognizer.network.decoder import AttentionDecoder
from recognizer.network.encoder import ConvBlock, ConvEncoder, LowRankConv2D, ResidualBlock
from recognizer.network.rare import Rare, character_log_probs
from recognizer.network.rectifier import Rectifier, area_matrix, sample_bilinear, tps_matrix

CHARSET = Charset()
DECODER_SIZES = {
    "units": 8,
    "attention_units": 6,
    "embedding_units": 3,
    "first_size": CHARSET.first_size,
    "vowel_size": CHARSET.vowel_size,
    "final_size": CHARSET.final_size,
}
LAYERS: dict[str, tuple[Callable[[], keras.layers.Layer], tuple[int, ...], tuple[int, ...]]] = {
    "rectifier": (
        lambda: Rectifier(height_px=16, widths_px=(32,), columns=16, fiducials=6, channels=(4, 8)),
        (2, 16, 32, 1),
        (2, 16, 32, 1),
    ),
    "convolution": (lambda: ConvBlock(5, stride=(2, 1)), (2, 8, 8, 3), (2, 4, 8, 5)),
    "residual": (lambda: ResidualBlock(4), (2, 8, 8, 4), (2, 8, 8, 4)),
    "low rank": (lambda: LowRankConv2D(5, rank=2, stride=(2, 2)), (2, 8, 6, 3), (2, 4, 3, 5)),
    "residual of low rank": (lambda: ResidualBlock(4, rank=3), (2, 8, 8, 4), (2, 8, 8, 4)),
    "encoder of low rank": (
        lambda: ConvEncoder(
            stem_channels=4,
            stem_rank=3,
            stages=(Stage(6, 1, (2, 1), rank=4),),
            sequence_channels=7,
            sequence_stride=2,
        ),
        (2, 16, 32, 1),
        (2, 8, 7),
    ),
    "encoder": (
        lambda: ConvEncoder(stem_channels=4, stages=(Stage(6, 1, (2, 1)),), sequence_channels=7),
        (2, 16, 32, 1),
        (2, 16, 7),
    ),
}


@pytest.fixture(scope="module")
def model() -> Rare:
    keras.utils.set_random_seed(3)
    return Rare(TINY, CHARSET)


@pytest.mark.parametrize("name", LAYERS)
def test_layer_gives_its_shape_and_survives_its_config(name: str) -> None:
    make, shape_in, shape_out = LAYERS[name]
    layer = make()
    x = np.random.default_rng(0).normal(size=shape_in).astype(np.float32)
    assert tuple(layer(x).shape) == shape_out
    twin = type(layer).from_config(layer.get_config())
    twin(x)
    twin.set_weights(layer.get_weights())
    np.testing.assert_allclose(twin(x), layer(x), atol=1e-6)


@pytest.mark.parametrize("name", [*LAYERS, "decoder"])
def test_every_weight_of_a_layer_learns(name: str) -> None:
    tf = pytest.importorskip("tensorflow")
    if name == "decoder":
        layer: Any = AttentionDecoder(**DECODER_SIZES)
        ids = np.ones((2, 3), np.int32)
        memory = tf.random.stateless_normal((2, 5, 7), (1, 2))

        def run() -> Any:
            return sum(tf.reduce_sum(scores**2) for scores in layer(memory, ids, ids, ids))
    else:
        make, shape_in, _ = LAYERS[name]
        layer = make()
        x = tf.random.stateless_normal(shape_in, (1, 2))

        def run() -> Any:
            return tf.reduce_sum(layer(x) ** 2)

    run()
    for variable in layer.trainable_variables:  # zero initial weights would hide what is behind
        variable.assign(variable + 0.05)
    with tf.GradientTape() as tape:
        loss = run()
    for variable, gradient in zip(
        layer.trainable_variables, tape.gradient(loss, layer.trainable_variables), strict=True
    ):
        assert gradient is not None, variable.path


@pytest.mark.parametrize("size", [24, 36, 48, 80])
def test_shrinking_by_area_keeps_the_mean_and_whole_factors_are_means(size: int) -> None:
    columns = np.random.default_rng(size).random((3, size)).astype(np.float32)
    shrunk = columns @ area_matrix(size, 24)
    np.testing.assert_allclose(shrunk.mean(1), columns.mean(1), rtol=1e-5)
    if size % 24 == 0:
        means = columns.reshape(3, 24, -1).mean(2)
        np.testing.assert_allclose(shrunk, means, rtol=1e-5)


def test_the_rectifier_starts_as_the_identity() -> None:
    layer = Rectifier(height_px=16, widths_px=(32,), columns=16, fiducials=20, channels=(4, 8))
    x = np.random.default_rng(0).normal(size=(2, 16, 32, 1)).astype(np.float32)
    np.testing.assert_allclose(layer(x), x, atol=1e-3)


def test_thin_plate_spline_follows_an_affine_map_exactly() -> None:
    from recognizer.network.rectifier import base_fiducials

    base = base_fiducials(20)
    affine = base @ np.array([[0.8, 0.1], [-0.2, 0.9]]) + [0.05, -0.1]
    grid = tps_matrix(20, 8, 12).astype(np.float64) @ base
    mapped = tps_matrix(20, 8, 12).astype(np.float64) @ affine
    np.testing.assert_allclose(
        mapped, grid @ np.array([[0.8, 0.1], [-0.2, 0.9]]) + [0.05, -0.1], atol=1e-4
    )


def test_sampling_outside_repeats_the_edge() -> None:
    image = np.arange(12, dtype=np.float32).reshape(1, 3, 4, 1)
    points = np.full((1, 12, 2), [-9.0, -9.0], np.float32)
    assert (np.asarray(sample_bilinear(image, points)) == 0).all()


def test_reading_agrees_with_teacher_forcing_on_its_own_text(model: Rare) -> None:
    images = np.random.default_rng(1).normal(size=(3, 16, 48, 1)).astype(np.float32)
    reading = model.read(images)
    first, vowel, final = (np.asarray(ids) for ids in reading[:3])
    start = np.full((3, 1), CHARSET.start_id, np.int32)
    zero = np.zeros((3, 1), np.int32)
    logits = model(
        images,
        np.concatenate([start, first[:, :-1]], 1),
        np.concatenate([zero, vowel[:, :-1]], 1),
        np.concatenate([zero, final[:, :-1]], 1),
    )
    syllable = CHARSET.is_initial_table()[first]
    scored = character_log_probs(logits, first, vowel, final, syllable)
    np.testing.assert_allclose(scored, reading.log_probs, atol=1e-4)


def test_probabilities_of_all_characters_sum_to_one(model: Rare) -> None:
    images = np.zeros((1, 16, 48, 1), np.float32)
    start = np.full((1, 1), CHARSET.start_id, np.int32)
    zero = np.zeros((1, 1), np.int32)
    logits = model(images, start, zero, zero)
    first, vowel, final = (np.asarray(keras.ops.softmax(x, -1))[0, 0] for x in logits)
    table = CHARSET.is_initial_table()
    syllables = np.einsum("f,v,t->", first[table == 1], vowel, final)
    assert syllables + first[table == 0].sum() == pytest.approx(1, abs=1e-5)


def test_choosing_weighs_a_whole_syllable_against_other_characters(model: Rare) -> None:
    from recognizer.network.decoder import Logits

    first = np.full((1, CHARSET.first_size), -20.0, np.float32)
    first[0, CHARSET.first_initial_id] = 0.3  # ㄱ a little likelier than "!" ...
    bang = CHARSET.encode(["!"], max_length=1).first[0, 0]
    first[0, bang] = 0.0
    unsure = Logits(first, np.zeros((1, 21), np.float32), np.zeros((1, 28), np.float32))
    assert int(np.asarray(model.choose(unsure)[0])[0]) == bang  # ... but no syllable is
    certain = [np.eye(size, dtype=np.float32)[:1] * 50 for size in (21, 28)]
    sure = Logits(first, *certain)
    assert int(np.asarray(model.choose(sure)[0])[0]) == CHARSET.first_initial_id


def test_attention_sums_to_one_over_the_width(model: Rare) -> None:
    reading = model.read(np.zeros((2, 16, 48, 1), np.float32))
    assert np.asarray(reading.attention).shape == (2, TINY.max_length + 1, TINY.columns(48))
    np.testing.assert_allclose(np.asarray(reading.attention).sum(-1), 1, atol=1e-5)


@pytest.mark.parametrize("name", CONFIGS)
def test_config_survives_json(name: str) -> None:
    import json

    config = CONFIGS[name]
    assert RareConfig.from_json(json.loads(json.dumps(config.to_json()))) == config


def test_sizes_of_one_box_are_read_as_such() -> None:
    values = TINY.to_json()
    del values["widths_px"], values["localiser_columns"]

    config = RareConfig.from_json({**values, "width_px": 48})

    assert config.widths_px == (48,)
    assert config.localiser_columns == 24
    assert config.columns(48) == 12


def test_sizes_from_before_there_were_ranks_are_read_as_of_full_rank() -> None:
    values = TINY.to_json()
    del values["stem_rank"], values["sequence_stride"]
    for stage in values["stages"]:
        del stage["rank"]

    config = RareConfig.from_json(values)

    assert (config.stem_rank, config.sequence_stride) == (None, 1)
    assert [stage.rank for stage in config.stages] == [None]
    assert config.columns(48) == 12


def test_a_box_that_does_not_divide_into_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="36 px does not divide into columns of 8 px"):
        replace(TINY, sequence_stride=2)
