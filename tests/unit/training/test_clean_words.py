from pathlib import Path

import numpy as np

from recognizer.manifest import load_manifest
from training.clean_words import write_test_words
from training.synth import Sample


def sample_of(seed: int) -> Sample:
    """Give a word of one syllable, or with every third seed what is no word of syllables."""
    label = "A1" if seed % 3 == 0 else chr(0xAC00 + seed)
    return Sample(np.full((20, 30, 3), 200, np.uint8), label, "clean", "ab"[seed % 2])


def test_words_of_syllables_alone_are_written(tmp_path: Path) -> None:
    manifest = write_test_words(tmp_path, {"seen": sample_of}, count=4, first_seed=0)
    rows = list(load_manifest(manifest))
    assert [row.label for row in rows] == [chr(0xAC00 + seed) for seed in (1, 2, 4, 5)]
    assert {row.kind for row in rows} == {"seen"}
    assert all(row.path.read_bytes().startswith(b"\x89PNG") for row in rows)


def test_each_family_can_be_a_kind(tmp_path: Path) -> None:
    families = {"a": "바탕", "b": "돋움"}
    manifest = write_test_words(
        tmp_path, {"seen": sample_of}, count=4, first_seed=0, families=families
    )
    kinds = [row.kind for row in load_manifest(manifest)]
    assert kinds == ["seen: 돋움", "seen: 바탕", "seen: 바탕", "seen: 돋움"]
