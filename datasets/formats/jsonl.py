"""JSON Lines: an object with an image and a text on each line."""

import json
from collections.abc import Iterable, Iterator
from functools import partial

from datasets.columns import ATTRIBUTE_NAMES, IMAGE_NAMES, LABEL_NAMES
from datasets.errors import BadRowError, LabelFileError, NotWritableError
from datasets.format import Recognition, Row
from datasets.formats._decision import LABEL, VERDICT, decided, folder_of_images, is_decision
from datasets.json_file import whole
from datasets.json_format import JsonLabels, Node, spelled
from datasets.line_format import rows_of
from datasets.place import Place
from datasets.record import Record
from datasets.text_file import Edit, Line, read_lines

SUFFIXES = (".jsonl", ".ndjson")


class JsonlFormat(JsonLabels):
    """`*.jsonl`: the image under `filename`, `image`, ...; the label under `text`, `label`, ...

    Of the decisions of a review, the labels are those it came to.
    """

    name = "jsonl"
    title = "JSON Lines"
    label_file = "labels.jsonl"

    def recognise(self, place: Place) -> Recognition | None:
        """Look for `*.jsonl` whose objects have an image and a text."""
        for file in self.files(place):
            sample = place.sample(file)
            keys = next(filter(None, map(_keys_of_line, sample.lines)), None)
            if keys is not None and sample.shows(lambda line: _keys_of_line(line) is not None):
                why = f"{file} has objects with {keys[0]!r} and {keys[1]!r} on its lines"
                return Recognition(self.name, 0.8, why)
        return None

    def files(self, place: Place) -> Iterator[str]:
        """Give every `*.jsonl`."""
        return (
            file
            for file in place.label_files()
            if file == place.chosen or file.lower().endswith(SUFFIXES)
        )

    def rows(self, place: Place, file: str) -> Iterator[Row]:
        """Parse each line by itself; lines may differ in their keys."""
        folder = folder_of_images(file, place)
        return rows_of(file, read_lines(place.path(file)), partial(_parse, file, folder))

    def respell(self, row: Row, label: str, *, encoding: str) -> Edit:
        """Spell a new label, except over a decision: who took it did not take this one."""
        if isinstance(row.entry, Record) and row.entry.attribute(VERDICT) is not None:
            raise NotWritableError(
                f"{row.entry.source.file} holds the decisions of a review, which stay as they "
                "are: export the decisions of this one instead"
            )
        return super().respell(row, label, encoding=encoding)

    def row(self, image: str, label: str) -> str:
        """Spell an object with `filename` and `text`, as MMOCR names them."""
        return json.dumps({"filename": image, "text": label}, ensure_ascii=False) + "\n"


def _parse(file: str, folder: str, line: Line) -> Iterable[Row]:
    try:
        member = whole(line.text)
    except LabelFileError as error:
        raise BadRowError(str(error).replace(" at line 1", "")) from error
    node = Node(file, "", line.start, line.number, member)
    if is_decision(member.value):
        return (node.row(decided(node, folder)),)
    image, label = _keys(member.value)
    attributes = tuple(
        (name, spelled(member.value[key], key))
        for key, name in ATTRIBUTE_NAMES.items()
        if member.value.get(key) is not None
    )
    record = node.record(f"/{label}", node.text(image), attributes=attributes)
    return (node.row(record),)


def _keys_of_line(line: str) -> tuple[str, str] | None:
    try:
        return _keys(whole(line).value)
    except (BadRowError, LabelFileError):
        return None


def _keys(value: object) -> tuple[str, str]:
    if not isinstance(value, dict):
        raise BadRowError("an object is expected")
    if is_decision(value):
        return "path", LABEL
    image = next((name for name in IMAGE_NAMES if name in value), None)
    label = next((name for name in LABEL_NAMES if name in value), None)
    if image is None or label is None:
        missing = "an image" if image is None else "a label"
        raise BadRowError(f"has no key for {missing} among {', '.join(value)}")
    return image, label
