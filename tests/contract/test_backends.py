"""What every backend promises, whichever runtime answers."""

import ast
import io
import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from recognizer.contract import Backend, Outcome, Request
from recognizer.errors import ImageError, TextTooLongError, UnknownCharacterError

LEGACY = Path(__file__).parents[1] / "samples" / "legacy_tf114"
TOLERANCE = 1e-3  # of log-probabilities, the contract's


def word(seed: int, height: int = 40, width: int = 120) -> Image.Image:
    """Strokes on uneven paper: something to read, the same every time."""
    generator = np.random.default_rng(seed)
    page = generator.integers(180, 255, (height, width, 3)).astype(np.uint8)
    for _ in range(12):
        y, x = generator.integers(0, height - 4), generator.integers(0, width - 4)
        if generator.random() < 0.5:
            page[y : y + 3, x : x + width // 6] = generator.integers(0, 90, 3)
        else:
            page[y : y + height // 2, x : x + 3] = generator.integers(0, 90, 3)
    return Image.fromarray(page)


def encode(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def rotated() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return encode(word(12), "JPEG", exif=exif)


GOOD = {
    "png": encode(word(1), "PNG"),
    "png grey": encode(word(2).convert("L"), "PNG"),
    "jpeg": encode(word(3), "JPEG", quality=70),
    "jpeg progressive": encode(word(4), "JPEG", quality=40, progressive=True),
    "bmp": encode(word(5), "BMP"),
    "gif": encode(word(6), "GIF"),
    "wide": encode(word(7, 24, 400), "PNG"),
    "tall": encode(word(8, 90, 30), "PNG"),
    "odd width": encode(word(9, 33, 77), "BMP"),
    "blank": encode(Image.new("RGB", (60, 30), "white"), "PNG"),
}
ODD = {
    "16 bits": encode(
        Image.fromarray(np.asarray(word(2).convert("L")).astype(np.uint16) * 257), "PNG"
    ),
    "alpha": encode(word(10).convert("RGBA"), "PNG"),
    "cmyk": encode(word(11).convert("CMYK"), "JPEG"),
    "exif": rotated(),
    "grey bmp": encode(word(13).convert("L"), "BMP"),
    "palette": encode(word(14).convert("P"), "PNG"),
    "animated": encode(word(15), "GIF", save_all=True, append_images=[word(16)]),
}
BAD = {
    "empty": b"",
    "text": b"not an image",
    "cut off jpeg": GOOD["jpeg"][:300],
    "cut off png": GOOD["png"][:-20],
    "cut off bmp": GOOD["bmp"][:-20],
    "1x1": encode(Image.new("RGB", (1, 1)), "PNG"),
    "huge": encode(Image.new("1", (20_000, 4)), "PNG"),
}
LABELS = ["가게", "학교 17", "", "값", "(주)ABC", "ㅋㅋ"]


def read(backend: Backend, contents: list[bytes], labels: list[str | None]) -> list[Outcome]:
    requests = [Request(c, label) for c, label in zip(contents, labels, strict=True)]
    return backend.read(requests, attention=True)


def assert_same(outcome: Outcome, expected: Outcome) -> None:
    got, wanted = outcome.prediction, expected.prediction
    assert got is not None
    assert wanted is not None
    assert got.text == wanted.text
    assert got.confidence == pytest.approx(wanted.confidence, abs=TOLERANCE)
    assert got.log_prob == pytest.approx(wanted.log_prob, abs=TOLERANCE)
    if got.attention is not None:
        assert wanted.attention is not None
        # Its columns are the image's own box, or the widest box of a server's batch.
        columns = min(got.attention.shape[1], wanted.attention.shape[1])
        for attention in (got.attention, wanted.attention):
            assert not attention[:, columns:].any()
        assert np.allclose(
            got.attention[:, :columns], wanted.attention[:, :columns], atol=TOLERANCE
        )
    assert (outcome.label_score is None) == (expected.label_score is None)
    if outcome.label_score and expected.label_score:
        assert outcome.label_score.log_prob == pytest.approx(
            expected.label_score.log_prob, abs=TOLERANCE
        )
        assert outcome.label_score.char_log_probs == pytest.approx(
            expected.label_score.char_log_probs, abs=TOLERANCE
        )


def test_same_text_and_scores_as_the_reference(backend: Backend, reference: Backend) -> None:
    contents = [*GOOD.values(), *ODD.values()]
    labels = [LABELS[i % len(LABELS)] for i in range(len(contents))]

    outcomes = read(backend, contents, labels)

    for outcome, expected in zip(outcomes, read(reference, contents, labels), strict=True):
        assert_same(outcome, expected)


def test_image_reads_the_same_alone_and_in_a_batch(backend: Backend) -> None:
    contents = list(GOOD.values())
    together = read(backend, contents, ["가게"] * len(contents))

    for content, expected in zip(contents, together, strict=True):
        assert_same(read(backend, [content], ["가게"])[0], expected)


def test_scores_belong_together(backend: Backend) -> None:
    contents = [*GOOD.values()]
    texts = [
        o.prediction.text for o in read(backend, contents, [None] * len(contents)) if o.prediction
    ]

    for outcome in read(backend, contents, texts):
        prediction, score = outcome.prediction, outcome.label_score
        assert prediction is not None
        assert prediction.log_prob is not None
        assert score is not None
        # The label is what was read: both are the probability of the same text.
        assert score.log_prob == pytest.approx(prediction.log_prob, abs=TOLERANCE)
        assert len(score.char_log_probs) == len(prediction.text) + 1
        assert sum(score.char_log_probs) == pytest.approx(score.log_prob, abs=TOLERANCE)
        assert np.exp(score.char_log_probs[:-1]) == pytest.approx(
            np.array(prediction.confidence), abs=TOLERANCE
        )


def test_alternatives_lead_with_what_was_read(backend: Backend) -> None:
    for outcome in read(backend, list(GOOD.values()), ["가게"] * len(GOOD)):
        assert outcome.prediction is not None
        assert outcome.label_score is not None
        alternatives = outcome.prediction.alternatives
        assert len(alternatives) == len(outcome.prediction.text)
        assert len(outcome.label_score.alternatives) == 2
        for places, character in zip(alternatives, outcome.prediction.text, strict=True):
            assert places[0].character == character
            probabilities = [one.probability for one in places]
            assert probabilities == sorted(probabilities, reverse=True)
            assert sum(probabilities) <= 1 + TOLERANCE


def test_attention_covers_each_character_and_word_share_the_word(backend: Backend) -> None:
    contents = [GOOD["wide"], GOOD["tall"]]

    wide, tall = (o.prediction for o in read(backend, contents, [None, None]))

    assert wide is not None
    assert tall is not None
    for prediction in (wide, tall):
        assert prediction.attention is not None
        assert len(prediction.attention) == len(prediction.text)
        assert prediction.attention.sum(axis=1) == pytest.approx(np.ones(len(prediction.text)))
    assert wide.word_share == 1.0
    assert tall.word_share < 1 / 3


def test_attention_is_given_only_when_asked_for(backend: Backend) -> None:
    (outcome,) = backend.read([Request(GOOD["png"])])

    assert outcome.prediction is not None
    assert outcome.prediction.attention is None


def test_without_a_label_there_is_no_score(backend: Backend) -> None:
    (outcome,) = backend.read([Request(GOOD["png"])])

    assert outcome.label_score is None
    assert outcome.label_error is None


def test_bad_images_are_named_errors_and_the_batch_goes_on(
    backend: Backend, reference: Backend
) -> None:
    contents = [GOOD["png"], *BAD.values(), GOOD["jpeg"]]
    labels: list[str | None] = ["가게"] * len(contents)

    outcomes = read(backend, contents, labels)

    expected = read(reference, contents, labels)
    for outcome, wanted in zip(outcomes[1:-1], expected[1:-1], strict=True):
        assert isinstance(outcome.error, ImageError)
        assert str(outcome.error) == str(wanted.error)
        assert outcome.prediction is None
    assert_same(outcomes[0], expected[0])
    assert_same(outcomes[-1], expected[-1])


def test_label_that_cannot_be_spelled_is_its_own_error(backend: Backend) -> None:
    labels: list[str | None] = ["가게", "龍龜", "가" * 26, "가" * 25]

    outcomes = read(backend, [GOOD["png"]] * 4, labels)

    errors = [outcome.label_error for outcome in outcomes]
    assert errors[0] is None
    assert isinstance(errors[1], UnknownCharacterError)
    assert "龍" in str(errors[1])
    assert isinstance(errors[2], TextTooLongError)
    assert errors[3] is None
    assert [outcome.label_score is None for outcome in outcomes] == [False, True, True, False]
    texts = {outcome.prediction.text for outcome in outcomes if outcome.prediction}
    assert len(texts) == 1  # whatever becomes of the label, the image is read


def test_scores_are_finite_log_probabilities(backend: Backend) -> None:
    for outcome in read(backend, list(GOOD.values()), ["가게"] * len(GOOD)):
        assert outcome.prediction is not None
        assert outcome.prediction.log_prob is not None
        assert outcome.label_score is not None
        for log_prob in (outcome.prediction.log_prob, *outcome.label_score.char_log_probs):
            assert math.isfinite(log_prob)
            assert log_prob <= 0


def test_no_requests_no_outcomes(backend: Backend) -> None:
    assert backend.read([]) == []


def test_more_requests_than_a_batch(backend: Backend) -> None:
    contents = [*GOOD.values()] * 7  # 70

    outcomes = backend.read([Request(content) for content in contents])

    texts = [outcome.prediction.text for outcome in outcomes if outcome.prediction]
    assert texts == texts[: len(GOOD)] * 7


def test_legacy_archive_gives_exactly_what_it_gave(legacy_backend: Backend) -> None:
    lines = (LEGACY / "EXPECTED.txt").read_text(encoding="utf-8").splitlines()
    expected = dict(line.split(" ", 1) for line in lines)
    files = sorted((LEGACY / "images").iterdir())

    outcomes = legacy_backend.read([Request(file.read_bytes(), "가게") for file in files])

    rows = ast.literal_eval(expected["batch"])
    wanted = ["".join(map(chr, filter(None, row))) for row in rows]
    assert [outcome.prediction.text for outcome in outcomes if outcome.prediction] == wanted
    for file, text in zip(files, wanted, strict=True):
        (alone,) = legacy_backend.read([Request(file.read_bytes())])
        assert alone.prediction is not None
        assert alone.prediction.text == text


def test_legacy_archive_has_no_scores_and_says_so(legacy_backend: Backend) -> None:
    (outcome,) = legacy_backend.read([Request(GOOD["png"], "가게")], attention=True)

    assert not legacy_backend.scores_labels
    assert outcome.prediction is not None
    assert outcome.prediction.confidence == ()
    assert outcome.prediction.log_prob is None
    assert outcome.label_score is None


def test_legacy_archive_answers_bad_images_with_named_errors(legacy_backend: Backend) -> None:
    outcomes = legacy_backend.read([Request(c) for c in [GOOD["png"], *BAD.values()]])

    assert outcomes[0].error is None
    assert all(isinstance(outcome.error, ImageError) for outcome in outcomes[1:])
