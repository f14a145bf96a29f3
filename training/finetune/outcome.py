"""What a fine-tuning leaves: the order for its archive, and `report.json`."""

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from recognizer.archive import Archive
from training.finetune.exporting import Order
from training.finetune.loop import Tuned
from training.finetune.plan import Plan
from training.finetune.preparing import TRAINED_ITEMS
from training.finetune.report import Comparison
from training.trained_archive import TrainedArchive
from training.whole_file import write_text

REPORT = "report.json"


@dataclass(frozen=True)
class Outcome:
    """How a run ended. tuned_share: of the tuned weights, in those of the archive."""

    plan: Plan
    tuned: Tuned
    tuned_share: float
    comparison: Comparison

    def order(self, out: Path, start: TrainedArchive) -> Order:
        """Give what to export as the archive `out`."""
        plan = self.plan
        training = {
            "base": asdict(plan.base),
            "corrections": [
                {name: export[name] for name in ("sha256", "items")} for export in plan.exports
            ],
            "train": plan.train,
            "held_out": plan.held_out,
            "images": self.tuned.best.images,
            "seconds": self.tuned.seconds,
            "seed": plan.seed,
        }
        figures = {kind.kind: kind.after.share for kind in self.comparison.kinds}
        return Order(out, start.config, start.charset, training, figures)

    def write_report(self, folder: Path, archive: Archive) -> None:
        """Write `report.json` into the run's folder: the last thing that a run does."""
        plan, tuned, comparison = self.plan, self.tuned, self.comparison
        values = {
            "archive": str(archive.folder.resolve()),
            "name": archive.identity.name,
            "version": archive.identity.version,
            "base": asdict(plan.base),
            "kinds": [asdict(kind) for kind in comparison.kinds],
            "worse": [asdict(worse) for worse in comparison.worse],
            "confusions": {
                "went": [asdict(one) for one in comparison.went],
                "came": [asdict(one) for one in comparison.came],
            },
            "trained_items": str((folder / TRAINED_ITEMS).resolve()),
            "train": plan.train,
            "held_out": plan.held_out,
            "held_out_missing": plan.held_out_missing,
            "images": tuned.images,
            "best_images": tuned.best.images,
            "ended": tuned.ended,
            "tuned_share": self.tuned_share,
            "minutes": tuned.seconds / 60,
            "finished": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        }
        text = json.dumps(values, ensure_ascii=False, indent=2) + "\n"
        write_text(folder / REPORT, text)
