"""AI-Hub 한국어 글자체 이미지: handwriting, print and text in the wild, one large JSON each."""

from collections.abc import Iterator
from typing import ClassVar

from datasets.errors import BadRowError
from datasets.format import Row
from datasets.json_file import Json
from datasets.json_format import JsonFormat, Node, read_nodes, spelled
from datasets.place import Place
from datasets.record import Problem, Record
from datasets.regions import box

_KINDS = {"글자(음절)": "syllable", "단어(어절)": "word", "문장": "sentence"}


class AihubFontFormat(JsonFormat):
    """`images` and `annotations` joined by `image_id`.

    An annotation without a box labels its whole image. In the wild, boxes of words are items;
    those of single characters lie within words and are none, nor are those of class `ignored`.
    """

    name = "aihub_font"
    title = "AI-Hub 한국어 글자체"
    marks: ClassVar[frozenset[str]] = frozenset({"info", "images", "file_name"})

    def rows(self, place: Place, file: str) -> Iterator[Row]:
        """Read the images first, then join the annotations to them."""
        images: dict[str, str] = {}
        for image in read_nodes(place, file, ("images",)):
            try:
                number, name = spelled(image.at("id"), "id"), image.text("file_name")
                if images.setdefault(number, name) != name:
                    raise BadRowError(f"repeats the id {number} for another image")
            except BadRowError as error:
                yield Row(Problem(file, image.line, str(error)))
        for word in read_nodes(place, file, ("annotations",)):
            try:
                number = spelled(word.at("image_id"), "image_id")
                if number not in images:
                    raise BadRowError(f"there is no image with the id {number}")
                entry = _record(word, images[number])
            except BadRowError as error:
                yield Row(Problem(file, word.line, str(error)))
            else:
                if entry is not None:
                    yield word.row(entry)


def _record(word: Node, image: str) -> Record | None:
    about = word.value.get("attributes")
    about = about if isinstance(about, dict) else {}
    if about.get("class") in ("character", "ignored"):
        return None
    boxed: Json = word.value.get("bbox")
    region = None if boxed is None else box(boxed)
    attributes = [("page", image)] if region else []
    if kind := _KINDS.get(str(about.get("type")), about.get("class")):
        attributes.append(("kind", spelled(kind, "kind")))
    return word.record("/text", image, region=region, attributes=tuple(attributes))
