from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizer import jamo
from recognizer.archive import Archive
from recognizer.backends.onnx import OnnxBackend
from recognizer.backends.onnx_decoder import likeliest_characters
from recognizer.charset import Charset
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


@settings(max_examples=10, deadline=None)
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


def test_readings_are_the_networks_own(tiny_model: "Rare", tiny_archive: Path) -> None:
    config, charset = tiny_model.config, tiny_model.charset
    generator = np.random.default_rng(3)
    inputs = generator.normal(size=(12, config.height_px, config.width_px, 1)).astype(np.float32)
    reading = [np.array(part) for part in tiny_model.read(inputs)]

    backend = OnnxBackend(Archive.open(tiny_archive))
    answers = backend._answer([(image, 1.0) for image in inputs], [None] * 12, attention=True)

    texts = [charset.decode(*(part[row] for part in reading[:3])) for row in range(12)]
    assert len({len(text) for text in texts}) > 3  # some end early, some late
    for row, (answer, text) in enumerate(zip(answers, texts, strict=True)):
        assert answer.prediction is not None
        # The network's own loop goes one step further and may leave out the EOS.
        assert answer.prediction.text == text[: config.max_length]
        length = len(answer.prediction.text)
        log_probs, attention = reading[3][row, :length], reading[4][row, :length]
        assert np.log(answer.prediction.confidence) == pytest.approx(log_probs, abs=1e-4)
        assert np.allclose(answer.prediction.attention, attention, atol=1e-4)


def test_label_scores_are_the_networks_own(tiny_model: "Rare", tiny_archive: Path) -> None:
    from recognizer.network.rare import character_log_probs

    config, charset = tiny_model.config, tiny_model.charset
    labels = ["가게", "", "학교 17", "ㅋ", "가" * config.max_length]
    generator = np.random.default_rng(4)
    shape = (len(labels), config.height_px, config.width_px, 1)
    inputs = generator.normal(size=shape).astype(np.float32)
    encoded = charset.encode(labels, max_length=config.max_length)
    ids = (encoded.first, encoded.vowel, encoded.final)
    before = [
        np.concatenate([np.full((len(labels), 1), start, np.int32), part[:, :-1]], 1)
        for part, start in zip(ids, (charset.start_id, 0, 0), strict=True)
    ]
    logits = tiny_model(inputs, *before)
    log_probs = np.array(character_log_probs(logits, *ids, encoded.syllable.astype(np.float32)))

    backend = OnnxBackend(Archive.open(tiny_archive))
    answers = backend._answer([(image, 1.0) for image in inputs], labels, attention=False)

    for row, (answer, length) in enumerate(zip(answers, encoded.length, strict=True)):
        assert answer.label_score is not None
        assert answer.label_score.char_log_probs == pytest.approx(log_probs[row, :length], abs=1e-4)
        assert answer.label_score.log_prob == pytest.approx(log_probs[row, :length].sum(), abs=1e-3)


def test_text_never_exceeds_what_a_label_may_have(tiny_archive: Path) -> None:
    archive = Archive.open(tiny_archive)
    assert archive.description is not None
    backend = OnnxBackend(archive)
    box = (archive.description.height_px, archive.description.width_px, 1)
    generator = np.random.default_rng(5)
    images = [(generator.normal(size=box).astype(np.float32), 1.0) for _ in range(30)]

    readings = [a.prediction for a in backend._answer(images, [None] * 30, attention=False)]

    lengths = [len(reading.text) for reading in readings if reading]
    assert max(lengths) == archive.description.max_length
    scores = backend._answer(images, [r.text for r in readings if r], attention=False)
    for reading, scored in zip(readings, scores, strict=True):
        assert reading is not None
        assert scored.label_score is not None
        assert scored.label_score.log_prob == pytest.approx(reading.log_prob, abs=1e-3)


def test_archive_without_local_files_is_refused() -> None:
    with pytest.raises(ArchiveError, match="no files for the fast local runtime"):
        OnnxBackend(Archive.open(LEGACY))
