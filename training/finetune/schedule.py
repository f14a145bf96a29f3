"""How long and how fast a short run trains."""

from dataclasses import dataclass

# Of one crop. As long as views were mild, 24 were enough to learn it by heart.
MOST_VIEWS = 60
# Of the images, by default: the more replay between them, the more the same crops teach.
PLANNED_SHARE = 1 / 4
# At most. With a half, 6,000 images took a point from synthetic print; replay is what keeps it.
REAL_SHARE = 1 / 3
FEWEST_IMAGES, MOST_IMAGES = 6_000, 60_000
# Where the rate has risen, and from where it falls, in shares of the run.
RISEN, FALLING = 0.05, 0.8


@dataclass(frozen=True)
class ShortSchedule:
    """A rise over the first twentieth, a fall to zero over the last fifth, of images or minutes.

    Between them the rate is constant and the weights are averaged (Izmailov et al. 2018): the
    average keeps of the base what a single state loses within its first steps.

    The rate is set from outside at every step, by how much of the run is done, so that a limit in
    minutes ends with the rate at zero too. patience: judgements without a better one before the
    run ends early.
    """

    images: int
    minutes: float | None = None
    batch_size: int = 48
    learning_rate: float = 6e-4
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
        rising = 0.02 + 0.98 * done / RISEN
        falling = (1 - done) / (1 - FALLING)
        return self.learning_rate * max(0.0, min(1.0, rising, falling))

    @property
    def averaging(self) -> float:
        """Momentum of the averaged weights: they span half of the steps, 1000 at most."""
        steps = max(1, self.images // self.batch_size)
        return 1 - 1 / min(1000, max(5, steps // 2))


def planned_images(items: int) -> int:
    """Give how many images a run on so many items is worth, by default."""
    return min(MOST_IMAGES, max(FEWEST_IMAGES, round(items * MOST_VIEWS / PLANNED_SHARE)))


def real_share(items: int, images: int) -> float:
    """Give the share of real crops among the images: as many views of each as do no harm."""
    return min(REAL_SHARE, items * MOST_VIEWS / images)
