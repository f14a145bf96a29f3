"""Command line: `python -m training finetune`."""

import argparse
from pathlib import Path
from typing import Any

from training.arguments import add_fonts, natural, positive, share

DESCRIPTION = """\
Tune an archive on what was corrected and accepted in a review, and write a new archive beside it.
Stopped with SIGTERM, the same command goes on; the folder of the run shows where it stands.
"""


def add_parser(commands: Any) -> None:
    """Add the command to those of `python -m training`."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "finetune", help="tune an archive on corrected labels", description=DESCRIPTION
    )
    parser.add_argument(
        "--corrections",
        type=Path,
        nargs="+",
        required=True,
        metavar="EXPORT",
        help="corrections.jsonl of a review, or any dataset whose labels are right",
    )
    parser.add_argument(
        "--dataset",
        type=Path,
        nargs="+",
        default=[],
        metavar="DIR",
        help="the datasets that corrections.jsonl are about (default: looked for beside each)",
    )
    parser.add_argument(
        "--format",
        nargs="+",
        default=[],
        metavar="NAME",
        help="what the dataset of each EXPORT is read as, or one for all (default: recognised)",
    )
    parser.add_argument("--base", type=Path, required=True, help="archive, e.g. archieve/alpha")
    parser.add_argument("--name", required=True, help="of the new archive, e.g. beta")
    parser.add_argument("--out", type=Path, help="its folder (default: NAME beside the base)")
    parser.add_argument("--folder", type=Path, help="the run (default: runs/NAME)")
    length = parser.add_argument_group("how long and how fast")
    length.add_argument(
        "--images", type=positive(int), help="images to train on (default: by the items)"
    )
    length.add_argument(
        "--minutes", type=positive(float), help="end the training within so many minutes"
    )
    length.add_argument("--batch-size", type=positive(int), default=48)
    length.add_argument("--learning-rate", type=positive(float), default=6e-4)
    length.add_argument("--workers", type=positive(int), default=1, help="processes that render")
    length.add_argument(
        "--mixed-precision",
        action="store_true",
        help="bfloat16: on a GPU, or a CPU with AMX under torch",
    )
    mixture = parser.add_argument_group("what is drawn")
    mixture.add_argument(
        "--real-share",
        type=share,
        help="share of real crops among the images, 0 to 1 (default: a quarter, more of many)",
    )
    mixture.add_argument(
        "--correction-weight",
        type=positive(float),
        default=2.0,
        help="how often a corrected item is drawn for every time an accepted one is",
    )
    mixture.add_argument(
        "--test-words",
        type=positive(int),
        default=200,
        help="synthetic words of each kind in the report",
    )
    mixture.add_argument("--seed", type=natural, default=0)
    add_fonts(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Fine-tune as the options say; give the exit status."""
    # TensorFlow takes seconds to import: not for --help and not for wrong options.
    from training.finetune.request import Request
    from training.finetune.run import fine_tune

    out: Path = options.out or options.base.resolve().parent / options.name
    if out.name != options.name:
        raise SystemExit(
            f"--out {out}: an archive is called by its folder; end it in {options.name}"
        )
    if out.resolve() == options.base.resolve():
        raise SystemExit(f"--name {options.name}: is the base itself; choose another name")
    return fine_tune(
        Request(
            corrections=tuple(options.corrections),
            datasets=tuple(options.dataset),
            formats=tuple(options.format),
            base=options.base,
            out=out,
            folder=options.folder or Path("runs") / options.name,
            fonts=tuple(options.fonts),
            font_cache=options.font_cache,
            images=options.images,
            minutes=options.minutes,
            batch_size=options.batch_size,
            learning_rate=options.learning_rate,
            real_share=options.real_share,
            correction_weight=options.correction_weight,
            test_words=options.test_words,
            seed=options.seed,
            workers=options.workers,
            mixed_precision=options.mixed_precision,
        )
    )
