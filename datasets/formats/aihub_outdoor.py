"""AI-Hub 야외 실제 촬영 한글 이미지: a JSON file a photograph, in a tree beside the images'."""

from datasets.json_format import JsonPagesFormat, Node, image_beside
from datasets.place import Place
from datasets.record import Record
from datasets.regions import box


class AihubOutdoorFormat(JsonPagesFormat):
    """Words with boxes; the image is the one named, else the one called like the JSON file."""

    name = "aihub_outdoor"
    title = "AI-Hub 야외 실제 촬영 한글"
    words = ("annotations",)
    marks = frozenset({"annotations", "text", "bbox"})
    certainty = 0.6  # below the formats whose keys include these

    def image(self, page: Node, place: Place) -> str:
        """Give the name under `images`, or the image of the file's own name."""
        images = page.value.get("images") if isinstance(page.value, dict) else None
        if isinstance(images, list) and images and isinstance(images[0], dict):
            name = images[0].get("file_name")
            if isinstance(name, str) and place.has(name, by=page.file):
                return name
        return image_beside(page.file, place)

    def record(self, word: Node, image: str) -> Record:
        """Make a word of a text and a box."""
        region = box(word.at("bbox"))
        return word.record("/text", image, region=region, attributes=(("page", image),))
