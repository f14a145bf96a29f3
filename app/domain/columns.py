"""What a review knows of every item, as numpy columns over the ids."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy

import numpy as np
from numpy.typing import NDArray

from app.domain import confusion
from app.domain.confusion import ConfusionPrior
from app.domain.doubt import doubts
from app.domain.items import ItemId
from app.domain.queue import Ids, QueueFilter, urgency
from app.domain.text_column import TextColumn, contains
from app.domain.verdict import ExcludeReason, Verdict

_REASONS: tuple[ExcludeReason | None, ...] = (None, *ExcludeReason)
_NOTICEABLE_NATS = 0.02  # smaller changes of the prior wait until they add up


class Columns:
    """Labels, verdicts, evidence and doubts of all items, kept consistent with one another.

    An undecided item's doubt follows the model's evidence and the prior. Deciding freezes doubt
    and confusion as they were, for the statistics and for the prior, which learns from them.
    """

    def __init__(self, labels: TextColumn, faults: NDArray[np.uint16]) -> None:
        count = len(labels)
        self.labels = labels
        self.faults = faults
        self.texts: dict[int, str] = {}  # present labels, where they are not as imported
        self.verdicts = np.zeros(count, np.uint8)
        self.reasons = np.zeros(count, np.uint8)
        self.doubts = np.full(count, np.nan, np.float32)
        self.urgencies = np.full(count, -np.inf, np.float32)  # see `queue.urgency`
        self.classes = np.zeros(count, np.int16)
        self.nats = np.full(count, np.nan, np.float32)
        self.confusions = np.zeros(count, np.int16)
        self.predicted = np.zeros(count, np.bool_)
        self.outdated = np.zeros(count, np.bool_)  # counts as not predicted, its evidence stands
        self.failed = np.zeros(count, np.bool_)
        self._prior = ConfusionPrior()
        self._weights = self._prior.weights()
        self._disagreeing_ids: Ids | None = None

    def __len__(self) -> int:
        return len(self.labels)

    def frozen(self) -> "Columns":
        """Give the columns as they stand now, to read in another thread; 2 ms for a million.

        Labels and faults never change and are shared; evidence, which only deciding needs, is not
        copied and must not be looked at.
        """
        frozen = copy(self)
        frozen.texts = self.texts.copy()
        for name in ("verdicts", "doubts", "classes", "failed"):
            setattr(frozen, name, getattr(self, name).copy())
        return frozen

    def text(self, item: ItemId) -> str:
        """Give the present label."""
        text = self.texts.get(item)
        return self.labels[item] if text is None else text

    def reason(self, item: ItemId) -> ExcludeReason | None:
        """Give why an item is excluded."""
        return _REASONS[int(self.reasons[item])]

    def hold(
        self,
        items: Ids,
        verdicts: NDArray[np.uint8],
        reason: ExcludeReason | None,
        *,
        texts: Mapping[int, str],
    ) -> NDArray[np.bool_]:
        """Tell which of `items` have this verdict, reason and label already."""
        as_they_are = (self.texts.get(item) == texts.get(item) for item in items.tolist())
        same = np.fromiter(as_they_are, np.bool_, len(items))
        same &= self.verdicts[items] == verdicts
        same &= self.reasons[items] == _REASONS.index(reason)
        return same

    def decide(
        self,
        items: Ids,
        verdicts: NDArray[np.uint8],
        reasons: Sequence[ExcludeReason | None],
        *,
        texts: Iterable[str | None],
    ) -> None:
        """Set verdicts and present labels (None: as imported); doubts freeze, thaw and learn."""
        self._count(items, times=-1)
        self.verdicts[items] = verdicts
        self.reasons[items] = [_REASONS.index(reason) for reason in reasons]
        for item, text in zip(items.tolist(), texts, strict=True):
            if text is None:
                self.texts.pop(item, None)
            else:
                self.texts[item] = text
        self._count(items, times=1)
        self.urgencies[items] = -np.inf
        self._refresh(items[verdicts == Verdict.UNDECIDED])
        self._follow_prior()

    def freeze(self, items: Ids, doubts_then: Sequence[float | None], classes: Ids) -> None:
        """Give decided items the doubt and confusion that were shown when they were decided."""
        self._count(items, times=-1)
        self.doubts[items] = [np.nan if doubt is None else doubt for doubt in doubts_then]
        self.classes[items] = classes
        self._count(items, times=1)
        self._follow_prior()

    def restore(
        self,
        verdicts: NDArray[np.uint8],
        reasons: NDArray[np.uint8],
        doubts_then: NDArray[np.float32],
        *,
        classes: NDArray[np.int16],
    ) -> None:
        """Take over whole columns, as saved; `follow_model` comes after it."""
        self.verdicts[:] = verdicts
        self.reasons[:] = reasons
        self.doubts[:] = doubts_then
        self.classes[:] = classes
        self._count(np.arange(len(self)), times=1)
        self._weights = self._prior.weights()

    def set_evidence(
        self, items: Ids, nats: NDArray[np.float32], confusions: NDArray[np.int16]
    ) -> Ids:
        """Take in what the model reads of `items`; give those whose doubt changed."""
        self.nats[items] = nats
        self.confusions[items] = confusions
        self._disagreeing_ids = None
        undecided: Ids = items[self.verdicts[items] == Verdict.UNDECIDED]
        self._refresh(undecided)
        return undecided

    def follow_model(self) -> None:
        """Give every undecided item the doubt of the present evidence."""
        self._refresh(np.flatnonzero(self.verdicts == int(Verdict.UNDECIDED)))

    def forget_model(self) -> None:
        """Drop the evidence, before another model's is taken in."""
        self.nats[:] = np.nan
        self.confusions[:] = confusion.AGREES
        self._disagreeing_ids = None
        self.predicted[:] = False
        self.outdated[:] = False
        self.failed[:] = False

    def passing(self, only: QueueFilter) -> NDArray[np.bool_]:
        """Tell which items pass a filter, as a mask."""
        allowed = np.isin(np.arange(len(Verdict)), [int(v) for v in only.verdicts])
        mask: NDArray[np.bool_] = allowed[self.verdicts]
        if only.faulty:
            mask &= self.faults != 0
        if only.disagreeing:
            mask &= self.classes != confusion.AGREES
        if only.failed:
            mask &= self.failed
        if only.text:
            mask &= self._holding(only.text)
        return mask

    def _holding(self, text: str) -> NDArray[np.bool_]:
        mask = self.labels.containing(text)
        if self.texts:
            changed = np.fromiter(self.texts, np.int64, len(self.texts))
            mask[changed] = [contains(present, text) for present in self.texts.values()]
        return mask

    def _count(self, items: Ids, *, times: int) -> None:
        """Let the prior count (times=1) or discount (-1) the decisions on `items`."""
        verdicts = self.verdicts[items]
        wrong = verdicts == Verdict.CORRECTED
        counted = (wrong | (verdicts == Verdict.ACCEPTED)) & (
            self.classes[items] != confusion.AGREES
        )
        if counted.any():
            self._prior.learn(self.classes[items[counted]], wrong[counted], times=times)

    def _follow_prior(self) -> None:
        """Renew the doubts of undecided items whose confusion the prior now sees otherwise."""
        weights = self._prior.weights()
        moved = np.abs(weights - self._weights) > _NOTICEABLE_NATS
        if moved.any():
            self._weights = np.where(moved, weights, self._weights)
            ids = self._disagreeing
            affected = moved[self.confusions[ids]]
            affected &= self.verdicts[ids] == int(Verdict.UNDECIDED)
            self._weigh(ids[affected])

    @property
    def _disagreeing(self) -> Ids:
        """Give the items whose confusion the prior has a say in: a fraction of them all."""
        if self._disagreeing_ids is None:
            self._disagreeing_ids = np.flatnonzero(self.confusions != confusion.AGREES)
        return self._disagreeing_ids

    def _refresh(self, items: Ids) -> None:
        """Give undecided items the confusion and doubt of the present evidence."""
        self.classes[items] = self.confusions[items]
        self._weigh(items)

    def _weigh(self, items: Ids) -> None:
        """Give undecided items the doubt that evidence and prior make."""
        weighed = doubts(self.nats[items], self.confusions[items], weights=self._weights)
        self.doubts[items] = weighed
        self.urgencies[items] = urgency(weighed, np.ones(len(items), np.bool_))
