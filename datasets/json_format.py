"""Formats whose labels are in JSON: nodes that know their line and pointer, pages and words."""

import io
import posixpath
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from datasets.errors import BadRowError, ImageMissingError, OutsideRootError
from datasets.format import Recognition, Row, TextFormat
from datasets.json_file import Json, Member, find, members, pointer_token, spell, whole_stream
from datasets.listing import IMAGE_SUFFIXES, is_image
from datasets.place import Place
from datasets.record import ImageRef, Problem, Record, Region, Source, nfc
from datasets.text_file import Edit, is_unicode, open_text
from datasets.wording import short


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON element of a label file: its value, and where it stands."""

    file: str
    pointer: str
    start: int
    line: int
    member: Member

    @property
    def value(self) -> Json:
        """What the element is as Python's json reads it."""
        return self.member.value

    def children(self, *path: str) -> Iterator["Node"]:
        """Stream the elements of the array or object at `path`; none where it is absent."""
        value = _below(self.value, path)
        if isinstance(value, dict | list):
            for member in members(io.StringIO(self.member.text), path):
                yield self._child("".join(f"/{pointer_token(key)}" for key in path), member)

    def at(self, key: str) -> Json:
        """Give the value of a key. Raises BadRowError where it is absent."""
        if not isinstance(self.value, dict):
            raise BadRowError(f"an object with {key!r} is expected")
        if key not in self.value:
            raise BadRowError(f"has no {key!r}")
        return self.value[key]

    def text(self, key: str) -> str:
        """Give the text of a key that must be there. Raises BadRowError."""
        return checked_text(self.at(key), key)

    def record(
        self,
        label: str,
        image: str,
        *,
        region: Region | None = None,
        attributes: tuple[tuple[str, str], ...] = (),
    ) -> Record:
        """Make the record whose label stands at the pointer `label` below this node.

        Raises BadRowError where there is no text.
        """
        raw = _below(self.value, label.split("/")[1:])
        text = checked_text(raw, label.removeprefix("/"))
        source = Source(self.file, self.line, self.pointer + label)
        return Record(ImageRef(image, region), nfc(text), text, source, attributes)

    def row(self, entry: Record | Problem) -> Row:
        """Make the row of a record of this node, so that its label can be written back."""
        if isinstance(entry, Problem):
            return Row(entry)
        return Row(entry, self.start, self.member.text, entry.source.pointer[len(self.pointer) :])

    def _child(self, path: str, member: Member) -> "Node":
        return Node(
            self.file,
            f"{self.pointer}{path}/{pointer_token(member.key)}",
            self.start + member.start,
            self.line + member.line - 1,
            member,
        )


class JsonLabels(TextFormat):
    """A text format whose labels are strings in JSON."""

    def respell(self, row: Row, label: str, *, encoding: str) -> Edit:
        """Spell the label as a JSON string in the place of the old one."""
        old = find(row.spelled, row.inner)
        start = row.start + old.start
        return Edit(start, start + len(old.text), spell(label, like=old.text, encoding=encoding))


class JsonFormat(JsonLabels):
    """Whole files of JSON, recognised by keys that are all there at their head: `marks`."""

    marks: ClassVar[frozenset[str]]
    certainty: ClassVar[float] = 0.9

    def recognise(self, place: Place) -> Recognition | None:
        """Look for the keys in the first few JSON files."""
        for file in [f for f in place.survey if f.lower().endswith(".json")][:5]:
            head = place.head(file)
            if all(f'"{mark}"' in head for mark in self.marks):
                why = f"{file} has the keys {', '.join(sorted(self.marks))}"
                return Recognition(self.name, self.certainty, why)
        return None

    def files(self, place: Place) -> Iterator[str]:
        """Give every JSON file."""
        return (f for f in place.label_files() if f == place.chosen or f.lower().endswith(".json"))


class JsonPagesFormat(JsonFormat):
    """JSON files that hold pages that hold words.

    pages: where the pages are in a file; None where a file is one page, () where the file is an
        array or object of pages. words: where the words are in a page.
    """

    pages: ClassVar[tuple[str, ...] | None] = None
    words: ClassVar[tuple[str, ...]]

    @abstractmethod
    def image(self, page: Node, place: Place) -> str:
        """Give the path of the image of a page. Raises BadRowError."""

    @abstractmethod
    def record(self, word: Node, image: str) -> Record | None:
        """Make the record of a word, None where it is no item. Raises BadRowError."""

    def rows(self, place: Place, file: str) -> Iterator[Row]:
        """Stream the words of one file; a bad word or page is a Problem of its own."""
        for page in read_nodes(place, file, self.pages):
            try:
                image = self.image(page, place)
                page.at(self.words[0])
            except BadRowError as error:
                yield Row(Problem(file, page.line, str(error)))
                continue
            for word in self.words_of(page):
                try:
                    entry = self.record(word, image)
                except BadRowError as error:
                    yield Row(Problem(file, word.line, str(error)))
                else:
                    if entry is not None:
                        yield word.row(entry)

    def words_of(self, page: Node) -> Iterator[Node]:
        """Give the words of a page."""
        return page.children(*self.words)


def read_nodes(place: Place, file: str, path: tuple[str, ...] | None) -> Iterator[Node]:
    """Stream the elements at `path` of a JSON file; None gives the file as one node.

    Raises LabelFileError.
    """
    with open_text(place.path(file)) as stream:
        if path is None:
            for member in whole_stream(stream):
                yield Node(file, "", member.start, member.line, member)
            return
        start = "".join(f"/{pointer_token(key)}" for key in path)
        for member in members(stream, path):
            pointer = f"{start}/{pointer_token(member.key)}"
            yield Node(file, pointer, member.start, member.line, member)


def _below(value: Json, path: Sequence[str]) -> Json:
    """Give what is at a path of keys and indices, None where there is nothing."""
    for key in path:
        if isinstance(value, list):
            value = value[int(key)] if key.isdecimal() and int(key) < len(value) else None
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value


def checked_text(value: Json, name: str) -> str:
    """Give a value that must be a text. Raises BadRowError."""
    if value is None:
        raise BadRowError(f"has no {name}")
    if not isinstance(value, str):
        raise BadRowError(f"{name} is {short(value)}, not a text")
    if not is_unicode(value):
        raise BadRowError(f"{name} is not valid Unicode")
    return value


def spelled(value: Json, name: str) -> str:
    """Give a text as it is, and any other value as Python spells it. Raises BadRowError."""
    return checked_text(value if isinstance(value, str) else short(value), name)


def image_beside(file: str, place: Place, *, called: str = "") -> str:
    """Give the image of the same name as a label file, beside it or elsewhere.

    called: the name to go by where it is not the label file's own.
    Raises BadRowError where there is none, or where it may be another file's.
    """
    stem = posixpath.splitext(posixpath.basename(called or file))[0]
    suffixes = sorted(IMAGE_SUFFIXES)
    names = [stem + suffix for suffix in (*suffixes, *map(str.upper, suffixes))]
    elsewhere = {}
    for name in [stem, *names] if is_image(stem) else names:
        with suppress(ImageMissingError, OutsideRootError):
            path = place.locate(name, by=file)
            if posixpath.dirname(path) == posixpath.dirname(file):
                return name
            elsewhere[path] = name
    if not elsewhere:
        raise BadRowError(f"no image is called like {file}")
    (path, name), *others = elsewhere.items()
    if any(posixpath.dirname(other) != posixpath.dirname(path) for other, _ in others):
        raise BadRowError(f"the image of {file} could be any of {', '.join(elsewhere)}")
    if len(owners := place.owners(path, file)) > 1:
        raise BadRowError(f"{path} could be the image of any of {', '.join(owners)}")
    return name
