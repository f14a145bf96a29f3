"""What the review benchmark reviews: a dataset on disk, and a model that works as a real one.

Labels are drawn over the syllables of KS X 1001. A few hundred distinct images stand under as many
names as there are items, as hard links: file systems, paths and folders are of full size.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from app.domain.items import ItemId
from app.services.prediction import stored_prediction
from app.services.review import Review
from recognizer.contract import Alternative, LabelScore, ModelIdentity, Outcome, Prediction, Request

KS_X_1001 = "".join(
    bytes((row, cell)).decode("euc-kr") for row in range(0xB0, 0xC9) for cell in range(0xA1, 0xFF)
)
DISTINCT_IMAGES = 400
STORED_MODEL = ModelIdentity("stored", "1")
WRONG_SHARE = 0.03
_FOLDER_SIZE = 10_000  # and so no more links to one file than every file system allows
_STORED_AT_ONCE = 10_000
_WORK = bytes(2 << 20)
"""Hashed for every image: 1 to 2 ms without the interpreter's lock, as a small network takes."""


def make_dataset(root: Path, items: int) -> None:
    """Write `items` images and their `gt.txt` into the new folder `root`."""
    rng = np.random.default_rng(items)
    root.mkdir()
    distinct = root.with_name(f"{root.name}.images")
    distinct.mkdir()
    for number in range(min(items, DISTINCT_IMAGES)):
        (distinct / f"{number}.png").write_bytes(_image(rng))
    with (root / "gt.txt").open("w", encoding="utf-8") as labels:
        for first in range(0, items, _FOLDER_SIZE):
            folder = f"{first // _FOLDER_SIZE:03d}"
            (root / folder).mkdir()
            for item in range(first, min(first + _FOLDER_SIZE, items)):
                name = f"{folder}/{item:07d}.png"
                os.link(distinct / f"{item % DISTINCT_IMAGES}.png", root / name)
                labels.write(f"{name}\t{_label(rng)}\n")


def _image(rng: np.random.Generator) -> bytes:
    height, width = int(rng.integers(32, 72)), int(rng.integers(48, 320))
    pixels = rng.integers(190, 255, (height, width, 3), np.uint8)
    for _ in range(12):
        ends = rng.integers(0, (width, height), (2, 2)).tolist()
        cv2.line(pixels, ends[0], ends[1], (30, 30, 40), 2, cv2.LINE_AA)
    return cv2.imencode(".png", pixels)[1].tobytes()


def _label(rng: np.random.Generator) -> str:
    length = int(rng.integers(1, 8))
    word = "".join(KS_X_1001[i] for i in rng.integers(0, len(KS_X_1001), length).tolist())
    kind = rng.random()
    if kind < 0.05:
        return f"{word}{int(rng.integers(0, 10_000))}"
    return f" {word}" if kind < 0.06 else word  # an edge space: a fault of spelling


def store_predictions(review: Review) -> None:
    """Store what a model reads in every item: the label, or now and then one jamo off."""
    rng = np.random.default_rng(1)
    for first in range(0, review.count, _STORED_AT_ONCE):
        items = range(first, min(first + _STORED_AT_ONCE, review.count))
        outcomes = read_labels([review.imported_label(ItemId(item)) for item in items], rng)
        review.store_predictions(
            stored_prediction(ItemId(item), STORED_MODEL, outcome)
            for item, outcome in zip(items, outcomes, strict=True)
        )


def read_labels(labels: Sequence[str], rng: np.random.Generator) -> list[Outcome]:
    """Give for each label what a model could say of it, with all that is stored of an answer."""
    unsure = rng.gamma(1.0, 0.3, len(labels)).tolist()
    against = rng.gamma(2.0, 3.0, len(labels)).tolist()
    wrong = (rng.random(len(labels)) < WRONG_SHARE).tolist()
    return [
        _outcome(label, *figures)
        for label, *figures in zip(labels, unsure, against, wrong, strict=True)
    ]


def _outcome(label: str, unsure: float, against: float, wrong: bool) -> Outcome:
    text = label[:-1] + _neighbour(label[-1]) if wrong else label
    nats = unsure + against if wrong else unsure
    alternatives = tuple(
        (Alternative(c, 0.9), Alternative(_neighbour(c), 0.05), Alternative("가", 0.01))
        for c in text
    )
    steps = len(label) + 1
    return Outcome(
        Prediction(text, (0.95,) * len(text), -unsure, alternatives),
        LabelScore(-nats, (-nats / steps,) * steps, alternatives),
    )


def _neighbour(character: str) -> str:
    """Give a syllable with another final consonant."""
    place = ord(character) - 0xAC00
    if not 0 <= place < 11_172:
        return "가"
    return chr(0xAC00 + (place - 1 if place % 28 else place + 1))


class WorkingBackend:
    """A backend that does a fixed amount of work for each image and answers from the label."""

    def __init__(self) -> None:
        self._rng = np.random.default_rng(2)

    @property
    def identity(self) -> ModelIdentity:
        """Another model than the one whose predictions are stored: all is to be read anew."""
        return ModelIdentity("working", "1")

    @property
    def scores_labels(self) -> bool:
        """Label scores are given."""
        return True

    def read(self, requests: Sequence[Request], *, attention: bool = False) -> list[Outcome]:  # noqa: ARG002
        """Work, and answer."""
        for _ in requests:
            hashlib.sha256(_WORK).digest()
        return read_labels([request.label or "가" for request in requests], self._rng)

    def close(self) -> None:
        """Hold nothing."""
