import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.preprocess import fitted_width, resample_matrix, to_input

sizes = st.integers(1, 400)


@given(sizes, sizes)
def test_rows_of_the_resampling_matrix_sum_to_one(size_in: int, size_out: int) -> None:
    matrix = resample_matrix(size_in, size_out)
    assert matrix.shape == (size_out, size_in)
    assert matrix.min() >= 0
    np.testing.assert_allclose(matrix.sum(1), 1, rtol=1e-5)


@given(sizes)
def test_the_same_size_is_the_identity(size: int) -> None:
    np.testing.assert_allclose(resample_matrix(size, size), np.eye(size), atol=1e-5)


def test_shrinking_by_a_whole_factor_averages_instead_of_skipping() -> None:
    stripes = np.tile([0.0, 1.0], 50).astype(np.float32)
    shrunk = resample_matrix(100, 25) @ stripes
    np.testing.assert_allclose(shrunk[1:-1], 0.5, atol=0.02)


@pytest.mark.parametrize(
    ("height", "width", "expected"),
    [(40, 80, 80), (80, 80, 40), (10, 200, 160), (1000, 1, 1), (20, 31, 62)],
)
def test_width_keeps_the_aspect_up_to_the_box(height: int, width: int, expected: int) -> None:
    assert fitted_width(height, width, height_px=40, width_px=160) == expected


def test_input_is_standardised_and_padded_on_the_right() -> None:
    image = np.random.default_rng(0).integers(0, 255, (50, 100, 3), np.uint8)
    ready = to_input(image, height_px=40, width_px=160)
    assert ready.shape == (40, 160, 1)
    word = ready[:, :80]
    assert abs(float(word.mean())) < 1e-3
    assert abs(float(word.std()) - 1) < 1e-3
    assert (ready[:, 80:] == 0).all()


def test_a_blank_page_stays_blank() -> None:
    page = np.full((30, 60, 3), 200, np.uint8)
    page[::2] += 1  # sensor noise must not become strokes
    assert np.abs(to_input(page, height_px=40, width_px=160)).max() < 0.2


@given(st.integers(1, 60), st.integers(1, 300))
def test_any_size_gives_finite_input(height: int, width: int) -> None:
    image = np.full((height, width, 3), 7, np.uint8)
    assert np.isfinite(to_input(image, height_px=40, width_px=160)).all()
