"""Command line: `python -m training train`."""

import argparse
import functools
import logging
from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recognizer.network.config import CONFIGS
from training.arguments import add_config, add_fonts, find_split_faces, natural, positive
from training.synth import KINDS, MIX_CLEAN, MIX_TRAIN, Face, Mix, make_sampler, only

if TYPE_CHECKING:
    from recognizer.preprocess import Boxes
    from training.evaluate import TestSet
    from training.stopping import Stop
    from training.workers import Workers

# Seeds of test samples never meet those of training, which count up from 0.
TEST_SEED = 2_000_000_000
# Words of each kind that a training is measured on: an accuracy to about 3 points, in seconds.
MEASURED_WORDS = 192


def add_parser(commands: Any) -> None:
    """Add the command to those of `python -m training`."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "train", help="train, or go on with a run that was stopped"
    )
    parser.add_argument(
        "--folder", type=Path, required=True, help="the run: checkpoint and history"
    )
    add_config(parser)
    parser.add_argument(
        "--images", type=positive(int), default=600_000, help="images to train on in all"
    )
    parser.add_argument(
        "--batch-size", type=positive(int), default=48, help="words of usual width in a step"
    )
    parser.add_argument(
        "--learning-rate", type=positive(float), default=1.5e-3, help="at its highest"
    )
    parser.add_argument("--workers", type=positive(int), default=1, help="processes that render")
    parser.add_argument("--first-seed", type=natural, default=0, help="seed of the first image")
    parser.add_argument(
        "--mix",
        nargs="+",
        metavar="KIND=WEIGHT",
        type=_kind_weight,
        default=[],
        help=f"change weights of the mix ({', '.join(KINDS)})",
    )
    parser.add_argument("--initial", type=Path, help="weights (.weights.h5) to start from")
    parser.add_argument(
        "--mixed-precision",
        action="store_true",
        help="bfloat16: on a GPU, or a CPU with AMX under torch",
    )
    add_fonts(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Train as the options say; give the exit status."""
    # TensorFlow takes seconds to import: not for --help and not for wrong options.
    from training.run_folder import held
    from training.workers import join_workers

    workers = join_workers()
    if not workers.is_chief:
        _train(options, workers)
        return 0
    with held(options.folder):
        _train(options, workers)

        from training.pictures import curves_picture

        curves_picture(options.folder, options.folder / "curves.png")
    return 0


def _train(options: argparse.Namespace, workers: "Workers") -> None:
    import keras

    from recognizer.charset import Charset
    from recognizer.network.rare import Rare
    from training.data import Batch, SyntheticBatches
    from training.evaluate import Reader, figures
    from training.loop import Schedule, train
    from training.stopping import Stop
    from training.weights import load_weights
    from training.workers import SEEDS_APART

    stop = Stop()
    stop.on_signals()
    if options.mixed_precision and keras.backend.backend() != "torch":
        keras.mixed_precision.set_global_policy("mixed_bfloat16")
    keras.utils.set_random_seed(options.first_seed % 2**31)
    config, charset = CONFIGS[options.config], Charset()
    model = Rare(config, charset)
    if options.initial:
        load_weights(model, options.initial)
    seen, unseen = find_split_faces(options)
    logging.info("%d faces to train on, %d held out", len(seen), len(unseen))
    # Several stop together, at their first step.
    early_stop = stop if workers.count == 1 else Stop()
    sets = _test_sets(seen, unseen, config.boxes, early_stop)
    reader = Reader(model)
    mix = replace(MIX_TRAIN, **dict(options.mix))
    first_seed = options.first_seed + workers.index * SEEDS_APART

    def batches(images: int) -> Generator[Batch, None, None]:
        with SyntheticBatches(
            functools.partial(make_sampler, seen, mix),
            config=config,
            charset=charset,
            batch_size=options.batch_size,
            first_seed=first_seed + images // workers.count,
            workers=options.workers,
        ) as stream:
            yield from stream

    train(
        model,
        batches,
        Schedule(
            options.images, batch_size=options.batch_size, learning_rate=options.learning_rate
        ),
        folder=options.folder,
        evaluate=lambda: figures(reader, sets),
        stop=stop,
        mixed_precision=options.mixed_precision,
        workers=workers,
    )


def _test_sets(
    seen: Sequence[Face], unseen: Sequence[Face], boxes: "Boxes", stop: "Stop"
) -> list["TestSet"]:
    """Draw the words that the training is measured on."""
    from training.evaluate import TestSet

    def drawn(name: str, faces: Sequence[Face], mix: Mix) -> TestSet:
        seeds = range(TEST_SEED, TEST_SEED + MEASURED_WORDS)
        return TestSet.drawn(name, make_sampler(faces, mix), seeds, boxes, check=stop.check)

    # Of one design alone no face is held out.
    sets = [drawn("clean, unseen faces", unseen, MIX_CLEAN)] if unseen else []
    return sets + [drawn(kind, seen, only(kind)) for kind in KINDS]


def _kind_weight(text: str) -> tuple[str, float]:
    kind, _, weight = text.partition("=")
    if kind not in KINDS:
        raise argparse.ArgumentTypeError(f"{kind!r} is none of {', '.join(KINDS)}")
    try:
        value = float(weight)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} needs a number, as in {kind}=20") from None
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is below zero, or no weight at all")
    return kind, value
