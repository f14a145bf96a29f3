"""Options that several commands take, and their types: what is out of bounds is refused by name."""

import argparse
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from recognizer.network.config import CONFIGS
from training.synth import DEFAULT_FONT_ROOTS, Face, find_faces, split_faces

log = logging.getLogger(__name__)

Number = TypeVar("Number", int, float)


def positive(kind: type[Number]) -> Callable[[str], Number]:
    """Give a type for numbers above zero, and finite."""

    def parse(text: str) -> Number:
        value = kind(text)
        if not 0 < value < float("inf"):
            raise argparse.ArgumentTypeError(f"{text} is not above zero")
        return value

    parse.__name__ = kind.__name__  # argparse names it where the text is no number
    return parse


def natural(text: str) -> int:
    """Read a whole number, zero or more."""
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text} is below zero")
    return value


def share(text: str) -> float:
    """Read a number from 0 to 1."""
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return value


def add_config(parser: argparse.ArgumentParser) -> None:
    """Add the size of the network."""
    parser.add_argument(
        "--config",
        choices=CONFIGS,
        default="fast",
        help="size of the network; tiny is for trying the commands, not for reading",
    )


def add_fonts(parser: argparse.ArgumentParser) -> None:
    """Add where faces are looked for."""
    parser.add_argument(
        "--fonts",
        type=Path,
        nargs="+",
        default=list(DEFAULT_FONT_ROOTS),
        metavar="DIR",
        help="folders searched for Korean faces (default: the system's)",
    )
    parser.add_argument("--font-cache", type=Path, help="where to keep what was found")


def find_split_faces(options: argparse.Namespace) -> tuple[list[Face], list[Face]]:
    """Give the faces that the options name: those to train on, and those held out."""
    for folder in options.fonts:
        if not folder.is_dir() and folder not in DEFAULT_FONT_ROOTS:
            log.warning("%s: no such folder; no faces are taken from it", folder)
    return split_faces(find_faces(options.fonts, cache=options.font_cache))
