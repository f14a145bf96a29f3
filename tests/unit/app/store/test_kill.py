"""A reviewing process is killed at random points: nothing it acknowledged may be missing.

KILLS=1000 in the environment kills that often.
"""

import os
import random
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

from app.domain.items import ItemId
from app.services.review import Review
from app.store.review_file import NewReviewFile
from datasets.record import ImageRef, Record, Source

KILLS = int(os.environ.get("KILLS", "30"))
SCRIPT = Path(__file__).with_name("scripted_review.py")
LABELS = ("학교", "서울역", "가게", "하늘", "바다", "구름")


class Reviewer:
    """The scripted reviewer, killed again and again."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def __enter__(self) -> "Reviewer":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def killed_after(self, seed: int, lines: int, more_bytes: int) -> str:
        """Kill it somewhere behind `lines` acknowledged steps; give the last one it sent."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{seed}\n".encode())
        worker = int(stdout.readline())
        received = b""
        while received.count(b"\n") < lines:
            received += stdout.read(1)
        received += stdout.read(more_bytes)  # into the middle of a later step
        os.kill(worker, signal.SIGKILL)
        while not received.endswith(b"over\n"):
            received += stdout.read(1)
        whole = received.removesuffix(b"over\n").split(b"\n")[:-1]
        return whole[-1].decode()


def present(path: Path) -> tuple[int, str]:
    """Give how many steps the journal holds and the state that they come to."""
    review = Review.open(path, who="reviewer")  # also shows that the dead holder's lock is gone
    verdicts = "".join(str(verdict) for verdict in review.verdicts.tolist())
    labels = "|".join(review.label(ItemId(i)) for i in range(review.count))
    steps = review._file.journal.tops().last
    review.close()
    return steps, f"{verdicts} {labels}"


def test_no_acknowledged_step_is_lost_when_the_process_is_killed(
    tmp_path: Path, start_script: Callable[[Path, Path], subprocess.Popen[bytes]]
) -> None:
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
    with Reviewer(start_script(SCRIPT, path)) as reviewer:
        for kill in range(KILLS):
            last = reviewer.killed_after(kill, chance.randint(1, 12), chance.randint(0, 60))
            number, _, acknowledged = last.partition(" ")
            steps, state = present(path)
            # One step more may be on disk: journalled, but killed before it was acknowledged.
            assert steps - steps_before in (int(number), int(number) + 1)
            if steps - steps_before == int(number):
                assert state == acknowledged
            steps_before = steps
