import pytest

from app.domain.diff import align
from app.views.comparison_lines import Lines, lay_out, relative_width

LONG = "동해물과 백두산이 마르고 닳도록 하느님이 보우하사 우리나라 만세. " * 4
ROOM = 1250.0


def width_of(lines: Lines, label: str, number: int) -> float:
    cells = align(label, label)
    within = (cells[place] for place in lines.lines[number].cells)
    return lines.cell * sum(map(relative_width, within))


def test_a_word_is_one_pair_of_rows_in_large_characters() -> None:
    lines = lay_out(align("가게", "가개"), width=ROOM, height=150)
    assert (len(lines.lines), lines.cell, lines.height) == (1, 58, 144)


def test_nothing_to_show_has_a_height_all_the_same() -> None:
    assert lay_out((), width=ROOM, height=150).height == 144


@pytest.mark.parametrize("width", [200.0, 490.0, ROOM])
@pytest.mark.parametrize("length", [1, 20, 60, 100, 148])
def test_every_character_is_readable_and_in_one_line(length: int, width: float) -> None:
    label = LONG[:length]
    lines = lay_out(align(label, label), width=width, height=150)
    assert [place for line in lines.lines for place in line.cells] == list(range(length))
    assert lines.cell >= 22
    assert all(width_of(lines, label, n) <= width for n in range(len(lines.lines)))


def test_lines_in_which_both_agree_are_written_once() -> None:
    other = LONG.replace("닳", "달", 1)
    lines = lay_out(align(LONG, other), width=490, height=400).lines
    assert [line.shared for line in lines[:2]] == [False, True]
    assert lines[0].bottom - lines[0].top > 2 * (lines[1].bottom - lines[1].top)


def test_characters_are_as_large_as_the_height_allows() -> None:
    cells = align(LONG, LONG)
    heights = (400, 200, 100, 60)
    sizes = [lay_out(cells, width=600, height=height).cell for height in heights]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1]


def test_letters_give_way_before_lines_do() -> None:
    other = LONG.replace("닳", "달")
    assert lay_out(align(LONG, other), width=600, height=1000).spelled
    assert not lay_out(align(LONG, other), width=600, height=60).spelled


def test_what_does_not_fit_is_shown_from_the_wanted_line_on() -> None:
    lines = lay_out(align(LONG, ""), width=490, height=100)
    count = len(lines.lines)
    one, two = (lines.lines[n].bottom + 0.5 for n in (0, 1))
    assert lines.shown_from(2, one) == range(2, 3)
    assert lines.shown_from(1, two) == range(1, 3)
    assert lines.shown_from(99, two) == range(count - 2, count)
    assert lines.shown_from(2, lines.height) == range(count)
