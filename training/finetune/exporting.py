"""The blended weights of a run as a version of an archive.

An archive's graphs are traced by TensorFlow. A run on another backend exports in a process of its
own: `python -m training.finetune.exporting RUN`, which needs nothing but the run's folder.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras

from recognizer.archive import Archive
from recognizer.charset import Charset
from recognizer.network.config import RareConfig
from recognizer.network.rare import Rare
from recognizer.trust import Trust
from training.errors import FineTuningError
from training.export import export_archive
from training.finetune.blending import BLENDED
from training.finetune.seen import TUNED_ON
from training.weights import load_weights

ORDER = "export.json"
NOTICE = """\
This archive was tuned by `python -m training finetune` from an archive of hangul-ocr-review, which
is under GPL-3.0-or-later, on labelled images of the person who ran it. Whether it may be passed on
depends on the licence of those images, too.
"""


@dataclass(frozen=True)
class Order:
    """What to export: the archive to write, what the weights are of, what is known of them."""

    out: Path
    config: RareConfig
    charset: Charset
    training: Mapping[str, Any]
    figures: Mapping[str, float]


def export_tuned(run: Path, order: Order) -> Archive:
    """Write the blended weights of the run as `order.out`, or as its next version.

    Raises ArchiveError, FineTuningError.
    """
    values = {
        "out": str(order.out.resolve()),
        "network": order.config.to_json(),
        "others": order.charset.others,
        "training": dict(order.training),
        "figures": dict(order.figures),
    }
    (run / ORDER).write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    if keras.backend.backend() == "tensorflow":
        return export_as_ordered(run)
    done = subprocess.run(
        [sys.executable, "-m", "training.finetune.exporting", str(run)],
        env={**os.environ, "KERAS_BACKEND": "tensorflow"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise FineTuningError(f"{order.out}: not exported: {done.stderr.strip()[-2000:]}")
    return Archive.open(order.out)


def export_as_ordered(run: Path) -> Archive:
    """Export as the run's `export.json` says."""
    values = json.loads((run / ORDER).read_text(encoding="utf-8"))
    keras.mixed_precision.set_global_policy("float32")
    model = Rare(RareConfig.from_json(values["network"]), Charset(values["others"]))
    load_weights(model, run / BLENDED)
    archive = export_archive(
        model,
        Path(values["out"]),
        training=values["training"],
        figures=values["figures"],
        notice=NOTICE,
        beside_weights=(run / TUNED_ON,),
    )
    Trust().remember(archive)  # its origin is this very command
    return archive


if __name__ == "__main__":
    export_as_ordered(Path(sys.argv[1]))
