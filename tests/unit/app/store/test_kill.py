"""A reviewing process is killed at random points: nothing it acknowledged may be missing.

KILLS=1000 in the environment kills that often.
"""

import os
import random
import subprocess
import sys
from pathlib import Path

from app.domain.items import ItemId
from app.services.review import Review
from app.store.review_file import NewReviewFile
from datasets.record import ImageRef, Record, Source

KILLS = int(os.environ.get("KILLS", "30"))
SCRIPT = Path(__file__).with_name("scripted_review.py")
LABELS = ("학교", "서울역", "가게", "하늘", "바다", "구름")


def killed_after(path: Path, seed: int, lines: int, more_bytes: int) -> str:
    """Give the last whole acknowledgement that was sent."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, str(SCRIPT), str(path), str(seed)],
        stdout=subprocess.PIPE,
        env=environment,
        bufsize=0,
    ) as process:
        assert process.stdout is not None
        received = b""
        while received.count(b"\n") < lines:
            received += process.stdout.read(1)
        received += process.stdout.read(more_bytes)  # into the middle of a later step
        process.kill()
        received += process.stdout.read()
    return received.split(b"\n")[-2].decode()


def present(path: Path) -> tuple[int, str]:
    """Give how many steps the journal holds and the state that they come to."""
    review = Review.open(path, who="reviewer")  # also shows that the dead holder's lock is gone
    verdicts = "".join(str(verdict) for verdict in review.verdicts.tolist())
    labels = "|".join(review.label(ItemId(i)) for i in range(review.count))
    steps = review._file.journal.tops().last
    review.close()
    return steps, f"{verdicts} {labels}"


def test_no_acknowledged_step_is_lost_when_the_process_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "words.review.sqlite"
    new = NewReviewFile(path)
    list(
        new.file.items.add(
            Record(ImageRef(f"{i}.png"), label, label, Source("gt.txt", i + 1))
            for i, label in enumerate(LABELS)
        )
    )
    new.finish().close()
    chance = random.Random(4)
    steps_before = 0
    for kill in range(KILLS):
        last = killed_after(path, kill, chance.randint(1, 12), chance.randint(0, 60))
        number, _, acknowledged = last.partition(" ")
        steps, state = present(path)
        # One step more may be on disk: journalled, but killed before it was acknowledged.
        assert steps - steps_before >= int(number)
        if steps - steps_before == int(number):
            assert state == acknowledged
        steps_before = steps
