"""Label Studio: an array of tasks, a task an image, boxes in per cent with typed texts."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote

from datasets.errors import BadRowError, LabelFileError
from datasets.json_file import Json
from datasets.json_format import JsonPagesFormat, Node, read_nodes
from datasets.listing import is_image
from datasets.place import Place
from datasets.record import Box, Polygon, Record
from datasets.regions import box, corners, numbers, polygon
from datasets.wording import short

_UPLOADED = re.compile(r"[0-9a-f]{8}-")  # what an upload puts before the name


class LabelStudioFormat(JsonPagesFormat):
    """Texts of a task's first annotation that stands; results without a text are not items."""

    name = "label_studio"
    title = "Label Studio"
    pages = ()
    words = ("annotations",)
    marks = frozenset({"annotations", "result", "from_name", "to_name"})

    def __init__(self) -> None:
        self._owners: dict[str, dict[str, set[str]]] = {}

    def image(self, page: Node, place: Place) -> str:
        """Give the image among the task's data, by its address or by its name alone."""
        path = _path(page.at("data"))
        if path is None:
            raise BadRowError("has no image among its data")
        if place.has(path, by=page.file):
            return path
        owners = self._owners_of_names(place, page.file)
        own = (name for name in _names(path) if owners[name] == {path})
        return next((name for name in own if place.has(name, by=page.file)), path)

    def _owners_of_names(self, place: Place, file: str) -> dict[str, set[str]]:
        """Give the paths that may go by a name alone: of several, each may be the image's."""
        if file not in self._owners:
            owners: dict[str, set[str]] = defaultdict(set)
            with suppress(LabelFileError):  # the rest cannot be read as tasks, either
                for task in read_nodes(place, file, self.pages):
                    path = _path(task.value.get("data")) if isinstance(task.value, dict) else None
                    for name in _names(path) if path else ():
                        owners[name].add(path or "")
            self._owners[file] = owners
        return self._owners[file]

    def words_of(self, page: Node) -> Iterator[Node]:
        """Give the results of the first annotation that was not cancelled."""
        given = page.at("annotations")
        for number, one in enumerate(given if isinstance(given, list) else ()):
            if not (isinstance(one, dict) and one.get("was_cancelled") is True):
                return page.children("annotations", str(number), "result")
        return iter(())

    def record(self, word: Node, image: str) -> Record | None:
        """Make a word of a result that has a text."""
        value = word.at("value")
        if not isinstance(value, dict) or not value.get("text"):
            return None
        label = "/value/text/0" if isinstance(value["text"], list) else "/value/text"
        width, height = numbers([word.at("original_width"), word.at("original_height")], count=2)
        region = _region(value, width / 100, height / 100)
        return word.record(label, image, region=region, attributes=(("page", image),))


def _path(data: Json) -> str | None:
    """Give the path in the first address of an image among a task's data."""
    for address in data.values() if isinstance(data, dict) else ():
        if isinstance(address, str):
            path = unquote(re.split(r"[?&]d=", address)[-1]).lstrip("/")
            if is_image(path):
                return path
    return None


def _names(path: str) -> tuple[str, str]:
    """Give what the image at a path may be called, wherever it is now."""
    name = posixpath.basename(path)
    return name, _UPLOADED.sub("", name, count=1)


def _region(value: dict[str, Json], x_unit: float, y_unit: float) -> Box | Polygon:
    if "points" in value:
        points = corners(value["points"], at_least=3)
        return polygon([[x * x_unit, y * y_unit] for x, y in points])
    sides = [value.get(side) for side in ("x", "y", "width", "height")]
    x, y, width, height = numbers(sides, count=4)
    if value.get("rotation"):
        raise BadRowError(f"is turned by {short(value['rotation'])}°, which is not read")
    return box([x * x_unit, y * y_unit, width * x_unit, height * y_unit])
