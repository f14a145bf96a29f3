import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.contract import Alternative, LabelScore, Outcome, Prediction
from recognizer.errors import BackendError
from recognizer.review_signature import (
    OUTPUTS,
    default_columns,
    read_review,
    read_text,
    review_columns,
)

characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
words = st.text(characters, max_size=6)
probabilities = st.floats(0, 1, width=32)
log_probs = st.floats(-1e4, 0, width=32)


@st.composite
def outcomes(draw):
    text, label = draw(words), draw(words)
    places = st.lists(st.builds(Alternative, characters, probabilities), min_size=2, max_size=2)

    def likely(length):
        drawn = draw(st.lists(places, min_size=length, max_size=length))
        return tuple(map(tuple, drawn))

    weights = np.array(
        draw(st.lists(st.lists(probabilities, min_size=3, max_size=3), min_size=len(text))),
        np.float32,
    ).reshape(-1, 3)[: len(text)]
    prediction = Prediction(
        text,
        confidence=tuple(draw(st.lists(probabilities, min_size=len(text), max_size=len(text)))),
        log_prob=draw(log_probs),
        alternatives=likely(len(text)),
        attention=weights if len(text) else np.zeros((0, 3), np.float32),
        word_share=draw(st.floats(0.125, 1, width=32)),
    )
    steps = draw(st.lists(log_probs, min_size=len(label) + 1, max_size=len(label) + 1))
    return label, Outcome(prediction, LabelScore(draw(log_probs), tuple(steps), likely(len(label))))


@given(st.lists(outcomes(), min_size=1, max_size=4))
def test_a_batch_survives_the_wire(batch):
    labels = [label for label, _ in batch]
    predictions = [outcome.prediction for _, outcome in batch]
    columns = review_columns(predictions, [outcome.label_score for _, outcome in batch])

    for i, (label, sent) in enumerate(batch):
        row = {name: column[i] for name, column in columns.items()}
        for form in (row, {name: value.tolist() for name, value in row.items()}):
            got = read_review(form, label, attention=True)
            assert got.prediction.text == sent.prediction.text
            assert got.prediction.confidence == sent.prediction.confidence
            assert got.prediction.log_prob == sent.prediction.log_prob
            assert got.prediction.alternatives == sent.prediction.alternatives
            assert got.prediction.word_share == sent.prediction.word_share
            assert got.label_score == sent.label_score
            if sent.prediction.text:
                assert np.array_equal(got.prediction.attention, sent.prediction.attention)
            else:
                assert len(got.prediction.attention) == 0
    assert labels == [label for label, _ in batch]


def test_a_label_that_cannot_be_spelled_is_nan_on_the_wire():
    columns = review_columns([Prediction("가", (0.5,), -1.0)], [None])
    assert math.isnan(columns["label_log_prob"][0])

    outcome = read_review({name: column[0] for name, column in columns.items()}, "☃")

    assert outcome.label_score is None and "☃" in str(outcome.label_error)


def test_rows_are_padded_with_zeros_to_the_longest():
    columns = default_columns([Prediction("가게"), Prediction(""), Prediction("가")])

    assert columns["codepoints"].tolist() == [[44032, 44172], [0, 0], [44032, 0]]
    assert columns["codepoints"].dtype == np.int64


def test_a_rounding_error_above_one_is_no_error():
    row = {name: column[0] for name, column in _columns_with_confidence(1.0000001).items()}
    assert read_review(row, None).prediction.confidence == (1.0,)


def _columns_with_confidence(confidence):
    columns = review_columns([Prediction("가", (1.0,), -1.0)], [None])
    return columns | {"confidence": np.array([[confidence]])}


@given(words.filter(bool))
def test_text_is_read_up_to_its_padding(text):
    assert read_text([*map(ord, text), 0, 0]) == text


@pytest.mark.parametrize("row", [None, 5, {"a": 1}, [None], ["가"], [1e30], [[1]], [0, 1]])
def test_what_is_no_text_is_refused(row):
    with pytest.raises(BackendError):
        read_text(row)


STRANGE = (
    None, True, -1, 1.5, 1e308, 10**400, math.nan, math.inf, "가", "0.5", {}, [], [[]], [None],
    ["0.5"], [10**400], [[10**400]], [[1e308]], [0.5, "x"], [[0.5], [0.5, 0.5]], [[[[[1]]]]],
    [44032, 0, 5], json.loads("[" * 900 + "]" * 900),
)  # fmt: skip


@given(outcomes(), st.sampled_from([*OUTPUTS]), st.sampled_from(STRANGE), st.booleans())
def test_a_strange_output_is_an_error_or_left_out_and_what_is_read_makes_sense(
    sent, name, strange, attention
):
    label, outcome = sent
    columns = review_columns([outcome.prediction], [outcome.label_score])
    row = {key: column[0].tolist() for key, column in columns.items()} | {name: strange}

    try:
        got = read_review(row, label, attention=attention)
    except BackendError as error:
        assert len(str(error)) < 300
        return

    prediction, score = got.prediction, got.label_score
    assert len(prediction.confidence) == len(prediction.text)
    assert len(prediction.alternatives) in (0, len(prediction.text))
    assert math.isfinite(prediction.log_prob)
    if prediction.attention is not None:
        assert len(prediction.attention) == len(prediction.text)
        assert np.isfinite(prediction.attention).all()
    if score is not None:
        assert len(score.alternatives) in (0, len(label))
        assert all(map(math.isfinite, (score.log_prob, *score.char_log_probs)))
    for place in (*prediction.alternatives, *(score.alternatives if score else ())):
        assert all(0 <= likely.probability <= 1 for likely in place)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("log_prob", 10**400),
        ("log_prob", "-1.0"),
        ("log_prob", 1e300),
        ("label_log_prob", 0.1),
        ("label_char_log_prob", [-1.0, 0.1]),
        ("confidence", ["0.5"]),
        ("alternatives", None),
        ("alternatives", 5),
        ("alternatives", []),
        ("alternative_probs", [[1.5]]),
        ("alternative_probs", [[-0.5]]),
        ("attention", [[1e308]]),
    ],
)
def test_an_output_that_is_no_reading_is_named(name, value):
    likely = ((Alternative("가", 0.5),),)
    prediction = Prediction("가", (0.5,), -1.0, likely, np.ones((1, 1), np.float32))
    columns = review_columns([prediction], [LabelScore(-1.0, (-0.5, -0.5))])
    row = {key: column[0].tolist() for key, column in columns.items()} | {name: value}

    with pytest.raises(BackendError, match=name):
        read_review(row, "나", attention=True)


def test_an_empty_reading_needs_no_attention_that_makes_sense():
    columns = review_columns([Prediction("", (), -1.0)], [None])
    row = {key: column[0].tolist() for key, column in columns.items()}

    for strange in (None, 5, {}):
        with pytest.raises(BackendError, match="attention"):
            read_review(row | {"attention": strange}, None, attention=True)
    assert read_review(row | {"attention": []}, None, attention=True).prediction.text == ""
