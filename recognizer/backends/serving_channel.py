"""What a way to reach a model server offers, REST or gRPC alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from recognizer.backends.serving_url import ServingAddress
from recognizer.contract import Outcome


class ModelState(Enum):
    """Where a version is in its life, as TensorFlow Serving names it."""

    UNKNOWN = "UNKNOWN"
    START = "START"
    LOADING = "LOADING"
    AVAILABLE = "AVAILABLE"
    UNLOADING = "UNLOADING"
    END = "END"


class Signature(Enum):
    """Which of an archive's two signatures is asked."""

    DEFAULT = "serving_default"
    REVIEW = "review"


@dataclass(frozen=True)
class VersionStatus:
    """One version of the model on the server; `problem` is why it could not be loaded."""

    version: int
    state: ModelState
    problem: str = ""


@dataclass(frozen=True)
class ModelStatus:
    """How a model is, asked just now. `problem` says what to do where something is wrong."""

    reachable: bool
    model: str
    version: str | None = None
    state: ModelState = ModelState.UNKNOWN
    signature: Signature | None = None
    round_trip_s: float | None = None
    problem: str | None = None

    @property
    def ready(self) -> bool:
        """Whether images can be read now."""
        return self.signature is not None


@dataclass(frozen=True)
class WireImage:
    """An image in a form that every server decodes, and the label to weigh."""

    content: bytes
    label: str | None = None


@dataclass(frozen=True)
class Limits:
    """How long and how large one exchange may become.

    `read_s` is the longest silence, `total_s` the whole exchange: a server that drips a byte a
    second is never silent.
    """

    connect_s: float = 5.0
    read_s: float = 30.0
    total_s: float = 60.0
    answer_bytes: int = 64 * 1024 * 1024


class Channel(Protocol):
    """One model on one server. Methods may be called from any thread, and raise BackendError."""

    @property
    def address(self) -> ServingAddress:
        """Where the model is."""

    def versions(self) -> tuple[list[VersionStatus], float]:
        """Give the versions that the address stands for, and the round-trip time in seconds."""

    def signatures(self, version: int | None) -> frozenset[Signature]:
        """Give the signatures that the model's metadata tells of."""

    def predict(
        self,
        images: Sequence[WireImage],
        *,
        signature: Signature,
        version: int | None,
        attention: bool = False,
    ) -> list[Outcome]:
        """Read images in one request, an outcome each. `version` None: as the address says."""

    def close(self) -> None:
        """Cut off what is under way and release the connections."""
