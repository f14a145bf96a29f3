"""A reviewer who works through a review by a seed and says on stdout what was acknowledged.

Run as a process: `python scripted_review.py REVIEW_FILE`. For every seed on stdin it forks (imports
are slow) a worker that tells its process id and goes on until it is killed; then comes `over`. Each
acknowledged step is one line, `<number> <verdicts as digits> <labels, joined by |>`.
"""

import os
import random
import sys
from pathlib import Path
from typing import NoReturn

from app.domain.items import ItemId
from app.domain.verdict import ExcludeReason
from app.services.errors import NothingToDoError
from app.services.review import Change, Review


def picture(review: Review) -> str:
    verdicts = "".join(str(verdict) for verdict in review.verdicts.tolist())
    return f"{verdicts} {'|'.join(review.label(ItemId(i)) for i in range(review.count))}"


def take_a_step(review: Review, chance: random.Random) -> Change:
    item = ItemId(chance.randrange(review.count))
    some = [chance.randrange(review.count) for _ in range(3)]
    return chance.choice(
        (
            lambda: review.accept(item),
            lambda: review.correct(item, chance.choice(("학교", "하교", "바다"))),
            lambda: review.exclude(item, ExcludeReason.UNREADABLE),
            lambda: review.flag_all(some),
            lambda: review.clear_all(some),
            review.undo,
            review.redo,
        )
    )()


def work(path: Path, seed: int) -> NoReturn:
    os.write(1, f"{os.getpid()}\n".encode())
    review = Review.open(path, who="reviewer")
    chance = random.Random(seed)
    number = 0
    while True:
        try:
            change = take_a_step(review, chance)
        except NothingToDoError:
            continue
        if not len(change.ids):
            continue  # all was so already: no step
        number += 1
        os.write(1, f"{number} {picture(review)}\n".encode())


def main(path: Path) -> None:
    for seed in sys.stdin:
        worker = os.fork()
        if not worker:
            work(path, int(seed))
        os.waitpid(worker, 0)
        os.write(1, b"over\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
