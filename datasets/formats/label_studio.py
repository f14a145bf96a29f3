"""Label Studio: an array of tasks, a task an image, boxes in per cent with typed texts."""

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from datasets.errors import BadRowError
from datasets.json_file import Json
from datasets.json_format import JsonPagesFormat, Node
from datasets.listing import is_image
from datasets.place import Place
from datasets.record import Box, Polygon, Record
from datasets.regions import box, corners, numbers, polygon
from datasets.wording import short

_UPLOADED = re.compile(r"[0-9a-f]{8}-")  # what an upload puts before the name


class LabelStudioFormat(JsonPagesFormat):
    """Texts of the first annotation of a task; results without a text are not items."""

    name = "label_studio"
    title = "Label Studio"
    pages = ()
    words = ("annotations",)
    marks = frozenset({"annotations", "result", "from_name", "to_name"})

    def image(self, page: Node, place: Place) -> str:
        """Give the image among the task's data, by its address or by its name alone."""
        about = page.at("data")
        for address in about.values() if isinstance(about, dict) else ():
            if not isinstance(address, str):
                continue
            path = unquote(re.split(r"[?&]d=", address)[-1]).lstrip("/")
            if is_image(path):
                name = posixpath.basename(path)
                candidates = (path, name, _UPLOADED.sub("", name, count=1))
                return next((c for c in candidates if place.has(c, by=page.file)), path)
        raise BadRowError("has no image among its data")

    def words_of(self, page: Node) -> Iterator[Node]:
        """Give the results of the first annotation."""
        return page.children("annotations", "0", "result")

    def record(self, word: Node, image: str) -> Record | None:
        """Make a word of a result that has a text."""
        value = word.at("value")
        if not isinstance(value, dict) or not value.get("text"):
            return None
        label = "/value/text/0" if isinstance(value["text"], list) else "/value/text"
        width, height = numbers([word.at("original_width"), word.at("original_height")], count=2)
        region = _region(value, width / 100, height / 100)
        return word.record(label, image, region=region, attributes=(("page", image),))


def _region(value: dict[str, Json], x_unit: float, y_unit: float) -> Box | Polygon:
    if "points" in value:
        points = corners(value["points"], at_least=3)
        return polygon([[x * x_unit, y * y_unit] for x, y in points])
    sides = [value.get(side) for side in ("x", "y", "width", "height")]
    x, y, width, height = numbers(sides, count=4)
    if value.get("rotation"):
        raise BadRowError(f"is turned by {short(value['rotation'])}°, which is not read")
    return box([x * x_unit, y * y_unit, width * x_unit, height * y_unit])
