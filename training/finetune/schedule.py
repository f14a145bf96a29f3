"""How long and how fast a short run trains."""

import math
from dataclasses import dataclass

# Of one crop. Beyond, it is learnt by heart: with 57 the held-out words were read best a third of
# the way.
MOST_VIEWS = 24
# With a half, 6,000 images took a point from synthetic print; replay is what keeps it.
REAL_SHARE = 1 / 3
FEWEST_IMAGES, MOST_IMAGES = 6_000, 60_000


@dataclass(frozen=True)
class ShortSchedule:
    """A rise over the first twentieth, then a cosine to zero, over images or minutes.

    The rate is set from outside at every step, by how much of the run is done, so that a limit in
    minutes ends with the rate at zero too. patience: judgements without a better one before the
    run ends early.
    """

    images: int
    minutes: float | None = None
    batch_size: int = 48
    learning_rate: float = 4e-4
    weight_decay: float = 0.01
    judgements: int = 10
    patience: int = 4

    def done(self, images: int, seconds: float) -> float:
        """Give the share of the run that is done, in [0, 1]."""
        share = images / self.images
        if self.minutes is not None:
            share = max(share, seconds / (60 * self.minutes))
        return min(1.0, share)

    def rate(self, done: float) -> float:
        """Give the learning rate where a share of the run is done."""
        rise = 0.05
        if done < rise:
            return self.learning_rate * (0.02 + 0.98 * done / rise)
        return self.learning_rate * 0.5 * (1 + math.cos(math.pi * (done - rise) / (1 - rise)))

    @property
    def averaging(self) -> float:
        """Momentum of the averaged weights: they span a tenth of the steps, 1000 at most."""
        steps = max(1, self.images // self.batch_size)
        return 1 - 1 / min(1000, max(5, steps // 10))


def planned_images(items: int) -> int:
    """Give how many images a run on so many items is worth, by default."""
    return min(MOST_IMAGES, max(FEWEST_IMAGES, round(items * MOST_VIEWS / REAL_SHARE)))


def real_share(items: int, images: int) -> float:
    """Give the share of real crops among the images: a third, less where there are few crops."""
    return min(REAL_SHARE, items * MOST_VIEWS / images)
