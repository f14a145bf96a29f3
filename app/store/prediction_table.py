"""What models read, by model and item, and what it says against the labels."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.domain.doubt import Evidence
from app.domain.items import ItemId
from app.domain.predictions import StoredPrediction
from app.store import blobs
from app.store.database import Database
from recognizer.contract import ModelIdentity

_STRETCH = 50_000
_COLUMNS = (
    "name, version, item, text, log_prob, label_log_prob, confidence, label_char_log_probs,"
    " alternatives, label_alternatives, error, label_error, seen_in_training, image_crc"
)


@dataclass(frozen=True)
class EvidenceColumns:
    """What a stretch of stored predictions says against the labels; nats are NaN where failed."""

    items: NDArray[np.int64]
    nats: NDArray[np.float32]
    confusions: NDArray[np.int16]
    failed: NDArray[np.bool_]
    seen: NDArray[np.bool_]


@dataclass(frozen=True)
class Weighed:
    """A stretch of predictions with new evidence: the number of its last, and how many it has."""

    through: int
    count: int


class ReadText(NamedTuple):
    """What a model read in an item, and whether it was trained on it."""

    item: int
    text: str
    seen_in_training: bool


class PredictionTable:
    """Predictions of every model that was asked; a newer one of the same model replaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def models(self) -> dict[int, ModelIdentity]:
        """Give every model with its number, oldest first."""
        rows = self._database.rows("SELECT id, name, version FROM models ORDER BY id")
        return {number: ModelIdentity(name, version) for number, name, version in rows}

    def number_of(self, model: ModelIdentity) -> int:
        """Give the number of a model, a new one where it has none yet."""
        for number, known in self.models().items():
            if known == model:
                return number
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO models (name, version) VALUES (?, ?)", (model.name, model.version)
            )
        return self.number_of(model)

    def add(self, model: int, predictions: Iterable[tuple[StoredPrediction, Evidence]]) -> None:
        """Store predictions with their evidence, all or none."""
        with self._database.transaction(synced=False):
            self._database.execute_many(
                "INSERT OR REPLACE INTO predictions (model, item, text, log_prob, label_log_prob,"
                " confidence, label_char_log_probs, alternatives, label_alternatives, error,"
                " label_error, seen_in_training, image_crc, nats, confusion)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (_to_row(model, prediction, evidence) for prediction, evidence in predictions),
            )

    def prediction(self, model: int, item: ItemId) -> StoredPrediction | None:
        """Read one prediction."""
        row = self._database.row(
            f"SELECT {_COLUMNS} FROM predictions JOIN models ON models.id = model"
            " WHERE model = ? AND item = ?",
            (model, int(item)),
        )
        return None if row is None else _to_prediction(*row)

    def weigh_anew(
        self,
        weigh: Callable[[StoredPrediction], Evidence],
        *,
        after: int = 0,
        stretch: int = 5_000,
    ) -> Iterator[Weighed]:
        """Replace the evidence of every prediction of every model, a stretch at a time.

        Goes on behind number `after`; tells of each stretch once it is written.
        """
        while rows := list(
            self._database.rows(
                f"SELECT seq, {_COLUMNS} FROM predictions JOIN models ON models.id = model"
                " WHERE seq > ? ORDER BY seq LIMIT ?",
                (after, stretch),
            )
        ):
            weighed = ((weigh(_to_prediction(*row)), seq) for seq, *row in rows)
            with self._database.transaction(synced=False):
                self._database.execute_many(
                    "UPDATE predictions SET nats = ?, confusion = ? WHERE seq = ?",
                    ((evidence.nats, evidence.confusion, seq) for evidence, seq in weighed),
                )
            after = rows[-1][0]
            yield Weighed(after, len(rows))

    def newest_other(
        self, model: int, item: ItemId, *, unseen: bool = False
    ) -> StoredPrediction | None:
        """Read what the newest other model said that has read the item.

        unseen: of those only that could read it and were not trained on it.
        """
        for other in self._others(model):
            found = self.prediction(other, item)
            if found and not (unseen and (found.seen_in_training or found.error)):
                return found
        return None

    def is_seen(self, model: int, item: ItemId) -> bool:
        """Tell whether a prediction is one of an item that the model was trained on."""
        row = self._database.row(
            "SELECT seen_in_training FROM predictions WHERE model = ? AND item = ?",
            (model, int(item)),
        )
        return bool(row and row[0])

    def texts(self, model: int, items: Iterable[int]) -> Iterator[ReadText]:
        """Stream what was read in those of `items` that could be read."""
        for item in items:
            row = self._database.row(
                "SELECT text, seen_in_training FROM predictions"
                " WHERE model = ? AND item = ? AND error IS NULL",
                (model, int(item)),
            )
            if row is not None:
                text, seen = row
                yield ReadText(item, text, bool(seen))

    def texts_of_others(
        self, model: int, items: Iterable[int], *, unseen: bool = False
    ) -> Iterator[ReadText]:
        """Stream the same of the newest other model that could read each.

        unseen: of those only that were not trained on it.
        """
        left = set(items)
        for other in self._others(model):
            for read in self.texts(other, sorted(left)):
                if not (unseen and read.seen_in_training):
                    left.discard(read.item)
                    yield read

    def last(self) -> int:
        """Give the number of the newest prediction of any model, 0 where there is none."""
        row = self._database.row("SELECT max(seq) FROM predictions")
        return row[0] or 0 if row else 0

    def count(self, since: int = 0) -> int:
        """Count the predictions of all models that are newer than number `since`."""
        # The plus keeps SQLite in an index, a fraction of the table.
        row = self._database.row("SELECT count(*) FROM predictions WHERE +seq > ?", (since,))
        return row[0] if row else 0

    def any_since(self, model: int, since: int) -> bool:
        """Tell whether `model` has predictions newer than number `since`."""
        # The plus keeps SQLite in the index, which has all that is asked for.
        row = self._database.row(
            "SELECT EXISTS (SELECT 1 FROM predictions WHERE model = ? AND +seq > ?)", (model, since)
        )
        return bool(row and row[0])

    def evidence(self, model: int, since: int = 0) -> Iterator[EvidenceColumns]:
        """Stream the evidence of predictions newer than number `since`, in stretches."""
        rows = self._database.rows(
            "SELECT item, nats, confusion, error IS NOT NULL, seen_in_training FROM predictions"
            " WHERE seq > ? AND model = ?",
            (since, model),
        )
        while stretch := list(islice(rows, _STRETCH)):
            items, nats, confusions, failed, seen = zip(*stretch, strict=True)
            yield EvidenceColumns(
                np.array(items, np.int64),
                np.array(nats, np.float32),  # None becomes NaN
                np.array(confusions, np.int16),
                np.array(failed, np.bool_),
                np.array(seen, np.bool_),
            )

    def unseen_evidence(self, model: int, items: Iterable[int]) -> Iterator[tuple[int, Evidence]]:
        """Stream, for items that `model` was trained on, what the newest other model says."""
        others = self._others(model)
        for item in items:
            for other in others:
                row = self._database.row(
                    "SELECT nats, confusion FROM predictions WHERE model = ? AND item = ?"
                    " AND NOT seen_in_training AND error IS NULL",
                    (other, int(item)),  # a number of numpy would be bound as a blob
                )
                if row is not None:
                    yield item, Evidence(*row)
                    break

    def _others(self, model: int) -> list[int]:
        """Give the numbers of the other models, newest first."""
        return [number for number in reversed(self.models()) if number != model]


def _to_row(model: int, prediction: StoredPrediction, evidence: Evidence) -> tuple[object, ...]:
    return (
        model,
        int(prediction.item),
        prediction.text,
        prediction.log_prob,
        prediction.label_log_prob,
        blobs.pack_floats(prediction.confidence),
        blobs.pack_floats(prediction.label_char_log_probs),
        blobs.pack_alternatives(prediction.alternatives),
        blobs.pack_alternatives(prediction.label_alternatives),
        prediction.error or None,
        prediction.label_error or None,
        prediction.seen_in_training,
        prediction.image_crc,
        evidence.nats,  # SQLite keeps NaN as NULL
        evidence.confusion,
    )


def _to_prediction(
    name: str,
    version: str,
    item: int,
    text: str,
    log_prob: float | None,
    label_log_prob: float | None,
    confidence: bytes | None,
    label_char_log_probs: bytes | None,
    alternatives: bytes | None,
    label_alternatives: bytes | None,
    error: str | None,
    label_error: str | None,
    seen_in_training: int,
    image_crc: int | None,
) -> StoredPrediction:
    return StoredPrediction(
        ItemId(item),
        ModelIdentity(name, version),
        text,
        blobs.unpack_floats(confidence),
        log_prob,
        label_log_prob,
        blobs.unpack_floats(label_char_log_probs),
        blobs.unpack_alternatives(alternatives),
        blobs.unpack_alternatives(label_alternatives),
        error or "",
        label_error or "",
        bool(seen_in_training),
        image_crc,
    )
