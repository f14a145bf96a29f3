from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizer import jamo
from recognizer.archive import Archive
from recognizer.backends.onnx import OnnxBackend, Word
from recognizer.backends.onnx_decoder import likeliest_characters
from recognizer.charset import Charset
from recognizer.contract import Outcome, Request
from recognizer.errors import ArchiveError

if TYPE_CHECKING:
    from recognizer.network.rare import Rare

LEGACY = Path(__file__).parents[3] / "samples" / "legacy_tf114"


def log_softmax(scores: np.ndarray) -> np.ndarray:
    return (scores - np.log(np.exp(scores).sum(-1, keepdims=True))).astype(np.float32)


def every_character(
    charset: Charset, first: np.ndarray, vowel: np.ndarray, final: np.ndarray
) -> dict[int, float]:
    """Log-probabilities of all characters at one place, by code point, the slow way."""
    syllables = {
        ord(jamo.compose(jamo.Jamo(i, v, t))): first[1 + i] + vowel[v] + final[t]
        for i in range(19)
        for v in range(21)
        for t in range(28)
    }
    return syllables | {ord(c): first[20 + i] for i, c in enumerate(charset.others)}


@settings(max_examples=10)
@given(seed=st.integers(0, 10_000), sharpness=st.floats(0.1, 6))
def test_likeliest_characters_are_those_of_all_11_172_syllables(
    seed: int, sharpness: float
) -> None:
    charset = Charset()
    generator = np.random.default_rng(seed)
    sizes = (charset.first_size, charset.vowel_size, charset.final_size)
    heads = [log_softmax(generator.normal(0, sharpness, (1, size))) for size in sizes]

    codes, probabilities = likeliest_characters(*heads, charset)

    log_probs = every_character(charset, *(head[0] for head in heads))
    best = sorted(log_probs.values(), reverse=True)[:5]
    assert np.allclose(np.log(probabilities[0]), best, atol=1e-4)
    assert np.allclose([log_probs[code] for code in codes[0].tolist()], best, atol=1e-4)


def words(model: "Rare", count: int, seed: int) -> list[Word]:
    """Noise in boxes of every width, full and half filled, in no order."""
    generator = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        box = int(generator.choice(model.config.widths_px))
        image = generator.normal(size=(model.config.height_px, box, 1)).astype(np.float32)
        word_px = int(generator.choice([box, box // 2 + 1]))
        image[:, word_px:] = 0
        found.append(Word(image, word_px))
    return found


def test_readings_are_the_networks_own(tiny_model: "Rare", tiny_archive: Path) -> None:
    given = words(tiny_model, 12, seed=3)

    backend = OnnxBackend(Archive.open(tiny_archive))
    answers = backend._answer_all(given, [None] * 12, threads=2, attention=True)

    found = []
    for word, answer in zip(given, answers, strict=True):
        reading = [np.array(part)[0] for part in tiny_model.read(word.image[None])]
        text = tiny_model.charset.decode(*reading[:3])
        found.append(text)
        assert answer.prediction is not None
        # The network's own loop goes one step further and may leave out the EOS.
        assert answer.prediction.text == text[: tiny_model.config.max_length]
        length = len(answer.prediction.text)
        log_probs, attention = reading[3][:length], reading[4][:length]
        assert np.log(answer.prediction.confidence) == pytest.approx(log_probs, abs=1e-4)
        assert np.allclose(answer.prediction.attention, attention, atol=1e-4)
        assert answer.prediction.word_share == word.width_px / word.image.shape[1]
    assert len(set(map(len, found))) > 3  # some end early, some late


def test_label_scores_are_the_networks_own(tiny_model: "Rare", tiny_archive: Path) -> None:
    from recognizer.network.rare import character_log_probs

    charset, most = tiny_model.charset, tiny_model.config.max_length
    labels = ["가게", "", "학교 17", "ㅋ", "가" * most, "말", "ㅎㅎ", "국밥"]
    given = words(tiny_model, len(labels), seed=4)

    backend = OnnxBackend(Archive.open(tiny_archive))
    answers = backend._answer_all(given, labels, threads=2, attention=False)

    for word, label, answer in zip(given, labels, answers, strict=True):
        encoded = charset.encode([label], max_length=most)
        ids = (encoded.first, encoded.vowel, encoded.final)
        before = [
            np.concatenate([np.full((1, 1), start, np.int32), part[:, :-1]], 1)
            for part, start in zip(ids, (charset.start_id, 0, 0), strict=True)
        ]
        logits = tiny_model(word.image[None], *before)
        syllable = encoded.syllable.astype(np.float32)
        log_probs = np.array(character_log_probs(logits, *ids, syllable))[0, : len(label) + 1]
        assert answer.label_score is not None
        assert answer.label_score.char_log_probs == pytest.approx(log_probs, abs=1e-4)
        assert answer.label_score.log_prob == pytest.approx(log_probs.sum(), abs=1e-3)


def test_text_never_exceeds_what_a_label_may_have(tiny_model: "Rare", tiny_archive: Path) -> None:
    backend = OnnxBackend(Archive.open(tiny_archive))
    given = words(tiny_model, 30, seed=5)

    readings = [
        a.prediction for a in backend._answer_all(given, [None] * 30, threads=2, attention=False)
    ]

    lengths = [len(reading.text) for reading in readings if reading]
    assert max(lengths) == tiny_model.config.max_length
    scores = backend._answer_all(given, [r.text for r in readings if r], threads=2, attention=False)
    for reading, scored in zip(readings, scores, strict=True):
        assert reading is not None
        assert scored.label_score is not None
        assert scored.label_score.log_prob == pytest.approx(reading.log_prob, abs=1e-3)


@pytest.fixture(scope="module")
def word_images() -> list[bytes]:
    """Eleven images of noise, of as many shapes."""
    generator = np.random.default_rng(6)
    return [
        cv2.imencode(".png", generator.integers(0, 256, (20 + i, 20 + 13 * i), np.uint8))[
            1
        ].tobytes()
        for i in range(11)
    ]


def test_calls_from_several_threads_are_answered_each_by_itself(
    tiny_archive: Path, word_images: Sequence[bytes]
) -> None:
    backend = OnnxBackend(Archive.open(tiny_archive), threads=2)
    batches = [
        [Request(image, "가게") for image in word_images[start : start + 5]]
        for start in range(len(word_images))
    ]
    alone = [backend.read(batch) for batch in batches]

    with ThreadPoolExecutor(4) as callers:
        together = list(callers.map(backend.read, batches))

    assert [texts_of(answers) for answers in together] == [texts_of(answers) for answers in alone]
    for answers, expected in zip(together, alone, strict=True):
        for answer, one in zip(answers, expected, strict=True):
            assert answer.label_score is not None
            assert one.label_score is not None
            assert answer.label_score.log_prob == pytest.approx(one.label_score.log_prob, abs=1e-4)


def test_a_call_beside_others_takes_no_threads_from_them(
    tiny_archive: Path, word_images: Sequence[bytes]
) -> None:
    backend = OnnxBackend(Archive.open(tiny_archive), threads=2)
    with backend._share() as alone, backend._share() as second, backend._share() as third:
        assert (alone, second, third) == (2, 1, 1)
    with backend._share() as again:
        assert again == 2


def texts_of(answers: Sequence[Outcome]) -> list[str]:
    return [answer.prediction.text for answer in answers if answer.prediction]


def test_archive_without_local_files_is_refused() -> None:
    with pytest.raises(ArchiveError, match="no files for the fast local runtime"):
        OnnxBackend(Archive.open(LEGACY))
