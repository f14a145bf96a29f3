"""AI-Hub 대용량 손글씨 (IMG_OCR_53): a JSON file a page, corners in the order TL, BL, TR, BR."""

from datasets.errors import BadRowError
from datasets.json_format import JsonPagesFormat, Node, spelled
from datasets.place import Place
from datasets.record import Record
from datasets.regions import polygon


class AihubHandwritingFormat(JsonPagesFormat):
    """Pages are found by their identifier, wherever under the root they are."""

    name = "aihub_handwriting"
    title = "AI-Hub 대용량 손글씨"
    words = ("bbox",)
    marks = frozenset({"Images", "bbox", "identifier", "data"})
    certainty = 0.95

    def image(self, page: Node, place: Place) -> str:
        """Give the identifier with the image's type."""
        about = page.at("Images")
        if not isinstance(about, dict) or "identifier" not in about:
            raise BadRowError("has no 'identifier' under 'Images'")
        name = spelled(about["identifier"], "Images/identifier")
        return f"{name}.{spelled(about.get('type', 'png'), 'Images/type')}"

    def record(self, word: Node, image: str) -> Record:
        """Put the corners into reading order."""
        xs, ys = word.at("x"), word.at("y")
        if not isinstance(xs, list) or not isinstance(ys, list) or len(xs) != 4 or len(ys) != 4:
            raise BadRowError("does not have four corners")
        top_left, bottom_left, top_right, bottom_right = zip(xs, ys, strict=True)
        region = polygon([top_left, top_right, bottom_right, bottom_left])
        return word.record("/data", image, region=region, attributes=(("page", image),))
