"""A fine-tuning from the exports to the new archive and its report."""

import functools
import logging
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np

from datasets.errors import DatasetError
from recognizer.errors import RecognizerError
from recognizer.network.config import RareConfig
from recognizer.network.rare import Rare
from training.data import Batch, SyntheticBatches
from training.errors import OtherRunError, StoppedError, TrainingError
from training.evaluate import Compiled, Reader, TestSet
from training.export import round_to_half
from training.finetune import control as states
from training.finetune.blending import BLENDED, write_blend
from training.finetune.control import Control, State
from training.finetune.crops import remove_crops
from training.finetune.exporting import export_tuned
from training.finetune.judging import REPLAY, Judge
from training.finetune.loop import FineTuning, Tuned
from training.finetune.mixing import Mixture, make_source
from training.finetune.outcome import REPORT, Outcome
from training.finetune.preparing import Prepared, prepare
from training.finetune.report import Reading, compare
from training.finetune.request import Request
from training.finetune.schedule import ShortSchedule
from training.run_folder import held
from training.stopping import Stop
from training.synth import KINDS, MIX_TRAIN, Sample, SynthesisError, make_sampler, only
from training.trained_archive import TrainedArchive, open_trained
from training.weights import load_weights
from training.workers import SEEDS_APART, Workers, join_workers

log = logging.getLogger(__name__)

# Synthetic words: those replayed never meet those of the report, nor both those of `train`.
REPLAY_SEED = 1_500_000_000
REPORT_SEED = 2_003_000_000
SEEDS_A_RUN = 1_000_000
JUDGED_WORDS = 256  # held-out words read at every judgement; the report reads them all
JUDGED_REPLAY = 96
# Blends differ by a point where steps differ by several: more words tell them apart.
BLENDED_REPLAY = 480


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
        prepared = prepare(self._request, start, check=self._check)
        if not self._workers.any((self._folder / REPORT).exists()):
            self._tune(start, prepared)
        remove_crops(self._folder)
        return prepared.plan.out

    def _tune(self, start: TrainedArchive, prepared: Prepared) -> None:
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
        self, model: Rare, reader: Reader, start: TrainedArchive, prepared: Prepared, tuned: Tuned
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
            judge=self._judge(model, reader, prepared, replayed=BLENDED_REPLAY).figures,
            check=self._check,
        )
        comparison = compare(self._readings(model, reader, start, prepared))
        outcome = Outcome(prepared.plan, tuned, share, comparison)
        self._check()
        self._tell(states.EXPORTING, tuned)
        archive = export_tuned(self._folder, outcome.order(self._request.out, start))
        outcome.write_report(self._folder, archive)

    def _train(self, model: Rare, reader: Reader, prepared: Prepared) -> Tuned:
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
            judge=self._judge(model, reader, prepared, replayed=JUDGED_REPLAY).figures,
            mixed_precision=request.mixed_precision,
            workers=self._workers,
        )
        self._control.tell(State(states.TRAINING, 0, plan.images_planned))
        return tuning.run(batches)

    def _judge(self, model: Rare, reader: Reader, prepared: Prepared, *, replayed: int) -> Judge:
        sample_of = make_sampler(prepared.faces, MIX_TRAIN)
        replay = self._synthetic(REPLAY, sample_of, replayed, model.config)
        sets = [_some(prepared.held_out, JUDGED_WORDS)] if prepared.held_out else []
        return Judge(reader, Compiled(model.encode), (*sets, replay))

    def _readings(
        self, model: Rare, reader: Reader, start: TrainedArchive, prepared: Prepared
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


def _go_on() -> None:
    pass


def _some(words: TestSet, count: int) -> TestSet:
    """Give at most `count` of the words, from all over the set."""
    chosen = np.unique(np.linspace(0, len(words.labels) - 1, count).astype(int))
    images, labels = zip(*((words.images[i], words.labels[i]) for i in chosen), strict=True)
    return TestSet(words.name, images, labels)
