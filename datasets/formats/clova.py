"""CLOVA OCR's answers, kept as JSON files beside the images they are about."""

from datasets.errors import BadRowError
from datasets.json_format import JsonPagesFormat, Node, image_beside
from datasets.place import Place
from datasets.record import Record
from datasets.regions import polygon
from datasets.wording import short


class ClovaFormat(JsonPagesFormat):
    """The image is the one called `name`; of the first, else the one called like the file."""

    name = "clova"
    title = "CLOVA OCR"
    pages = ("images",)
    words = ("fields",)
    marks = frozenset({"images", "fields", "inferText", "boundingPoly"})

    def image(self, page: Node, place: Place) -> str:
        """Give the image's name, which comes without a suffix as often as with one."""
        name = page.value.get("name") if isinstance(page.value, dict) else None
        for called in (f"{name}.json", name) if isinstance(name, str) and name else ():
            try:
                return image_beside(page.file, place, called=called)
            except BadRowError:
                continue
        if page.pointer != "/images/0":
            raise BadRowError(f"no image is called {short(name)}")
        return image_beside(page.file, place)

    def record(self, word: Node, image: str) -> Record:
        """Make a word of a field."""
        outline = word.at("boundingPoly")
        vertices = outline.get("vertices") if isinstance(outline, dict) else None
        if not isinstance(vertices, list) or not all(isinstance(v, dict) for v in vertices):
            raise BadRowError("has no vertices")
        # A vertex on the very edge may come without the coordinate that is 0.
        region = polygon([[v.get("x", 0), v.get("y", 0)] for v in vertices])
        return word.record("/inferText", image, region=region, attributes=(("page", image),))
