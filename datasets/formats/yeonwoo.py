"""yeonwoo: a JSON file a page, `<image>.json`, with boxes and `desc`."""

from datasets.json_format import JsonPagesFormat, Node, image_beside
from datasets.place import Place
from datasets.record import Record
from datasets.regions import box


class YeonwooFormat(JsonPagesFormat):
    """The image is named by the file itself: `page.jpg.json` labels `page.jpg`."""

    name = "yeonwoo"
    title = "yeonwoo JSON"
    words = ("labels",)
    marks = frozenset({"labels", "desc", "width", "height"})

    def image(self, page: Node, place: Place) -> str:
        """Give the image called like the file."""
        return image_beside(page.file, place)

    def record(self, word: Node, image: str) -> Record:
        """Make a word of its box and description."""
        region = box([word.at(side) for side in ("x", "y", "width", "height")])
        return word.record("/desc", image, region=region, attributes=(("page", image),))
