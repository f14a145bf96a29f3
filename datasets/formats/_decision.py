"""A line of a `corrections.jsonl`: what a review decided about an item of another dataset."""

import posixpath

from datasets.errors import BadRowError
from datasets.json_file import Json
from datasets.json_format import Node, checked_text, spelled
from datasets.place import Place
from datasets.record import Box, Entry, ImageRef, Polygon, Record
from datasets.regions import box, polygon
from datasets.wording import short

VERDICT = "verdict"
LABEL = "text"
_KEYS = {"path", "region", "label", LABEL, VERDICT}
_EXCLUDED = "excluded"
_SUFFIX = ".corrections.jsonl"


def is_decision(value: Json) -> bool:
    """Tell a decision from a line of any other dataset."""
    return isinstance(value, dict) and value.keys() >= _KEYS


def folder_of_images(file: str, place: Place) -> str:
    """Give where paths begin: `NAME.corrections.jsonl` is exported beside the folder `NAME`."""
    beside = file.removesuffix(_SUFFIX)
    is_there = beside != file and (place.root / beside).is_dir()
    return f"{posixpath.basename(beside)}/" if is_there else ""


def decided(node: Node, folder: str) -> Record:
    """Make the record of a decision, with the label as the review left it.

    Raises BadRowError for an item that was excluded.
    """
    verdict = node.text(VERDICT)
    if verdict == _EXCLUDED:
        reason = spelled(node.value.get("reason") or "no reason", "reason")
        raise BadRowError(f"was excluded in the review ({reason}) and is left out")
    region = node.value.get("region")
    attributes = node.value.get("attributes") or {}
    if not isinstance(attributes, dict):
        raise BadRowError("'attributes' is not an object")
    return node.record(
        f"/{LABEL}",
        folder + node.text("path"),
        region=None if region is None else _region(checked_text(region, "region")),
        attributes=(
            *(
                (checked_text(name, "an attribute"), spelled(value, "an attribute"))
                for name, value in attributes.items()
                if name != VERDICT
            ),
            (VERDICT, verdict),
        ),
    )


def _region(text: str) -> Box | Polygon:
    try:
        region = ImageRef.parse(f"#{text}").region
    except ValueError:
        region = None
    if isinstance(region, Box):
        return box([region.x, region.y, region.width, region.height])
    if isinstance(region, Polygon):
        return polygon([list(point) for point in region.points])
    if isinstance(region, Entry):
        raise BadRowError("is about an image in a database, which cannot be read from here")
    raise BadRowError(f"region is {short(text)}, not a part of an image")
