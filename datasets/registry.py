"""Which formats there are: the built-in ones, and plug-ins found by their entry point."""

import logging
from functools import cache
from importlib.metadata import entry_points
from inspect import isabstract
from typing import TypeGuard

from datasets.errors import UnknownFormatError
from datasets.format import Format
from datasets.formats.aihub_font import AihubFontFormat
from datasets.formats.aihub_handwriting import AihubHandwritingFormat
from datasets.formats.aihub_outdoor import AihubOutdoorFormat
from datasets.formats.aihub_public import AihubPublicFormat
from datasets.formats.aihub_various import AihubVariousFormat
from datasets.formats.clova import ClovaFormat
from datasets.formats.csv_table import CsvFormat
from datasets.formats.easyocr import EasyOcrFormat
from datasets.formats.gt import GtFormat
from datasets.formats.icdar import IcdarFormat
from datasets.formats.jsonl import JsonlFormat
from datasets.formats.karplate import KarPlateFormat
from datasets.formats.label_studio import LabelStudioFormat
from datasets.formats.labelme import LabelMeFormat
from datasets.formats.lmdb import LmdbFormat
from datasets.formats.mmocr import MmocrFormat
from datasets.formats.names import NamesFormat
from datasets.formats.paddle_rec import PaddleRecFormat
from datasets.formats.ppocrlabel import PpocrLabelFormat
from datasets.formats.tsv import TsvFormat
from datasets.formats.ufo import UfoFormat
from datasets.formats.yeonwoo import YeonwooFormat

log = logging.getLogger(__name__)

ENTRY_POINT_GROUP = "hangul_ocr_review.formats"

BUILT_IN: tuple[type[Format], ...] = (
    LmdbFormat,
    PpocrLabelFormat,
    AihubHandwritingFormat,
    AihubPublicFormat,
    AihubFontFormat,
    AihubOutdoorFormat,
    IcdarFormat,
    UfoFormat,
    KarPlateFormat,
    YeonwooFormat,
    LabelMeFormat,
    AihubVariousFormat,
    MmocrFormat,
    ClovaFormat,
    LabelStudioFormat,
    EasyOcrFormat,
    GtFormat,
    PaddleRecFormat,
    TsvFormat,
    CsvFormat,
    JsonlFormat,
    NamesFormat,
)


@cache
def formats() -> dict[str, type[Format]]:
    """Give every format by its name. A plug-in that does not load is logged and left out."""
    found = {kind.name: kind for kind in BUILT_IN}
    for point in entry_points(group=ENTRY_POINT_GROUP):
        try:
            kind = point.load()
        except Exception:  # other people's code: it must not take the program down with it
            log.exception("format plug-in %s does not load", point.name)
            continue
        if not _is_format(kind):
            log.error("format plug-in %s is not a Format that is complete", point.name)
        elif kind.name in found:
            log.error("format plug-in %s repeats the name %s", point.name, kind.name)
        else:
            found[kind.name] = kind
    return found


def _is_format(kind: object) -> TypeGuard[type[Format]]:
    return (
        isinstance(kind, type)
        and issubclass(kind, Format)
        and not isabstract(kind)
        and all(isinstance(getattr(kind, said, None), str) for said in ("name", "title"))
    )


def format_named(name: str) -> Format:
    """Make the format of that name. Raises UnknownFormatError."""
    if name not in formats():
        raise UnknownFormatError(f"no format {name!r}; there are {', '.join(sorted(formats()))}")
    return formats()[name]()
