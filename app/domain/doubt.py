"""How doubtful a label is, given what a model reads."""

from dataclasses import dataclass

from app.domain.predictions import StoredPrediction


@dataclass(frozen=True)
class Suspicion:
    """Where a label looks wrong.

    position: index of the most doubtful character of the label; len(label) where something seems
        to be missing at its end.
    surprise: how much less likely that character is than the best reading there, in nats.
    """

    position: int
    surprise: float


def suspicious_position(label: str, prediction: StoredPrediction) -> Suspicion | None:
    """Find the character of `label` that the model doubts most; None for an empty or failed one."""
