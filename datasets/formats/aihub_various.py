"""AI-Hub 다양한 형태의 한글 문자 OCR: a JSON file an image, a box for every character."""

from collections.abc import Iterator

from datasets.errors import BadRowError
from datasets.json_format import JsonPagesFormat, Node, checked_text
from datasets.place import Place
from datasets.record import Record


class AihubVariousFormat(JsonPagesFormat):
    """The label is the whole text under `info`; the characters' boxes are not items.

    Written back, the characters' own entries stay as they are.
    """

    name = "aihub_various"
    title = "AI-Hub 다양한 형태의 한글 문자 OCR"
    words = ("info",)
    marks = frozenset({"image", "info", "wordbox"})

    def image(self, page: Node, place: Place) -> str:
        """Give the file name under `image`."""
        about = page.at("image")
        if not isinstance(about, dict):
            raise BadRowError("'image' is not an object")
        return checked_text(about.get("file_name"), "image/file_name")

    def words_of(self, page: Node) -> Iterator[Node]:
        """Give the page itself: an image is one text."""
        yield page

    def record(self, word: Node, image: str) -> Record:
        """Make the record of the whole image."""
        return word.record("/info/text", image)
