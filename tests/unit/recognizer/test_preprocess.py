import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.preprocess import Boxes, by_box, resample, to_input

sizes = st.integers(1, 400)
BOXES = Boxes(40, (80, 160))


def resampling_weights(size_in: int, size_out: int) -> np.ndarray:
    """What every input adds to every output: what resampling makes of the identity."""
    return resample(np.eye(size_in, dtype=np.float32), size_out)


@given(sizes, sizes)
def test_weights_of_resampling_sum_to_one(size_in: int, size_out: int) -> None:
    weights = resampling_weights(size_in, size_out)
    assert weights.shape == (size_out, size_in)
    assert weights.min() >= 0
    np.testing.assert_allclose(weights.sum(1), 1, rtol=1e-5)


@given(sizes, sizes)
def test_weights_of_resampling_are_triangles(size_in: int, size_out: int) -> None:
    scale = size_in / size_out
    centers = (np.arange(size_out)[:, None] + 0.5) * scale - 0.5
    triangles = np.maximum(0, 1 - np.abs(np.arange(size_in) - centers) / max(scale, 1))
    triangles /= triangles.sum(1, keepdims=True)
    np.testing.assert_allclose(resampling_weights(size_in, size_out), triangles, atol=1e-4)


@given(sizes)
def test_the_same_size_is_the_identity(size: int) -> None:
    np.testing.assert_allclose(resampling_weights(size, size), np.eye(size), atol=1e-5)


def test_shrinking_by_a_whole_factor_averages_instead_of_skipping() -> None:
    stripes = np.tile([0.0, 1.0], 50).astype(np.float32)[:, None]
    shrunk = resample(stripes, 25)
    np.testing.assert_allclose(shrunk[1:-1], 0.5, atol=0.02)


@pytest.mark.parametrize(
    ("height", "width", "expected"),
    [(40, 80, 80), (80, 80, 40), (10, 200, 160), (1000, 1, 1), (20, 31, 62)],
)
def test_width_keeps_the_aspect_up_to_the_widest_box(
    height: int, width: int, expected: int
) -> None:
    assert BOXES.word_px(height, width) == expected


@pytest.mark.parametrize(
    ("width", "expected"),
    [(20, 30), (53, 79), (80, 120), (106, 159), (107, 160), (140, 160), (200, 200), (999, 320)],
)
def test_narrow_words_are_drawn_half_as_wide_again(width: int, expected: int) -> None:
    assert Boxes(40, (80, 160, 320), stretched_px=160).word_px(40, width) == expected


@pytest.mark.parametrize(
    ("width", "expected"), [(20, 40), (71, 142), (72, 144), (100, 144), (144, 144), (200, 200)]
)
def test_narrow_words_are_drawn_up_to_twice_as_wide(width: int, expected: int) -> None:
    boxes = Boxes(40, (96, 144, 320), stretched_px=144, stretch_percent=200)
    assert boxes.word_px(40, width) == expected


@given(st.integers(1, 500), st.integers(1, 2000), st.sampled_from([100, 150, 175, 200]))
def test_wider_words_never_get_less_room(height: int, width: int, percent: int) -> None:
    boxes = Boxes(40, (80, 160, 320), stretched_px=160, stretch_percent=percent)
    assert boxes.word_px(height, width) <= boxes.word_px(height, width + 1)


def test_input_is_standardised_and_padded_on_the_right() -> None:
    image = np.random.default_rng(0).integers(0, 255, (50, 100, 3), np.uint8)
    ready = to_input(image, Boxes(40, (160,)))
    assert ready.shape == (40, 160, 1)
    word = ready[:, :80]
    assert abs(float(word.mean())) < 1e-3
    assert abs(float(word.std()) - 1) < 1e-3
    assert (ready[:, 80:] == 0).all()


def test_a_blank_page_stays_blank() -> None:
    page = np.full((30, 60, 3), 200, np.uint8)
    page[::2] += 1  # sensor noise must not become strokes
    assert np.abs(to_input(page, BOXES)).max() < 0.2


@given(st.integers(1, 60), st.integers(1, 300))
def test_any_size_gives_finite_input(height: int, width: int) -> None:
    image = np.full((height, width, 3), 7, np.uint8)
    assert np.isfinite(to_input(image, BOXES)).all()


@given(st.integers(1, 60), st.integers(1, 900))
def test_a_word_takes_the_narrowest_box_that_holds_it(height: int, width: int) -> None:
    boxes = Boxes(10, (20, 50, 70))
    word_px = boxes.word_px(height, width)
    taken = to_input(np.zeros((height, width, 3), np.uint8), boxes).shape[1]
    assert taken == min(box for box in (20, 50, 70) if box >= word_px)


def test_inputs_of_one_box_are_stacked() -> None:
    inputs = [np.full((4, width, 1), number, np.float32) for number, width in enumerate([9, 5, 9])]
    stacked = {
        images.shape[2]: (rows.tolist(), images[:, 0, 0, 0]) for rows, images in by_box(inputs)
    }
    assert {width: rows for width, (rows, _) in stacked.items()} == {5: [1], 9: [0, 2]}
    assert all((values == rows).all() for rows, values in stacked.values())
