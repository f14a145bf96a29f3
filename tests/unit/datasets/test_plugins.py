"""The plug-in that docs/FORMATS.md shows is found, reads, writes back and exports."""

import logging
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from datasets.opening import Dataset, open_dataset
from datasets.record import ImageRef, Record, Sample
from datasets.registry import BUILT_IN, formats
from datasets.writing import write_back, write_labels

DOCS = Path(__file__).parents[3] / "docs" / "FORMATS.md"

SaveImage = Callable[..., Path]
Records = Callable[[Dataset], list[Record]]
Problems = Callable[[Dataset], list[str]]


def documented(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Install a distribution of one module with one entry point."""

    def install(module: str, entry_point: str) -> None:
        site = tmp_path / "site"
        metadata = site / "my_formats-1.dist-info"
        metadata.mkdir(parents=True)
        (site / "my_formats.py").write_text(module, encoding="utf-8")
        (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: my-formats\nVersion: 1\n")
        (metadata / "entry_points.txt").write_text(entry_point)
        monkeypatch.syspath_prepend(site)
        formats.cache_clear()

    yield install
    formats.cache_clear()
    sys.modules.pop("my_formats", None)


@pytest.fixture
def plug_in(install: Callable[..., None]) -> None:
    table = documented("toml").replace('[project.entry-points."', "[").replace('"]', "]")
    install(documented("python"), table.replace('"', ""))


@pytest.fixture
def folder(tmp_path: Path, save_image: SaveImage) -> Path:
    save_image(tmp_path / "data/a.png")
    (tmp_path / "data/list.words").write_text("가게;a.png\nno semicolon\n", encoding="utf-8")
    return tmp_path / "data"


@pytest.mark.usefixtures("plug_in")
def test_the_documented_plug_in_reads(folder: Path, records: Records, problems: Problems) -> None:
    dataset = open_dataset(folder)

    assert dataset.why == "Read as word list: list.words is a word list."
    assert [(r.image.path, r.label) for r in records(dataset)] == [("a.png", "가게")]
    assert problems(dataset) == ["list.words:2: a label, a semicolon and a path are expected"]


@pytest.mark.usefixtures("plug_in")
def test_the_documented_plug_in_writes(folder: Path, tmp_path: Path) -> None:
    write_back(open_dataset(folder), {"list.words:1": "가구"}, tmp_path / "out")
    write_labels("words", [Sample(ImageRef("a.png"), "나")], tmp_path / "new.words")

    assert (tmp_path / "out/list.words").read_text("utf-8") == "가구;a.png\nno semicolon\n"
    assert (tmp_path / "new.words").read_text("utf-8") == "나;a.png\n"


def test_the_documented_plug_in_has_at_most_40_lines() -> None:
    assert len(documented("python").splitlines()) <= 40


@pytest.mark.parametrize(
    ("module", "entry", "message"),
    [
        ("raise RuntimeError('broken')", "my_formats:X", "does not load"),
        ("X = 3", "my_formats:X", "is not a Format"),
        ("from datasets.formats.gt import GtFormat as X", "my_formats:X", "repeats the name gt"),
        ("from datasets.format import Format as X", "my_formats:X", "is not a Format"),
        (
            "from datasets.formats.gt import GtFormat\nclass X(GtFormat): name = None",
            "my_formats:X",
            "is not a Format",
        ),
    ],
)
def test_a_bad_plug_in_is_logged_and_left_out(
    install: Callable[..., None],
    caplog: pytest.LogCaptureFixture,
    module: str,
    entry: str,
    message: str,
) -> None:
    install(module, f"[hangul_ocr_review.formats]\nbad = {entry}\n")

    with caplog.at_level(logging.ERROR):
        assert list(formats().values()) == list(BUILT_IN)

    assert message in caplog.text


def test_every_format_is_documented() -> None:
    text = DOCS.read_text("utf-8")
    assert [name for name in formats() if f"| `{name}` |" not in text] == []
