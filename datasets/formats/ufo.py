"""UFO: one JSON of many images by name, each with words by number."""

from datasets.errors import BadRowError
from datasets.json_format import JsonPagesFormat, Node, checked_text, spelled
from datasets.place import Place
from datasets.record import Record
from datasets.regions import polygon


class UfoFormat(JsonPagesFormat):
    """Words marked illegible are listed and left out."""

    name = "ufo"
    title = "UFO"
    pages = ("images",)
    words = ("words",)
    marks = frozenset({"images", "words", "transcription", "points"})

    def image(self, page: Node, place: Place) -> str:
        """Give the key that the page stands under."""
        return checked_text(page.member.key, "the image's name")

    def record(self, word: Node, image: str) -> Record:
        """Make a word; its first corner is where reading begins."""
        if word.at("transcription") is not None and word.value.get("illegibility") is True:
            raise BadRowError("is marked illegible and left out")
        attributes = [("page", image)]
        if orientation := word.value.get("orientation"):
            attributes.append(("orientation", spelled(orientation, "orientation")))
        region = polygon(word.at("points"))
        return word.record("/transcription", image, region=region, attributes=tuple(attributes))
