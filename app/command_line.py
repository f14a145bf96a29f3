"""What can be asked for on the command line."""

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from app.services.recogniser import ModelChoice
from recognizer.backends.local import Runtime

_EPILOGUE = """\
commands:
  hangul-ocr-review predict IMAGE...   read images; see hangul-ocr-review predict --help
  hangul-ocr-review serve ...          answer TensorFlow Serving's REST interface from an archive;
                                       see hangul-ocr-review serve --help

The dataset is never written to. What you decide is kept in a review file beside it; without a
DATASET the bundled sample opens. With no display the same review is printed, one line for each
image, and a picture of the window is written (--screenshot).
"""


@dataclass(frozen=True)
class Options:
    """The wishes of one start of the window; None and empty are for the program to choose."""

    dataset: Path | None
    model: ModelChoice
    review: Path | None
    format_name: str | None
    language: str
    theme: str
    who: str | None
    screenshot: Path | None


@dataclass(frozen=True)
class PredictOptions:
    """The wishes of one `predict`."""

    model: ModelChoice
    images: tuple[Path, ...]


def parse(arguments: list[str]) -> Options:
    """Read the arguments of the window. Exits with a message where they make no sense."""
    parser = argparse.ArgumentParser(
        prog="hangul-ocr-review",
        description="Verify and correct the labels of Korean OCR datasets.",
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("dataset", nargs="?", type=Path, help="a folder of images or a label file")
    _add_model_arguments(parser)
    parser.add_argument("--review", type=Path, metavar="FILE", help="where decisions are kept")
    parser.add_argument("--format", metavar="NAME", help="read the dataset as this format")
    parser.add_argument("--who", metavar="NAME", help="sign decisions with this name")
    parser.add_argument("--lang", choices=("ko", "en"), default="", help="language of the screen")
    parser.add_argument("--theme", choices=("dark", "light"), default="", help="look of the screen")
    parser.add_argument(
        "--screenshot",
        type=Path,
        metavar="FILE",
        help="write a picture of the window as PNG, without showing it, and exit",
    )
    found = parser.parse_args(arguments)
    return Options(
        found.dataset,
        _model_choice(found),
        found.review,
        found.format,
        found.lang,
        found.theme,
        found.who,
        found.screenshot,
    )


def parse_predict(arguments: list[str]) -> PredictOptions:
    """Read the arguments of `predict`. Exits with a message where they make no sense."""
    parser = argparse.ArgumentParser(
        prog="hangul-ocr-review predict",
        description="Print a line for each image: path, tab, text, tab, confidence. Errors go to "
        "standard error; the exit status is 1 if there were any.",
    )
    parser.add_argument("images", nargs="+", type=Path, metavar="IMAGE")
    _add_model_arguments(parser)
    found = parser.parse_args(arguments)
    return PredictOptions(_model_choice(found), tuple(found.images))


def _add_model_arguments(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--archive", type=Path, metavar="DIR", help="a model archive on this machine"
    )
    which.add_argument("--backend", metavar="URL", help="a TensorFlow Serving server, REST or gRPC")
    parser.add_argument(
        "--runtime",
        choices=get_args(Runtime),
        default="auto",
        help="what runs the archive (auto: the fastest that it has files for)",
    )
    parser.add_argument(
        "--runtime-python",
        type=Path,
        metavar="PATH",
        help="another Python with TensorFlow that runs the archive, such as 3.7 with 1.14 (tf114)",
    )
    parser.add_argument(
        "--ca-file",
        type=Path,
        metavar="FILE",
        help="the certificate authority of an https server that the system does not know (PEM)",
    )
    parser.add_argument(
        "--trust", action="store_true", help="agree to run an archive from elsewhere: it is code"
    )


def _model_choice(found: argparse.Namespace) -> ModelChoice:
    return ModelChoice(
        found.archive,
        found.backend,
        cast(Runtime, found.runtime),
        found.runtime_python,
        found.trust,
        found.ca_file,
    )
