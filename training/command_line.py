"""Command line of the training: `python -m training train|finetune|evaluate|export|...`."""

import argparse
import logging
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recognizer.errors import RecognizerError
from recognizer.manifest import load_manifest
from recognizer.network.config import CONFIGS
from training import train_command
from training.arguments import add_config, add_fonts, find_split_faces, natural, positive
from training.errors import StoppedError, TrainingError
from training.finetune import command_line as finetune
from training.image_bytes import png
from training.synth import (
    KINDS,
    MIX_CLEAN,
    MIX_TRAIN,
    Mix,
    Sample,
    SynthesisError,
    Synthesizer,
    WordSource,
    contact_sheet,
    make_sampler,
    only,
)
from training.train_command import TEST_SEED

if TYPE_CHECKING:
    from recognizer.network.rare import Rare


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; give the exit status."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s", datefmt="%H:%M:%S"
    )
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except StoppedError:
        logging.info("stopped; the same command goes on from here")
        return 0
    except KeyboardInterrupt:  # the second Ctrl+C, or one before the first could be heard
        return 128 + signal.SIGINT
    except (TrainingError, RecognizerError, SynthesisError, OSError) as error:
        logging.error("%s", error)
        return 1


class _HelpWithDefaults(argparse.ArgumentDefaultsHelpFormatter):
    """Says the default of every option that has one and does not speak of it itself."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        spoken_of = "default" in (action.help or "")
        if spoken_of or action.default in ([], None) or isinstance(action.default, bool):
            return action.help
        return super()._get_help_string(action)


class _CommandParser(argparse.ArgumentParser):
    """A parser of one command, whose help says the defaults."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, formatter_class=_HelpWithDefaults)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training", description="Train the RARE recogniser on synthetic words."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_CommandParser)
    train_command.add_parser(commands)
    finetune.add_parser(commands)
    _add_curves(commands)
    _add_evaluate(commands)
    _add_export(commands)
    _add_resize(commands)
    _add_contact_sheet(commands)
    _add_sample(commands)
    _add_test_words(commands)
    return parser


def _add_curves(commands: Any) -> None:
    parser = commands.add_parser("curves", help="draw a run's loss and accuracy, as a picture")
    parser.add_argument("--folder", type=Path, required=True, help="the run")
    parser.add_argument("--out", type=Path, help="PNG to write (default: curves.png in the run)")
    parser.set_defaults(run=_curves)


def _curves(options: argparse.Namespace) -> int:
    from training.pictures import curves_picture

    curves_picture(options.folder, options.out or options.folder / "curves.png")
    return 0


def _add_evaluate(commands: Any) -> None:
    parser = commands.add_parser(
        "evaluate", help="show where an archive, or weights, misread labelled images"
    )
    read = parser.add_mutually_exclusive_group(required=True)
    read.add_argument("--archive", type=Path, help="its newest weights, e.g. archieve/alpha")
    read.add_argument("--weights", type=Path, help="a .weights.h5 file, of the network --config")
    add_config(parser)
    parser.add_argument("--manifest", type=Path, required=True, help="path TAB label TAB kind")
    parser.add_argument("--confusions", type=positive(int), default=20, help="how many to print")
    parser.add_argument("--picture", type=Path, help="PNG of the most frequent confusions")
    parser.add_argument("--wrong", action="store_true", help="print every misread word")
    parser.set_defaults(run=_evaluate)


def _evaluate(options: argparse.Namespace) -> int:
    from training.evaluate import Reader, read_manifest
    from training.pictures import confusion_picture
    from training.report import print_report
    from training.trained_archive import open_trained

    rows = load_manifest(options.manifest)
    if not rows:
        raise TrainingError(f"{options.manifest}: lists no images")
    if options.archive:
        model = open_trained(options.archive).build()
    else:
        model = _load_model(options.config, options.weights)
    texts = read_manifest(Reader(model), rows)
    print_report(rows, texts, most=options.confusions, wrong=options.wrong)
    if options.picture:
        confusion_picture([row.label for row in rows], texts, options.picture)
    return 0


def _load_model(config: str, *weights: Path) -> "Rare":
    from recognizer.charset import Charset
    from recognizer.network.rare import Rare
    from training.weights import average_weights

    model = Rare(CONFIGS[config], Charset())
    average_weights(model, weights)
    return model


def _add_export(commands: Any) -> None:
    parser = commands.add_parser(
        "export", help="write trained weights as a new version of an archive, whole or not at all"
    )
    # `dest`: `run` is the function of the command.
    parser.add_argument(
        "--run",
        dest="training_run",
        type=Path,
        help="folder of a training: its averaged weights, its last figures",
    )
    parser.add_argument(
        "--weights",
        type=Path,
        nargs="+",
        default=[],
        help="a .weights.h5 file; of several, and of the run's if there is one, their average",
    )
    add_config(parser)
    parser.add_argument("--archive", type=Path, required=True, help="e.g. archieve/alpha")
    parser.add_argument(
        "--replace", action="store_true", help="remove the archive's older versions afterwards"
    )
    parser.set_defaults(run=_export)


def _export(options: argparse.Namespace) -> int:
    from recognizer.trust import Trust
    from training.export import export_archive, last_figures
    from training.loop import AVERAGE

    if not options.training_run and not options.weights:
        raise TrainingError("export what? Name a training's folder with --run, or --weights")
    training: dict[str, Any] = {}
    figures: dict[str, float] = {}
    weights = [*options.weights]
    if options.training_run:
        training, figures = last_figures(options.training_run)
        weights.append(options.training_run / AVERAGE)
    if options.weights:
        figures = {}  # they are those of the run alone
    model = _load_model(options.config, *weights)
    archive = export_archive(
        model, options.archive, training=training, figures=figures, replace=options.replace
    )
    Trust().remember(archive)  # its origin is this very command
    logging.info("%s: version %s", archive.folder, archive.identity.version)
    return 0


def _add_resize(commands: Any) -> None:
    parser = commands.add_parser(
        "resize",
        help="turn an archive's weights into those of a network whose convolutions are of another "
        "rank, to go on training from",
    )
    parser.add_argument("--archive", type=Path, required=True, help="e.g. archieve/alpha")
    add_config(parser)
    parser.add_argument("--out", type=Path, required=True, help="a .weights.h5 file to write")
    parser.set_defaults(run=_resize)


def _resize(options: argparse.Namespace) -> int:
    from keras.utils import set_random_seed

    from recognizer.network.rare import Rare
    from training.low_rank import approximate
    from training.trained_archive import open_trained
    from training.weights import save_weights

    trained = open_trained(options.archive)
    set_random_seed(0)  # what a higher rank begins with
    model = Rare(CONFIGS[options.config], trained.charset)
    approximate(model, trained.build())
    save_weights(model, options.out)
    return 0


def _add_sample(commands: Any) -> None:
    parser = commands.add_parser("sample", help="render the sample dataset that is bundled")
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument(
        "--first-seed", type=natural, default=TEST_SEED + 1_000_000, help="seed of the first word"
    )
    add_fonts(parser)
    parser.set_defaults(run=_sample)


def _sample(options: argparse.Namespace) -> int:
    from training.sample_dataset import SAMPLE_GENRES, write_sample

    seen, unseen = find_split_faces(options)
    words = WordSource(genres=SAMPLE_GENRES)

    def sampler(kind: str) -> Callable[[int], Sample]:
        mix = replace(Mix(hard=0.35), **{kind: 1.0})
        return Synthesizer([*seen, *unseen], words, mix=mix).sample

    planted = write_sample(
        options.out,
        options.out.parent / "sample_planted_errors.tsv",
        sampler,
        first_seed=options.first_seed,
    )
    logging.info("%d labels are wrong", len(planted))
    return 0


def _add_test_words(commands: Any) -> None:
    parser = commands.add_parser(
        "test-words", help="render clean test words over all 2,350 syllables, with a manifest"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument(
        "--count", type=positive(int), default=1000, help="words from each group of faces"
    )
    parser.add_argument(
        "--first-seed", type=natural, default=TEST_SEED + 2_000_000, help="seed of the first word"
    )
    parser.add_argument(
        "--by-face", action="store_true", help="a kind for each family of faces in the manifest"
    )
    add_fonts(parser)
    parser.set_defaults(run=_test_words)


def _test_words(options: argparse.Namespace) -> int:
    from training.clean_words import write_test_words

    seen, unseen = find_split_faces(options)
    words = WordSource(genres={"clean": {"wansung": 1.0}})
    groups = {"clean, seen faces": seen, "clean, unseen faces": unseen}
    sources = {
        name: Synthesizer(faces, words, mix=MIX_CLEAN).sample
        for name, faces in groups.items()
        if faces  # of one design alone no face is held out
    }
    families = {face.id: face.family for face in (*seen, *unseen)} if options.by_face else {}
    manifest = write_test_words(
        options.out,
        sources,
        count=options.count,
        first_seed=options.first_seed,
        families=families,
    )
    print(manifest)
    return 0


def _add_contact_sheet(commands: Any) -> None:
    parser = commands.add_parser(
        "contact-sheet", help="draw what the synthesis makes, as a picture"
    )
    parser.add_argument("--out", type=Path, required=True, help="PNG to write")
    parser.add_argument("--kind", choices=KINDS, help="only this kind (default: the training mix)")
    parser.add_argument("--count", type=positive(int), default=72, help="how many words")
    parser.add_argument(
        "--first-seed", type=natural, default=TEST_SEED, help="seed of the first word"
    )
    add_fonts(parser)
    parser.set_defaults(run=_contact_sheet)


def _contact_sheet(options: argparse.Namespace) -> int:
    faces, _ = find_split_faces(options)
    sample = make_sampler(faces, only(options.kind) if options.kind else MIX_TRAIN)
    samples = [sample(options.first_seed + i) for i in range(options.count)]
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_bytes(png(contact_sheet(samples, faces)))
    return 0
