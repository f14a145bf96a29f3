"""What every recogniser backend takes and gives, wherever it runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recognizer.errors import RecognizerError


@dataclass(frozen=True)
class Request:
    """One image to read, as its file's bytes, and the label to weigh against it.

    `label` is NFC; None asks for the reading alone.
    """

    image: bytes
    label: str | None = None


@dataclass(frozen=True)
class Alternative:
    """A character that could stand at one position, with its probability in [0, 1]."""

    character: str
    probability: float


@dataclass(frozen=True)
class Prediction:
    """What the model reads in one image.

    confidence: probability of each character in [0, 1], as long as `text`; empty where the backend
        gives none (default signature only).
    log_prob: natural log p(text, EOS | image); None where the backend gives none.
    alternatives: for each character of `text` the likeliest characters, best first; may be empty.
    attention: (len(text), T) float32 over T equal columns of the network's input box, rows sum
        to 1; None where not asked for or not given. `word_share` is the share of the box, in
        (0, 1], that the word fills: the rest on the right is padding.
    """

    text: str
    confidence: tuple[float, ...] = ()
    log_prob: float | None = None
    alternatives: tuple[tuple[Alternative, ...], ...] = ()
    attention: NDArray[np.float32] | None = None
    word_share: float = 1.0


@dataclass(frozen=True)
class LabelScore:
    """How likely the given label is under the model, teacher-forced.

    log_prob: natural log p(label, EOS | image).
    char_log_probs: of each character of the label, then of the EOS: len(label) + 1 values.
    alternatives: for each character of the label the likeliest characters at its place.
    """

    log_prob: float
    char_log_probs: tuple[float, ...]
    alternatives: tuple[tuple[Alternative, ...], ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The answer to one request: a prediction, or the error of this image alone.

    `label_score` is None without a label, with a label that the charset cannot spell or that is
    too long (`label_error` says so), and from a backend without the review signature.
    """

    prediction: Prediction | None = None
    label_score: LabelScore | None = None
    error: RecognizerError | None = None
    label_error: RecognizerError | None = None


@dataclass(frozen=True)
class ModelIdentity:
    """Which model answers: predictions are stored under it."""

    name: str
    version: str


class Backend(Protocol):
    """A recogniser that can be asked, from any one thread at a time.

    Local ones (`recognizer.backends.local`) may be asked by several threads at once.
    """

    @property
    def identity(self) -> ModelIdentity:
        """Name and version of the model that answers."""

    @property
    def scores_labels(self) -> bool:
        """Whether the review signature is there: confidences and label scores."""

    def read(self, requests: Sequence[Request], *, attention: bool = False) -> list[Outcome]:
        """Answer every request, in order; a bad image is the error of its own outcome.

        Raises BackendError when the backend as a whole cannot answer.
        """

    def close(self) -> None:
        """Release the model or the connection. The backend is not used after it."""
