# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import re
import unicodedata

import numpy as np
import pytest

from training.synth import KINDS, WordSource
from training.synth import dictionary as dictionary_module
from training.synth.alphabet import ALPHABET, ASCII, COMPATIBILITY_JAMO, SYLLABLES, WANSUNG
from training.synth.dictionary import load_dictionary

DICTIONARY = ("사람", "나무", "하늘빛", "고맙다")


@pytest.fixture(scope="module")
def labels() -> list[str]:
    source = WordSource(DICTIONARY)
    rng = np.random.default_rng(0)
    return [source.draw(kind, rng) for _ in range(12_000) for kind in KINDS]


def test_ks_x_1001_has_its_2350_syllables() -> None:
    assert len(WANSUNG) == len(set(WANSUNG)) == 2350
    assert WANSUNG[0] == "가"
    assert WANSUNG[-1] == "힝"


def test_labels_are_nfc_and_within_length(labels: list[str]) -> None:
    assert all(unicodedata.is_normalized("NFC", label) for label in labels)
    assert all(1 <= len(label) <= 25 for label in labels)


def test_labels_stay_in_the_alphabet(labels: list[str]) -> None:
    assert set("".join(labels)) <= set(ALPHABET)


def test_every_printable_ascii_character_occurs(labels: list[str]) -> None:
    assert set(ASCII) <= set("".join(labels))


def test_every_ks_x_1001_syllable_and_basic_jamo_occurs(labels: list[str]) -> None:
    occurring = set("".join(labels))

    assert set(WANSUNG) <= occurring
    assert set(COMPATIBILITY_JAMO[:51]) <= occurring
    assert len(set(SYLLABLES) & occurring) > 7000


def test_spaces_are_single_inner_and_rare(labels: list[str]) -> None:
    spaced = [label for label in labels if " " in label]

    assert all(label == label.strip() and "  " not in label for label in spaced)
    assert 0.005 < len(spaced) / len(labels) < 0.05


def test_plate_kind_gives_plate_numbers() -> None:
    source, rng = WordSource(DICTIONARY), np.random.default_rng(1)

    for _ in range(500):
        assert re.fullmatch(r"([가-힣]{2})?\d{1,3}[가-힣]\d{4}", source.draw("plate", rng))


def test_short_limit_is_kept() -> None:
    source, rng = WordSource(DICTIONARY), np.random.default_rng(2)

    assert all(len(source.draw("print", rng, max_length=4)) <= 4 for _ in range(500))


def test_built_in_list_stands_in_for_missing_dictionaries(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(dictionary_module, "HUNSPELL_PATHS", ())
    monkeypatch.setattr(dictionary_module, "_wordfreq_words", list)

    assert "사업자등록증" in load_dictionary()
    assert "built-in" in caplog.text


def test_print_has_long_compounds_and_handwriting_serials_and_acronyms() -> None:
    source, rng = WordSource(DICTIONARY), np.random.default_rng(3)
    printed = [source.draw("print", rng) for _ in range(3000)]
    written = [source.draw("handwriting", rng) for _ in range(3000)]

    assert 0.1 < np.mean([len(label) >= 10 for label in printed]) < 0.2
    assert 0.06 < np.mean([label.isdigit() for label in written]) < 0.12
    assert 0.06 < np.mean([re.fullmatch("[A-Z]+", label) is not None for label in written]) < 0.12
