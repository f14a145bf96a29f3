"""PPOCRLabel: `Label.txt`, a page and its words on each line, `Cache.cach` and `fileState.txt`."""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from datasets.errors import BadRowError, DatasetError, LabelFileError
from datasets.format import Recognition, Row
from datasets.json_file import whole
from datasets.json_format import JsonLabels, Node
from datasets.line_format import rows_of
from datasets.line_sample import LineSample
from datasets.place import Place
from datasets.record import Problem, nfc
from datasets.regions import polygon, upright
from datasets.text_file import Line, copy_with_edits, read_lines

LABELS, CACHE, STATES = "label.txt", "cache.cach", "filestate.txt"
ILLEGIBLE = "###"


class PpocrLabelFormat(JsonLabels):
    """Words are cut from their polygons; pages ticked off in `fileState.txt` are `checked`.

    `Cache.cach` holds what the tool guessed: its pages count where `Label.txt` has none of them.
    """

    name = "ppocrlabel"
    title = "PPOCRLabel"

    def recognise(self, place: Place) -> Recognition | None:
        """Look for `Label.txt` or `Cache.cach` with JSON behind the tab."""
        for file in place.survey:
            may_be = _is_named(file, LABELS, CACHE) or file == place.chosen
            if may_be and _shows_pages(place.sample(file)):
                why = f"{file} has pages with their words in JSON behind a tab"
                return Recognition(self.name, 0.98, why)
        return None

    def files(self, place: Place) -> Iterator[str]:
        """Give `Label.txt` and behind it `Cache.cach` of every folder, or the file chosen."""
        if place.chosen is not None:
            yield place.chosen
            return
        named = [f for f in place.label_files() if _is_named(f, LABELS, CACHE)]
        yield from sorted(named, key=lambda f: (posixpath.dirname(f), _is_named(f, CACHE), f))

    def rows(self, place: Place, file: str) -> Iterator[Row]:
        """Parse one file, knowing what the files beside it say of its pages."""
        parse = partial(_page, file, _Beside.of(file, place))
        return rows_of(file, read_lines(place.path(file)), parse)

    def write_back(self, place: Place, changes: Mapping[str, str], folder: Path) -> set[str]:
        """Write the label files, and `fileState.txt` as it is."""
        written = super().write_back(place, changes, folder)
        for file in () if place.chosen else tuple(place.label_files()):
            if _is_named(file, STATES):
                copy_with_edits(place.path(file), folder / file, [])
        return written


@dataclass(frozen=True)
class _Beside:
    """What other files tell of the pages of a file.

    labelled: paths that are not taken from it, as `Label.txt` has them. checked: file names.
    image: gives the path of an image for the one written.
    """

    labelled: frozenset[str]
    checked: frozenset[str]
    image: Callable[[str], str]

    @classmethod
    def of(cls, file: str, place: Place) -> "_Beside":
        folder = posixpath.dirname(file)
        beside = [posixpath.join(folder, name) for name in place.listing(folder).files]
        labels = [f for f in beside if _is_named(file, CACHE) and _is_named(f, LABELS)]
        states = [f for f in beside if _is_named(f, STATES)]
        return cls(
            frozenset(path for file in labels for path, _ in _pairs(place, file)),
            frozenset(
                posixpath.basename(path.replace("\\", "/"))
                for file in states
                for path, state in _pairs(place, file)
                if state.strip() == "1"
            ),
            partial(_image, place, file, _names_in_several_folders(place, file)),
        )


def _page(file: str, beside: _Beside, line: Line) -> Iterable[Row]:
    """Parse `path<TAB>[{"transcription", "points", "difficult"}, ...]`."""
    path, tab, words = line.text.partition("\t")
    if not tab:
        raise BadRowError("a path, a tab and the words in JSON are expected")
    if nfc(path) in beside.labelled:
        return ()
    try:
        member = whole(words)
    except LabelFileError as error:
        raise BadRowError(str(error).replace(" at line 1", "")) from error
    if not isinstance(member.value, list):
        raise BadRowError("an array of words is expected behind the tab")
    start = line.start + len(path) + 1 + member.start
    page = Node(file, "", start, line.number, member)
    image = beside.image(path)
    checked = posixpath.basename(nfc(image)) in beside.checked
    return [_word(word, image, checked=checked) for word in page.children()]


def _word(word: Node, image: str, *, checked: bool) -> Row:
    try:
        if word.at("transcription") == ILLEGIBLE:
            raise BadRowError("is marked illegible (###) and left out")
        region = upright(polygon(word.at("points")))
        said = [("page", posixpath.normpath(image))]
        if word.value.get("difficult") is True:
            said.append(("difficult", "true"))
        if checked:
            said.append(("checked", "true"))
        entry = word.record("/transcription", image, region=region, attributes=tuple(said))
    except BadRowError as error:
        return Row(Problem(word.file, word.line, f"word {word.pointer[1:]} {error}"))
    return word.row(entry)


def _image(place: Place, file: str, ambiguous: Set[str], path: str) -> str:
    """Give the path of a page; the tool writes `folder/page`, and folders are renamed."""
    folder, _, name = path.partition("/")
    moved = folder not in ("", ".", "..") and name and "/" not in name
    moved = moved and nfc(name) not in ambiguous
    if moved and not place.has(path, by=file) and place.has(beside := f"./{name}", by=file):
        return beside
    return path


def _names_in_several_folders(place: Place, file: str) -> set[str]:
    folders: dict[str, str] = {}
    pages = (posixpath.split(path) for path, _ in _pairs(place, file))
    return {name for folder, name in pages if folders.setdefault(name, folder) != folder}


def _is_named(file: str, *names: str) -> bool:
    return posixpath.basename(file).lower() in names


def has_words(line: str) -> bool:
    """Tell whether a line has words in JSON behind its tab."""
    _, tab, words = line.partition("\t")
    return bool(tab) and words.startswith("[{") and '"transcription"' in words


def _is_empty(line: str) -> bool:
    return line.endswith("\t[]")


def _shows_pages(sample: LineSample) -> bool:
    """Tell whether there are pages: `[]` is one without words, or a label among others."""
    if not any(map(has_words, sample.lines)):
        return bool(sample.lines) and all(map(_is_empty, sample.lines))
    return sample.shows(lambda line: has_words(line) or _is_empty(line))


def _pairs(place: Place, file: str) -> Iterator[tuple[str, str]]:
    try:
        for line in read_lines(place.path(file)):
            path, _, rest = line.text.partition("\t")
            yield nfc(path), rest
    except (DatasetError, OSError):
        return  # fileState.txt only adds to what the labels say
