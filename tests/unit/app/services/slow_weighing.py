"""Open a review whose evidence has to be weighed anew, one small stretch for each byte on stdin.

Run as a process: `python slow_weighing.py REVIEW_FILE`. Every tick of the progress is a line
`<done> <total>` on stdout; whoever started it kills it between two of them, or within a stretch.
"""

import os
import sys
from functools import partialmethod
from pathlib import Path

from app.services.review import Review
from app.store.prediction_table import PredictionTable

STRETCH = 10


def tick(done: int, total: int | None) -> bool:
    os.write(1, f"{done} {total}\n".encode())
    return bool(os.read(0, 1))


if __name__ == "__main__":
    PredictionTable.weigh_anew = partialmethod(  # type: ignore[assignment,method-assign]
        PredictionTable.weigh_anew, stretch=STRETCH
    )
    Review.open(Path(sys.argv[1]), progress=tick)
