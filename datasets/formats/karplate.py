"""KarPlate: one JSON of number plates, a plate an image, its characters boxed."""

from collections.abc import Iterator

from datasets.errors import BadRowError
from datasets.json_format import JsonPagesFormat, Node, checked_text
from datasets.place import Place
from datasets.record import Record


class KarPlateFormat(JsonPagesFormat):
    """The label is the plate's text; the boxes of its characters are not items."""

    name = "karplate"
    title = "KarPlate"
    pages = ("data",)
    words = ("annotations",)
    marks = frozenset({"class_names", "data"})

    def image(self, page: Node, place: Place) -> str:
        """Give the file name under `images`."""
        about = page.at("images")
        if not isinstance(about, dict):
            raise BadRowError("'images' is not an object")
        return checked_text(about.get("filename"), "images/filename")

    def words_of(self, page: Node) -> Iterator[Node]:
        """Give the page itself: a plate is one word."""
        yield page

    def record(self, word: Node, image: str) -> Record:
        """Make the plate's record, of the whole image."""
        return word.record("/annotations/text", image)
