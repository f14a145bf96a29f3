from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from datasets.opening import open_dataset
from datasets.record import ImageRef
from training.errors import StoppedError
from training.finetune.corrections import Item
from training.finetune.crops import CropFile, load_image, write_crops, write_index
from training.finetune.mixing import LONGEST_JOINED, REAL, MixedSource, Mixture
from training.finetune.views import joined, varied
from training.synth import MIX_TRAIN, Sample


def synthetic(seed: int) -> Sample:
    return Sample(np.full((20, 40, 3), seed % 256, np.uint8), f"{seed}", "clean", "none")


@pytest.fixture
def items(exported: object) -> list[Item]:
    names = [f"page_00{n}_crop_0.png" for n in range(4)]
    return [Item(0, ImageRef(name), name[5:8], name, n == 0, None) for n, name in enumerate(names)]


@pytest.fixture
def folder(tmp_path: Path, items: list[Item], exported: object) -> Path:
    dataset = open_dataset(exported.dataset)  # type: ignore[attr-defined]
    missing = Item(0, ImageRef("gone.png"), "가", "gone.png", False, None)
    kept, crops, left_out = write_crops(
        tmp_path, [*items[:2], missing, *items[2:]], [dataset], check=lambda: None
    )
    assert kept == items
    assert left_out == ["gone.png: the image gone.png is not there"]
    write_index(tmp_path, crops)
    return tmp_path


def mixture(real_share: float, correction_weight: float = 3.0, seed: int = 0) -> Mixture:
    return Mixture(real_share, correction_weight, MIX_TRAIN, seed)


def test_crops_keep_their_pixels(folder: Path, exported: object) -> None:
    from recognizer.images import decode

    file = CropFile(folder)
    for number, crop in enumerate(file.crops):
        path = exported.dataset / crop.path  # type: ignore[attr-defined]
        np.testing.assert_array_equal(file.image(number), decode(path.read_bytes()))
        np.testing.assert_array_equal(load_image(folder, crop), file.image(number))


def test_keeping_crops_can_be_stopped(tmp_path: Path, items: list[Item], exported: object) -> None:
    def stop() -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        write_crops(tmp_path, items, [], check=stop)


def test_the_share_and_the_weight_are_kept(folder: Path) -> None:
    source = MixedSource(CropFile(folder), synthetic, mixture(0.5))
    drawn = [source(seed) for seed in range(2000)]
    real = [sample.label for sample in drawn if sample.kind == REAL]
    assert 900 < len(real) < 1100
    labels = Counter(label[i : i + 3] for label in real for i in range(0, len(label), 3))
    others = labels.total() - labels["000"]
    assert labels["000"] / (others / 3) == pytest.approx(3.0, rel=0.25)  # the corrected one
    for seed, sample in enumerate(drawn):
        assert sample.kind == REAL or sample.label == f"{seed}"


def test_a_seed_gives_the_same_view_in_every_process(folder: Path) -> None:
    one, other = (MixedSource(CropFile(folder), synthetic, mixture(1.0)) for _ in range(2))
    for seed in range(20):
        np.testing.assert_array_equal(one(seed).image, other(seed).image)
    elsewhere = MixedSource(CropFile(folder), synthetic, mixture(1.0, seed=1))
    assert any(not np.array_equal(one(seed).image, elsewhere(seed).image) for seed in range(5))


def test_a_quarter_of_the_views_are_of_two_crops(folder: Path) -> None:
    source = MixedSource(CropFile(folder), synthetic, mixture(1.0))
    lengths = Counter(len(source(seed).label) for seed in range(1000))
    assert set(lengths) == {3, 6}
    assert 200 < lengths[6] < 300


def test_long_labels_are_not_made_longer(folder: Path) -> None:
    file = CropFile(folder)
    longest = "가" * (LONGEST_JOINED - 1)
    file.crops = [replace(crop, label=longest) for crop in file.crops]
    source = MixedSource(file, synthetic, mixture(1.0))
    assert {source(seed).label for seed in range(100)} == {longest}


def test_two_crops_stand_on_one_paper() -> None:
    rng = np.random.default_rng(5)
    one = np.full((40, 100, 3), (250, 250, 240), np.uint8)
    other = np.full((80, 120, 3), (220, 225, 230), np.uint8)
    other[30:50, 40:80] = 20
    both = joined(one, other, rng)
    assert both is not None
    assert both.shape[0] == 40
    assert 100 + 40 < both.shape[1] < 100 + 10 + 90
    np.testing.assert_array_equal(both[0], np.broadcast_to(both[0, 0], both[0].shape))
    assert both[20].min() < 40  # what is written on the second


def test_dark_and_light_papers_are_not_joined() -> None:
    light, dark = (np.full((40, 100, 3), tone, np.uint8) for tone in (240, 30))
    assert joined(light, dark, np.random.default_rng(0)) is None


def test_views_differ_and_stay_readable() -> None:
    rng = np.random.default_rng(3)
    word = np.full((40, 120, 3), 230, np.uint8)  # a thick box
    word[10:30, 20:100] = 20
    word[14:26, 30:90] = 230
    views = [varied(word, rng) for _ in range(30)]
    for view in views:
        assert view.dtype == np.uint8
        assert 0.5 < view.shape[0] / 40 < 1.9
        assert 0.5 < view.shape[1] / 120 < 1.9
        assert view.std() > 20  # the strokes are there
    assert len({view.tobytes() for view in views}) == 30


@pytest.mark.parametrize("shape", [(3, 3), (4, 300), (200, 5)])
def test_the_oddest_crops_have_views(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        view = varied(np.full((*shape, 3), 128, np.uint8), rng)
        assert min(view.shape[:2]) >= 4
