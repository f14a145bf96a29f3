"""What fine-tuning on a reviewer's corrections is worth, on pages that nobody has trained on.

A project is simulated on labelled real words: their pages are parted into five, the labels of four
parts get realistic errors, a reviewer corrects them all, and `python -m training finetune` tunes
the archive on what came out. The fifth part, pages never seen, is read before and after; and after
tuning on the labels as they were, errors and all. Synthetic print tells what was forgotten. The
tuned weights are thrown away.
"""

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from benchmarks._planting import ErrorPlanter
from benchmarks.report import Bar, Report
from recognizer.archive import Archive
from recognizer.backends.local import open_local_backend
from recognizer.contract import Request
from recognizer.manifest import ManifestRow, load_manifest
from recognizer.metrics import comparable, wilson_interval
from recognizer.trust import Trust
from training.finetune.grouping import stem_group
from training.synth import (
    DEFAULT_FONT_ROOTS,
    MIX_PRINT,
    Synthesizer,
    WordSource,
    find_faces,
    split_faces,
)

FOLDS = 5
FEWEST_WORDS = 50
PRINT_WORDS = 1000
PRINT_SEED = 2_004_000_000
ARMS = ("corrected", "uncorrected")


@dataclass(frozen=True)
class Words:
    """Images with what they say."""

    images: tuple[bytes, ...]
    labels: tuple[str, ...]

    def right(self, archive: Path) -> int:
        """Count the words that an archive reads right."""
        backend = open_local_backend(Archive.open(archive), trust=Trust(bundled=[archive]))
        right = 0
        for start in range(0, len(self.images), 64):
            part = slice(start, start + 64)
            outcomes = backend.read([Request(image) for image in self.images[part]])
            right += sum(
                outcome.prediction is not None
                and comparable(outcome.prediction.text) == comparable(label)
                for outcome, label in zip(outcomes, self.labels[part], strict=True)
            )
        backend.close()
        return right


@dataclass(frozen=True)
class Tuning:
    """What one fine-tuning came to: words right on unseen pages, on print, and what it cost."""

    right: int
    print_right: int
    cpu_minutes: float
    minutes: float


@dataclass(frozen=True)
class Project:
    """The simulated project: its words, where they are, and the command that tunes on them."""

    folder: Path
    rows: tuple[ManifestRow, ...]
    command: tuple[str, ...]
    print_words: Words

    def tune(self, decisions: Sequence[dict[str, object]], unseen: Words) -> Tuning:
        """Fine-tune on decisions, read the unseen pages and the print, throw the weights away."""
        with tempfile.TemporaryDirectory(prefix="retrain-") as place:
            work = Path(place)
            corrections = work / "corrections.jsonl"
            lines = (json.dumps(one, ensure_ascii=False) + "\n" for one in decisions)
            corrections.write_text("".join(lines), encoding="utf-8")
            began, cpu_before = time.perf_counter(), _children_s()
            self._run(
                *("--corrections", str(corrections)),
                *("--dataset", str(self.folder)),
                *("--name", "tuned", "--out", str(work / "tuned")),
                *("--folder", str(work / "run")),
                home=work,
            )
            seconds, cpu_s = time.perf_counter() - began, _children_s() - cpu_before
            archive = work / "tuned"
            return Tuning(
                unseen.right(archive), self.print_words.right(archive), cpu_s / 60, seconds / 60
            )

    def _run(self, *arguments: str, home: Path) -> None:
        """Run the fine-tuning to its end; it ends with this process."""
        environment = {**os.environ, "XDG_CONFIG_HOME": str(home)}
        with subprocess.Popen([*self.command, *arguments], env=environment) as process:
            try:
                status = process.wait()
            finally:
                process.terminate()
        if status:
            raise SystemExit(f"the fine-tuning failed with status {status}")


def part_pages(rows: Sequence[ManifestRow], root: Path, *, seed: int) -> list[int]:
    """Give the fold of every row: whole pages, the folds about as large as each other."""
    pages = [stem_group(str(row.path.relative_to(root))) for row in rows]
    sizes = Counter(pages)
    order = sorted(sizes)
    np.random.default_rng(seed).shuffle(order)
    filled = [0] * FOLDS
    fold_of = {}
    for page in order:
        fold_of[page] = int(np.argmin(filled))
        filled[fold_of[page]] += sizes[page]
    return [fold_of[page] for page in pages]


def decide(
    rows: Sequence[ManifestRow],
    root: Path,
    planter: ErrorPlanter,
    *,
    errors: float,
    corrected: bool,
    seed: int,
) -> list[dict[str, object]]:
    """Plant errors and review them: all mended, or every label accepted as it is."""
    rng = np.random.default_rng(seed)
    truths = [row.label for row in rows]
    spoilt = set(rng.choice(len(rows), max(1, round(errors * len(rows))), replace=False).tolist())
    decisions: list[dict[str, object]] = []
    for number, row in enumerate(rows):
        wrong = number in spoilt
        label = planter.spoil(row.label, truths, rng) if wrong else row.label
        mended = wrong and corrected
        path = row.path.relative_to(root).as_posix()
        decisions.append(
            {
                "path": path,
                "label": label,
                "text": row.label if mended else label,
                "verdict": "corrected" if mended else "accepted",
                "source": path,
                "attributes": {"page": stem_group(path)},
            }
        )
    return decisions


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark."""
    options = _options(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # tidies up: the copies of the crops
    rows = _rows(options.data, options.kind)
    folds = part_pages(rows, options.data, seed=options.seed)
    project = Project(options.data, tuple(rows), _command(options), _print_words(options))
    planter = ErrorPlanter.load(options.confusions) if options.confusions else ErrorPlanter()
    print_before = project.print_words.right(options.base)
    table: list[dict[str, str]] = []
    read, before = 0, 0
    tunings: dict[str, list[Tuning]] = {arm: [] for arm in options.arms}
    for fold in range(options.folds):
        unseen = _words([row for row, f in zip(rows, folds, strict=True) if f == fold])
        seen = [row for row, f in zip(rows, folds, strict=True) if f != fold]
        right = unseen.right(options.base)
        read, before = read + len(unseen.labels), before + right
        table.append(_line(f"{fold + 1}", "base", len(unseen.labels), right, print_before))
        for arm in options.arms:
            decisions = decide(
                seen,
                options.data,
                planter,
                errors=options.errors,
                corrected=arm == "corrected",
                seed=options.seed + fold,
            )
            tuning = project.tune(decisions, unseen)
            tunings[arm].append(tuning)
            print(
                f"fold {fold + 1}, {arm} labels: {right} to {tuning.right} "
                f"of {len(unseen.labels)} words right",
                file=sys.stderr,
            )
            table.append(
                _line(f"{fold + 1}", arm, len(unseen.labels), tuning.right, tuning.print_right)
                | {"CPU minutes": f"{tuning.cpu_minutes:.1f}", "minutes": f"{tuning.minutes:.1f}"}
            )
    table.append(_line("all", "base", read, before, print_before))
    for arm, done in tunings.items():
        mean_print = sum(t.print_right for t in done) / len(done)
        table.append(_line("all", arm, read, sum(t.right for t in done), mean_print))
    Report("retrain", table, _bars(tunings, read, before, print_before)).print(as_json=options.json)
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks retrain", description=__doc__)
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        metavar="DIR",
        help="real words with a manifest.tsv: path, label, kind; file names number the crops of "
        "a page (page_0007_crop_2.png)",
    )
    parser.add_argument("--kind", default="handwriting", help="which rows of the manifest")
    parser.add_argument("--base", type=Path, default=Path("archieve/alpha"))
    parser.add_argument("--folds", type=int, default=FOLDS, help=f"run so many of the {FOLDS}")
    parser.add_argument("--arms", nargs="+", choices=ARMS, default=ARMS, help="labels to tune on")
    parser.add_argument("--errors", type=float, default=0.03, help="share of labels spoilt")
    parser.add_argument("--confusions", type=Path, help="JSON list of [right, wrong, count]")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--fonts", type=Path, nargs="+", default=list(DEFAULT_FONT_ROOTS))
    parser.add_argument("--images", type=int, help="of each fine-tuning (default: its own)")
    parser.add_argument("--learning-rate", type=float, help="of each fine-tuning")
    parser.add_argument("--real-share", type=float, help="of each fine-tuning")
    parser.add_argument("--mixed-precision", action="store_true", help="of each fine-tuning")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if not (options.data / "manifest.tsv").is_file():
        parser.error(
            f"{options.data}: holds no manifest.tsv; name a folder of real word images with one "
            "(path TAB label TAB kind). None comes with the program: real crops are other people's"
        )
    if not 1 <= options.folds <= FOLDS:
        parser.error(f"--folds {options.folds}: 1 to {FOLDS}")
    return options


def _rows(folder: Path, kind: str) -> list[ManifestRow]:
    rows = [row for row in load_manifest(folder / "manifest.tsv") if row.kind == kind]
    if len(rows) < FEWEST_WORDS:
        raise SystemExit(
            f"{folder / 'manifest.tsv'}: {len(rows)} rows of kind {kind!r}, "
            f"{FEWEST_WORDS} are needed"
        )
    return rows


def _command(options: argparse.Namespace) -> tuple[str, ...]:
    command = [sys.executable, "-m", "training", "finetune", "--base", str(options.base)]
    command += ["--seed", str(options.seed), "--fonts", *map(str, options.fonts)]
    for name in ("images", "learning_rate", "real_share"):
        if (value := getattr(options, name)) is not None:
            command += [f"--{name.replace('_', '-')}", str(value)]
    if options.mixed_precision:
        command.append("--mixed-precision")
    return tuple(command)


def _print_words(options: argparse.Namespace) -> Words:
    faces, _ = split_faces(find_faces(options.fonts))
    sample = Synthesizer(faces, WordSource(), mix=MIX_PRINT).sample
    images, labels = [], []
    for seed in range(PRINT_SEED, PRINT_SEED + PRINT_WORDS):
        drawn = sample(seed)
        images.append(cv2.imencode(".png", drawn.image[:, :, ::-1])[1].tobytes())
        labels.append(drawn.label)
    return Words(tuple(images), tuple(labels))


def _words(rows: Sequence[ManifestRow]) -> Words:
    return Words(tuple(row.path.read_bytes() for row in rows), tuple(row.label for row in rows))


def _line(fold: str, labels: str, words: int, right: int, print_right: float) -> dict[str, str]:
    low, high = wilson_interval(right, words)
    return {
        "fold": fold,
        "tuned on labels": labels,
        "unseen words": str(words),
        "right": f"{right / words:.1%}",
        "95 % interval": f"{low:.1%} - {high:.1%}",
        "synthetic print": f"{print_right / PRINT_WORDS:.1%}",
        "CPU minutes": "",
        "minutes": "",
    }


def _bars(tunings: dict[str, list[Tuning]], read: int, before: int, print_before: int) -> list[Bar]:
    corrected = tunings.get("corrected", [])
    if not corrected:
        return []
    gain = 100 * (sum(t.right for t in corrected) - before) / read
    print_after = sum(t.print_right for t in corrected) / len(corrected)
    loss = 100 * (print_before - print_after) / PRINT_WORDS
    longest = max(t.cpu_minutes for done in tunings.values() for t in done)
    return [
        Bar("gain in words right on unseen pages", gain, "points", 10),
        Bar("CPU of the longest fine-tuning", longest, "minutes", 20, at_least=False),
        Bar("loss in words right on synthetic print", loss, "points", 1, at_least=False),
    ]


def _children_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
