"""MMOCR 1.x: one JSON with `data_list`, an image and its `instances` each."""

from datasets.json_file import Json
from datasets.json_format import JsonPagesFormat, Node
from datasets.place import Place
from datasets.record import Box, Polygon, Record
from datasets.regions import box_between, numbers, polygon


class MmocrFormat(JsonPagesFormat):
    """An instance without `polygon` and `bbox` labels its whole image."""

    name = "mmocr"
    title = "MMOCR"
    pages = ("data_list",)
    words = ("instances",)
    marks = frozenset({"data_list", "img_path", "instances"})

    def image(self, page: Node, place: Place) -> str:
        """Give `img_path`."""
        return page.text("img_path")

    def record(self, word: Node, image: str) -> Record:
        """Make a word or a whole image."""
        region = _region(word)
        attributes = (("page", image),) if region else ()
        return word.record("/text", image, region=region, attributes=attributes)


def _region(word: Node) -> Box | Polygon | None:
    about: dict[str, Json] = word.value if isinstance(word.value, dict) else {}
    if isinstance(flat := about.get("polygon"), list):
        return polygon([list(point) for point in zip(flat[::2], flat[1::2], strict=False)])
    if about.get("bbox") is not None:
        return box_between(*numbers(about["bbox"], count=4))
    return None
