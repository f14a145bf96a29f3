from pathlib import Path

import pytest

from datasets.line_sample import LineSample, sample_lines


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16-le", "utf-16-be"])
def test_lines_are_whole_wherever_they_are_taken_from(tmp_path: Path, encoding: str) -> None:
    lines = [f"그림/{number}.png\t라벨 {number % 7}" for number in range(40_000)]
    bom = "\ufeff" if encoding.startswith("utf-16") else ""
    (tmp_path / "gt.txt").write_bytes((bom + "\r\n".join(lines)).encode(encoding))

    sample = sample_lines(tmp_path / "gt.txt")

    assert set(sample.lines) <= set(lines)
    assert sample.lines[0] == lines[0]
    places = [lines.index(line) for line in sample.lines]
    assert places == sorted(places)
    assert max(places) > 30_000


def test_however_long_the_file_the_sample_stays_small(tmp_path: Path) -> None:
    (tmp_path / "gt.txt").write_text("\n\na.png\tx\n" * 100_000, "utf-8")

    assert len(sample_lines(tmp_path / "gt.txt").lines) == 250


def test_line_longer_than_what_is_read_is_there_with_its_beginning(tmp_path: Path) -> None:
    (tmp_path / "Label.txt").write_text("page.png\t[" + "가" * 100_000, "utf-8")

    lines = sample_lines(tmp_path / "Label.txt").lines

    assert [line[:10] for line in lines] == ["page.png\t["]


def test_short_file_is_taken_whole_without_its_blank_lines(tmp_path: Path) -> None:
    (tmp_path / "gt.txt").write_bytes(b"\n  \na.png\tx\r\nb.png\ty")

    assert sample_lines(tmp_path / "gt.txt").lines == ("a.png\tx", "b.png\ty")


@pytest.mark.parametrize(("fitting", "shown"), [(0, False), (1, False), (2, True), (10, True)])
def test_a_fifth_of_the_lines_shows_what_they_are(fitting: int, shown: bool) -> None:
    sample = LineSample(("row",) * fitting + ("other",) * (10 - fitting))

    assert sample.shows("row".__eq__) is shown


def test_nothing_is_shown_by_no_line() -> None:
    assert not LineSample().shows(str.isascii)
