"""A fine-tuning from the exports to the new archive and its report."""

import functools
import json
import logging
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import keras
import numpy as np

from datasets.errors import DatasetError
from recognizer.archive import Archive
from recognizer.errors import RecognizerError
from recognizer.network.config import RareConfig
from recognizer.network.rare import Rare
from recognizer.preprocess import to_input
from training.data import Batch, SyntheticBatches
from training.errors import FineTuningError, OtherRunError, StoppedError, TrainingError
from training.evaluate import Compiled, Reader, TestSet
from training.export import round_to_half
from training.finetune import control as states
from training.finetune.blending import BLENDED, write_blend
from training.finetune.control import Control, State
from training.finetune.corrections import Export, read_exports
from training.finetune.crops import (
    Crop,
    load_image,
    remove_crops,
    write_crops,
    write_index,
)
from training.finetune.exporting import Order, export_tuned
from training.finetune.grouping import Grouping, HoldOut, group_items, hold_out
from training.finetune.judging import HELD_OUT, REPLAY, Judge
from training.finetune.loop import FineTuning, Tuned
from training.finetune.mixing import Mixture, make_source
from training.finetune.plan import (
    LEFT_OUT_LISTED,
    Base,
    Plan,
    count_verdicts,
    describe_exports,
    keep_plan,
)
from training.finetune.report import Comparison, Reading, compare
from training.finetune.schedule import ShortSchedule, planned_images, real_share
from training.finetune.seen import TUNED_ON, read_digests, write_digests
from training.run_folder import held
from training.stopping import Stop
from training.synth import (
    KINDS,
    MIX_TRAIN,
    Face,
    Sample,
    SynthesisError,
    find_faces,
    make_sampler,
    only,
    split_faces,
)
from training.trained_archive import TrainedArchive, open_trained
from training.weights import load_weights
from training.whole_file import write_text
from training.workers import SEEDS_APART, Workers, join_workers

log = logging.getLogger(__name__)

REPORT = "report.json"
TRAINED_ITEMS = "trained_items.jsonl"
# Synthetic words: those replayed never meet those of the report, nor both those of `train`.
REPLAY_SEED = 1_500_000_000
REPORT_SEED = 2_003_000_000
SEEDS_A_RUN = 1_000_000
JUDGED_WORDS = 256  # held-out words read at every judgement; the report reads them all
JUDGED_REPLAY = 96


@dataclass(frozen=True)
class Request:
    """What was asked for; None leaves the choice to the run."""

    corrections: tuple[Path, ...]
    datasets: tuple[Path, ...]
    formats: tuple[str, ...]
    base: Path
    out: Path
    folder: Path
    fonts: tuple[Path, ...]
    font_cache: Path | None
    images: int | None
    minutes: float | None
    batch_size: int
    learning_rate: float
    real_share: float | None
    correction_weight: float
    test_words: int
    seed: int
    workers: int
    mixed_precision: bool


@dataclass(frozen=True)
class _Prepared:
    """The words to judge by, the plan, the faces that replay is drawn with."""

    held_out: TestSet | None
    plan: Plan
    faces: tuple[Face, ...]


def fine_tune(request: Request) -> int:
    """Run, or go on with, a fine-tuning; give the exit status.

    Whatever happens is told in `state.json` in the run's folder. Raises OtherRunError where another
    process works in it, TrainingError where it cannot be made, WorkersError.
    """
    workers = join_workers()
    if not workers.is_chief:  # what others write of themselves is of no interest to anybody
        request = replace(request, folder=request.folder / f"worker-{workers.index}")
    with held(request.folder):
        return _fine_tune(request, workers)


def _fine_tune(request: Request, workers: Workers) -> int:
    stop = Stop()
    stop.on_signals()
    control = Control(request.folder, stop)
    control.tell(State(states.PREPARING))
    try:
        archive = _Run(request, control, workers).run()
    except StoppedError:
        control.tell_end(states.STOPPED, "stopped; the same command goes on from here")
        log.info("stopped; the same command goes on from here")
        return 0
    except OtherRunError as error:
        control.leave_as_found()
        log.error("%s", error)
        return 1
    except (TrainingError, DatasetError, RecognizerError, SynthesisError, OSError) as error:
        control.tell_end(states.FAILED, str(error))
        log.error("%s", error)
        return 1
    except BaseException as error:
        control.tell_end(states.FAILED, f"{type(error).__name__}: {error}")
        raise
    control.tell_end(states.DONE, "")
    log.info("%s", archive)
    return 0


class _Run:
    """One run, step by step."""

    def __init__(self, request: Request, control: Control, workers: Workers) -> None:
        self._request = request
        self._workers = workers
        self._folder = request.folder
        self._control = control
        # Several stop at one step of the loop: one that left earlier would keep the others waiting.
        self._check = control.stop.check if workers.count == 1 else _go_on

    def run(self) -> str:
        """Give the path of the archive."""
        start = open_trained(self._request.base)
        prepared = self._prepare(start)
        if not self._workers.any((self._folder / REPORT).exists()):
            self._tune(start, prepared)
        remove_crops(self._folder)
        return prepared.plan.out

    def _tune(self, start: TrainedArchive, prepared: _Prepared) -> None:
        if self._request.mixed_precision and keras.backend.backend() != "torch":
            keras.mixed_precision.set_global_policy("mixed_bfloat16")
        keras.utils.set_random_seed(self._request.seed)
        model = start.build()
        reader = Reader(model)
        tuned = self._train(model, reader, prepared)
        finished = False
        try:
            if self._workers.is_chief:
                self._finish(model, reader, start, prepared, tuned)
            finished = True
        finally:
            # Nobody leaves before the chief is done, or has failed.
            unfinished = self._workers.any(not finished)
        if unfinished:
            raise StoppedError

    def _finish(
        self, model: Rare, reader: Reader, start: TrainedArchive, prepared: _Prepared, tuned: Tuned
    ) -> None:
        """Compare with the base, write the archive, then the report."""
        self._tell(states.EVALUATING, tuned)
        if self._request.mixed_precision:  # archives read in float32
            keras.mixed_precision.set_global_policy("float32")
            model = Rare(start.config, start.charset)
            reader = Reader(model)
        share = write_blend(
            model,
            base=start.weights,
            folder=self._folder,
            judge=self._judge(model, reader, prepared).figures,
            check=self._check,
        )
        comparison = compare(self._readings(model, reader, start, prepared))
        self._check()
        self._tell(states.EXPORTING, tuned)
        archive = export_tuned(
            self._folder, _order(self._request, start, prepared, tuned, comparison)
        )
        self._write_report(archive, prepared, tuned, share, comparison)

    def _prepare(self, start: TrainedArchive) -> _Prepared:
        """Read the exports, part them, keep their crops, and write down the plan."""
        request = self._request
        exports = read_exports(
            request.corrections,
            datasets=request.datasets,
            formats=request.formats,
            charset=start.charset,
            max_length=start.config.max_length,
        )
        items = [item for export in exports for item in export.items]
        kept, crops, unread = write_crops(
            self._folder, items, [e.dataset for e in exports], check=self._check
        )
        left_out = [reason for export in exports for reason in export.left_out] + unread
        if not kept:
            why = "; ".join(left_out[:3]) or "no item is accepted or corrected"
            raise FineTuningError(f"there is nothing to train on: {why}")
        grouping = group_items(kept)
        of_base = read_digests(start.weights.with_name(TUNED_ON))
        seen = {
            group
            for group, crop in zip(grouping.groups, crops, strict=True)
            if crop.digest in of_base
        }
        out = hold_out(grouping.groups, seen=seen, seed=request.seed)
        aside = [group in out.groups for group in grouping.groups]
        train = tuple(crop for crop, held in zip(crops, aside, strict=True) if not held)
        held = [crop for crop, held in zip(crops, aside, strict=True) if held]
        counts = {"train": len(train), "held_out": len(held), "groups_seen": len(seen)}
        plan = self._plan(start, exports, left_out, grouping, out, counts)
        keep_plan(self._folder, plan)
        for sentence in filter(None, [plan.held_out_missing, *plan.left_out_first]):
            log.warning("%s", sentence)
        write_index(self._folder, train)
        self._write_trained_items(train)
        write_digests(self._folder / TUNED_ON, of_base | {crop.digest for crop in train})
        faces, _ = split_faces(find_faces(request.fonts, cache=request.font_cache))
        held_out = self._held_out(start.config, held)
        for export in exports:
            export.dataset.close()
        return _Prepared(held_out, plan, tuple(faces))

    def _plan(
        self,
        start: TrainedArchive,
        exports: Sequence[Export],
        left_out: Sequence[str],
        grouping: Grouping,
        out: HoldOut,
        counts: Mapping[str, int],
    ) -> Plan:
        request = self._request
        train = counts["train"]
        images = request.images or planned_images(train)
        share = real_share(train, images) if request.real_share is None else request.real_share
        return Plan(
            name=request.out.name,
            out=str(request.out.resolve()),
            base=Base(
                start.description.name,
                start.description.version,
                str(start.archive.folder.resolve()),
                start.archive.fingerprint,
            ),
            exports=describe_exports(exports),
            verdicts=count_verdicts(exports),
            **counts,
            held_out_missing=out.why_none,
            groups=len(set(grouping.groups)),
            groups_held_out=len(out.groups),
            group_rule=grouping.rule,
            left_out=len(left_out),
            left_out_first=tuple(left_out[:LEFT_OUT_LISTED]),
            images_planned=images,
            minutes=request.minutes,
            batch_size=request.batch_size,
            learning_rate=request.learning_rate,
            real_share=share,
            correction_weight=request.correction_weight,
            seed=request.seed,
            backend=keras.backend.backend(),
            mixed_precision=request.mixed_precision,
        )

    def _held_out(self, config: RareConfig, crops: Sequence[Crop]) -> TestSet | None:
        if not crops:
            return None
        images = (to_input(load_image(self._folder, crop), config.boxes) for crop in crops)
        return TestSet(HELD_OUT, tuple(images), tuple(crop.label for crop in crops))

    def _write_trained_items(self, crops: Sequence[Crop]) -> None:
        """Write what is trained on, so that predictions on it can be marked as seen."""
        names = ("export", "path", "region", "source", "label", "corrected")
        lines = (
            json.dumps({name: getattr(crop, name) for name in names}, ensure_ascii=False) + "\n"
            for crop in crops
        )
        (self._folder / TRAINED_ITEMS).write_text("".join(lines), encoding="utf-8")

    def _train(self, model: Rare, reader: Reader, prepared: _Prepared) -> Tuned:
        request, plan = self._request, prepared.plan
        mixture = Mixture(plan.real_share, plan.correction_weight, MIX_TRAIN, request.seed)
        config = model.config
        first_seed = REPLAY_SEED + request.seed % 20 * SEEDS_A_RUN
        first_seed += self._workers.index * SEEDS_APART

        def batches(seen: int) -> Generator[Batch, None, None]:
            with SyntheticBatches(
                functools.partial(make_source, self._folder, prepared.faces, mixture),
                config=config,
                charset=model.charset,
                batch_size=plan.batch_size,
                first_seed=first_seed + seen // self._workers.count,
                workers=request.workers,
            ) as stream:
                yield from stream

        schedule = ShortSchedule(
            plan.images_planned,
            plan.minutes,
            batch_size=plan.batch_size,
            learning_rate=plan.learning_rate,
        )
        tuning = FineTuning(
            model,
            schedule,
            folder=self._folder,
            control=self._control,
            judge=self._judge(model, reader, prepared).figures,
            mixed_precision=request.mixed_precision,
            workers=self._workers,
        )
        self._control.tell(State(states.TRAINING, 0, plan.images_planned))
        return tuning.run(batches)

    def _judge(self, model: Rare, reader: Reader, prepared: _Prepared) -> Judge:
        sample_of = make_sampler(prepared.faces, MIX_TRAIN)
        replay = self._synthetic(REPLAY, sample_of, JUDGED_REPLAY, model.config)
        sets = [_some(prepared.held_out, JUDGED_WORDS)] if prepared.held_out else []
        return Judge(reader, Compiled(model.encode), (*sets, replay))

    def _readings(
        self, model: Rare, reader: Reader, start: TrainedArchive, prepared: _Prepared
    ) -> list[Reading]:
        """Read every kind with the base and with the blend, as the archive will hold them."""
        sets = [prepared.held_out] if prepared.held_out else []
        for kind in KINDS:
            sample_of = make_sampler(prepared.faces, only(kind))
            sets.append(self._synthetic(kind, sample_of, self._request.test_words, model.config))

        def texts(weights: Path) -> list[list[str]]:
            load_weights(model, weights)
            round_to_half(model)
            found = []
            for words in sets:
                self._check()
                found.append(reader.texts(words.images))
            return found

        before, after = texts(start.weights), texts(self._folder / BLENDED)
        return [
            Reading(words.name, words.labels, b, a)
            for words, b, a in zip(sets, before, after, strict=True)
        ]

    def _synthetic(
        self, name: str, sample_of: Callable[[int], Sample], count: int, config: RareConfig
    ) -> TestSet:
        seeds = range(REPORT_SEED, REPORT_SEED + count)
        return TestSet.drawn(name, sample_of, seeds, config.boxes, check=self._check)

    def _tell(self, state: str, tuned: Tuned) -> None:
        self._control.tell(State(state, tuned.images, tuned.images))

    def _write_report(
        self,
        archive: Archive,
        prepared: _Prepared,
        tuned: Tuned,
        share: float,
        comparison: Comparison,
    ) -> None:
        values = {
            "archive": str(archive.folder.resolve()),
            "name": archive.identity.name,
            "version": archive.identity.version,
            "base": asdict(prepared.plan.base),
            "kinds": [asdict(kind) for kind in comparison.kinds],
            "worse": [asdict(worse) for worse in comparison.worse],
            "confusions": {
                "went": [asdict(one) for one in comparison.went],
                "came": [asdict(one) for one in comparison.came],
            },
            "trained_items": str((self._folder / TRAINED_ITEMS).resolve()),
            "train": prepared.plan.train,
            "held_out": prepared.plan.held_out,
            "held_out_missing": prepared.plan.held_out_missing,
            "images": tuned.images,
            "best_images": tuned.best.images,
            "ended": tuned.ended,
            "tuned_share": share,
            "minutes": tuned.seconds / 60,
            "finished": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        }
        text = json.dumps(values, ensure_ascii=False, indent=2) + "\n"
        write_text(self._folder / REPORT, text)


def _go_on() -> None:
    pass


def _order(
    request: Request,
    start: TrainedArchive,
    prepared: _Prepared,
    tuned: Tuned,
    comparison: Comparison,
) -> Order:
    plan = prepared.plan
    training: Mapping[str, Any] = {
        "base": asdict(plan.base),
        "corrections": [
            {name: export[name] for name in ("sha256", "items")} for export in plan.exports
        ],
        "train": plan.train,
        "held_out": plan.held_out,
        "images": tuned.best.images,
        "seconds": tuned.seconds,
        "seed": plan.seed,
    }
    figures = {kind.kind: kind.after.share for kind in comparison.kinds}
    return Order(request.out, start.config, start.charset, training, figures)


def _some(words: TestSet, count: int) -> TestSet:
    """Give at most `count` of the words, from all over the set."""
    chosen = np.unique(np.linspace(0, len(words.labels) - 1, count).astype(int))
    images, labels = zip(*((words.images[i], words.labels[i]) for i in chosen), strict=True)
    return TestSet(words.name, images, labels)
