"""LabelMe: a JSON file a page, shapes with labels."""

from datasets.errors import BadRowError
from datasets.json_file import Json
from datasets.json_format import JsonPagesFormat, Node, image_beside
from datasets.place import Place
from datasets.record import Box, Polygon, Record
from datasets.regions import bounds, box_between, corners, polygon, upright
from datasets.wording import short


class LabelMeFormat(JsonPagesFormat):
    """Rectangles and polygons are words; other shapes are listed. `imageData` is not read."""

    name = "labelme"
    title = "LabelMe"
    words = ("shapes",)
    marks = frozenset({"shapes", "points", "label"})

    def image(self, page: Node, place: Place) -> str:
        """Give `imagePath`, else the image of the file's own name."""
        path = page.value.get("imagePath") if isinstance(page.value, dict) else None
        if isinstance(path, str) and place.has(path, by=page.file):
            return path
        return image_beside(page.file, place)

    def record(self, word: Node, image: str) -> Record:
        """Make a word of a shape."""
        points = word.at("points")
        region = _region(word.value.get("shape_type", "polygon"), points)
        return word.record("/label", image, region=region, attributes=(("page", image),))


def _region(shape: Json, points: Json) -> Box | Polygon:
    if shape == "polygon":
        return upright(polygon(points))
    if shape != "rectangle":
        named = shape if isinstance(shape, str) else short(shape)
        raise BadRowError(f"is a {named}, not a rectangle or polygon")
    return box_between(*bounds(corners(points, at_least=2)))
