"""AI-Hub 공공행정문서: a JSON file a page, keys with dots, ids that repeat."""

from datasets.errors import BadRowError
from datasets.json_format import JsonPagesFormat, Node, checked_text
from datasets.place import Place
from datasets.record import Record
from datasets.regions import box


class AihubPublicFormat(JsonPagesFormat):
    """Words stand under `annotation.text` with `annotation.bbox`."""

    name = "aihub_public"
    title = "AI-Hub 공공행정문서"
    words = ("annotations",)
    marks = frozenset({"images", "annotations", "image.file.name", "annotation.text"})
    certainty = 0.95

    def image(self, page: Node, place: Place) -> str:
        """Give the file name of the one image."""
        images = page.at("images")
        if not isinstance(images, list) or not images or not isinstance(images[0], dict):
            raise BadRowError("has no image")
        return checked_text(images[0].get("image.file.name"), "image.file.name")

    def record(self, word: Node, image: str) -> Record:
        """Make a word; the place in the file names it, as ids repeat."""
        region = box(word.at("annotation.bbox"))
        return word.record("/annotation.text", image, region=region, attributes=(("page", image),))
