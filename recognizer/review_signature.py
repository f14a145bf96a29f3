"""What the two signatures of an archive answer: the one place that knows their outputs.

Default signature: `codepoints` alone. Review signature, for a batch of B images, a longest reading
of L characters and a longest label of M:

    codepoints             (B, L) int64    Unicode, 0-padded
    confidence             (B, L) float32  probability of each character
    log_prob               (B,)   float32  ln p(text, EOS | image)
    label_log_prob         (B,)   float32  ln p(label, EOS | image); NaN: it cannot be spelled
    label_char_log_prob    (B, M + 1) float32  the same by character, then of the EOS
    attention              (B, L, T) float32   over T columns of the widest input of the batch

and, where a model gives them (a client does without):

    word_share             (B,)   float32  share of those columns that the word fills
    alternatives           (B, L, K) int64     likeliest characters at each place, best first
    alternative_probs      (B, L, K) float32
    label_alternatives, label_alternative_probs    the same at the places of the label
"""

import math
import reprlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from recognizer.contract import Alternative, LabelScore, Outcome, Prediction
from recognizer.errors import BackendError, RecognizerError

DEFAULT_SIGNATURE: Final = "serving_default"
REVIEW_SIGNATURE: Final = "review"
IMAGE: Final = "image"
LABEL: Final = "label"

CODEPOINTS: Final = "codepoints"
CONFIDENCE: Final = "confidence"
LOG_PROB: Final = "log_prob"
LABEL_LOG_PROB: Final = "label_log_prob"
LABEL_CHAR_LOG_PROB: Final = "label_char_log_prob"
ATTENTION: Final = "attention"
WORD_SHARE: Final = "word_share"
ALTERNATIVES: Final = "alternatives"
ALTERNATIVE_PROBS: Final = "alternative_probs"
LABEL_ALTERNATIVES: Final = "label_alternatives"
LABEL_ALTERNATIVE_PROBS: Final = "label_alternative_probs"


@dataclass(frozen=True)
class Output:
    """An output of the review signature: its rank, the images counted, and its type."""

    rank: int
    integers: bool = False


OUTPUTS: Final[Mapping[str, Output]] = {
    CODEPOINTS: Output(2, integers=True),
    CONFIDENCE: Output(2),
    LOG_PROB: Output(1),
    LABEL_LOG_PROB: Output(1),
    LABEL_CHAR_LOG_PROB: Output(2),
    ATTENTION: Output(3),
    WORD_SHARE: Output(1),
    ALTERNATIVES: Output(3, integers=True),
    ALTERNATIVE_PROBS: Output(3),
    LABEL_ALTERNATIVES: Output(3, integers=True),
    LABEL_ALTERNATIVE_PROBS: Output(3),
}
"""Every output that an archive of this program has, in the order in which a graph gives them."""

SCORE_OUTPUTS: Final = (CODEPOINTS, CONFIDENCE, LOG_PROB, LABEL_LOG_PROB, LABEL_CHAR_LOG_PROB)
MORE_OUTPUTS: Final = (
    WORD_SHARE,
    ALTERNATIVES,
    ALTERNATIVE_PROBS,
    LABEL_ALTERNATIVES,
    LABEL_ALTERNATIVE_PROBS,
)

_LAST_CODEPOINT = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)
# A probability computed in float32 may pass 1 by a rounding error.
_ROUNDING = 1e-3

Row = Mapping[str, Any]
"""The outputs of one image by name, each a number or nested sequences of numbers."""


def read_text(codepoints: Any) -> str:
    """Give the text of one 0-padded row of code points. Raises BackendError for any other row."""
    characters: list[str] = []
    ended = False
    for codepoint in _sequence(codepoints, "a row of code points"):
        if isinstance(codepoint, bool) or not isinstance(codepoint, int | np.integer):
            raise BackendError(f"{_short(codepoint)} is not a Unicode code point")
        if codepoint == 0:
            ended = True
        elif ended:
            raise BackendError("the row of code points goes on behind its padding")
        elif not 0 < codepoint <= _LAST_CODEPOINT or codepoint in _SURROGATES:
            raise BackendError(f"{_short(codepoint)} is not a Unicode code point")
        else:
            characters.append(chr(codepoint))
    return "".join(characters)


def read_review(row: Row, label: str | None, *, attention: bool = False) -> Outcome:
    """Give the outcome that one image's row of the review signature says.

    Raises BackendError where an output is missing, has the wrong shape, or is not a number.
    """
    missing = [name for name in SCORE_OUTPUTS if name not in row]
    if missing:
        raise BackendError(f"the review signature answers without {', '.join(missing)}")
    text = read_text(row[CODEPOINTS])
    confidence = _shares(row[CONFIDENCE], CONFIDENCE, dimensions=1, count=len(text))
    prediction = Prediction(
        text=text,
        confidence=tuple(confidence.tolist()),
        log_prob=float(_log_probs(row[LOG_PROB], LOG_PROB, dimensions=0)),
        alternatives=_alternatives(row, ALTERNATIVES, ALTERNATIVE_PROBS, len(text)),
        attention=_attention(row, len(text)) if attention else None,
        word_share=_word_share(row),
    )
    if label is None:
        return Outcome(prediction)
    if not np.isfinite(_array(row[LABEL_LOG_PROB], LABEL_LOG_PROB, 0)):
        why = f"the model cannot weigh the label {label!r}: outside its charset, or too long"
        return Outcome(prediction, label_error=RecognizerError(why))
    return Outcome(prediction, label_score=_label_score(row, label))


def _label_score(row: Row, label: str) -> LabelScore:
    steps = len(label) + 1
    by_character = _log_probs(row[LABEL_CHAR_LOG_PROB], LABEL_CHAR_LOG_PROB, count=steps)
    return LabelScore(
        log_prob=float(_log_probs(row[LABEL_LOG_PROB], LABEL_LOG_PROB, dimensions=0)),
        char_log_probs=tuple(by_character.tolist()),
        alternatives=_alternatives(row, LABEL_ALTERNATIVES, LABEL_ALTERNATIVE_PROBS, len(label)),
    )


def _word_share(row: Row) -> float:
    share = float(_numbers(row[WORD_SHARE], WORD_SHARE, dimensions=0)) if WORD_SHARE in row else 1.0
    if not 0 < share <= 1 + _ROUNDING:
        raise BackendError(f"{WORD_SHARE} {share} is not in (0, 1]")
    return min(share, 1.0)


def _attention(row: Row, length: int) -> NDArray[np.float32] | None:
    if ATTENTION not in row:
        return None
    weights = _sequence(row[ATTENTION], ATTENTION)
    if length == 0 and not len(weights):  # JSON has no (0, T): the columns are lost
        return np.zeros((0, 1), np.float32)
    return _shares(weights, ATTENTION, dimensions=2, count=length).astype(np.float32)


def _alternatives(
    row: Row, names: str, probabilities: str, length: int
) -> tuple[tuple[Alternative, ...], ...]:
    if length == 0 or names not in row or probabilities not in row:
        return ()
    likely = _shares(row[probabilities], probabilities, dimensions=2, count=length)
    characters = [read_text(place) for place in _sequence(row[names], names)[:length]]
    if len(characters) < length or any(len(spelled) > likely.shape[1] for spelled in characters):
        raise BackendError(f"{names} and {probabilities} differ in length")
    return tuple(
        tuple(map(Alternative, spelled, weights))
        for spelled, weights in zip(characters, likely.tolist(), strict=True)
    )


def _sequence(value: Any, name: str) -> Sequence[Any] | NDArray[Any]:
    if not isinstance(value, Sequence | np.ndarray):
        raise BackendError(f"{name} was expected, not {_short(value)}")
    return value


def _log_probs(
    value: Any, name: str, *, dimensions: int = 1, count: int = 0
) -> NDArray[np.float64]:
    """Give an output that holds log-probabilities, of a row the first `count` places."""
    log_probs = _numbers(value, name, dimensions=dimensions, at_least=count)
    if dimensions:
        log_probs = log_probs[:count]
    if log_probs.size and log_probs.max() > _ROUNDING:
        raise BackendError(f"{name} is above 0")
    return log_probs


def _shares(value: Any, name: str, *, dimensions: int, count: int) -> NDArray[np.float64]:
    """Give the first `count` places of an output that holds probabilities."""
    shares = _numbers(value, name, dimensions=dimensions, at_least=count)[:count]
    if shares.size and not 0 <= shares.min() <= shares.max() <= 1 + _ROUNDING:
        raise BackendError(f"{name} is not between 0 and 1")
    return np.minimum(shares, 1.0)


def _numbers(
    value: Any, name: str, *, dimensions: int = 1, at_least: int = 0
) -> NDArray[np.float64]:
    numbers = _array(value, name, dimensions)
    if dimensions and len(numbers) < at_least:
        raise BackendError(f"{name} has {len(numbers)} values for {at_least} characters")
    if not np.isfinite(numbers[:at_least] if dimensions else numbers).all():
        raise BackendError(f"{name} is not a number")
    return numbers


def _array(value: Any, name: str, dimensions: int) -> NDArray[np.float64]:
    try:
        given = np.asarray(value)
        if given.dtype.kind in "US":  # numpy would read "0.5" as a number
            raise TypeError("texts")
        numbers = given.astype(np.float64, copy=False)
    except (TypeError, ValueError, OverflowError) as error:
        raise BackendError(f"{name} is not numbers: {_short(value)}") from error
    if numbers.ndim != dimensions:
        raise BackendError(f"{name} has {numbers.ndim} dimensions per image, not {dimensions}")
    return numbers


def _short(value: object) -> str:
    shown = reprlib.repr(value)  # repr fails of what is nested a thousand deep
    return shown if len(shown) <= 60 else shown[:57] + "..."


def default_columns(predictions: Sequence[Prediction]) -> dict[str, NDArray[Any]]:
    """Give the default signature's one output for a batch: code points, 0-padded."""
    return {CODEPOINTS: _padded([[*map(ord, p.text)] for p in predictions], np.int64)}


def review_columns(
    predictions: Sequence[Prediction], scores: Sequence[LabelScore | None]
) -> dict[str, NDArray[Any]]:
    """Give the review signature's outputs for a batch; a score of None becomes NaN.

    `attention` is left out unless every prediction has it, alternatives where there are none.
    """
    label_log_probs = [math.nan if score is None else score.log_prob for score in scores]
    columns = {
        **default_columns(predictions),
        CONFIDENCE: _padded([p.confidence for p in predictions], np.float32),
        LOG_PROB: np.array([p.log_prob for p in predictions], np.float32),
        LABEL_LOG_PROB: np.array(label_log_probs, np.float32),
        LABEL_CHAR_LOG_PROB: _padded([s.char_log_probs if s else () for s in scores], np.float32),
        WORD_SHARE: np.array([p.word_share for p in predictions], np.float32),
    }
    columns |= _alternative_columns(
        [p.alternatives for p in predictions], ALTERNATIVES, ALTERNATIVE_PROBS
    )
    columns |= _alternative_columns(
        [s.alternatives if s else () for s in scores], LABEL_ALTERNATIVES, LABEL_ALTERNATIVE_PROBS
    )
    weights = [p.attention for p in predictions]
    given = [matrix for matrix in weights if matrix is not None]
    if len(given) == len(weights):
        columns[ATTENTION] = _padded_matrices(given, np.float32)
    return columns


def _alternative_columns(
    places: Sequence[tuple[tuple[Alternative, ...], ...]], names: str, probabilities: str
) -> dict[str, NDArray[Any]]:
    most = max((len(likely) for row in places for likely in row), default=0)
    if most == 0:
        return {}
    shape = (len(places), max(map(len, places)), most)
    characters, weights = np.zeros(shape, np.int64), np.zeros(shape, np.float32)
    for i, row in enumerate(places):
        for j, likely in enumerate(row):
            characters[i, j, : len(likely)] = [ord(one.character) for one in likely]
            weights[i, j, : len(likely)] = [one.probability for one in likely]
    return {names: characters, probabilities: weights}


def _padded(rows: Sequence[Sequence[Any]], dtype: type[np.generic]) -> NDArray[Any]:
    padded = np.zeros((len(rows), max((len(row) for row in rows), default=0)), dtype)
    for i, row in enumerate(rows):
        padded[i, : len(row)] = row
    return padded


def _padded_matrices(matrices: Sequence[NDArray[Any]], dtype: type[np.generic]) -> NDArray[Any]:
    rows = max((matrix.shape[0] for matrix in matrices), default=0)
    columns = max((matrix.shape[1] for matrix in matrices), default=0)
    padded = np.zeros((len(matrices), rows, columns), dtype)
    for i, matrix in enumerate(matrices):
        padded[i, : matrix.shape[0], : matrix.shape[1]] = matrix
    return padded
